import re

import pytest
from django.urls import reverse
from django.utils.translation import override

from tests.factories import ActorFactory, EventFactory, PlaceFactory
from vivier.core.pace import Pace
from vivier.directory.models import Actor
from vivier.web.views import suggesting

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def rested(monkeypatch):
    monkeypatch.setattr(suggesting, "_pace", Pace(per_second=1000, burst=1000))


def ask(client, text: str, *, language: str = "en", **more: str):
    with override(language):
        address = reverse("web:suggest")
    return client.get(address, {"q": text, **more})


def labels(response) -> list[tuple[str, str]]:
    return [(one["label"], one["kind"]) for one in response.json()["suggestions"]]


def test_names_are_proposed_with_what_they_are_and_where_they_lead(client, indexed):
    actor = ActorFactory(name="Le Vecteur", city="Charleroi")
    EventFactory(title_fr="Vecteurs en fête")
    ActorFactory(name="Eden", description_fr="Près du Vecteur")
    indexed()

    answer = ask(client, "vect")

    assert labels(answer) == [("Le Vecteur", "Actor"), ("Vecteurs en fête", "Event")]
    with override("en"):
        assert answer.json()["suggestions"][0]["url"] == actor.get_absolute_url()
    assert answer.headers["Cache-Control"] == "public, max-age=60"


def test_every_word_counts_a_slip_is_forgiven_and_a_kind_narrows(client, indexed):
    ActorFactory(name="Studio Rouge")
    ActorFactory(name="Studio Bleu")
    PlaceFactory(name="Studio Rose")
    indexed()

    assert labels(ask(client, "studio ro")) == [("Studio Rouge", "Actor"), ("Studio Rose", "Place")]
    assert labels(ask(client, "studio rougge")) == [("Studio Rouge", "Actor")]
    assert labels(ask(client, "studio ro", kind="place")) == [("Studio Rose", "Place")]


def test_a_letter_alone_proposes_nothing_and_there_are_never_more_than_eight(client, indexed):
    ActorFactory.create_batch(12, name="Atelier")
    indexed()

    assert labels(ask(client, "a")) == []
    assert len(labels(ask(client, "at"))) == 8


def test_what_is_not_public_is_never_proposed(client, indexed):
    ActorFactory(name="Secret studio", status=Actor.Status.DRAFT)
    ActorFactory(name="Section ouverte")
    indexed()

    assert labels(ask(client, "sec")) == [("Section ouverte", "Actor")]


@pytest.mark.parametrize(
    "text",
    ['"', "\x00\x00", "x" * 10_000, "a OR b", "((", "«»", "\u202e", "🎮🎮", "' OR 1=1 --", "facets.kind:x"],
)
def test_hostile_words_propose_something_or_nothing(client, indexed, text):
    ActorFactory(name="KIKK")
    indexed()

    answer = ask(client, text)

    assert answer.status_code == 200
    assert len(answer.json()["suggestions"]) <= 1


@pytest.mark.parametrize(
    "text", ['"', "\x00", "\x00kikk", "x" * 10_000, "kikk " * 2_000, "NOT AND (", "title:x", "🎮"]
)
def test_the_search_page_answers_hostile_words_with_a_page(client, indexed, text):
    ActorFactory(name="KIKK")
    indexed()
    with override("en"):
        address = reverse("web:search")

    answer = client.get(address, {"q": text})

    assert answer.status_code == 200
    assert 'id="results"' in answer.content.decode()


def test_a_sender_that_asks_too_fast_is_told_to_wait(client, indexed, monkeypatch):
    monkeypatch.setattr(suggesting, "_pace", Pace(per_second=0.001, burst=2))
    indexed()

    assert [ask(client, "ki").status_code for _time in range(3)] == [200, 200, 429]


def test_the_pace_comes_back_and_forgets_the_oldest_senders(monkeypatch):
    monkeypatch.setattr("vivier.core.pace.MOST_SENDERS", 2)
    pace = Pace(per_second=1, burst=1)

    assert [pace.takes("a", 0), pace.takes("a", 0.5), pace.takes("a", 2)] == [True, False, True]
    assert [pace.takes(sender, 2) for sender in ("b", "c", "a")] == [True, True, True]


def test_the_field_of_the_search_works_without_script_and_names_its_suggestions(client, indexed):
    with override("en"):
        page = client.get(reverse("web:search")).content.decode()

    assert f'data-suggest="{reverse("web:suggest").replace("/fr/recherche", "/en/search")}"' in page
    assert '<form class="search" role="search" method="get"' in page


@pytest.mark.parametrize("count", [1, 8])
def test_the_cost_does_not_grow_with_what_is_proposed(client, indexed, count, django_assert_max_num_queries):
    ActorFactory.create_batch(count, name="Atelier")
    indexed()
    ask(client, "warm")

    with django_assert_max_num_queries(2):
        ask(client, "atel")


@pytest.mark.parametrize(
    ("page", "kind"),
    [
        ("actors", "actor"),
        ("opportunities", "opportunity"),
        ("agenda", "event"),
        ("places", "place"),
        ("observatory", "indicator"),
    ],
)
def test_the_field_of_a_list_proposes_names_of_its_own_kind_and_sends_plain_words_without_script(
    client, page, kind
):
    with override("en"):
        content = client.get(reverse(f"web:{page}")).content.decode()

    field = re.search(r'<input id="q"[^>]*>', content)[0]
    assert f'data-suggest-kind="{kind}"' in field
    assert 'name="q"' in field
    assert 'form="filters"' in field
    assert "core/js/suggest" in content
