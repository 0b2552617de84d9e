"""The status of a call to the minute, on ordinary and on odd days."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

import pytest

from vivier.opportunities.status import (
    ZONE,
    Status,
    TimeLeft,
    Unit,
    days_left,
    end_of_day,
    is_hot,
    start_of_day,
    status_of,
    time_left,
    year_of_edition,
)


@dataclass
class Dates:
    opens_at: datetime | None = None
    closes_at: datetime | None = None
    is_permanent: bool | None = None


def brussels(*parts: int, fold: int = 0) -> datetime:
    return datetime(*parts, tzinfo=ZONE, fold=fold)


NOON = brussels(2026, 11, 23, 12, 0)


@pytest.mark.parametrize(
    ("dates", "expected"),
    [
        (Dates(), Status.UNKNOWN),
        (Dates(is_permanent=False), Status.UNKNOWN),
        (Dates(is_permanent=True), Status.PERMANENT),
        (Dates(is_permanent=True, opens_at=NOON - timedelta(days=400)), Status.PERMANENT),
        (Dates(is_permanent=True, opens_at=NOON + timedelta(minutes=1)), Status.UPCOMING),
        (Dates(opens_at=NOON - timedelta(days=1)), Status.UNKNOWN),
        (Dates(opens_at=NOON + timedelta(days=1)), Status.UPCOMING),
        (Dates(opens_at=NOON, closes_at=NOON + timedelta(days=60)), Status.OPEN),
        (Dates(closes_at=NOON + timedelta(days=15)), Status.OPEN),
        (Dates(closes_at=NOON + timedelta(days=14)), Status.CLOSING_SOON),
        (Dates(closes_at=NOON), Status.CLOSING_SOON),
        (Dates(closes_at=NOON - timedelta(minutes=1)), Status.CLOSED),
        (Dates(closes_at=NOON - timedelta(days=900), is_permanent=True), Status.CLOSED),
        (Dates(opens_at=NOON + timedelta(days=1), closes_at=NOON + timedelta(days=9)), Status.UPCOMING),
    ],
)
def test_status_follows_the_dates(dates, expected):
    assert status_of(dates, NOON) is expected


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        (brussels(2026, 12, 11, 12, 0, 0), Status.CLOSING_SOON),
        (brussels(2026, 12, 11, 12, 0, 59, 999_999), Status.CLOSING_SOON),
        (brussels(2026, 12, 11, 12, 1, 0), Status.CLOSED),
        (datetime(2026, 12, 11, 11, 0, 59, tzinfo=UTC), Status.CLOSING_SOON),
        (datetime(2026, 12, 11, 11, 1, tzinfo=UTC), Status.CLOSED),
    ],
)
def test_the_last_minute_still_counts(now, expected):
    call = Dates(closes_at=brussels(2026, 12, 11, 12, 0))

    assert status_of(call, now) is expected


@pytest.mark.parametrize(
    "day",
    [date(2026, 3, 29), date(2026, 10, 25), date(2028, 2, 29), date(2026, 12, 31), date(2027, 1, 1)],
)
def test_a_day_without_hour_ends_at_its_last_minute_in_brussels(day):
    call = Dates(closes_at=end_of_day(day))
    after = datetime.combine(day + timedelta(days=1), datetime.min.time(), tzinfo=ZONE)

    last_second = datetime.fromtimestamp(after.timestamp() - 1, UTC)
    assert (status_of(call, last_second), status_of(call, after)) == (Status.CLOSING_SOON, Status.CLOSED)
    assert days_left(end_of_day(day), start_of_day(day)) == 0


@pytest.mark.parametrize(
    ("day", "hours"), [(date(2026, 3, 29), 23), (date(2026, 10, 25), 25), (date(2026, 11, 23), 24)]
)
def test_the_last_day_has_as_many_hours_as_the_clock_gives_it(day, hours):
    assert time_left(end_of_day(day), start_of_day(day)) == TimeLeft(Unit.HOURS, hours)


def test_a_deadline_in_the_hour_that_comes_twice_is_one_moment():
    first = brussels(2026, 10, 25, 2, 30)
    second = brussels(2026, 10, 25, 2, 30, fold=1)

    assert status_of(Dates(closes_at=first), second.astimezone(UTC)) is Status.CLOSED
    assert status_of(Dates(closes_at=second), first.astimezone(UTC)) is Status.CLOSING_SOON
    assert status_of(Dates(closes_at=second), first) is Status.CLOSING_SOON
    assert time_left(second, first) == TimeLeft(Unit.HOURS, 1)


def test_an_opening_in_the_hour_that_is_skipped_has_come_when_the_clock_shows_three():
    call = Dates(opens_at=brussels(2026, 3, 29, 2, 30), closes_at=brussels(2026, 6, 1, 12))

    assert status_of(call, brussels(2026, 3, 29, 1, 59)) is Status.UPCOMING
    assert status_of(call, brussels(2026, 3, 29, 3, 30)) is Status.OPEN


@pytest.mark.parametrize(
    ("closes_at", "expected"),
    [
        (brussels(2026, 11, 23, 12, 0), TimeLeft(Unit.MINUTES, 1)),
        (brussels(2026, 11, 23, 12, 34), TimeLeft(Unit.MINUTES, 35)),
        (brussels(2026, 11, 23, 14, 0), TimeLeft(Unit.HOURS, 2)),
        (brussels(2026, 11, 23, 23, 59), TimeLeft(Unit.HOURS, 12)),
        (brussels(2026, 11, 24, 0, 0), TimeLeft(Unit.DAYS, 1)),
        (brussels(2026, 11, 28, 12, 0), TimeLeft(Unit.DAYS, 5)),
        (brussels(2026, 12, 20, 12, 0), TimeLeft(Unit.DAYS, 27)),
        (brussels(2027, 1, 16, 12, 0), TimeLeft(Unit.WEEKS, 8)),
        (brussels(2027, 9, 23, 17, 0), TimeLeft(Unit.MONTHS, 10)),
        (brussels(2029, 11, 23, 17, 0), TimeLeft(Unit.YEARS, 3)),
        (brussels(2026, 11, 20, 12, 0), TimeLeft(Unit.MINUTES, 0)),
    ],
)
def test_time_left_uses_the_unit_people_use(closes_at, expected):
    assert time_left(closes_at, NOON) == expected


@pytest.mark.parametrize(("days", "expected"), [(0, True), (9, True), (10, False), (14, False), (-1, False)])
def test_a_deadline_is_hot_under_ten_days(days, expected):
    assert is_hot(NOON + timedelta(days=days), NOON) is expected


def test_without_a_deadline_nothing_is_hot():
    assert is_hot(None, NOON) is False


@pytest.mark.parametrize(
    ("edition", "year"),
    [("", None), ("1/2023", 2023), ("2021-2022", 2022), ("cohorte janvier 2022", 2022), ("6e édition", None)],
)
def test_the_year_of_an_edition_is_read_from_its_name(edition, year):
    assert year_of_edition(edition) == year


def test_open_statuses_are_those_one_can_surely_apply_to():
    assert {status for status in Status if status.is_open} == {
        Status.OPEN,
        Status.CLOSING_SOON,
        Status.PERMANENT,
    }
