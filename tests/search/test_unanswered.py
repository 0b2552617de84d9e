"""Questions that found nothing are counted; words only one person may have typed are not kept."""

from datetime import date

import pytest
from django.urls import reverse

from tests.factories import ActorFactory
from vivier.search.models import UnansweredSearch
from vivier.search.unanswered import forget_old, frequent, normalised, note

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 28)


def test_words_are_kept_only_after_the_third_time():
    for times, text in enumerate(
        ["Hologramme géant", "géant hologramme", "HOLOGRAMME, GEANT", "hologramme geant"], 1
    ):
        note(text, today=TODAY)
        assert list(UnansweredSearch.objects.values_list("times", "words")) == [
            (times, "geant hologramme" if times > 3 else "")
        ]

    assert [one.words for one in frequent()] == ["geant hologramme"]


@pytest.mark.parametrize(
    "text", ["", "\x00", "le la", "jean@example.org", "0476 12 34 56", "a b c d e f g h i j k"]
)
def test_what_looks_personal_or_is_nothing_is_not_counted(text):
    note(text, today=TODAY)

    assert UnansweredSearch.objects.count() == 0


def test_what_nobody_asks_any_more_is_forgotten():
    note("hologramme", today=date(2026, 1, 1))
    note("mycologie", today=TODAY)

    assert forget_old(today=TODAY) == 1
    assert UnansweredSearch.objects.count() == 1


def test_the_search_page_counts_only_what_nobody_has(client, indexed):
    ActorFactory(name="KIKK")
    indexed()
    address = reverse("web:search")

    for text in ("kikk", "zzyzx", "zzyzx", ""):
        assert client.get(address, {"q": text}).status_code == 200
    client.get(address, {"q": "kikk", "kind": "event"})

    assert list(UnansweredSearch.objects.values_list("times", flat=True)) == [2]


def test_a_question_has_one_form():
    assert normalised("Les Écrans d'eau") == normalised("d'eau, ÉCRANS") != ""
