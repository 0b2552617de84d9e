"""A mandate's months as a drawing: a bar for each activity, a mark for each obligation, today as a line.

Places are whole thousandths of the period, so that the drawing needs no style of its own.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.utils.formats import date_format

from vivier.mandate.models import Activity, Mandate, Obligation

WIDTH = 1000
MOST_MONTHS = 12


@dataclass(frozen=True, slots=True)
class Bar:
    """An activity and where its bar begins and how long it is."""

    activity: Activity
    x: int
    width: int


@dataclass(frozen=True, slots=True)
class Mark:
    """An obligation, where it stands, and whether it is late."""

    obligation: Obligation
    x: int
    is_late: bool


@dataclass(slots=True)
class Timeline:
    """Months (place, name), bars, marks, and where today is (None: outside the period)."""

    months: list[tuple[int, str]] = field(default_factory=list)
    bars: list[Bar] = field(default_factory=list)
    marks: list[Mark] = field(default_factory=list)
    today: int | None = None


def timeline_of(
    mandate: Mandate, activities: Sequence[Activity], obligations: Sequence[Obligation], today: date
) -> Timeline:
    """Return the drawing of a mandate; what has no dates spans the period."""
    first, last = mandate.starts_on, mandate.ends_on
    days = (last - first).days + 1

    def place(day: date) -> int:
        return max(0, min(WIDTH, (day - first).days * WIDTH // days))

    found = Timeline(months=_months(first, last, place))
    for one in activities:
        begins = place(one.starts_on or first)
        ends = place(one.ends_on or last) + WIDTH // days
        found.bars.append(Bar(one, begins, max(6, ends - begins)))
    for due in obligations:
        is_late = due.state == Obligation.State.DUE and due.due_on < today
        found.marks.append(Mark(due, max(6, min(WIDTH - 6, place(due.due_on))), is_late))
    if first <= today <= last:
        found.today = place(today)
    return found


def _months(first: date, last: date, place: Any) -> list[tuple[int, str]]:
    count = (last.year - first.year) * 12 + last.month - first.month + 1
    step = -(-count // MOST_MONTHS)
    months = []
    for number in range(0, count, step):
        year, month = divmod(first.month - 1 + number, 12)
        day = date(first.year + year, month + 1, 1)
        months.append((place(max(day, first)), date_format(day, "N y" if month == 0 or not number else "N")))
    return months
