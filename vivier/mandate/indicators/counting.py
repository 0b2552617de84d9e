"""Figures: the rows behind each one, and the value that is made of these same rows."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from operator import attrgetter
from typing import Any

from django.db.models import Min, Sum

from vivier.mandate.indicators.columns import read_rows
from vivier.mandate.indicators.definitions import Definition
from vivier.mandate.indicators.periods import Period
from vivier.mandate.indicators.subjects import Column, Rows


@dataclass(frozen=True, slots=True)
class Value:
    """A figure, and how many rows do not say what would be counted or added: unknown is not zero."""

    number: Decimal
    unknown: int = 0


def rows(definition: Definition, period: Period, *, with_demo: bool) -> Rows:
    """Return the rows behind a figure, one for each thing counted, in the order lists show them.

    Without `with_demo`, rows that are a demonstration are left out: a real mandate never counts them.
    """
    subject = definition.subject
    if definition.distinct:
        firsts = _firsts(definition, period, with_demo=with_demo).values("first_row")
        return subject.base().filter(pk__in=firsts).order_by(*subject.order)
    return _candidates(definition, period, with_demo=with_demo).order_by(*subject.order)


def keys(definition: Definition, period: Period, *, with_demo: bool) -> list[int]:
    """Return the keys of these rows in ascending order."""
    if definition.distinct:
        firsts = _firsts(definition, period, with_demo=with_demo)
        return sorted(firsts.values_list("first_row", flat=True))
    found = _candidates(definition, period, with_demo=with_demo)
    return sorted(found.order_by().values_list("pk", flat=True))


def value(definition: Definition, period: Period, *, with_demo: bool) -> Value:
    """Return the figure: the number of its rows, or the sum of one of their numbers."""
    missing = unknown(definition, period, with_demo=with_demo)
    if definition.distinct:
        firsts = _firsts(definition, period, with_demo=with_demo)
        return Value(Decimal(firsts.count()), missing)
    candidates = _candidates(definition, period, with_demo=with_demo).order_by()
    if definition.sum:
        path = definition.subject.measures[definition.sum].path
        return Value(Decimal(candidates.aggregate(total=Sum(path))["total"] or 0), missing)
    return Value(Decimal(candidates.count()), missing)


def unknown(definition: Definition, period: Period, *, with_demo: bool) -> int:
    """Return how many rows do not say what they are made distinct by, or what is added up."""
    subject = definition.subject
    if not definition.distinct and not definition.sum:
        return 0
    named = (
        subject.distincts[definition.distinct] if definition.distinct else subject.measures[definition.sum]
    )
    candidates = _candidates(definition, period, with_demo=with_demo)
    return candidates.filter(**{f"{named.path}__isnull": True}).count()


def columns_of(definition: Definition, *, private: bool) -> list[Column]:
    """Return the columns a reader sees; what is added up comes last."""
    columns = list(definition.subject.shown(private=private))
    if definition.sum:
        measure = definition.subject.measures[definition.sum]
        columns.append(Column(measure.label, attrgetter(measure.path.replace("__", "."))))
    return columns


def table(definition: Definition, found: Rows, *, private: bool) -> Iterator[list[Any]]:
    """Yield one line for each row, a value for each column the reader sees."""
    yield from read_rows(definition.subject, columns_of(definition, private=private), found)


def _firsts(definition: Definition, period: Period, *, with_demo: bool) -> Rows:
    """Return one group for each distinct thing, with the key of its first row."""
    path = definition.subject.distincts[definition.distinct].path
    known = _candidates(definition, period, with_demo=with_demo).filter(**{f"{path}__isnull": False})
    return known.order_by().values(path).annotate(first_row=Min("pk"))


def of_period(definition: Definition, period: Period, *, with_demo: bool) -> Rows:
    """Return the rows of a period, whatever the filters say."""
    subject = definition.subject
    found = subject.days[definition.day].within(subject.base(), period)
    return found if with_demo else found.exclude(**{subject.demo: True})


def _candidates(definition: Definition, period: Period, *, with_demo: bool) -> Rows:
    subject = definition.subject
    found = of_period(definition, period, with_demo=with_demo)
    for name, values in definition.filters.items():
        found = subject.filters[name].narrow(found, list(values))
    return found
