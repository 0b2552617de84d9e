"""What an import changes of what the register says of an enterprise, in words, field by field."""

from collections.abc import Iterator
from typing import Any

from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from vivier.registers.models import RecordChange

FIELDS = {
    "name": _("name"),
    "form": _("legal form (code of the register)"),
    "situation": _("legal situation (code of the register)"),
    "started_on": _("founded on"),
    "street": _("street"),
    "house": _("number in the street"),
    "box": _("box"),
    "postal_code": _("postal code"),
    "town": _("town"),
    "country": _("country"),
    "website": _("website"),
    "telephone": _("telephone"),
    "activities": _("activities (NACE)"),
    "establishments": _("establishments"),
}
Line = tuple[str, str, str]  # field in words, before, after


def lines_of(change: RecordChange) -> Iterator[Line]:
    """Yield what is different of a record; of one that is new or gone, what is known of it."""
    before, after = change.before or {}, change.after or {}
    for field, words in FIELDS.items():
        one, other = _in_words(field, before.get(field)), _in_words(field, after.get(field))
        if one != other:
            yield capfirst(str(words)), one, other


def _in_words(field: str, value: Any) -> str:
    if field == "activities":
        return ", ".join(sorted({f"{code} ({version})" for version, code, *_main in value or ()}))
    return "" if value is None else str(value)
