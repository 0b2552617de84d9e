"""Figures: the rows behind each one, and the value that is made of these same rows."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from operator import attrgetter
from typing import Any

from django.db.models import Min, Sum

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
    found = _candidates(definition, period, with_demo=with_demo)
    if definition.distinct:
        path = subject.distincts[definition.distinct].path
        known = found.filter(**{f"{path}__isnull": False}).order_by()
        firsts = known.values(path).annotate(first_row=Min("pk")).values("first_row")
        found = subject.base().filter(pk__in=firsts)
    return found.order_by(*subject.order)


def value(definition: Definition, period: Period, *, with_demo: bool) -> Value:
    """Return the figure: the number of its rows, or the sum of one of their numbers."""
    subject = definition.subject
    behind = rows(definition, period, with_demo=with_demo)
    if definition.sum:
        path = subject.measures[definition.sum].path
        total = behind.order_by().aggregate(total=Sum(path))["total"]
        unknown = behind.filter(**{f"{path}__isnull": True}).count()
        return Value(Decimal(total or 0), unknown)
    unknown = 0
    if definition.distinct:
        path = subject.distincts[definition.distinct].path
        candidates = _candidates(definition, period, with_demo=with_demo)
        unknown = candidates.filter(**{f"{path}__isnull": True}).count()
    return Value(Decimal(behind.count()), unknown)


def columns_of(definition: Definition, *, private: bool) -> list[Column]:
    """Return the columns a reader sees; what is added up comes last."""
    columns = list(definition.subject.shown(private=private))
    if definition.sum:
        measure = definition.subject.measures[definition.sum]
        columns.append(Column(measure.label, attrgetter(measure.path.replace("__", "."))))
    return columns


def table(definition: Definition, found: Rows, *, private: bool) -> Iterator[list[Any]]:
    """Yield one line for each row, a value for each column the reader sees."""
    columns = columns_of(definition, private=private)
    for row in found.select_related(*definition.subject.related).iterator(chunk_size=2000):
        yield [column.read(row) for column in columns]


def _candidates(definition: Definition, period: Period, *, with_demo: bool) -> Rows:
    subject = definition.subject
    found = subject.days[definition.day].within(subject.base(), period)
    if not with_demo:
        found = found.exclude(**{subject.demo: True})
    for name, values in definition.filters.items():
        found = subject.filters[name].narrow(found, list(values))
    return found
