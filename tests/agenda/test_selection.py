from datetime import date, timedelta

import pytest

from tests.factories import DisciplineFactory, EventFactory, SeriesFactory
from vivier.agenda.models import Event
from vivier.agenda.selection import Selection, at_the_same_time

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 20)


def at(days: int, **facts: object) -> Event:
    return EventFactory(starts_on=TODAY + timedelta(days=days), **facts)


def titles(selection: Selection) -> list[str]:
    return [event.title_fr for event in selection.ordered()]


def test_what_is_not_over_is_coming_soonest_first():
    at(5, title_fr="Bientôt")
    at(0, title_fr="Aujourd'hui")
    at(-30, title_fr="En cours", ends_on=TODAY)
    at(-1, title_fr="Hier")
    at(3, title_fr="Brouillon", state=Event.State.DRAFT)

    assert titles(Selection(TODAY)) == ["En cours", "Aujourd'hui", "Bientôt"]
    assert titles(Selection(TODAY, when="past")) == ["Hier"]


def test_an_event_without_a_date_is_neither_coming_nor_past():
    EventFactory(title_fr="Sans date", starts_on=None)
    at(1, title_fr="Demain")

    assert titles(Selection(TODAY)) == ["Demain"]
    assert titles(Selection(TODAY, when="past")) == []
    assert titles(Selection(TODAY, when="undated")) == ["Sans date"]
    assert titles(Selection(TODAY, when="all")) == ["Demain", "Sans date"]


def test_a_year_keeps_what_began_in_it():
    EventFactory(title_fr="À cheval", starts_on=date(2022, 8, 24), ends_on=date(2023, 2, 19))
    EventFactory(title_fr="Fin connue", starts_on=None, ends_on=date(2022, 11, 27))
    EventFactory(title_fr="Après", starts_on=date(2023, 1, 1))

    assert titles(Selection(TODAY, when="2022")) == ["Fin connue", "À cheval"]
    assert titles(Selection(TODAY, when="2023")) == ["Après"]


def test_values_of_one_filter_widen_and_two_filters_narrow():
    design, music = DisciplineFactory(code="design"), DisciplineFactory(code="musique")
    at(1, title_fr="A", kind="festival", disciplines=[design, music])
    at(2, title_fr="B", kind="workshop", disciplines=[music])
    at(3, title_fr="C", kind="workshop", disciplines=[design])

    wide = Selection(TODAY, values={"discipline": ("design", "musique")})
    narrow = Selection(TODAY, values={"discipline": ("musique",), "kind": ("workshop",)})

    assert titles(wide) == ["A", "B", "C"]
    assert titles(narrow) == ["B"]


def test_counts_ignore_the_choice_made_in_their_own_filter():
    design, music = DisciplineFactory(code="design"), DisciplineFactory(code="musique")
    at(1, kind="festival", disciplines=[design, music])
    at(2, kind="workshop", disciplines=[music])
    at(3, kind="workshop")

    selection = Selection(TODAY, values={"kind": ("festival",)})

    assert selection.counts("kind") == {"festival": 1, "workshop": 2}
    assert selection.counts("discipline") == {"design": 1, "musique": 1}


def test_an_event_in_several_towns_counts_in_each():
    at(1, title_fr="Tournée", city="Mons; Namur; Liège")
    at(2, title_fr="Ici", city="Namur")
    at(3, title_fr="Piège", city="Namur-sur-Mer")

    assert Selection(TODAY).counts("town") == {"Mons": 1, "Namur": 2, "Liège": 1, "Namur-sur-Mer": 1}
    for town in ("Mons", "Liège"):
        assert titles(Selection(TODAY, values={"town": (town,)})) == ["Tournée"]
    assert titles(Selection(TODAY, values={"town": ("Namur",)})) == ["Tournée", "Ici"]


def test_times_count_coming_past_undated_and_years():
    series = SeriesFactory(slug="kikk")
    EventFactory(starts_on=date(2023, 1, 1), series=series)
    EventFactory(starts_on=date(2024, 1, 1), series=series)
    EventFactory(starts_on=date(2024, 6, 1))
    EventFactory(starts_on=None, series=series)
    at(4, series=series)

    selection = Selection(TODAY, when="2024", values={"series": ("kikk",)})

    assert selection.times() == {"coming": 1, "past": 2, "undated": 1, "2026": 1, "2024": 1, "2023": 1}


def test_words_find_events_whatever_the_accents(indexed):
    at(1, title_fr="Nuits électroniques")
    at(2, title_fr="Autre chose")
    indexed()

    assert titles(Selection(TODAY, text="electroniques")) == ["Nuits électroniques"]
    assert titles(Selection(TODAY, text='"')) is not None


def test_what_happens_meanwhile_in_the_same_town_is_known():
    festival = at(0, title_fr="Festival", ends_on=TODAY + timedelta(days=3), city="Namur")
    at(1, title_fr="Marché", city="Mons; Namur")
    at(-9, title_fr="Exposition", ends_on=TODAY, city="Namur")
    at(1, title_fr="Ailleurs", city="Liège")
    at(9, title_fr="Plus tard", city="Namur")
    at(1, title_fr="Brouillon", city="Namur", state=Event.State.DRAFT)

    assert [event.title_fr for event in at_the_same_time(festival)] == ["Exposition", "Marché"]
    assert at_the_same_time(EventFactory(starts_on=None, city="Namur")) == []
    assert at_the_same_time(at(1, city="")) == []
