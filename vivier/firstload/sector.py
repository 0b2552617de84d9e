"""The first load of a sector: read everything, check it, store it in one transaction."""

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any, Protocol

from django.db import transaction

from vivier.agenda import loading as agenda
from vivier.agenda.places import store_places
from vivier.core.load_counts import LoadCounts
from vivier.directory import loading as directory
from vivier.firstload.readers import BadRow, Record
from vivier.firstload.rows import Translations, actor_rows, event_rows, figure_rows, relation_rows
from vivier.firstload.tables import Records, read_sector
from vivier.observatory import loading as observatory
from vivier.opportunities import loading as opportunities
from vivier.opportunities.conditions.criteria import InvalidRule, parse_criteria
from vivier.opportunities.residencies.loading import ResidencyRow, store_residencies
from vivier.reference import loading as reference
from vivier.reference.models import Discipline, Territory
from vivier.reference.tables import Table, compare, write
from vivier.reference.vocabulary import disciplines as read_disciplines

DATASET = "data/icc-wallonia"
DATASET_CLOSED_ON = date(2026, 11, 22)
Progress = Callable[[str], object]


class Counted(Protocol):
    """What every domain's load says of itself."""

    created: int
    changed: int
    unchanged: int


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one table's load did, or would do."""

    table: str
    created: int
    changed: int
    unchanged: int
    refused: int = 0
    notes: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Report:
    """What a load found wrong, or what it did; with a problem nothing was stored."""

    problems: list[BadRow]
    outcomes: list[Outcome] = field(default_factory=list)


def outcome_of(table: str, counts: Counted) -> Outcome:
    """Return a domain's counts under the name of the table."""
    refused, notes = getattr(counts, "refused", 0), list(getattr(counts, "notes", []))
    return Outcome(table, counts.created, counts.changed, counts.unchanged, refused, notes)


def read_criteria(folder: Path, titles: Iterable[str]) -> tuple[dict[str, Any], list[BadRow]]:
    """Read criteria.json: conditions by title of the opportunity, each checked as a rule."""
    path = folder / "criteria.json"
    if not path.exists():
        return {}, []
    try:
        criteria = json.loads(path.read_bytes())["criteria"]
    except (ValueError, KeyError, TypeError) as error:
        return {}, [BadRow(path.name, None, f"not a file of criteria: {error}")]
    known, problems = set(titles), []
    for title, conditions in criteria.items():
        if title not in known:
            problems.append(BadRow(path.name, None, f"no opportunity is called {title!r}"))
        try:
            parse_criteria(conditions)
        except InvalidRule as error:
            problems.append(BadRow(path.name, None, f"{title}: {error}"))
    return criteria, problems


def load_sector(folder: Path, *, apply: bool, on_step: Progress = str) -> Report:
    """Load a sector's folder; without `apply`, do everything and undo it, to say what would change."""
    on_step("reading")
    records, problems = read_sector(folder)
    titles = [record.values["title"] for record in records["opportunities.csv"]]
    criteria, wrong = read_criteria(folder, titles)
    if problems or wrong:
        return Report([*problems, *wrong])
    with transaction.atomic():
        outcomes = [*_vocabulary(folder, on_step), *_domains(records, criteria, on_step)]
        if not apply:
            transaction.set_rollback(True)
    return Report([], outcomes)


def _vocabulary(folder: Path, on_step: Progress) -> Iterable[Outcome]:
    if not Territory.objects.exists():
        on_step("reference")
        yield from (
            Outcome(one.name, one.created, one.changed, one.unchanged) for one in reference.load(apply=True)
        )
    on_step("disciplines")
    rows = read_disciplines(folder / "disciplines.csv")
    difference = compare(Table("disciplines", Discipline, ("code",), rows))
    write(difference)
    yield Outcome("disciplines", len(difference.new), len(difference.changed), difference.unchanged)


def _domains(records: Records, criteria: dict[str, Any], on_step: Progress) -> Iterable[Outcome]:
    english = Translations(records["translations.csv"])
    on_step("organisations")
    rows = actor_rows(records["organisations.csv"], english)
    counts = directory.store_actors(rows, by=None, dataset=DATASET, observed_on=DATASET_CLOSED_ON)
    yield outcome_of("organisations", counts)
    on_step("relations")
    relations = directory.store_relations(relation_rows(records["relations.csv"]), by=None)
    yield outcome_of("relations", relations)
    on_step("opportunities")
    yield outcome_of("opportunities", _opportunities(records, criteria, english))
    on_step("residencies")
    yield outcome_of("residencies", _residencies(records))
    on_step("places")
    yield outcome_of("places", store_places(by=None))
    on_step("events")
    yield outcome_of("events", agenda.store_events(event_rows(records["events.csv"], english), by=None))
    on_step("indicators")
    figures = figure_rows(records["indicators.csv"])
    words = english.of_kind("indicator")
    yield outcome_of("indicators", observatory.store_figures(figures, by=None, translations=words))


def _opportunities(records: Records, criteria: dict[str, Any], english: Translations) -> LoadCounts:
    return opportunities.store_opportunities(
        [opportunities.OpportunityRow(**one.values, line=one.line) for one in records["opportunities.csv"]],
        scheme_rows(records["schemes.csv"]),
        criteria,
        english.of_kind("opportunity"),
        by=None,
        scheme_translations=english.of_kind("scheme"),
        checked_on=DATASET_CLOSED_ON,
    )


def _residencies(records: Records) -> LoadCounts:
    rows = [ResidencyRow(**one.values, line=one.line) for one in records["residencies.csv"]]
    return store_residencies(rows, by=None, checked_on=DATASET_CLOSED_ON)


def scheme_rows(records: Iterable[Record]) -> list[opportunities.SchemeRow]:
    """Return which scheme each opportunity belongs to."""
    return [
        opportunities.SchemeRow(
            one.values["opportunity_title"],
            one.values["scheme_title"],
            one.values["edition"],
            one.values["is_permanent"],
        )
        for one in records
    ]
