"""What the outbox holds: who was written to, and the codes and links in what they read."""

import re

from vivier.outbox.models import Message


def mails_to(address: str) -> list[str]:
    """The kinds of mail an address got, oldest first."""
    rows = Message.objects.filter(to__iexact=address).order_by("pk")
    return [template.rpartition("/")[2] for template in rows.values_list("template", flat=True)]


def last_mail(address: str) -> Message:
    return Message.objects.filter(to__iexact=address).order_by("-pk")[0]


def code_in(message: Message) -> str:
    found = re.search(r"^[2-9A-Z]{5}-[2-9A-Z]{5}$", message.text, re.MULTILINE)
    assert found, message.text
    return found[0]


def path_in(message: Message, beginning: str) -> str:
    """The path of a link of the mail that begins so."""
    found = re.search(rf"https?://[^/\s]+({re.escape(beginning)}\S+)", message.text)
    assert found, message.text
    return found[1]
