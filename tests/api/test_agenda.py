"""Events and places: the filters of the site, and nothing that is not public."""

from datetime import date, time, timedelta

import pytest
from django.http import QueryDict
from django.utils import timezone

from tests.api.asking import ROOT, found, read
from tests.factories import (
    ActorFactory,
    DisciplineFactory,
    EventFactory,
    PlaceFactory,
    SeriesFactory,
    TerritoryFactory,
)
from vivier.agenda.models import Event, Place
from vivier.directory.models import Actor
from vivier.web.forms.agenda import EventSearch

pytestmark = pytest.mark.django_db


def in_days(days):
    return timezone.localdate() + timedelta(days=days)


def test_coming_events_come_soonest_first_and_the_past_on_request(client):
    EventFactory(slug="later", starts_on=in_days(20))
    EventFactory(slug="running", starts_on=in_days(-2), ends_on=in_days(2))
    EventFactory(slug="past", starts_on=in_days(-20))
    EventFactory(slug="undated", starts_on=None)

    assert found(client, "events") == ["running", "later"]
    assert found(client, "events", when="past") == ["past"]
    assert found(client, "events", when="undated") == ["undated"]
    assert found(client, "events", when="all") == ["later", "running", "past", "undated"]


def test_the_api_finds_what_the_agenda_finds(client, indexed):
    digital = DisciplineFactory(code="arts_numeriques")
    series = SeriesFactory(slug="kikk-festival")
    EventFactory(title_fr="KIKK", city="Namur", series=series, disciplines=[digital], kind="festival")
    EventFactory(title_fr="Mission", city="Mons; Namur", kind="mission")
    EventFactory(title_fr="Ancien KIKK", starts_on=date(2019, 11, 1), series=series)
    indexed()

    for query in ("town=Namur", "kind=festival&kind=mission", "discipline=arts_numeriques",
                  "series=kikk-festival&when=all", "when=2019", "q=kikk&when=all"):  # fmt: skip
        data = QueryDict(query)
        expected = [event.slug for event in EventSearch(data).selection().ordered()]

        assert found(client, "events", **dict(data.lists())) == expected, query
        assert expected, query


def test_the_record_gives_days_hours_and_links(client):
    place = PlaceFactory(slug="pavillon", name="Le Pavillon")
    EventFactory(
        slug="atelier",
        title_fr="Atelier",
        title_en="Workshop",
        kind="workshop",
        starts_on=date(2026, 12, 8),
        starts_at=time(14, 0),
        place=place,
        organiser=ActorFactory(slug="kikk", name="KIKK"),
        series=SeriesFactory(slug="ateliers", name="Ateliers"),
        is_cancelled=True,
    )

    event = read(client, "events/atelier", lang="en")

    assert event["title"] == {"text": "Workshop", "language": "en", "is_fallback": False}
    assert (event["starts_on"], event["starts_at"], event["is_cancelled"]) == ("2026-12-08", "14:00:00", True)
    assert event["place"]["url"] == "http://127.0.0.1:8000/en/places/pavillon/"
    assert event["organiser"]["api_url"] == "http://127.0.0.1:8000/api/v1/actors/kikk"
    assert event["series"]["slug"] == "ateliers"
    assert event["ics_url"] == "http://127.0.0.1:8000/en/agenda/atelier.ics"
    assert client.get(event["ics_url"].removeprefix("http://127.0.0.1:8000")).status_code == 200


def test_without_a_day_there_is_no_calendar_file(client):
    EventFactory(slug="undated", starts_on=None)

    assert read(client, "events/undated")["ics_url"] is None


def test_drafts_are_nowhere(client, indexed):
    EventFactory(slug="draft", title_fr="Marker", state=Event.State.DRAFT)
    organiser = ActorFactory(name="Marker", status=Actor.Status.DRAFT)
    EventFactory(slug="public", organiser=organiser, organiser_name="")
    indexed()

    assert found(client, "events", when="all") == ["public"]
    assert client.get(f"{ROOT}/events/draft").status_code == 404
    assert read(client, "events/public")["organiser"] is None


def test_places_are_listed_by_name_with_their_commune(client, indexed):
    namur = TerritoryFactory(code="92094", label_fr="Namur")
    kikk = ActorFactory(slug="kikk", name="KIKK", website="https://kikk.be")
    PlaceFactory(slug="trakk", name="TRAKK", city="Namur", territory=namur, actor=kikk)
    PlaceFactory(slug="abattoirs", name="Les Abattoirs", kind=Place.Kind.EXHIBITION, city="Mons")
    indexed()

    places = read(client, "places", lang="en")["results"]

    assert [place["slug"] for place in places] == ["abattoirs", "trakk"]
    assert places[1]["location"] == {"latitude": 50.46, "longitude": 4.86, "precision": "commune"}
    assert (places[1]["website"], places[1]["actor"]["slug"]) == ("https://kikk.be", "kikk")
    assert found(client, "places", kind="exhibition") == ["abattoirs"]
    assert found(client, "places", commune="92094") == found(client, "places", town="Namur") == ["trakk"]
    assert found(client, "places", q="trakk") == ["trakk"]


def test_a_place_borrows_nothing_from_a_draft_record(client):
    draft = ActorFactory(
        name="Marker", description_fr="Marker", website="https://marker.be", status=Actor.Status.DRAFT
    )
    PlaceFactory(slug="hall", actor=draft)

    place = read(client, "places")["results"][0]

    assert (place["description"]["text"], place["website"], place["actor"]) == ("", "", None)
