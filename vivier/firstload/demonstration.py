"""A small invented set, labelled as such, so that every screen has life; dates count from today."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from django.db import transaction
from django.utils import timezone

from vivier.accounts.models import User
from vivier.agenda import loading as agenda
from vivier.agenda.places import store_places
from vivier.directory import actions as directory_actions
from vivier.directory import loading as directory
from vivier.directory.models import Actor, Correction, FieldSource, Membership
from vivier.firstload import demonstration_needs as needs
from vivier.firstload import readers as read
from vivier.firstload.demonstration_missions import load_cases, load_missions
from vivier.firstload.readers import Record, Table
from vivier.firstload.rows import ActorRow
from vivier.firstload.sector import Outcome, Progress, outcome_of
from vivier.firstload.tables import SECTOR_TABLES
from vivier.newsroom import loading as newsroom
from vivier.opportunities import loading as opportunities
from vivier.support.loading import name_demo_adviser

DATASET = "démonstration"
PASSWORD = "vivier-demonstration"  # noqa: S105 -- printed by `make demo`, accounts exist only there
ORGANISATIONS = next(table for table in SECTOR_TABLES if table.file == "organisations.csv")
EVENTS = Table(
    "events.csv",
    {
        "title": read.required,
        "kind": read.required,
        "organiser": read.text,
        "place": read.text,
        "city": read.text,
        "starts_in_days": read.whole,
        "starts_at": read.hour,
        "ends_in_days": read.whole,
        "ends_at": read.hour,
        "summary_fr": read.text,
        "summary_en": read.text,
        "disciplines": read.words,
        "url": read.address,
        "is_cancelled": lambda value: value.strip() == "true",
    },
)
OPPORTUNITIES = Table(
    "opportunities.csv",
    {
        "title": read.required,
        "kind": read.required,
        "issuer": read.required,
        "summary_fr": read.text,
        "summary_en": read.text,
        "audience": read.words,
        "disciplines": read.words,
        "place": read.text,
        "opens_in_days": read.whole,
        "closes_in_days": read.whole,
        "closes_at": read.hour,
        "amount_min": read.amount,
        "amount_max": read.amount,
        "currency": read.text,
        "eligibility_fr": read.text,
        "eligibility_en": read.text,
        "url": read.address,
        "scheme_title": read.text,
        "edition": read.text,
        "is_permanent": lambda value: value.strip() == "true",
    },
)
FACTS = Table(
    "facts.csv",
    {
        "actor": read.required,
        "headcount_low": read.whole,
        "headcount_high": read.whole,
        "stage": read.text,
        "founded_days_ago": read.whole,
    },
)
CORRECTIONS = Table(
    "corrections.csv",
    {
        "actor": read.required,
        "field": read.text,
        "proposed": read.required,
        "comment": read.text,
        "author_email": read.text,
        "days_ago": read.whole,
    },
)
PEOPLE = Table(
    "people.csv",
    {"email": read.required, "name_fr": read.required, "role": read.required, "organisation": read.text},
)


class BrokenSet(Exception):
    """The demonstration folder holds a line nobody can read; the text says which."""


@dataclass(frozen=True, slots=True)
class DemoAccount:
    """An account of the demonstration: how to log in and as what."""

    email: str
    role: str


def _read(folder: Path, table: Table) -> list[Record]:
    records, problems = read.read_table(folder, table)
    if problems:
        raise BrokenSet("\n".join(map(str, problems)))
    return records


def _day(today: date, days: int | None) -> date | None:
    return None if days is None else today + timedelta(days=days)


@transaction.atomic
def load_demonstration(folder: Path, *, on_step: Progress = str) -> list[Outcome]:
    """Load the set with dates counted from today; raise BrokenSet and change nothing when a file is wrong."""
    today = timezone.localdate()
    on_step("demonstration actors")
    outcomes = [_actors(folder, today)]
    on_step("demonstration calls")
    outcomes.append(_calls(folder, today))
    on_step("demonstration events")
    store_places(by=None)
    events = _event_rows(_read(folder, EVENTS), today)
    outcomes.append(outcome_of("events", agenda.store_events(events, by=None, is_demo=True)))
    on_step("demonstration queue")
    outcomes.append(_corrections(folder))
    on_step("demonstration needs")
    outcomes.append(needs.load_partners(_read(folder, needs.PARTNERS)))
    outcomes.append(needs.load_needs(_read(folder, needs.NEEDS)))
    on_step("demonstration missions and cases")
    outcomes.append(load_missions(folder))
    outcomes.append(load_cases(folder))
    outcomes.append(outcome_of("drafts", newsroom.store_drafts(folder / "drafts.csv")))
    return outcomes


def _actors(folder: Path, today: date) -> Outcome:
    rows = [ActorRow(**one.values, line=one.line) for one in _read(folder, ORGANISATIONS)]
    counts = directory.store_actors(rows, by=None, dataset=DATASET, observed_on=today, is_demo=True)
    actors = {actor.name: actor for actor in Actor.objects.filter(is_demo=True)}
    for one in _read(folder, FACTS):
        v = one.values
        founded = _day(today, -v["founded_days_ago"] if v["founded_days_ago"] else None)
        facts = {name: v[name] for name in ("headcount_low", "headcount_high", "stage") if v[name]}
        directory_actions.update_actor(
            actors[v["actor"]],
            by=None,
            changes=facts | ({"founded_on": founded} if founded else {}),
            method=FieldSource.Method.DATASET,
            source_name=DATASET,
            observed_on=today,
        )
    return outcome_of("organisations", counts)


def _calls(folder: Path, today: date) -> Outcome:
    records = _read(folder, OPPORTUNITIES)
    dates = ("opens_in_days", "closes_in_days")
    about_scheme = ("scheme_title", "edition", "is_permanent", "summary_en", "eligibility_en")
    rows = [
        opportunities.OpportunityRow(
            **{name: value for name, value in one.values.items() if name not in (*dates, *about_scheme)},
            opens_on=_day(today, one.values["opens_in_days"]),
            closes_on=_day(today, one.values["closes_in_days"]),
            line=one.line,
        )
        for one in records
    ]
    schemes = [
        opportunities.SchemeRow(
            one.values["title"],
            one.values["scheme_title"] or one.values["title"],
            one.values["edition"],
            one.values["is_permanent"],
        )
        for one in records
    ]
    english = {
        one.values["title"]: {name: one.values[name] for name in ("summary_en", "eligibility_en")}
        for one in records
    }
    criteria: dict[str, Any] = json.loads((folder / "criteria.json").read_bytes())["criteria"]
    counts = opportunities.store_opportunities(
        rows, schemes, criteria, english, by=None, checked_on=today, is_demo=True
    )
    return outcome_of("opportunities", counts)


def _event_rows(records: Iterable[Record], today: date) -> list[agenda.EventRow]:
    relative = ("starts_in_days", "ends_in_days")
    return [
        agenda.EventRow(
            **{name: value for name, value in one.values.items() if name not in relative},
            starts_on=_day(today, one.values["starts_in_days"]),
            ends_on=_day(today, one.values["ends_in_days"]),
            line=one.line,
        )
        for one in records
    ]


def _corrections(folder: Path) -> Outcome:
    records = _read(folder, CORRECTIONS)
    actors = {actor.name: actor for actor in Actor.objects.all()}
    created = 0
    for one in records:
        v = one.values
        submission = uuid5(NAMESPACE_URL, f"demonstration/{v['actor']}/{v['field']}")
        if Correction.objects.filter(submission=submission).exists():
            continue
        correction = directory_actions.suggest_correction(
            actors[v["actor"]],
            field=v["field"],
            proposed=v["proposed"],
            comment=v["comment"],
            author_email=v["author_email"],
            submission=submission,
        )
        sent = timezone.now() - timedelta(days=v["days_ago"] or 0, hours=1)
        Correction.objects.filter(pk=correction.pk).update(is_demo=True, created_at=sent)
        created += 1
    return Outcome("corrections", created, 0, len(records) - created)


@transaction.atomic
def create_accounts(folder: Path) -> list[DemoAccount]:
    """Create one account per role, all with the same password; only a demonstration calls this."""
    accounts = []
    for one in _read(folder, PEOPLE):
        v = one.values
        role = v["role"] if v["role"] in User.Role.values else User.Role.MEMBER
        person = User.objects.filter(email=v["email"]).first() or User.objects.create_user(
            v["email"], PASSWORD, name=v["name_fr"], role=role, is_staff=role in STAFF_ROLES, is_demo=True
        )
        if v["organisation"] and v["role"] == "organisation_editor":
            actor = Actor.objects.get(name=v["organisation"])
            Membership.objects.get_or_create(user=person, actor=actor)
        if role == User.Role.ADVISER:
            name_demo_adviser(person, v["organisation"])
        accounts.append(DemoAccount(v["email"], v["role"]))
    _claim_a_record()
    return accounts


def _claim_a_record() -> None:
    """Let the member claim an invented record, so that the team's queue of claims has one to look at."""
    actor = Actor.objects.filter(is_demo=True, memberships=None).order_by("pk").first()
    member = User.objects.filter(is_demo=True, role=User.Role.MEMBER).order_by("pk").first()
    if actor and member and not member.claims.exists():
        directory_actions.send_evidence(
            actor,
            by=member,
            text="Je coordonne cette organisation depuis 2019 ; mon nom est sur la page « Équipe ».",
            submission=uuid5(NAMESPACE_URL, f"demonstration/claim/{actor.slug}"),
        )


STAFF_ROLES = frozenset({User.Role.EDITOR, User.Role.COORDINATOR, User.Role.ADMINISTRATOR})
