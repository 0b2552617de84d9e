"""Fill the seats of a mission: shortlist, invite, answer, confirm, wait, withdraw.

Every deed that gives or frees a seat locks the mission first, so that one seat goes to one participant.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING
from uuid import UUID

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from vivier.accounts import journal
from vivier.directory.models import Actor
from vivier.missions.mailing import invite_by_mail, tell
from vivier.missions.models import Mission, Participant, Question
from vivier.missions.refusals import InvalidMission, MissionRefusal, NotNow, ReasonMissing

if TYPE_CHECKING:
    from vivier.accounts.models import User

State = Participant.State
MOST_QUESTIONS = 20


@transaction.atomic
def shortlist(
    mission: Mission,
    actors: Iterable[Actor],
    *,
    by: "User | None",
    reasons: Mapping[int, Sequence[str]] | None = None,
) -> int:
    """List actors with their reasons of today, by actor's key; return how many are new."""
    locked = _open(mission)
    already = set(locked.participants.values_list("actor_id", flat=True))  # type: ignore[attr-defined]
    new = [one for one in dict.fromkeys(actors) if one.pk not in already]
    rows = [
        Participant(mission=locked, actor=one, email=one.email, reasons=list((reasons or {}).get(one.pk, ())))
        for one in new
    ]
    Participant.objects.bulk_create(rows)
    if rows:
        journal.record(
            "mission.shortlisted", locked, by=by, changes={"actors": [None, [str(a) for a in new]]}
        )
    return len(rows)


@transaction.atomic
def change_participant(
    participant: Participant,
    *,
    by: "User | None",
    contact_name: str,
    email: str,
    language: str,
    team_note: str,
) -> None:
    """Write who goes and how to reach them; another address makes the links sent before lead nowhere."""
    locked = _locked(participant)
    _check_address(email)
    if email.strip() != locked.email:
        locked.link_version += 1
    locked.contact_name, locked.email = contact_name.strip(), email.strip()
    locked.language, locked.team_note, locked.erased_at = language, team_note, None
    locked.save()
    journal.record("mission.participant_changed", locked.mission, by=by, changes=_about(locked))
    participant.refresh_from_db()


def _check_address(email: str) -> None:
    try:
        if email:
            validate_email(email)
    except ValidationError as error:
        words = _("“%(address)s” is not an e-mail address.") % {"address": email[:100]}
        raise InvalidMission("email", words) from error


@transaction.atomic
def unlist(participant: Participant, *, by: "User | None") -> None:
    """Take somebody off the shortlist; who was invited is withdrawn instead."""
    locked = _locked(participant)
    if locked.state != State.SHORTLISTED:
        raise NotNow(_("This actor was invited already: withdraw it, and it is told."))
    journal.record("mission.unlisted", locked.mission, by=by, changes=_about(locked))
    locked.delete()


@transaction.atomic
def invite(participant: Participant, *, by: "User | None", note: str = "") -> None:
    """Invite by mail with a secret link; a second time sends a new link and closes the old one."""
    locked = _locked(participant)
    _open(locked.mission)
    if locked.state not in (State.SHORTLISTED, State.INVITED):
        raise NotNow(_("This actor has answered already."))
    if not locked.email:
        raise MissionRefusal(_("No e-mail address is known: write one down first, or answer for them."))
    if locked.state == State.INVITED:
        locked.link_version += 1
    locked.state, locked.invited_at = State.INVITED, timezone.now()
    locked.save()
    invite_by_mail(locked, note=note.strip()[:1000])
    journal.record("mission.invited", locked.mission, by=by, changes=_about(locked))
    participant.refresh_from_db()


@transaction.atomic
def accept(participant: Participant, *, by: "User | None", said: str = "", contact_name: str = "") -> str:
    """Say yes: a seat when one is free, else the waiting list; return the new state. Twice is once."""
    locked = _locked(participant)
    mission = _open(locked.mission)
    if locked.state in (State.ACCEPTED, State.CONFIRMED, State.WAITING):
        return locked.state
    _may_answer(locked)
    now = timezone.now()
    free = _free_seats(mission)
    locked.state = State.ACCEPTED if free is None or free > 0 else State.WAITING
    locked.waiting_since = now if locked.state == State.WAITING else None
    locked.answered_at, locked.said = now, said.strip()[:1000]
    locked.contact_name = contact_name.strip()[:150] or locked.contact_name
    locked.save()
    tell(locked, locked.state)
    journal.record(f"mission.{locked.state}", mission, by=by, changes=_about(locked))
    participant.refresh_from_db()
    return locked.state


@transaction.atomic
def decline(participant: Participant, *, by: "User | None", said: str = "") -> None:
    """Say no, or give a seat back; the first of the waiting list gets it."""
    locked = _locked(participant)
    if locked.state == State.DECLINED:
        return
    _may_answer(locked)
    locked.answered_at, locked.said = timezone.now(), said.strip()[:1000]
    _leave(locked, State.DECLINED, by=by)
    participant.refresh_from_db()


@transaction.atomic
def confirm(participant: Participant, *, by: "User | None") -> None:
    """Confirm who said yes, or who waits when a seat is free; they are told."""
    locked = _locked(participant)
    mission = _open(locked.mission)
    if locked.state == State.WAITING:
        free = _free_seats(mission)
        if free is not None and free < 1:
            raise NotNow(_("Every seat is taken: somebody has to leave first, or there must be more seats."))
    elif locked.state != State.ACCEPTED:
        raise NotNow(_("Only somebody who said yes is confirmed."))
    locked.state, locked.confirmed_at, locked.waiting_since = State.CONFIRMED, timezone.now(), None
    locked.save()
    tell(locked, "confirmed")
    journal.record("mission.confirmed", mission, by=by, changes=_about(locked))
    participant.refresh_from_db()


@transaction.atomic
def withdraw(participant: Participant, *, by: "User | None", reason: str) -> None:
    """Take somebody who was invited off the mission; they are told why."""
    locked = _locked(participant)
    if not reason.strip():
        raise ReasonMissing(_("Please say why: the participant reads it."))
    if locked.state in (State.SHORTLISTED, State.WITHDRAWN):
        raise NotNow(_("This actor was not invited, or is withdrawn already."))
    _leave(locked, State.WITHDRAWN, by=by)
    tell(locked, "withdrawn", said=reason.strip()[:1000])
    participant.refresh_from_db()


def _leave(locked: Participant, state: str, *, by: "User | None") -> None:
    held = locked.is_seated
    locked.state, locked.waiting_since = state, None
    locked.save()
    journal.record(f"mission.{state}", locked.mission, by=by, changes=_about(locked))
    if held and not locked.mission.is_cancelled:
        _promote(locked.mission)


def _promote(mission: Mission) -> None:
    """Give the free seat to the first who waits, as somebody who said yes; the team still confirms."""
    first = mission.participants.waiting().select_related("actor", "mission").first()  # type: ignore[attr-defined]
    free = _free_seats(mission)
    if first is None or (free is not None and free < 1):
        return
    first.state, first.waiting_since = State.ACCEPTED, None
    first.save()
    tell(first, "free_seat")
    journal.record("mission.free_seat", mission, by=None, changes=_about(first))


@transaction.atomic
def ask_question(participant: Participant, *, text: str, submission: UUID) -> Question:
    """Put a question to the team; the same form sent twice is one question."""
    locked = _locked(participant)
    known = Question.objects.filter(submission=submission, participant=locked).first()
    if known:
        return known
    if not text.strip():
        raise MissionRefusal(_("Write your question first."))
    if locked.questions.count() >= MOST_QUESTIONS:  # type: ignore[attr-defined]
        raise MissionRefusal(_("That is a lot of questions: call the team instead."))
    question = Question.objects.create(
        participant=locked, text=text.replace("\x00", "").strip()[:2000], submission=submission
    )
    journal.record("mission.asked", locked.mission, by=None, changes=_about(locked))
    return question


@transaction.atomic
def answer_question(question: Question, *, answer: str, by: "User") -> None:
    """Answer a question; the participant receives the answer by mail."""
    locked = Question.objects.select_for_update().get(pk=question.pk)
    if not answer.strip():
        raise MissionRefusal(_("Write the answer first."))
    if locked.answered_at:
        raise NotNow(_("Somebody has already answered this question."))
    locked.answer, locked.answered_at, locked.answered_by = answer.strip()[:2000], timezone.now(), by
    locked.save()
    tell(locked.participant, "answered")
    journal.record("mission.answered", locked.participant.mission, by=by, changes=_about(locked.participant))
    question.refresh_from_db()


def _may_answer(participant: Participant) -> None:
    if not participant.may_answer:
        raise NotNow(_("This invitation is no longer open."))


def _open(mission: Mission) -> Mission:
    """Lock the mission; refuse one that is called off."""
    locked = Mission.objects.select_for_update().get(pk=mission.pk)
    if locked.is_cancelled:
        raise NotNow(_("This mission is called off."))
    return locked


def _locked(participant: Participant) -> Participant:
    """Lock the mission, then its participant: always in this order."""
    Mission.objects.select_for_update().get(pk=participant.mission_id)
    rows = Participant.objects.select_for_update(of=("self",)).select_related("mission", "actor")
    return rows.get(pk=participant.pk)


def _free_seats(mission: Mission) -> int | None:
    """How many seats nobody holds; None without a limit."""
    if mission.seats is None:
        return None
    return mission.seats - mission.participants.seated().count()  # type: ignore[attr-defined]


def _about(participant: Participant) -> journal.Changes:
    return {"participant": [None, participant.actor.name]}
