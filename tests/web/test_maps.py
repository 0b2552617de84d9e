"""The drawn map: real numbers of the page, escaped names, one drawing for all requests."""

import pytest
from django.template.loader import render_to_string
from django.utils.translation import override

from tests.factories import TerritoryFactory
from vivier.reference import lookup
from vivier.reference.models import Territory
from vivier.web import maps

Kind = Territory.Kind


def _square(west: float, south: float) -> dict:
    ring = [[west, south], [west + 1, south], [west + 1, south + 1], [west, south + 1], [west, south]]
    return {"type": "Polygon", "coordinates": [ring]}


@pytest.fixture
def land(db: None) -> None:
    """Two cantons at home, a neighbour region of the same community, and one of another community."""
    TerritoryFactory(code="COM-FR", kind=Kind.COMMUNITY, chain=["COM-FR", "BE"])
    TerritoryFactory(code="COM-NL", kind=Kind.COMMUNITY, chain=["COM-NL", "BE"])
    regions = (("03000", 4.0, "Wallonie"), ("04000", 6.0, "Bruxelles-Capitale"), ("02000", 7.0, "Flandre"))
    for code, west, name in regions:
        boundary = _square(west, 50)
        TerritoryFactory(code=code, kind=Kind.REGION, chain=[code, "BE"], boundary=boundary, label_fr=name)
    for code, west in (("CT-a", 4.0), ("CT-b", 5.0)):
        chain = [code, "90000", "03000", "COM-FR", "BE"]
        name = "Canton <de> Namur" if code == "CT-a" else "Canton b"
        TerritoryFactory(code=code, kind=Kind.CANTON, chain=chain, boundary=_square(west, 50), label_fr=name)
    for code, name, west, layers in (
        ("92094", "Namur", 4.5, ["CT-a", "90000", "03000", "COM-FR"]),
        ("92045", "Flo'reffe & <b>", 5.5, ["CT-b", "90000", "03000", "COM-FR"]),
        ("21004", "Bruxelles", 6.5, ["04000", "COM-FR", "COM-NL"]),
        ("11002", "Anvers", 7.5, ["02000", "COM-NL"]),
    ):
        chain = [code, *layers, "BE"]
        TerritoryFactory(code=code, label_fr=name, chain=chain, latitude=50.5, longitude=west)
    lookup.forget()
    maps.forget()


def test_map_draws_home_and_neighbours_and_counts_the_rest_elsewhere(land):
    drawn = maps.territory_map({"92094": 27, "92045": 1, "21004": 15, "11002": 4, "99999": 2})

    assert maps.neighbour_codes("03000") == {"04000"}
    assert [(cell.level, cell.label) for cell in drawn.cells] == [
        (3, "Canton <de> Namur: 27"),
        (1, "Canton b: 1"),
        (3, "Bruxelles-Capitale: 15"),
    ]
    assert [(pin.label, pin.count, pin.query) for pin in drawn.pins] == [
        ("Namur: 27", 27, "commune=92094"),
        ("Bruxelles: 15", 15, "commune=21004"),
        ("Flo'reffe & <b>: 1", 1, "commune=92045"),
    ]
    assert drawn.elsewhere == 6


def test_template_escapes_names_keeps_points_and_marks_what_is_selected(land):
    drawn = maps.territory_map({"92094": 27, "92045": 1}, selected=["92045"])

    with override("fr"):
        html = render_to_string("web/components/map.html", {"map": drawn, "href": "?q=a&b&"})

    assert "Canton &lt;de&gt; Namur" in html
    assert "Flo&#x27;reffe &amp; &lt;b&gt;" in html
    assert 'href="?q=a&amp;b&amp;commune=92094"' in html
    assert html.count("is-on") == 1
    assert 'r="14.0"' in html


def test_no_land_draws_nothing_and_asks_again_after_the_load(db):
    maps.forget()

    assert not maps.territory_map({"92094": 3})
    assert render_to_string("web/components/map.html", {"map": maps.territory_map({})}).strip() == ""


def test_a_map_of_nothing_says_so(land):
    drawn = maps.territory_map({})

    assert (drawn.pins, drawn.labels, drawn.elsewhere) == ((), (), 0)
    assert "nothing" in drawn.summary


def test_the_land_is_drawn_once_for_all_requests(land, django_assert_num_queries):
    maps.territory_map({"92094": 1})

    with django_assert_num_queries(0):
        maps.territory_map({"92094": 2, "92045": 7})
