"""The plan of a mission as one reads it: days, half-days, lines; for everybody or for one participant."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Q, QuerySet

from vivier.missions.models import Mission, Participant, Visit


@dataclass(frozen=True, slots=True)
class HalfDay:
    """The lines of one half of a day."""

    half: str
    visits: tuple[Visit, ...]

    @property
    def label(self) -> str:
        """Its name in the language of the page."""
        return str(Visit.Half(self.half).label)


@dataclass(frozen=True, slots=True)
class Day:
    """One day of the mission; without lines it is still shown: nothing is planned yet."""

    date: date
    halves: tuple[HalfDay, ...]


def lines_of(mission: Mission, participant: Participant | None = None) -> QuerySet[Visit]:
    """The lines of the plan; for a participant only those that concern them."""
    rows = Visit.objects.filter(mission=mission).select_related("counterpart", "mission")
    rows = rows.prefetch_related("participants__actor")
    if participant is None:
        return rows
    mine = Q(participants__isnull=True) | Q(participants=participant)
    return rows.filter(mine).distinct()


def public_lines_of(mission: Mission) -> QuerySet[Visit]:
    """What the public page may show: the lines for everybody."""
    return lines_of(mission).filter(participants__isnull=True)


def days_of(mission: Mission, visits: Iterable[Visit]) -> tuple[Day, ...]:
    """Every day from the first to the last, with its half-days in order."""
    by_day: dict[date, dict[str, list[Visit]]] = {}
    for one in visits:
        by_day.setdefault(one.day, {}).setdefault(one.half, []).append(one)
    length = (mission.ends_on - mission.starts_on).days + 1
    days = (mission.starts_on + timedelta(days=number) for number in range(length))
    return tuple(Day(day, _halves(by_day.get(day, {}))) for day in days)


def _halves(lines: dict[str, list[Visit]]) -> tuple[HalfDay, ...]:
    return tuple(HalfDay(half, tuple(lines[half])) for half in Visit.Half.values if half in lines)
