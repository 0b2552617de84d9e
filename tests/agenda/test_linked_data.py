from datetime import date, time

import pytest

from tests.factories import ActorFactory, EventFactory, PlaceFactory, SeriesFactory, TerritoryFactory
from vivier.agenda.linked_data import of_event, of_place

pytestmark = pytest.mark.django_db


def test_a_festival_is_described_with_its_dates_place_and_organiser():
    place = PlaceFactory(name="TRAKK", slug="trakk")
    event = EventFactory(
        title_fr="KIKK Festival 2026",
        slug="kikk-festival-2026",
        starts_on=date(2026, 10, 22),
        ends_on=date(2026, 10, 25),
        organiser=ActorFactory(name="KIKK", slug="kikk"),
        place=place,
        city="Namur",
        series=SeriesFactory(name="KIKK Festival"),
    )

    facts = of_event(event)

    assert facts["@type"] == "Festival"
    assert (facts["startDate"], facts["endDate"]) == ("2026-10-22", "2026-10-25")
    assert facts["eventStatus"] == "https://schema.org/EventScheduled"
    assert facts["location"]["name"] == "TRAKK"
    assert facts["location"]["address"]["addressLocality"] == "Namur"
    assert facts["organizer"]["name"] == "KIKK"
    assert facts["organizer"]["url"].endswith("/fr/acteurs/kikk/")
    assert facts["superEvent"] == {"@type": "EventSeries", "name": "KIKK Festival"}


def test_hours_carry_the_offset_of_brussels():
    event = EventFactory(starts_on=date(2026, 7, 8), starts_at=time(14), ends_at=time(17))

    facts = of_event(event)

    assert (facts["startDate"], facts["endDate"]) == (
        "2026-07-08T14:00:00+02:00",
        "2026-07-08T17:00:00+02:00",
    )


def test_a_cancelled_online_event_says_both():
    facts = of_event(EventFactory(is_cancelled=True, place_text="En ligne"))

    assert facts["eventStatus"] == "https://schema.org/EventCancelled"
    assert facts["eventAttendanceMode"] == "https://schema.org/OnlineEventAttendanceMode"
    assert facts["location"]["@type"] == "VirtualLocation"


def test_what_is_not_known_is_left_out():
    facts = of_event(EventFactory(starts_on=None))

    assert facts.keys().isdisjoint(
        {"startDate", "endDate", "location", "organizer", "description", "superEvent"}
    )
    assert of_place(PlaceFactory()).keys().isdisjoint({"address", "containedInPlace", "description"})


def test_a_place_names_its_commune_as_its_surroundings():
    place = PlaceFactory(city="Namur", territory=TerritoryFactory(label_fr="Namur"))

    facts = of_place(place)

    assert facts["containedInPlace"]["name"] == "Namur"
    assert facts["containedInPlace"]["geo"] == {
        "@type": "GeoCoordinates",
        "latitude": 50.46,
        "longitude": 4.86,
    }
