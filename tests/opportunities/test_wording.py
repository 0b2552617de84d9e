"""Dates, amounts and times left as people write them."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest
from django.utils.translation import override

from vivier.opportunities.conditions import wording
from vivier.opportunities.conditions.answers import KINDS, STAGES, WHO
from vivier.opportunities.conditions.criteria import VOCABULARY, Verdict
from vivier.opportunities.models import Audience, Kind
from vivier.opportunities.status import Status, TimeLeft, Unit

MOMENT = datetime(2026, 12, 11, 11, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("language", "with_hour", "day_only"),
    [
        ("fr", "vendredi 11 décembre 2026, 12\u00a0h\u00a000", "vendredi 11 décembre 2026"),
        ("en", "Friday 11 December 2026, 12:00", "Friday 11 December 2026"),
        ("nl", "vrijdag 11 december 2026, 12:00 uur", "vrijdag 11 december 2026"),
        ("de", "Freitag, 11. Dezember 2026, 12:00 Uhr", "Freitag, 11. Dezember 2026"),
    ],
)
def test_a_deadline_is_written_in_belgian_time_in_four_languages(language, with_hour, day_only):
    with override(language):
        assert wording.moment_words(MOMENT, day_only=False) == with_hour
        assert wording.moment_words(MOMENT, day_only=True) == day_only


@pytest.mark.parametrize(
    ("left", "short", "long"),
    [
        (TimeLeft(Unit.MINUTES, 35), "35 min", "35 minutes"),
        (TimeLeft(Unit.HOURS, 2), "2 h", "2 hours"),
        (TimeLeft(Unit.DAYS, 1), "D − 1", "1 day"),
        (TimeLeft(Unit.DAYS, 19), "D − 19", "19 days"),
        (TimeLeft(Unit.WEEKS, 8), "8 wk", "8 weeks"),
        (TimeLeft(Unit.MONTHS, 10), "10 mo.", "10 months"),
        (TimeLeft(Unit.YEARS, 3), "3 y.", "3 years"),
    ],
)
def test_the_time_left_is_short_on_a_label_and_long_on_the_card(left, short, long):
    with override("en"):
        assert (wording.short_left(left), wording.long_left(left)) == (short, long)


@pytest.mark.parametrize(
    ("low", "high", "currency", "words"),
    [
        (None, None, "EUR", ""),
        (None, 8000, "EUR", "up to €8,000"),
        (0, 8000, "EUR", "up to €8,000"),
        (5000, None, "EUR", "from €5,000"),
        (5000, 5000, "EUR", "€5,000"),
        (5000, 25_000, "EUR", "€5,000 to €25,000"),
        (Decimal("12.50"), Decimal("99.99"), "EUR", "€12.50 to €99.99"),
        (None, 100, "CAD", "up to 100\u00a0CAD"),
    ],
)
def test_amounts(low, high, currency, words):
    def decimal(value):
        return None if value is None else Decimal(value)

    with override("en"):
        assert wording.amount_words(decimal(low), decimal(high), currency) == words


def test_a_range_names_the_currency_once_where_it_follows_the_number():
    with override("nl"):
        assert wording.amount_words(Decimal(5000), Decimal(25_000), "EUR").count("€") == 1


def test_every_code_has_words():
    assert set(wording.STATUSES) == set(Status)
    assert set(wording.VERDICTS) == set(Verdict)
    assert set(wording.WHO) == set(WHO)
    assert set(wording.STAGES) == set(STAGES) == VOCABULARY["stage"]
    assert set(KINDS) == set(Kind.values)
    assert set(Audience.values) == VOCABULARY["audience"]
