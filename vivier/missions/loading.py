"""Stores a mission of a demonstration as it would have happened, idempotently and without a mail."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Any
from uuid import NAMESPACE_URL, UUID, uuid5

from django.db import transaction

from vivier.accounts import journal
from vivier.directory.models import Actor
from vivier.missions.models import Contact, Mission, MissionPartner, Participant, Result, Visit
from vivier.reference.models import Discipline

State = Participant.State
SEATED = (State.ACCEPTED, State.CONFIRMED)


@dataclass(frozen=True, slots=True)
class MissionRow:
    """One mission: its columns, its partners (name, role), and the states of its participants in order.

    `visits`: day from the first, half, kind, French, English, from, until ("" when not known), place,
    destination, whom. `contacts`: whom, note, next step. `results`: kind, what, amount as text or None, jobs.
    """

    slug: str
    columns: Mapping[str, Any]
    starts_on: date
    days: int
    disciplines: Sequence[str]
    partners: Sequence[tuple[str, str]]
    participants: Sequence[tuple[Actor, str]]
    visits: Sequence[Sequence[Any]]
    contacts: Sequence[Sequence[str]]
    results: Sequence[Sequence[Any]]


@transaction.atomic
def store_mission(row: MissionRow) -> bool:
    """Store one mission that is not there yet, labelled a demonstration; say whether it was stored."""
    if Mission.objects.filter(slug=row.slug).exists():
        return False
    mission = Mission.objects.create(
        slug=row.slug,
        state=Mission.State.PUBLISHED,
        starts_on=row.starts_on,
        ends_on=row.starts_on + timedelta(days=row.days - 1),
        answer_by=row.starts_on - timedelta(days=21),
        is_programme_public=True,
        is_demo=True,
        **row.columns,
    )
    mission.disciplines.set(Discipline.objects.filter(code__in=row.disciplines))
    MissionPartner.objects.bulk_create(
        MissionPartner(mission=mission, name=name, role=role) for name, role in row.partners
    )
    seated = [one for one in _participants(mission, row) if one.state in SEATED]
    for number, values in enumerate(row.visits):
        _visit(mission, number, values)
    _told(mission, row, seated)
    journal.record("mission.created", mission, by=None)
    return True


def _participants(mission: Mission, row: MissionRow) -> list[Participant]:
    invited = datetime.combine(row.starts_on - timedelta(days=60), time(9), UTC)
    found = []
    for number, (actor, state) in enumerate(row.participants):
        moment = invited + timedelta(days=1 + number) if state != State.INVITED else None
        is_listed = state == State.SHORTLISTED
        found.append(
            Participant.objects.create(
                mission=mission,
                actor=actor,
                state=state,
                contact_name=f"Personne {number + 1} (démonstration)",
                email=f"mission-{number + 1}@demo.example",
                invited_at=None if is_listed else invited,
                answered_at=None if is_listed else moment,
                waiting_since=moment if state == State.WAITING else None,
                confirmed_at=moment if state == State.CONFIRMED else None,
            )
        )
    return found


def _visit(mission: Mission, number: int, values: Sequence[Any]) -> None:
    day, half, kind, french, english, begins, ends, place, destination, whom = values
    Visit.objects.create(
        uid=_number(mission, "visit", number),
        mission=mission,
        day=mission.starts_on + timedelta(days=day),
        half=half,
        kind=kind,
        title_fr=french,
        title_en=english,
        starts_at=time.fromisoformat(begins) if begins else None,
        ends_at=time.fromisoformat(ends) if ends else None,
        place=place,
        destination=destination,
        counterpart_name=whom,
    )


def _told(mission: Mission, row: MissionRow, seated: Sequence[Participant]) -> None:
    """What participants told, a week after the mission and later, one after the other."""
    after = datetime.combine(mission.ends_on, time(9), UTC)
    for number, (who, note, step) in enumerate(row.contacts):
        Contact.objects.create(
            mission=mission,
            participant=seated[number % len(seated)],
            who=who,
            note=note,
            next_step=step,
            due_on=mission.ends_on + timedelta(days=90) if step else None,
            told_at=after + timedelta(days=7 + number),
            submission=_number(mission, "contact", number),
        )
    for number, (kind, what, amount, jobs) in enumerate(row.results):
        told_at = after + timedelta(days=20 + 5 * number)
        Result.objects.create(
            mission=mission,
            participant=seated[number % len(seated)],
            kind=kind,
            what=what,
            amount_eur=Decimal(amount) if amount else None,
            jobs=jobs,
            happened_on=told_at.date(),
            is_by_participant=number % 2 == 0,
            told_at=told_at,
            submission=_number(mission, "result", number),
        )


def _number(mission: Mission, kind: str, number: int) -> UUID:
    return uuid5(NAMESPACE_URL, f"demonstration/{mission.slug}/{kind}/{number}")
