"""The tables of a sector's first load: their columns, closed lists and links to each other."""

from collections.abc import Iterable
from pathlib import Path

from vivier.agenda.models import Event
from vivier.directory.models import Actor, ActorRole, Relation
from vivier.firstload.readers import (
    BadRow,
    Record,
    Table,
    address,
    amount,
    day,
    one_of,
    read_table,
    required,
    some_of,
    text,
    whole,
    words,
    yes_no,
)
from vivier.opportunities.models import Audience
from vivier.opportunities.models import Kind as OpportunityKind

Records = dict[str, list[Record]]
DISCIPLINES = Table(
    "disciplines.csv",
    {
        "code": required,
        "label_fr": required,
        "label_en": text,
        "label_nl": text,
        "label_de": text,
        "nace_codes": words,
        "description_fr": text,
    },
    unique=("code",),
)


SECTOR_TABLES = (
    Table(
        "organisations.csv",
        {
            "name": required,
            "legal_form": text,
            "former_names": words,
            "kind": one_of(*Actor.Kind.values),
            "disciplines": words,
            "city": text,
            "postal_code": text,
            "website": address,
            "description_fr": text,
            "roles": some_of("role", frozenset(ActorRole.Kind.values)),
            "source_url": address,
        },
        unique=("name",),
    ),
    Table(
        "relations.csv",
        {
            "source_org": required,
            "relation": one_of(*Relation.Kind.values),
            "target_org": required,
            "source_url": address,
        },
        unique=("source_org", "relation", "target_org"),
    ),
    Table(
        "opportunities.csv",
        {
            "title": required,
            "kind": one_of(*OpportunityKind.values),
            "issuer": required,
            "summary_fr": text,
            "audience": some_of("audience", frozenset(Audience.values)),
            "disciplines": words,
            "place": text,
            "opens_on": day,
            "closes_on": day,
            "amount_min": amount,
            "amount_max": amount,
            "currency": text,
            "eligibility_fr": text,
            "url": address,
            "source_url": address,
        },
        unique=("title",),
    ),
    Table(
        "events.csv",
        {
            "title": required,
            "kind": one_of(*Event.Kind.values),
            "organiser": text,
            "place": text,
            "city": text,
            "starts_on": day,
            "ends_on": day,
            "summary_fr": text,
            "disciplines": words,
            "url": address,
            "source_url": address,
        },
        unique=("title",),
    ),
    Table(
        "indicators.csv",
        {
            "indicator": required,
            "value": amount,
            "unit": required,
            "year": whole,
            "territory": text,
            "scope": text,
            "source_url": address,
        },
    ),
    Table(
        "schemes.csv",
        {
            "opportunity_title": required,
            "scheme_title": required,
            "edition": text,
            "is_permanent": yes_no,
            "note": text,
        },
        unique=("opportunity_title",),
    ),
    Table(
        "residencies.csv",
        {
            "name": required,
            "host": required,
            "scheme": text,
            "city": text,
            "disciplines": words,
            "days_min": whole,
            "days_max": whole,
            "lodging": text,
            "pays": words,
            "fee_amount": amount,
            "description_fr": text,
            "equipment_fr": text,
            "url": address,
            "source_url": address,
        },
        unique=("name",),
    ),
    Table(
        "translations.csv",
        {
            "kind": required,
            "key": required,
            "field": required,
            "language": one_of("en", "nl", "de"),
            "text": required,
        },
        unique=("kind", "key", "field", "language"),
    ),
)
OPTIONAL_FILES = frozenset({"schemes.csv", "translations.csv", "residencies.csv"})


def read_sector(folder: Path) -> tuple[Records, list[BadRow]]:
    """Read every table of a sector folder and check what they say of each other."""
    disciplines, problems = read_table(folder, DISCIPLINES)
    records = {DISCIPLINES.file: disciplines}
    for table in SECTOR_TABLES:
        if table.file in OPTIONAL_FILES and not (folder / table.file).exists():
            records[table.file] = []
            continue
        records[table.file], wrong = read_table(folder, table)
        problems += wrong
    return records, problems + list(_contradictions(records))


def _contradictions(records: Records) -> Iterable[BadRow]:
    yield from _unknown_disciplines(records)
    yield from _unknown_actors(records)
    yield from _unordered(records["events.csv"], "events.csv", "starts_on", "ends_on")
    yield from _unordered(records["opportunities.csv"], "opportunities.csv", "opens_on", "closes_on")
    yield from _unordered(records["opportunities.csv"], "opportunities.csv", "amount_min", "amount_max")
    titles = {record.values["title"] for record in records["opportunities.csv"]}
    for record in records["schemes.csv"]:
        if record.values["opportunity_title"] not in titles:
            named = record.values["opportunity_title"]
            yield BadRow("schemes.csv", record.line, f"no opportunity is called {named!r}")


def _unknown_disciplines(records: Records) -> Iterable[BadRow]:
    codes = {record.values["code"] for record in records[DISCIPLINES.file]}
    for table in SECTOR_TABLES:
        for record in records[table.file]:
            for unknown in [code for code in record.values.get("disciplines", []) if code not in codes]:
                yield BadRow(table.file, record.line, f"disciplines: unknown discipline {unknown!r}")


def _unknown_actors(records: Records) -> Iterable[BadRow]:
    names = {record.values["name"] for record in records["organisations.csv"]}
    for record in records["relations.csv"]:
        for column in ("source_org", "target_org"):
            if record.values[column] not in names:
                named = record.values[column]
                yield BadRow("relations.csv", record.line, f"{column}: no organisation is called {named!r}")
        if record.values["source_org"] == record.values["target_org"]:
            yield BadRow("relations.csv", record.line, "an organisation has no relation with itself")


def _unordered(records: list[Record], file: str, first: str, last: str) -> Iterable[BadRow]:
    for record in records:
        low, high = record.values[first], record.values[last]
        if low is not None and high is not None and low > high:
            yield BadRow(file, record.line, f"{first} ({low}) comes after {last} ({high})")
