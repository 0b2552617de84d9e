from datetime import date, time

import pytest
from django.utils.translation import override

from vivier.agenda import dates


@pytest.mark.parametrize(
    ("first", "last", "start", "end", "words"),
    [
        (date(2026, 12, 3), date(2026, 12, 6), None, None, "from 3 to 6 December 2026"),
        (date(2026, 11, 28), date(2026, 12, 3), None, None, "from 28 November to 3 December 2026"),
        (date(2026, 12, 30), date(2027, 1, 2), None, None, "from 30 December 2026 to 2 January 2027"),
        (date(2026, 12, 8), None, None, None, "Tuesday 8 December 2026"),
        (
            date(2026, 12, 8),
            date(2026, 12, 8),
            time(14),
            time(17, 30),
            "Tuesday 8 December 2026, 14:00 to 17:30",
        ),
        (date(2026, 12, 8), None, time(18, 30), None, "Tuesday 8 December 2026, 18:30"),
        (
            date(2026, 12, 26),
            date(2026, 12, 28),
            time(18),
            time(16),
            "from 26 December 2026, 18:00 to 28 December 2026, 16:00",
        ),
        (None, date(2022, 11, 27), None, None, "until 27 November 2022"),
        (None, None, None, None, "date not known"),
    ],
)
def test_a_time_is_said_in_words(first, last, start, end, words):
    with override("en"):
        assert dates.in_words(first, last, start, end) == words


def test_a_poster_says_the_year_only_when_it_is_another_one():
    with override("en"):
        assert dates.in_short(date(2026, 12, 3), date(2026, 12, 6)) == "3 — 6 Dec."
        assert dates.in_short(date(2026, 11, 30), date(2026, 12, 2)) == "30 Nov. — 2 Dec."
        assert dates.in_short(date(2026, 12, 8), None, time(14)) == "Tue 8 Dec., 14:00"
        assert dates.in_short(date(2025, 12, 8), None, year=True) == "Mon 8 Dec. 2025"


def test_every_language_can_say_a_time():
    said = set()
    for language in ("fr", "en", "nl", "de"):
        with override(language):
            said.add(dates.in_words(date(2026, 12, 1), date(2026, 12, 6)))

    assert all("2026" in words and "6" in words for words in said)
    assert len(said) >= 3


def test_french_says_dates_as_people_do():
    with override("fr"):
        assert dates.in_words(date(2026, 12, 3), date(2026, 12, 6)) == "du 3 au 6 décembre 2026"
        assert dates.in_words(date(2026, 12, 1), date(2027, 1, 2)) == "du 1er décembre 2026 au 2 janvier 2027"
