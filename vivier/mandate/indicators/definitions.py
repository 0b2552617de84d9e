"""A count composed of safe parts (what, day, filters, distinct, sum): JSON, checked part by part."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from vivier.mandate.indicators import registry
from vivier.mandate.indicators.subjects import Subject
from vivier.mandate.refusals import InvalidValue

_PARTS = frozenset({"what", "day", "filters", "distinct", "sum"})
_MOST_VALUES = 60


@dataclass(frozen=True, slots=True)
class Definition:
    """A checked count: every part is one the subject offers."""

    what: str
    day: str
    filters: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    distinct: str = ""
    sum: str = ""

    @property
    def subject(self) -> Subject:
        return registry.subjects()[self.what]

    @property
    def parts(self) -> tuple[Any, ...]:
        """Return what makes two counts the same, as something a dict takes for a key."""
        return (self.what, self.day, tuple(sorted(self.filters.items())), self.distinct, self.sum)

    def as_json(self) -> dict[str, Any]:
        """Return the parts as they are stored."""
        return {
            "what": self.what,
            "day": self.day,
            "filters": {name: list(values) for name, values in sorted(self.filters.items())},
            "distinct": self.distinct,
            "sum": self.sum,
        }


def checked(parts: Any) -> Definition:
    """Return the definition these parts make; raise InvalidValue with a sentence on the first wrong one."""
    if not isinstance(parts, dict) or set(parts) - _PARTS:
        raise InvalidValue("what", _("A definition has what, day, filters, distinct and sum, no more."))
    subject = registry.subjects().get(_text(parts, "what"))
    if subject is None:
        raise InvalidValue("what", _("Choose what is counted."))
    day = _text(parts, "day")
    if day not in subject.days:
        raise InvalidValue("day", _("Choose the day that decides in which period a row is."))
    distinct, added = _text(parts, "distinct"), _text(parts, "sum")
    if distinct and distinct not in subject.distincts:
        raise InvalidValue("distinct", _("Rows of this kind cannot be made distinct by that."))
    if added and added not in subject.measures:
        raise InvalidValue("sum", _("Rows of this kind have no such number to add up."))
    if added and distinct:
        raise InvalidValue("sum", _("Either count distinct things or add a number up, not both."))
    return Definition(subject.code, day, _filters(parts.get("filters") or {}, subject), distinct, added)


def _text(parts: dict[str, Any], name: str) -> str:
    value = parts.get(name) or ""
    if not isinstance(value, str):
        raise InvalidValue(name, _("This part of the definition is not a word."))
    return value


def _filters(asked: Any, subject: Subject) -> dict[str, tuple[str, ...]]:
    if not isinstance(asked, dict):
        raise InvalidValue("filters", _("Filters are a name with a list of values."))
    kept: dict[str, tuple[str, ...]] = {}
    for name, values in asked.items():
        if name not in subject.filters:
            raise InvalidValue("filters", _("Rows of this kind have no filter “%(name)s”.") % {"name": name})
        if not isinstance(values, list | tuple) or len(values) > _MOST_VALUES:
            raise InvalidValue("filters", _("Filters are a name with a list of values."))
        options = subject.filters[name].options()
        strange = next((one for one in values if not isinstance(one, str) or one not in options), None)
        if strange is not None:
            raise InvalidValue(
                "filters",
                _("“%(value)s” is no value of the filter “%(name)s”.")
                % {"value": str(strange)[:60], "name": subject.filters[name].label},
            )
        if values:
            kept[name] = tuple(values)
    return kept
