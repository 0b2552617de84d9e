from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import icalendar
import pytest

from tests.factories import DisciplineFactory, EventFactory, PlaceFactory
from vivier.agenda import actions
from vivier.agenda.calendars import calendar_of, times
from vivier.agenda.models import Event

pytestmark = pytest.mark.django_db
BRUSSELS = ZoneInfo("Europe/Brussels")


def read(*events: Event) -> list[icalendar.Event]:
    return list(icalendar.Calendar.from_ical(calendar_of(events, "Agenda")).walk("VEVENT"))


def test_whole_days_end_on_the_day_after_the_last():
    event = EventFactory(starts_on=date(2026, 12, 3), ends_on=date(2026, 12, 6))

    (entry,) = read(event)

    assert (entry["dtstart"].dt, entry["dtend"].dt) == (date(2026, 12, 3), date(2026, 12, 7))
    assert entry["dtstart"].params["VALUE"] == "DATE"
    assert entry["transp"] == "TRANSPARENT"


def test_hours_are_in_brussels_time_with_the_zone_defined():
    event = EventFactory(starts_on=date(2026, 7, 8), starts_at=time(14), ends_at=time(17, 30))

    calendar = icalendar.Calendar.from_ical(calendar_of([event], "Agenda"))
    (entry,) = calendar.walk("VEVENT")

    assert entry["dtstart"].dt == datetime(2026, 7, 8, 14, tzinfo=BRUSSELS)
    assert entry["dtend"].dt == datetime(2026, 7, 8, 17, 30, tzinfo=BRUSSELS)
    assert entry["dtstart"].params["TZID"] == "Europe/Brussels"
    assert [str(zone["tzid"]) for zone in calendar.walk("VTIMEZONE")] == ["Europe/Brussels"]


@pytest.mark.parametrize(
    ("days", "start", "end", "expected"),
    [
        (0, time(22), time(2), timedelta(hours=4)),
        (0, time(22), None, None),
        (2, time(18), time(16), timedelta(hours=46)),
    ],
)
def test_an_event_ends_after_it_begins(days, start, end, expected):
    first = date(2026, 12, 26)
    event = EventFactory(starts_on=first, ends_on=first + timedelta(days=days), starts_at=start, ends_at=end)

    begins, ends = times(event)

    assert (ends - begins if ends else None) == expected


def test_a_cancelled_event_keeps_its_identifier_and_says_so(editor):
    event = EventFactory(title_fr="Le grand troc")
    (before,) = read(event)

    actions.cancel_event(event, reason="Salle fermée", by=editor)
    (after,) = read(event)

    assert (before["status"], after["status"]) == ("CONFIRMED", "CANCELLED")
    assert before["uid"] == after["uid"]
    assert (before["sequence"], after["sequence"]) == (0, 1)
    assert "Salle fermée" in after["description"]
    assert "Le grand troc" in after["summary"]


def test_an_entry_says_what_the_page_says():
    event = EventFactory(
        title_fr="Été; créatif, à Namur\nTRAKK",
        place=PlaceFactory(name="TRAKK"),
        city="Namur",
        organiser_name="KIKK",
        disciplines=[DisciplineFactory(code="design", label_fr="Design")],
        updated_at=datetime(2026, 1, 2, 3, 4, tzinfo=UTC),
        is_demo=True,
    )

    (entry,) = read(event)

    assert str(entry["summary"]) == "Été; créatif, à Namur\nTRAKK"
    assert entry["location"] == "TRAKK, Namur"
    assert entry["url"].endswith(f"/fr/agenda/{event.slug}/")
    assert entry["uid"] == f"{event.uid}@vivier"
    assert entry["dtstamp"].dt == datetime(2026, 1, 2, 3, 4, tzinfo=UTC)
    assert "KIKK" in entry["description"]
    assert "Design" in [str(one) for one in entry["categories"].cats]


def test_events_without_a_date_are_in_no_calendar():
    undated = EventFactory(starts_on=None)
    ending = EventFactory(starts_on=None, ends_on=date(2022, 11, 27))

    entries = read(undated, ending)

    assert [entry["dtstart"].dt for entry in entries] == [date(2022, 11, 27)]
