"""What can be counted, as data: a table, its days, filters, what makes rows distinct, the columns."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Model, Q, QuerySet, TextChoices
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from vivier.core.translation import label_of
from vivier.mandate.indicators.periods import Period
from vivier.reference import lookup
from vivier.reference.models import Discipline
from vivier.support.models import Partner

Rows = QuerySet[Any]
Words = str | Promise

YES, NO = "yes", "no"
_LAYERS = ("region", "community", "province", "arrondissement", "commune")


@dataclass(frozen=True, slots=True)
class Day:
    """Which day of a row decides whether it is in a period."""

    label: Words
    path: str
    is_moment: bool = False
    is_stock: bool = False  # everything up to the last day counts: how many there are, not how many came

    def within(self, rows: Rows, period: Period) -> Rows:
        """Return the rows of the period; a row without this day is in none."""
        start, after = period.moments if self.is_moment else (period.starts_on, period.ends_on)
        last = "lt" if self.is_moment else "lte"
        rows = rows.filter(**{f"{self.path}__{last}": after})
        return rows if self.is_stock else rows.filter(**{f"{self.path}__gte": start})


@dataclass(frozen=True, slots=True)
class Filter:
    """One way to take some rows only; several values are alternatives.

    `where` says the same as `narrow` as a condition on one row: figures that have it are counted together.
    """

    label: Words
    options: Callable[[], Mapping[str, Words]]
    narrow: Callable[[Rows, list[str]], Rows]
    where: Callable[[list[str]], Q] | None = None


@dataclass(frozen=True, slots=True)
class Distinct:
    """What counts once, however many rows there are; a row that does not say it is counted as unknown."""

    label: Words
    path: str


@dataclass(frozen=True, slots=True)
class Measure:
    """A number of each row that is added up; a row without it is counted as unknown."""

    label: Words
    path: str
    unit: Words


@dataclass(frozen=True, slots=True)
class Column:
    """One thing a list of rows shows; a private one only to who may read the rows themselves."""

    label: Words
    read: Callable[[Any], Any]
    is_private: bool = False
    path: str = ""  # where the value is kept, when it is kept as it is or `words` say it
    words: Callable[[Any], Any] | None = None


@dataclass(frozen=True, slots=True)
class Subject:
    """Something the platform keeps row by row and can count."""

    code: str
    name: Words
    one_row: Words  # "one row is …"
    perimeter: Words
    base: Callable[[], Rows]
    days: Mapping[str, Day]
    columns: tuple[Column, ...]
    demo: str  # the path that says that a row is a demonstration
    filters: Mapping[str, Filter] = field(default_factory=dict)
    distincts: Mapping[str, Distinct] = field(default_factory=dict)
    measures: Mapping[str, Measure] = field(default_factory=dict)
    related: tuple[str, ...] = ()
    order: tuple[str, ...] = ("pk",)

    def shown(self, *, private: bool) -> tuple[Column, ...]:
        """Return the columns a reader sees."""
        return tuple(one for one in self.columns if private or not one.is_private)


def by_condition(
    label: Words, options: Callable[[], Mapping[str, Words]], where: Callable[[list[str]], Q]
) -> Filter:
    """Return a filter that is a condition on one row, and never makes two of it."""
    return Filter(label, options, lambda rows, values: rows.filter(where(values)), where)


def one_of(label: Words, path: str, choices: type[TextChoices]) -> Filter:
    """Return a filter on a column with a closed list."""
    return by_condition(
        label,
        lambda: {one.value: one.label for one in choices},
        lambda values: Q(**{f"{path}__in": values}),
    )


def yes_or_no(label: Words, yes: Q, no: Q) -> Filter:
    """Return a filter between two answers; a row where neither holds is in none."""
    answers = {YES: yes, NO: no}

    def where(values: list[str]) -> Q:
        wanted = Q(pk__in=[])
        for value in values:
            wanted |= answers[value]
        return wanted

    return by_condition(label, lambda: {YES: _("Yes"), NO: _("No")}, where)


def within(path: str, label: Words | None = None) -> Filter:
    """Return a filter on a territory: everything inside it counts; a row without a territory does not."""

    def where(values: list[str]) -> Q:
        wanted = set(values)
        inside = [row.pk for row in lookup.territories().values() if not wanted.isdisjoint(row.chain)]
        return Q(**{f"{path}__in": inside})

    return by_condition(label or _("territory"), _territories, where)


def of_discipline(path: str) -> Filter:
    """Return a filter on disciplines; a row in two of them counts once."""

    def narrow(rows: Rows, values: list[str]) -> Rows:
        model: type[Model] = rows.model
        inside = model._default_manager.filter(**{f"{path}__code__in": values})
        return rows.filter(pk__in=inside.values("pk"))

    return Filter(_("discipline"), _disciplines, narrow)


def of_partner(path: str) -> Filter:
    """Return a filter on partners, by the address of their record."""
    return by_condition(_("partner"), _partners, lambda values: Q(**{f"{path}__actor__slug__in": values}))


def _partners() -> Mapping[str, Words]:
    return {row.actor.slug: row.actor.name for row in Partner.objects.select_related("actor")}


def _territories() -> Mapping[str, Words]:
    known = lookup.territories().values()
    return {row.code: label_of(row) for kind in _LAYERS for row in known if row.kind == kind}


def _disciplines() -> Mapping[str, Words]:
    return {row.code: label_of(row) for row in Discipline.objects.all()}
