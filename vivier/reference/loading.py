"""The first load of the reference tables: read everything, compare, write in one transaction."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.db import transaction

from vivier.reference import codes, lookup, vocabulary
from vivier.reference.belgium import Belgium
from vivier.reference.models import (
    ActivityCode,
    Discipline,
    JuridicalForm,
    Postcode,
    Synonym,
    Term,
    Territory,
)
from vivier.reference.tables import Table, compare, write

FOLDER = settings.ROOT / "data" / "reference"
DISCIPLINES = settings.ROOT / "data" / "icc-wallonia" / "disciplines.csv"
STEPS = 16  # how many tables `tables()` gives, for a progress bar


@dataclass(frozen=True, slots=True)
class Counts:
    """What one table's load did, or would do."""

    name: str
    created: int
    changed: int
    unchanged: int


def load(*, apply: bool, on_step: Callable[[str], object] = str) -> list[Counts]:
    """Load all reference tables; without `apply`, only say what would change."""
    counts: dict[str, Counts] = {}
    with transaction.atomic():
        for table in tables():
            on_step(table.name)
            difference = compare(table)
            if apply:
                write(difference)
            before = counts.get(table.name, Counts(table.name, 0, 0, 0))
            counts[table.name] = Counts(
                table.name,
                before.created + len(difference.new),
                before.changed + len(difference.changed),
                before.unchanged + difference.unchanged,
            )
        transaction.on_commit(lookup.forget)
    return list(counts.values())


def tables(folder: Path = FOLDER, disciplines: Path = DISCIPLINES) -> Iterator[Table]:
    """Return the tables in the order in which they can be written."""
    belgium = Belgium(folder)
    for wave in belgium.territories():
        yield Table("territories", Territory, ("code",), wave, {"parent": Territory})
    yield Table(
        "postal codes",
        Postcode,
        ("code", "territory", "locality_fr"),
        belgium.postcodes(),
        {"territory": Territory},
    )
    yield Table("NACE-BEL codes", ActivityCode, ("version", "code"), codes.activity_codes())
    yield Table("legal forms", JuridicalForm, ("code",), codes.juridical_forms())
    yield Table("disciplines", Discipline, ("code",), vocabulary.disciplines(disciplines))
    yield Table("skills and needs", Term, ("kind", "code"), vocabulary.terms(folder / "terms.csv"))
    yield Table("synonyms", Synonym, ("concept",), vocabulary.synonyms(folder / "synonyms.csv"))
