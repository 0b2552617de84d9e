"""What missions keep about a person: where they go, what they asked, whom they met, what they told."""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from django.db.models import Q
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from vivier.accounts.addresses import confirmed_addresses
from vivier.accounts.own_data import Holding
from vivier.missions.actions.erasing import erase_participant
from vivier.missions.models import Contact, Participant, Question, Result

if TYPE_CHECKING:
    from vivier.accounts.models import User

Rows = Iterable[Sequence[Any]]


def _mine(person: "User") -> Any:
    rows = Participant.objects.annotate(address=Lower("email"))
    return rows.filter(address__in=confirmed_addresses(person)).exclude(state=Participant.State.SHORTLISTED)


def _seats(person: "User") -> Rows:
    for one in _mine(person).select_related("mission", "actor").order_by("pk"):
        state, said = one.get_state_display(), one.said
        yield str(one.mission), one.actor.name, one.contact_name, one.email, state, one.invited_at, said


def _questions(person: "User") -> Rows:
    rows = Question.objects.filter(participant__in=_mine(person)).select_related("participant__mission")
    return ((str(one.participant.mission), one.asked_at, one.text, one.answer) for one in rows)


def _met(person: "User") -> Rows:
    rows = Contact.objects.filter(Q(participant__in=_mine(person)) | Q(told_by=person))
    for one in rows.select_related("mission").order_by("pk"):
        yield str(one.mission), one.told_at, one.who, one.note, one.next_step, one.due_on


def _obtained(person: "User") -> Rows:
    rows = Result.objects.filter(Q(participant__in=_mine(person)) | Q(told_by=person))
    for one in rows.select_related("mission").order_by("pk"):
        yield str(one.mission), one.told_at, one.get_kind_display(), one.what, one.amount_eur, one.jobs


def _forget(person: "User") -> None:
    """Also where the team only thought of inviting them: the address goes everywhere."""
    rows = Participant.objects.annotate(address=Lower("email"))
    for one in list(rows.filter(address__in=confirmed_addresses(person))):
        erase_participant(one, by=person)


_MISSION = _("mission")
_KEPT = _("Erased some months after the mission; that somebody of the organisation went is still counted.")
HOLDINGS = (
    Holding(
        name="missions",
        label=_("Missions I am invited to or take part in"),
        why=_("To invite you, to keep a seat for you and to send you the plan."),
        kept=_KEPT,
        columns={
            "mission": _MISSION,
            "record": _("record"),
            "who": _("who goes"),
            "address": _("address"),
            "state": _("state"),
            "invited": _("invited"),
            "said": _("what I said"),
        },
        rows=_seats,
        erase=_forget,
        covers=("missions.participant.email",),
    ),
    Holding(
        name="mission_questions",
        label=_("Questions I asked about a mission"),
        why=_("To answer you."),
        kept=_KEPT,
        columns={
            "mission": _MISSION,
            "at": _("asked"),
            "question": _("question"),
            "answer": _("answer"),
        },
        rows=_questions,
    ),
    Holding(
        name="mission_contacts",
        label=_("People I met on a mission"),
        why=_("So that the next steps are not lost; you and the team read it."),
        kept=_KEPT,
        columns={
            "mission": _MISSION,
            "at": _("told"),
            "who": _("whom I met"),
            "note": _("what was said"),
            "next": _("next step"),
            "until": _("until"),
        },
        rows=_met,
        covers=("missions.contact.told_by",),
    ),
    Holding(
        name="mission_results",
        label=_("What I said came of a mission"),
        why=_("To account for the missions."),
        kept=_("What was obtained stays counted; your words are erased some months after the mission."),
        columns={
            "mission": _MISSION,
            "at": _("told"),
            "kind": _("what"),
            "sentence": _("in a sentence"),
            "amount": _("amount in euros"),
            "jobs": _("jobs created"),
        },
        rows=_obtained,
        covers=("missions.result.told_by",),
    ),
)
