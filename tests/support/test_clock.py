"""Working days in Brussels: weekends, Belgian holidays, both days on which the clock changes."""

from datetime import UTC, date, datetime

import pytest

from vivier.support.clock import day_of, is_working_day, last_day, working_days_between


@pytest.mark.parametrize(
    ("moment", "expected"),
    [
        (datetime(2026, 11, 23, 9, tzinfo=UTC), date(2026, 11, 25)),  # Monday → Wednesday
        (datetime(2026, 11, 27, 16, tzinfo=UTC), date(2026, 12, 1)),  # Friday → Tuesday
        (datetime(2026, 11, 28, 10, tzinfo=UTC), date(2026, 12, 1)),  # Saturday: the same Tuesday
        (datetime(2026, 11, 10, 9, tzinfo=UTC), date(2026, 11, 13)),  # Armistice on Wednesday 11
        (datetime(2026, 12, 24, 9, tzinfo=UTC), date(2026, 12, 29)),  # Christmas on Friday
        (datetime(2026, 12, 31, 9, tzinfo=UTC), date(2027, 1, 5)),  # New Year on Friday
        (datetime(2026, 4, 2, 9, tzinfo=UTC), date(2026, 4, 7)),  # Easter Monday on 6 April
        (datetime(2026, 5, 13, 9, tzinfo=UTC), date(2026, 5, 18)),  # Ascension on Thursday 14
        (datetime(2026, 7, 20, 9, tzinfo=UTC), date(2026, 7, 23)),  # the national day on Tuesday 21
    ],
)
def test_two_working_days_end_on(moment, expected):
    assert last_day(moment, 2) == expected


@pytest.mark.parametrize(
    ("moment", "day"),
    [
        # Summer time begins on 29 March 2026 at 01:00 UTC and ends on 25 October 2026 at 01:00 UTC.
        (datetime(2026, 3, 28, 22, 59, tzinfo=UTC), date(2026, 3, 28)),
        (datetime(2026, 3, 28, 23, 0, tzinfo=UTC), date(2026, 3, 29)),
        (datetime(2026, 3, 29, 21, 59, tzinfo=UTC), date(2026, 3, 29)),
        (datetime(2026, 3, 29, 22, 0, tzinfo=UTC), date(2026, 3, 30)),
        (datetime(2026, 10, 24, 22, 0, tzinfo=UTC), date(2026, 10, 25)),
        (datetime(2026, 10, 25, 22, 59, tzinfo=UTC), date(2026, 10, 25)),
        (datetime(2026, 10, 25, 23, 0, tzinfo=UTC), date(2026, 10, 26)),
    ],
)
def test_a_moment_belongs_to_the_day_in_brussels_on_both_days_the_clock_changes(moment, day):
    assert day_of(moment) == day


def test_a_delay_across_the_change_of_the_clock_is_counted_in_days_not_hours():
    before_spring = datetime(2026, 3, 27, 22, 30, tzinfo=UTC)  # Friday 23:30
    before_autumn = datetime(2026, 10, 23, 22, 30, tzinfo=UTC)  # Saturday 00:30

    assert last_day(before_spring, 2) == date(2026, 3, 31)
    assert last_day(before_autumn, 2) == date(2026, 10, 27)


def test_weekends_and_public_holidays_are_off():
    days = [date(2026, 11, 28), date(2026, 11, 29), date(2026, 11, 11), date(2026, 8, 15), date(2026, 11, 2)]

    assert [is_working_day(day) for day in days] == [False, False, False, False, True]


def test_working_days_between_counts_the_last_day_and_not_the_first():
    assert working_days_between(date(2026, 11, 27), date(2026, 12, 1)) == 2
    assert working_days_between(date(2026, 12, 1), date(2026, 11, 27)) == 0


def test_a_delay_takes_at_least_a_day():
    with pytest.raises(ValueError, match="at least one"):
        last_day(datetime(2026, 11, 27, tzinfo=UTC), 0)
