"""Values of a record as people read them: names for codes, days as they are said."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from vivier.core.translation import label_of
from vivier.core.written_dates import written
from vivier.directory.fields import Value
from vivier.directory.models import Actor, ActorRole
from vivier.reference import lookup
from vivier.reference.models import Discipline

CODED = ("kind", "legal_form", "stage")
DAYS = ("founded_on", "closed_on")


def discipline_names() -> dict[str, str]:
    """Return the name of each discipline by its code, in the language of the page."""
    return {row.code: label_of(row) for row in Discipline.objects.all()}


def in_words(field: str, value: Value, disciplines: Mapping[str, str]) -> str:
    """Return a value as `fields.read` gives it in words; a code nobody knows stays as it is written."""
    if value is None:
        return ""
    if isinstance(value, list):
        known: Mapping[Any, Any] = {"disciplines": disciplines, "roles": dict(ActorRole.Kind.choices)}.get(
            field, {}
        )
        return ", ".join(str(known.get(one, one)) for one in value)
    if field in CODED:
        column: Any = Actor._meta.get_field(field)
        return str(dict(column.flatchoices).get(value, value))
    if field == "enterprise_number":
        return pointed(str(value))
    if field == "territory":
        return lookup.name_of(str(value))
    return _day(str(value)) if field in DAYS else str(value)


def pointed(number: str) -> str:
    """Return an enterprise number as people read it, with points; what is none stays as it is written."""
    return f"{number[:4]}.{number[4:7]}.{number[7:]}" if len(number) == 10 and number.isdigit() else number


def _day(text: str) -> str:
    try:
        return written(date.fromisoformat(text), "DATE_FORMAT")
    except ValueError:
        return text
