"""The values of an opportunity in words, as differences show them."""

from typing import Any

from django.core.exceptions import FieldDoesNotExist
from django.utils.text import Truncator, capfirst
from django.utils.translation import gettext as _

from vivier.core.translation import label_of
from vivier.opportunities import fields
from vivier.opportunities.conditions import wording
from vivier.opportunities.lists.column_words import LABELS
from vivier.opportunities.models import Audience, Call, Kind
from vivier.reference import lookup
from vivier.reference.models import Discipline

LONGEST = 300
_MOMENTS = ("opens_at", "closes_at")


def label_of_value(name: str) -> str:
    """Return what people call a field of an opportunity."""
    try:
        return capfirst(str(Call._meta.get_field(name).verbose_name))  # type: ignore[union-attr]
    except FieldDoesNotExist:
        return str(LABELS.get(name, name))


def shown_value(name: str, value: Any) -> str:
    """Return a value in its plain form as people read it."""
    if value in (None, "", []):
        return ""
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if name in _MOMENTS:
        return wording.moment_words(fields.from_plain(name, value), day_only=False)
    if name == "kind":
        return str(dict(Kind.choices).get(value, value))
    if name == "audiences":
        return ", ".join(str(dict(Audience.choices).get(one, one)) for one in value)
    if name == "disciplines":
        known = {row.code: label_of(row) for row in Discipline.objects.filter(code__in=value)}
        return ", ".join(known.get(one, one) for one in value)
    if name == "territory":
        return lookup.name_of(str(value))
    return Truncator(str(value)).chars(LONGEST)
