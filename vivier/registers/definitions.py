"""The shipped definitions of the sector become rows; what an administrator edited stays as it is."""

import csv
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

from django.conf import settings
from django.db import transaction

from vivier.registers.models import SectorCode, SectorDefinition

FOLDER = settings.ROOT / "data" / "sectors"
TEXTS = ("name_fr", "name_en", "name_nl", "name_de", "source", "caution_fr", "caution_en")
CODE = ("nace_version", "code", "domain", "weight", "confidence")


def _rows(path: Path) -> Iterator[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


@transaction.atomic
def load_definitions(folder: Path = FOLDER) -> int:
    """Store the shipped definitions and return how many are new or changed."""
    codes: dict[str, list[dict[str, str]]] = {}
    for row in _rows(folder / "codes.csv"):
        codes.setdefault(row["definition"], []).append(row)
    return sum(_load_one(row, codes.get(row["slug"], [])) for row in _rows(folder / "definitions.csv"))


def _load_one(row: dict[str, str], codes: list[dict[str, str]]) -> bool:
    texts = {name: row[name] for name in TEXTS}
    definition, created = SectorDefinition.objects.get_or_create(
        slug=row["slug"], defaults=texts | {"is_used": row["is_used"] == "yes"}
    )
    if definition.edited_at:
        return False
    before = {tuple(str(x) for x in values) for values in definition.codes.values_list(*CODE)}
    after = {tuple(str(one[name]) for name in CODE) for one in codes}
    changed = {name: text for name, text in texts.items() if getattr(definition, name) != text}
    if before == after and not changed:
        return created
    for name, text in changed.items():
        setattr(definition, name, text)
    definition.version += 0 if created or before == after else 1
    definition.save()
    definition.codes.all().delete()
    SectorCode.objects.bulk_create(
        SectorCode(
            definition=definition, **{n: one[n] for n in CODE if n != "weight"}, weight=Decimal(one["weight"])
        )
        for one in codes
    )
    return True
