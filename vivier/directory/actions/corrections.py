"""Corrections that anybody suggests and the team decides on."""

from collections.abc import Callable
from datetime import timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from vivier.accounts import journal
from vivier.directory import fields
from vivier.directory.actions.records import update_actor
from vivier.directory.correction_mails import tell_author
from vivier.directory.models import Actor, Correction, FieldSource
from vivier.directory.provenance import Update
from vivier.directory.refusals import AlreadyDecided, InvalidValue, ReasonMissing, TooManySuggestions

if TYPE_CHECKING:
    from vivier.accounts.models import User

SUGGESTIONS_PER_HOUR = 6
SUGGESTIONS_PER_DAY = 20


@transaction.atomic
def suggest_correction(
    actor: Actor,
    *,
    field: str,
    proposed: str,
    submission: UUID,
    comment: str = "",
    author_email: str = "",
    sender: str = "",
    language: str = settings.LANGUAGE_CODE,
) -> Correction:
    """Queue a correction for the team; the same form sent twice is one suggestion.

    `language` is the one the page was read in: its author is answered in it.
    """
    already = Correction.objects.filter(submission=submission).first()
    if already:
        return already
    _slow_down(sender)
    if field and field not in fields.TRACKED:
        raise InvalidValue("field", _("“%(field)s” is not a field of a record.") % {"field": field})
    correction, created = Correction.objects.get_or_create(
        submission=submission,
        defaults={
            "actor": actor,
            "field": field,
            "proposed": proposed,
            "comment": comment,
            "author_email": author_email,
            "sender": sender,
            "language": language,
        },
    )
    if created:
        journal.record("correction.suggested", actor, by=None, changes={"correction": [None, correction.pk]})
    return correction


def _slow_down(sender: str) -> None:
    now = timezone.now()
    of_sender = Correction.objects.filter(sender=sender)
    limits = ((timedelta(hours=1), SUGGESTIONS_PER_HOUR), (timedelta(days=1), SUGGESTIONS_PER_DAY))
    if sender and any(of_sender.filter(created_at__gt=now - time).count() >= most for time, most in limits):
        raise TooManySuggestions(
            _("Thank you for so many corrections in a short time. Please send the next one in an hour.")
        )


@transaction.atomic
def apply_correction(
    correction: Correction,
    *,
    by: "User",
    value: Any = None,
    expected_version: int | None = None,
    method: FieldSource.Method = FieldSource.Method.SUGGESTION,
    with_more: Callable[[Actor, dict[str, Any]], dict[str, Any]] = lambda _actor, changes: changes,
) -> Update:
    """Accept a correction: write `value`, or else the text proposed when the field holds plain text.

    `with_more` adds to the changes what follows from them.
    """
    locked = _waiting(correction)
    changes: dict[str, Any] = {}
    if locked.field:
        is_text = locked.field in fields.PLAIN
        if value is None and not is_text:
            raise InvalidValue("value", _("Choose the value to write: this field does not hold free text."))
        changes[locked.field] = locked.proposed if value is None else value
    update = update_actor(
        locked.actor,
        by=by,
        method=method,
        changes=with_more(locked.actor, changes),
        observed_on=timezone.localdate(locked.created_at),
        expected_version=expected_version,
    )
    _decide(correction, locked, Correction.Status.APPLIED, by=by, reason="")
    return update


@transaction.atomic
def refuse_correction(correction: Correction, *, by: "User", reason: str) -> None:
    """Turn a correction down and say why; what was proposed is kept."""
    if not reason.strip():
        raise ReasonMissing(_("Say why the correction is refused: its author reads the reason."))
    locked = _waiting(correction)
    _decide(correction, locked, Correction.Status.REFUSED, by=by, reason=reason.strip())


def _waiting(correction: Correction) -> Correction:
    locked = Correction.objects.select_for_update(of=("self",)).select_related("actor").get(pk=correction.pk)
    if locked.status != Correction.Status.WAITING:
        raise AlreadyDecided(_("Somebody has already decided on this correction."))
    return locked


def _decide(correction: Correction, locked: Correction, status: str, *, by: "User", reason: str) -> None:
    locked.status, locked.reason, locked.decided_by, locked.decided_at = status, reason, by, timezone.now()
    locked.save(update_fields=["status", "reason", "decided_by", "decided_at"])
    changes: journal.Changes = {"correction": [locked.pk, status]}
    journal.record(f"correction.{status}", locked.actor, by=by, changes=changes, reason=reason)
    tell_author(locked)
    correction.refresh_from_db()
