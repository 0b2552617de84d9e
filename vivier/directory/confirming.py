"""The mail that asks a manager to confirm a record, with a link that opens nothing else and works once."""

from hashlib import sha256

from django.urls import reverse
from django.utils.translation import override

from vivier.core.written_dates import written
from vivier.directory.models import ConfirmationRequest
from vivier.outbox import actions as outbox
from vivier.outbox.models import Message
from vivier.outbox.rendering import absolute


def hash_of(token: str) -> str:
    """Return what is kept of a link's secret."""
    return sha256(token.encode("utf-8", "replace")).hexdigest()


def ask_by_mail(asked: ConfirmationRequest, *, token: str, language: str) -> Message:
    """Write the mail; the caller holds the transaction that made the request."""
    actor = asked.actor
    with override(language):
        return outbox.post(
            key=f"confirm:{asked.actor_id}:{asked.user_id}:{asked.since:%Y-%m-%d}:{asked.number}",
            to=asked.user.email,
            template="directory/mails/confirm_record",
            context={
                "name": asked.user.name,
                "record": actor.name,
                "is_confirmed": actor.confirmed_on is not None,
                "since": written(asked.since, "DATE_FORMAT"),
                "until": written(asked.expires_at.date(), "DATE_FORMAT"),
                "is_repeat": asked.number > 0,
                "confirm_url": f"{absolute(reverse('confirm_record', args=[token]))}?language={language}",
                "record_url": absolute(actor.get_absolute_url()),
                "space_url": f"{absolute(reverse('space_record', args=[actor.slug]))}?language={language}",
            },
            language=language,
            cause=f"actor:{asked.actor_id}",
            confidential=True,
        )
