"""A target whose days are not over is under way; it is missed once they are."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.utils import translation
from django.utils.timezone import localdate

from vivier.desk.views.report_lists import state_of
from vivier.mandate.indicators.periods import Period
from vivier.mandate.measuring import Measured
from vivier.mandate.models import Indicator
from vivier.mandate.templatetags import papers

UP, DOWN = Indicator.Direction.UP, Indicator.Direction.DOWN


@pytest.mark.parametrize(
    ("direction", "last_day", "number", "words"),
    [
        (UP, 0, 3, "under way"),
        (UP, -1, 3, "missed"),
        (UP, 0, 5, "reached"),
        (DOWN, 0, 6, "missed"),
        (DOWN, 0, 5, "reached"),
        (UP, 0, None, "no target"),
    ],
)
def test_how_a_figure_stands_to_its_target(direction, last_day, number, words):
    until = localdate() + timedelta(days=last_day)
    found = Measured(
        Indicator(direction=direction),
        Period(until - timedelta(days=30), until),
        None if number is None else Decimal(number),
        planned=Decimal(5),
    )

    with translation.override("en"):
        assert state_of(found) == words


@pytest.mark.parametrize(
    ("language", "day", "period"),
    [
        ("fr", "1er mars 2026", "1er mars 2026 – 30 juin 2026"),
        ("nl", "1 maart 2026", "1 maart 2026 – 30 juni 2026"),
        ("de", "1. März 2026", "1. März 2026 – 30. Juni 2026"),
    ],
)
def test_papers_and_periods_say_the_first_of_a_month_as_people_do(language, day, period):
    with translation.override(language):
        assert papers.day("2026-03-01") == day
        assert str(Period(date(2026, 3, 1), date(2026, 6, 30))) == period
