"""Write a mail with its cause, take it back before it leaves, send it again, forget what it said."""

from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit
from uuid import uuid4

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import URLValidator, validate_email
from django.db import connection, transaction
from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext as _

from vivier.outbox.models import BadAddress, Message
from vivier.outbox.refusals import AlreadyLeft, ContentErased, InvalidAddress, NoTransaction
from vivier.outbox.rendering import Rendered, render

_web_address = URLValidator(schemes=("http", "https"))
UNDO = timedelta(seconds=60)
KEEP_CONTENT = timedelta(days=90)


def post(
    *,
    key: str,
    to: str,
    template: str,
    context: dict[str, Any],
    language: str,
    cause: str = "",
    hold: timedelta | None = None,
    unsubscribe: str = "",
    confidential: bool = False,
) -> Message:
    """Write one mail to one address, to leave after the transaction that causes it.

    `key` says event, recipient and occurrence: the same key again returns the first mail and changes
    nothing. `template` like "directory/mails/claim_code" is rendered here and now with `context` (JSON
    values) in `language`; a subject never holds a secret. `hold` delays it (UNDO: a minute to take it
    back). `unsubscribe` is the full address of a one-click stop. `confidential` is for codes and links
    that open something: nobody reads the content in the desk and it is erased once sent.
    Raises InvalidAddress for what is no address, NoTransaction outside a transaction.
    """
    _inside_a_transaction()
    known = Message.objects.filter(key=key).first()
    if known:
        return known
    _check_unsubscribe(unsubscribe)
    rendered = render(template, context, language=language, unsubscribe=unsubscribe)
    return write(
        rendered,
        key=key,
        to=to,
        template=template,
        language=language,
        cause=cause,
        hold=hold,
        unsubscribe=unsubscribe,
        confidential=confidential,
    )


def write(rendered: Rendered, *, key: str, to: str, hold: timedelta | None = None, **fields: Any) -> Message:
    """Write a mail that is already rendered; `fields` as `post` names them."""
    _inside_a_transaction()
    address = _checked(to)
    refused = BadAddress.objects.filter(address=address.lower()).first()
    defaults = {
        "to": address,
        "subject": rendered.subject,
        "text": rendered.text,
        "html": rendered.html,
        "message_id": _new_message_id(),
        "due_at": timezone.now() + (hold or timedelta()),
        "state": Message.State.PARKED if refused else Message.State.WAITING,
        "last_error": refused.answer if refused else "",
        **fields,
    }
    message, _created = Message.objects.get_or_create(key=key, defaults=defaults)
    return message


def _inside_a_transaction() -> None:
    if not connection.in_atomic_block:
        raise NoTransaction("Write a mail inside the transaction of its cause.")


def _checked(to: str) -> str:
    address = to.strip()
    try:
        validate_email(address)
    except ValidationError as error:
        raise InvalidAddress(_("“%(address)s” is not an e-mail address.") % {"address": to[:100]}) from error
    return address


def _check_unsubscribe(url: str) -> None:
    if url:
        _web_address(url)


def _new_message_id() -> str:
    host = urlsplit(settings.SITE_URL).hostname or "localhost"
    return f"<{uuid4().hex}@{host}>"


@transaction.atomic
def cancel(key: str) -> Message:
    """Take a mail back before it leaves; raise AlreadyLeft when it is too late."""
    message = Message.objects.select_for_update().get(key=key)
    if message.state == Message.State.CANCELLED:
        return message
    if message.state not in {Message.State.WAITING, Message.State.PARKED}:
        raise AlreadyLeft(_("This mail has already left: it cannot be cancelled."))
    message.state = Message.State.CANCELLED
    message.save(update_fields=["state"])
    return message


@transaction.atomic
def send_again(message: Message) -> Message:
    """Put a mail back among those that wait, and give its address another chance."""
    locked = Message.objects.select_for_update().get(pk=message.pk)
    if locked.state in {Message.State.WAITING, Message.State.SENDING}:
        raise AlreadyLeft(_("This mail is already waiting to be sent."))
    if locked.erased_at is not None:
        raise ContentErased(_("What this mail said is no longer kept: it cannot be sent again."))
    BadAddress.objects.filter(address=locked.to.lower()).delete()
    if locked.state == Message.State.SENT:
        locked.message_id = _new_message_id()  # a person asks for a second mail; it is not a repeat
    locked.state, locked.due_at, locked.first_tried_at = Message.State.WAITING, timezone.now(), None
    locked.last_error, locked.attempts, locked.sent_at = "", 0, None
    locked.save()
    return locked


def erase_content(*, older_than: timedelta = KEEP_CONTENT) -> int:
    """Erase what mails written before said, unless they still wait; return how many."""
    now = timezone.now()
    old = Message.objects.filter(created_at__lt=now - older_than, erased_at__isnull=True)
    over = old.exclude(Q(state=Message.State.WAITING) | Q(state=Message.State.SENDING))
    return over.update(text="", html="", erased_at=now)


def forget(cause: str) -> int:
    """Take back what waits for one cause; erase what all its mails said, and to whom. Return how many."""
    rows = Message.objects.filter(cause=cause)
    waiting = rows.filter(state__in=[Message.State.WAITING, Message.State.PARKED])
    waiting.update(state=Message.State.CANCELLED)
    return rows.update(to="", text="", html="", erased_at=timezone.now())


def send_parked_again() -> int:
    """Put every parked mail that still has content back, unless its address takes none; return how many."""
    bad = BadAddress.objects.filter(address=Lower(OuterRef("to")))
    parked = Message.objects.filter(~Exists(bad), state=Message.State.PARKED, erased_at__isnull=True)
    return parked.update(
        state=Message.State.WAITING, due_at=timezone.now(), first_tried_at=None, attempts=0, last_error=""
    )
