"""Dates as each language writes them."""

from datetime import date

import pytest
from django.template import Context, Template
from django.utils import translation

from vivier.core.written_dates import with_first, written

pytestmark = pytest.mark.one_database


@pytest.mark.parametrize(
    ("language", "day", "said"),
    [
        ("fr", date(2026, 12, 1), "1er décembre 2026"),
        ("fr", date(2026, 12, 11), "11 décembre 2026"),
        ("fr", date(2026, 12, 21), "21 décembre 2026"),
        ("en", date(2026, 5, 1), "1 May 2026"),
        ("nl", date(2026, 3, 1), "1 maart 2026"),
    ],
)
def test_only_french_says_the_first_with_its_ending(language, day, said):
    with translation.override(language):
        assert written(day, "j F Y") == said
        assert Template('{{ day|date:"j F Y" }}').render(Context({"day": day})) == said


def test_an_hour_and_a_number_are_left_alone():
    with translation.override("fr"):
        assert (
            with_first("le 1 juin à 1 h 05, 1 jour et 11 mars") == "le 1er juin à 1 h 05, 1 jour et 11 mars"
        )


def test_no_date_stays_empty():
    with translation.override("fr"):
        assert Template('{{ day|date:"DATE_FORMAT" }}').render(Context({"day": None})) == ""
