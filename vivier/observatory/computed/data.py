"""A computed table as plain data: what the API answers, and what a download in JSON holds."""

from decimal import Decimal
from typing import Any

from vivier.observatory.computed.showing import Shown


def as_data(table: Shown) -> dict[str, Any]:
    """Return a table for programs: numbers as numbers, null where one is not shown."""
    taken = table.snapshot
    return {
        "slug": table.measure.slug,
        "name": str(table.measure.name),
        "definition": str(table.measure.definition),
        "how": str(table.measure.how),
        "perimeter": str(table.measure.perimeter),
        "unit": str(table.measure.unit),
        "rounded_to": table.measure.rounded_to,
        "by": table.by,
        "sector_definition": table.choice.definition,
        "nace_version": table.choice.nace,
        "snapshot": taken.pk,
        "taken_at": taken.taken_at.isoformat(),
        "register_extract": taken.extract_date.isoformat() if taken.extract_date else None,
        "sha256": taken.digest,
        "total": number(table.total.value),
        "total_secrecy": table.total.cover,
        "lines": [
            {
                "code": line.code,
                "label": line.label,
                "value": number(line.value),
                "secrecy": line.cover,
            }
            for line in table.lines
        ],
    }


def number(value: Decimal | None) -> int | float | None:
    """Return a number that JSON knows: whole where it is whole."""
    if value is None:
        return None
    return int(value) if value == int(value) else float(value)
