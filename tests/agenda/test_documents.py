from datetime import date

import pytest

from tests.factories import ActorFactory, DisciplineFactory, EventFactory, PlaceFactory, SeriesFactory
from vivier.agenda import documents
from vivier.agenda.models import Event
from vivier.search.engine import search
from vivier.search.query import Query

pytestmark = pytest.mark.django_db


def test_drafts_are_not_in_the_index(indexed):
    EventFactory(title_fr="Secret bien gardé", state=Event.State.DRAFT)
    shown = EventFactory(title_fr="Visible de tous")
    indexed()

    assert search(Query(text="secret", kinds=("event",))).total == 0
    assert search(Query(text="visible", kinds=("event",))).pks == (shown.pk,)


def test_an_event_is_found_by_its_series_organiser_town_and_discipline(indexed):
    event = EventFactory(
        title_fr="Édition 12",
        series=SeriesFactory(name="Quinzaine lumineuse"),
        organiser=ActorFactory(name="Mécanique douce"),
        city="Malmedy",
        disciplines=[DisciplineFactory(code="design", label_fr="Stylisme")],
    )
    indexed()

    for words in ("quinzaine", "mecanique douce", "malmedy", "stylisme"):
        assert search(Query(text=words, kinds=("event",))).pks == (event.pk,), words


def test_a_place_is_found_by_what_its_record_says(indexed):
    place = PlaceFactory(name="TRAKK", actor=ActorFactory(description_fr="Ancien hall sportif"))
    indexed()

    assert search(Query(text="hall sportif", kinds=("place",))).pks == (place.pk,)


def test_the_day_and_the_year_of_an_event_are_facts_of_its_document():
    event = EventFactory(starts_on=date(2026, 12, 3))

    document = documents.document_of_event(documents.events().get())

    assert (document.key, document.day) == (f"event:{event.pk}", date(2026, 12, 3))
    assert document.facets["year"] == ("2026",)


@pytest.mark.parametrize("count", [1, 12])
@pytest.mark.one_database
def test_documents_cost_the_same_number_of_queries_for_any_number_of_events(count, django_assert_num_queries):
    discipline = DisciplineFactory()
    for _number in range(count):
        EventFactory(disciplines=[discipline], organiser=ActorFactory(), series=SeriesFactory())

    with django_assert_num_queries(2):
        for event in documents.events():
            documents.document_of_event(event)
