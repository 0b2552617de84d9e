from dataclasses import replace
from datetime import date, time

import pytest

from tests.factories import ActorFactory, DisciplineFactory, EventFactory, PlaceFactory
from vivier.accounts.models import JournalEntry
from vivier.agenda import actions
from vivier.agenda.loading import EventRow, store_events
from vivier.agenda.models import Event, Place, Series
from vivier.agenda.places import link_events, store_places
from vivier.agenda.refusals import LoadRefused
from vivier.directory.models import Actor

pytestmark = pytest.mark.django_db
ROW = EventRow(
    title="KIKK Festival 2022",
    kind="festival",
    organiser="KIKK",
    city="Namur",
    starts_on=date(2022, 10, 27),
    ends_on=date(2022, 10, 30),
    summary_fr="Onzième édition.",
    disciplines=["arts_numeriques"],
    url="https://www.kikk.be/",
    source_url="https://source.example/",
    line=2,
)


@pytest.fixture(autouse=True)
def known():
    DisciplineFactory(code="arts_numeriques")
    return ActorFactory(name="KIKK", slug="kikk")


def test_a_row_becomes_a_published_event_linked_to_its_organiser(known):
    counts = store_events([ROW], by=None)

    event = Event.objects.get()
    assert (counts.created, counts.changed, counts.unchanged) == (1, 0, 0)
    assert event.state == Event.State.PUBLISHED
    assert (event.organiser, event.organiser_name) == (known, "")
    assert event.loaded["starts_on"] == "2022-10-27"


def test_an_organiser_without_a_record_keeps_its_name():
    store_events([replace(ROW, organiser="Quelqu'un d'autre")], by=None)

    assert Event.objects.get().organised_by == "Quelqu'un d'autre"


def test_the_same_rows_again_change_nothing_and_keep_the_same_calendar_identifier():
    store_events([ROW], by=None)
    before = Event.objects.get()
    entries = JournalEntry.objects.count()

    counts = store_events([ROW], by=None)

    after = Event.objects.get()
    assert (counts.created, counts.changed, counts.unchanged) == (0, 0, 1)
    assert (after.uid, after.updated_at, after.sequence) == (before.uid, before.updated_at, 0)
    assert JournalEntry.objects.count() == entries


def test_an_event_loaded_in_another_database_has_the_same_identifier():
    store_events([ROW], by=None)
    uid = Event.objects.get().uid
    Event.objects.all().delete()

    store_events([ROW], by=None)

    assert Event.objects.get().uid == uid


def test_a_new_date_in_the_file_is_taken_over_and_raises_the_sequence():
    store_events([ROW], by=None)

    counts = store_events([replace(ROW, ends_on=date(2022, 10, 31))], by=None)

    event = Event.objects.get()
    assert counts.changed == 1
    assert (event.ends_on, event.sequence) == (date(2022, 10, 31), 1)


def test_what_a_person_wrote_since_is_not_overwritten(editor):
    store_events([ROW], by=None)
    actions.update_event(Event.objects.get(), by=editor, changes={"summary_fr": "Relu par nous."})

    counts = store_events([replace(ROW, summary_fr="Autre texte du fichier.")], by=None)

    assert Event.objects.get().summary_fr == "Relu par nous."
    assert (counts.refused, len(counts.notes)) == (1, 1)
    assert "KIKK Festival 2022" in counts.notes[0]


def test_an_event_that_a_person_wrote_first_only_gains_what_it_lacks():
    EventFactory(title_fr="KIKK Festival 2022", city="Jambes", url="", starts_on=date(2022, 10, 27))

    store_events([ROW], by=None)

    event = Event.objects.get()
    assert (event.city, event.url) == ("Jambes", "https://www.kikk.be/")


def test_a_bad_row_names_its_line_and_undoes_everything():
    bad = replace(ROW, title="Autre", disciplines=["inconnue"], line=7)

    with pytest.raises(LoadRefused, match="7"):
        store_events([ROW, bad], by=None)

    assert Event.objects.count() == 0


def test_a_cancelled_row_is_said_cancelled_once():
    store_events([replace(ROW, is_cancelled=True)], by=None)
    event = Event.objects.get()
    actions.reinstate_event(event, by=None)

    store_events([replace(ROW, is_cancelled=True)], by=None)

    event.refresh_from_db()
    assert event.is_cancelled is False


def test_hours_and_several_towns_are_kept():
    store_events([replace(ROW, starts_at=time(18, 30), city="Mons;Namur ; Liège")], by=None)

    event = Event.objects.get()
    assert (event.starts_at, event.city, event.towns) == (
        time(18, 30),
        "Mons; Namur; Liège",
        ["Mons", "Namur", "Liège"],
    )


def test_editions_that_share_a_name_become_a_series_of_their_organiser(known):
    rows = [replace(ROW, title=f"KIKK Festival {year}") for year in (2021, 2022)]

    store_events([*rows, replace(ROW, title="KIKK Market 2022")], by=None)

    series = Series.objects.get()
    assert (series.name, series.slug, series.organiser) == ("KIKK Festival", "kikk-festival", known)
    assert {event.title_fr for event in series.editions.all()} == {"KIKK Festival 2021", "KIKK Festival 2022"}


def test_an_edition_of_the_demonstration_never_joins_a_real_series():
    store_events([replace(ROW, title=f"KIKK Festival {year}") for year in (2021, 2022)], by=None)

    store_events([replace(ROW, title="KIKK Festival 2030")], by=None, is_demo=True)

    assert Event.objects.get(is_demo=True).series is None


def test_hubs_museums_and_venues_become_places_and_others_do_not():
    ActorFactory(name="TRAKK", slug="trakk", kind=Actor.Kind.HUB, city="Namur")
    ActorFactory(name="Le Pavillon", slug="le-pavillon", kind=Actor.Kind.MUSEUM)
    ActorFactory(name="Fermé", kind=Actor.Kind.VENUE, closed_on=date(2020, 1, 1))
    ActorFactory(name="Brouillon", kind=Actor.Kind.VENUE, status=Actor.Status.DRAFT)

    first = store_places(by=None)
    again = store_places(by=None)

    assert sorted(Place.objects.values_list("name", "kind", "city")) == [
        ("Le Pavillon", "exhibition", ""),
        ("TRAKK", "hub", "Namur"),
    ]
    assert (first.created, again.created, again.unchanged) == (2, 0, 2)


def test_a_place_follows_the_name_and_town_of_its_record():
    actor = ActorFactory(name="TRAKK", kind=Actor.Kind.HUB, city="Namur")
    store_places(by=None)
    Place.objects.update(accessibility_fr="Ascenseur.")
    Actor.objects.filter(pk=actor.pk).update(city="Jambes")

    assert store_places(by=None).changed == 1

    assert Place.objects.values_list("city", "accessibility_fr").get() == ("Jambes", "Ascenseur.")


def test_events_are_linked_to_the_place_they_name_exactly():
    place = PlaceFactory(name="La Grand Poste")
    there = EventFactory(place_text="la grand poste")
    elsewhere = EventFactory(place_text="La Grand Poste et autres lieux")

    assert link_events() == 1

    there.refresh_from_db()
    elsewhere.refresh_from_db()
    assert (there.place, elsewhere.place) == (place, None)
