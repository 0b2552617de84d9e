"""Facets, sorting and places: OR inside a facet, AND across, each counted without its own filter."""

from datetime import date

import pytest

from vivier.search import store
from vivier.search.engine import count_by_kind, facet_counts, search
from vivier.search.geography import kilometres
from vivier.search.query import Hit, Query

from .shelf import Shelf

NAMUR, LIEGE, MONS = (50.467, 4.867), (50.633, 5.567), (50.454, 3.952)


@pytest.fixture
def stocked(shelf, indexed):
    def put(title, discipline, commune, place, **more):
        facets = {"discipline": discipline, "commune": (commune,)}
        shelf.put(title, facets=facets, latitude=place[0], longitude=place[1], **more)

    put("Alpha", ("game", "image"), "92094", NAMUR, day=date(2026, 3, 1), updated=date(2026, 1, 1))
    put("L'Écho", ("game",), "62063", LIEGE, day=date(2026, 1, 1), updated=date(2026, 3, 1))
    put("Delta", ("music",), "92094", NAMUR, completeness=0.9, updated=date(2026, 2, 1))
    put("Bêta", ("image",), "53053", MONS, day=date(2026, 2, 1), completeness=0.2)
    indexed()
    return shelf


@pytest.mark.django_db
def test_filters_are_or_inside_and_across(stocked, titles):
    assert set(titles("", filters={"discipline": ("game", "music")})) == {"Alpha", "L'Écho", "Delta"}
    assert titles("", filters={"discipline": ("game", "music"), "commune": ("62063",)}) == ["L'Écho"]
    assert titles("", filters={"discipline": ("nothing",)}) == []
    assert len(titles("", filters={"discipline": (), "no_such_field_filter": ()})) == 4


@pytest.mark.django_db
def test_counts_of_a_facet_ignore_its_own_filter_only(stocked):
    query = Query(filters={"discipline": ("game",)}, facets=("discipline", "commune", "unheard_of"))

    results = search(query)

    assert results.total == 2
    assert results.facets == {
        "discipline": {"game": 2, "image": 2, "music": 1},
        "commune": {"62063": 1, "92094": 1},
        "unheard_of": {},
    }
    assert facet_counts(query, "commune") == {"62063": 1, "92094": 1}


@pytest.mark.django_db
def test_counts_computed_once_are_forgotten_when_the_index_changes(stocked, indexed):
    query = Query(facets=("discipline",))
    before = search(query).facets
    before["discipline"]["game"] = 99

    assert search(query).facets == {"discipline": {"game": 2, "image": 2, "music": 1}}

    stocked.items.clear()
    indexed()

    assert search(query).facets == {"discipline": {}}


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("sort", "expected"),
    [
        ("name", ["Alpha", "Bêta", "Delta", "L'Écho"]),
        ("-name", ["L'Écho", "Delta", "Bêta", "Alpha"]),
        ("day", ["L'Écho", "Bêta", "Alpha", "Delta"]),
        ("-day", ["Alpha", "Bêta", "L'Écho", "Delta"]),
        ("-updated", ["L'Écho", "Delta", "Alpha", "Bêta"]),
    ],
)
def test_lists_are_sorted_and_what_is_not_known_comes_last(stocked, titles, sort, expected):
    assert titles("", sort=sort) == expected


@pytest.mark.django_db
def test_without_words_the_most_complete_records_come_first(stocked, titles):
    assert titles("", sort="relevance")[:2] == ["Delta", "Bêta"]
    assert len(titles("", sort="anything else")) == 4


@pytest.mark.django_db
def test_pages_follow_each_other_and_no_limit_gives_all(stocked):
    hits = search(Query(sort="name", limit=None)).hits
    pages = [search(Query(sort="name", offset=offset, limit=3)) for offset in (0, 3, 6, 10**12, -5)]

    assert [page.total for page in pages] == [4] * 5
    assert [page.hits for page in pages] == [hits[:3], hits[3:], (), (), hits[:3]]
    assert len(search(Query(limit=0)).hits) == 1
    assert search(Query(sort="name", kinds=("actor",))).pks == (1, 4, 3, 2)


@pytest.mark.django_db
def test_a_box_and_a_radius_choose_by_place(stocked, titles):
    assert set(titles("", box=(50.4, 4.5, 50.5, 5.0))) == {"Alpha", "Delta"}
    assert set(titles("", near=(*NAMUR, 5.0))) == {"Alpha", "Delta"}
    assert set(titles("", near=(*NAMUR, 54.0))) == {"Alpha", "Delta", "L'Écho"}
    assert search(Query(near=(*NAMUR, 54.0), facets=("discipline",))).facets["discipline"]["game"] == 2


def test_the_distance_from_namur_to_liege_is_known():
    assert round(kilometres(*NAMUR, *LIEGE)) == 53


@pytest.mark.django_db
@pytest.mark.parametrize(
    "place", [(float("nan"),) * 3, (float("inf"), 0.0, 1.0), (50.0, 4.0, -1.0), (91.0, 500.0, 9.0)]
)
def test_an_impossible_place_finds_nothing(stocked, titles, place):
    assert titles("", near=place) == []
    assert titles("", box=(*place, -1000.0)) == []


@pytest.mark.django_db
def test_kinds_are_counted_for_one_text(registry, indexed):
    actors, events = Shelf("actor"), Shelf("event")
    for made in (actors, events):
        registry.register(made.source())
    actors.put("KIKK")
    actors.put("Autre")
    events.put("KIKK Festival")
    indexed()

    assert count_by_kind("kikk") == {"actor": 1, "event": 1}
    assert count_by_kind("") == {"actor": 2, "event": 1}
    assert [(hit.kind, hit.pk) for hit in search(Query(text="kikk")).hits] == [("actor", 1), ("event", 1)]
    assert search(Query(kinds=("event",))).hits == (Hit("event", 1, 0.0),)


@pytest.mark.django_db
def test_what_is_remembered_is_bounded(stocked):
    for number in range(store.REMEMBERED + 20):
        search(Query(text=f"word{number}"))

    assert len(store.snapshot()._known) == store.REMEMBERED
