"""The shipped definitions of the sector become rows; what an administrator edited stays as it is."""

import csv
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.utils import timezone

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
    """Store one shipped definition; other activities make a new version, for the old one was used."""
    texts = {name: row[name] for name in TEXTS}
    versions = SectorDefinition.objects.filter(slug=row["slug"]).order_by("-version")
    if versions.filter(edited_at__isnull=False).exists():
        return False
    last = versions.first()
    after = {tuple(str(one[name]) for name in CODE) for one in codes}
    if last is None:
        _store(row["slug"], 1, texts, codes, is_used=row["is_used"] == "yes")
        return True
    if after != {tuple(str(x) for x in values) for values in last.codes.values_list(*CODE)}:
        is_used = versions.filter(is_used=True).update(is_used=False) > 0
        _store(row["slug"], last.version + 1, texts, codes, is_used=is_used)
        return True
    changed = {name: text for name, text in texts.items() if getattr(last, name) != text}
    SectorDefinition.objects.filter(pk=last.pk).update(**texts)
    return bool(changed)


def _store(
    slug: str, version: int, texts: dict[str, str], codes: list[dict[str, str]], *, is_used: bool
) -> None:
    definition = SectorDefinition.objects.create(
        slug=slug,
        version=version,
        is_used=is_used,
        first_used_at=timezone.now() if is_used else None,
        **texts,
    )
    SectorCode.objects.bulk_create(
        SectorCode(
            definition=definition, **{n: one[n] for n in CODE if n != "weight"}, weight=Decimal(one["weight"])
        )
        for one in codes
    )
