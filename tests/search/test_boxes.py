"""A box on the map finds exactly what lies in it, by its coordinates or by the squares it touches."""

import random

import pytest

from vivier.search import engine, geography, store
from vivier.search.engine import search
from vivier.search.query import Query


@pytest.fixture
def places(shelf, indexed):
    """Sixty records at known places, twenty of them with another word, and one without a place."""
    draw = random.Random(5)
    known = {}
    for number in range(60):
        place = 50 + draw.gauss(0, 0.3), 4 + draw.gauss(0, 0.3)
        title = f"{'Atelier' if number % 3 else 'Studio'} {number}"
        facets = {"kind": (("studio", "school")[number % 2],)}
        known[shelf.put(title, latitude=place[0], longitude=place[1], facets=facets)] = place
    shelf.put("Studio sans lieu")
    indexed()
    return known


def _box(one, other):
    (south, north), (west, east) = map(sorted, zip(one, other, strict=True))
    return south, west, north, east


def _inside(box, places):
    south, west, north, east = box
    return [pk for pk, (lat, lon) in places.items() if south <= lat <= north and west <= lon <= east]


@pytest.mark.django_db
@pytest.mark.parametrize("text", ["", "studio ", "studio atelier "])
def test_the_index_finds_what_lies_in_a_box_its_edges_included(places, text):
    for other in range(2, 20):
        box = _box(places[1], places[other])
        wanted = _inside(box, places)
        if text == "studio ":
            wanted = [pk for pk in wanted if pk % 3 == 1]

        found = search(Query(text=text, box=box, limit=100, facets=("kind",)))

        assert sorted(found.pks) == wanted
        assert found.total == sum(found.facets["kind"].values()) == len(wanted)
    assert search(Query(text=text, box=(51, 4, 50, 5))).total == 0


@pytest.mark.django_db
@pytest.mark.parametrize("text", ["", "studio "])
@pytest.mark.parametrize("sort", ["relevance", "name", "-updated"])
@pytest.mark.parametrize(("offset", "limit"), [(0, 5), (3, 4), (0, None), (90, 5)])
def test_all_ways_of_answering_give_the_same(places, monkeypatch, text, sort, offset, limit):
    """By the squares of the box, by looking at every record that has the words, by ranges of coordinates."""
    box = (49.8, 3.8, 50.4, 4.4)
    filters = {"kind": ("school",)}
    query = Query(text, box=box, sort=sort, offset=offset, limit=limit, facets=("kind",), filters=filters)
    answers = []
    for crowd, most in ((2.0, 4000), (-1.0, 4000), (2.0, -1), (-1.0, -1)):
        store._opened.clear()
        monkeypatch.setattr(geography, "CROWD", crowd)
        monkeypatch.setattr(engine, "MOST_LOOKED_AT", most)
        answers.append(search(query))

    assert all(answer == answers[0] for answer in answers)
    assert answers[0].total > 3


@pytest.mark.django_db
def test_a_box_that_holds_none_of_many_is_empty(places):
    empty = search(Query("studio ", box=(10, 10, 11, 11), facets=("kind",)))

    assert (empty.total, empty.hits, empty.facets) == (0, (), {"kind": {}})
