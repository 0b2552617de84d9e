"""A register of a few enterprises and the definitions that count them in."""

from datetime import date
from decimal import Decimal

from vivier.registers.models import ImportRun, RegisterRecord, SectorCode, SectorDefinition


def sector(slug: str, *, codes: dict[tuple[str, str], str], is_used: bool = False) -> SectorDefinition:
    """Store a definition: weights by (version of NACE, code)."""
    row = SectorDefinition.objects.create(slug=slug, name_fr=slug.title(), is_used=is_used)
    for (version, code), weight in codes.items():
        SectorCode.objects.create(
            definition=row, nace_version=version, code=code, domain="games", weight=Decimal(weight)
        )
    return row


def record(number: str, activities: list[list[object]], *, gone_on: date | None = None) -> RegisterRecord:
    """Store what the register says of an enterprise without a known commune."""
    run = ImportRun.objects.first() or ImportRun.objects.create(path="extract")
    said = {
        "number": number,
        "name": f"Enterprise {number}",
        "activities": activities,
        "sectors": [],
        "started_on": "2001-02-03",
        "country": "",
        "town": "",
        "postal_code": "",
    }
    return RegisterRecord.objects.create(
        number=number, name=str(said["name"]), said=said, digest=number, gone_on=gone_on, run=run
    )
