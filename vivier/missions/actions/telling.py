"""Tell what came of a mission: people met, next steps, what was obtained; by the participant or the team."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from vivier.accounts import journal
from vivier.missions.models import Contact, Mission, Participant, Result
from vivier.missions.refusals import InvalidMission, NotNow, ReasonMissing

if TYPE_CHECKING:
    from vivier.accounts.models import User

CONTACT_FIELDS = ("who", "counterpart", "note", "next_step", "due_on")
RESULT_FIELDS = ("kind", "what", "amount_eur", "jobs", "happened_on")
MOST_PER_PARTICIPANT = 100


@transaction.atomic
def note_contact(
    mission: Mission,
    *,
    by: "User | None",
    submission: UUID,
    values: Mapping[str, Any],
    participant: Participant | None = None,
) -> Contact:
    """Write down somebody met and what follows; the same form sent twice is one contact."""
    known = Contact.objects.filter(submission=submission, mission=mission).first()
    if known:
        return known
    _not_too_many(mission.contacts.filter(participant=participant))  # type: ignore[attr-defined]
    contact = Contact(mission=mission, participant=participant, told_by=by, submission=submission)
    _fill(contact, values, CONTACT_FIELDS)
    contact.save(force_insert=True)
    journal.record("mission.contact_noted", mission, by=by, changes=_whose(participant))
    return contact


@transaction.atomic
def finish_step(contact: Contact, *, by: "User | None") -> None:
    """Mark the next step of a contact as done."""
    locked = Contact.objects.select_for_update().get(pk=contact.pk)
    if locked.done_at:
        raise NotNow(_("This step is done already."))
    locked.done_at = timezone.now()
    locked.save(update_fields=["done_at"])
    journal.record("mission.step_done", locked.mission, by=by, changes=_whose(locked.participant))
    contact.refresh_from_db()


@transaction.atomic
def tell_result(
    participant: Participant,
    *,
    by: "User | None",
    submission: UUID,
    values: Mapping[str, Any],
    is_by_participant: bool,
) -> Result:
    """Write down what a participant obtained, as one side tells it; twice the same form is one result."""
    known = Result.objects.filter(submission=submission, participant=participant).first()
    if known:
        return known
    if not (participant.is_seated):
        raise NotNow(_("Results are told by those who went."))
    _not_too_many(participant.results)  # type: ignore[attr-defined]
    result = Result(
        mission=participant.mission,
        participant=participant,
        told_by=by,
        submission=submission,
        is_by_participant=is_by_participant,
    )
    _fill(result, values, RESULT_FIELDS)
    if result.kind == Result.Kind.NOTHING and (result.amount_eur or result.jobs):
        raise InvalidMission("kind", _("An amount or jobs are something: choose what it is."))
    result.save(force_insert=True)
    journal.record("mission.result_told", participant.mission, by=by, changes=_whose(participant))
    return result


@transaction.atomic
def take_result_back(result: Result, *, by: "User | None", reason: str) -> None:
    """Count a result no more; it stays readable with the reason."""
    if not reason.strip():
        raise ReasonMissing(_("Please say why it no longer counts."))
    locked = Result.objects.select_for_update().get(pk=result.pk)
    if locked.withdrawn_at:
        raise NotNow(_("This result was taken back already."))
    locked.withdrawn_at, locked.withdrawn_because = timezone.now(), reason.strip()[:300]
    locked.save(update_fields=["withdrawn_at", "withdrawn_because"])
    journal.record(
        "mission.result_taken_back", locked.mission, by=by, changes=_whose(locked.participant), reason=reason
    )
    result.refresh_from_db()


def _not_too_many(rows: Any) -> None:
    if rows.count() >= MOST_PER_PARTICIPANT:
        raise NotNow(_("That is more than one page can hold: call the team."))


def _fill(row: models.Model, values: Mapping[str, Any], names: tuple[str, ...]) -> None:
    for name in names:
        if name in values:
            setattr(row, name, values[name])
    try:
        row.clean_fields(exclude=["mission", "participant", "told_by", "submission"])
    except ValidationError as error:
        field, messages = next(iter(error.message_dict.items()))
        raise InvalidMission(field, messages[0]) from error


def _whose(participant: Participant | None) -> journal.Changes:
    return {"participant": [None, participant.actor.name if participant else None]}
