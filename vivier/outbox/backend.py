"""What the rest of Django takes for its mail server: it writes mails down instead of sending them."""

from collections.abc import Sequence
from email.utils import parseaddr
from uuid import uuid4

from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction

from vivier.core.translation import current_language
from vivier.outbox.actions import write
from vivier.outbox.rendering import Rendered, one_line


class OutboxBackend(BaseEmailBackend):
    """Mails of log-in and of the back office become rows of the outbox, one for each recipient.

    They confirm addresses and reset passwords, so all of them are confidential.
    """

    @transaction.atomic
    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        """Write them down and return how many."""
        for message in email_messages:
            for recipient in message.recipients():
                write(
                    _rendered(message),
                    key=f"direct:{uuid4().hex}",
                    to=parseaddr(recipient)[1],
                    template="direct",
                    language=current_language(),
                    confidential=True,
                )
        return len(email_messages)


def _rendered(message: EmailMessage) -> Rendered:
    alternatives = getattr(message, "alternatives", [])
    html = next((str(content) for content, kind in alternatives if kind == "text/html"), "")
    return Rendered(one_line(str(message.subject)), str(message.body), html)
