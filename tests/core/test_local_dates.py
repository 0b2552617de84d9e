"""The day of a moment is the same whoever finds it: SQLite alone, Django's own `__date`, or Python."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db.models import F
from django.db.models.functions import TruncDate
from django.utils import timezone

from tests.factories import NeedFactory
from vivier.core.local_dates import LocalDate
from vivier.support.models import Need

# Both nights the clocks change in Brussels, the turn of a year, and summer midnight, minute by minute around them.
TURNS = (
    datetime(2026, 3, 29, 1, 0, tzinfo=UTC),
    datetime(2026, 10, 25, 1, 0, tzinfo=UTC),
    datetime(2025, 12, 31, 23, 0, tzinfo=UTC),
    datetime(2026, 7, 14, 22, 0, tzinfo=UTC),
    datetime(1950, 6, 1, 23, 0, tzinfo=UTC),
)
AROUND = [
    timedelta(hours=hours, microseconds=bit) for hours in (-3, -2, -1, 0, 1, 2, 12) for bit in (-1, 0, 1)
]


@pytest.fixture
def needs(db):
    made = [NeedFactory(entered_at=turn + away) for turn in TURNS for away in AROUND]
    return [*made, NeedFactory(entered_at=None)]


@pytest.mark.parametrize(
    "zone", ["Europe/Brussels", "Asia/Tokyo", "America/St_Johns", "UTC", "Pacific/Kiritimati"]
)
def test_the_day_is_the_one_python_tells(needs, zone):
    with timezone.override(ZoneInfo(zone)):
        rows = Need.objects.annotate(ours=F("entered_at__date"), theirs=TruncDate("entered_at"))
        found = list(rows.values_list("entered_at", "ours", "theirs"))

    assert len(found) == len(needs)
    for moment, ours, theirs in found:
        told = moment and moment.astimezone(ZoneInfo(zone)).date()
        assert (ours, theirs) == (told, told)


def test_it_stands_in_the_place_of_the_slow_one():
    assert Need._meta.get_field("entered_at").get_lookup("date") is None
    assert Need._meta.get_field("entered_at").get_transform("date") is LocalDate
