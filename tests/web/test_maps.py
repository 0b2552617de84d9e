"""The drawn map and the interactive one: real numbers of the page, escaped names, one drawing for all requests."""

import json
from gzip import decompress

import pytest
from django.template.loader import render_to_string
from django.utils.translation import override

from tests.factories import TerritoryFactory
from vivier.reference import lookup
from vivier.reference.models import Territory
from vivier.web.showing import maps

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


def test_map_draws_home_and_neighbours_and_counts_the_rest_elsewhere(land):
    with override("en"):
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
    assert not maps.territory_map({"92094": 3})
    assert render_to_string("web/components/map.html", {"map": maps.territory_map({})}).strip() == ""


def test_a_map_of_nothing_says_so(land):
    with override("en"):
        drawn = maps.territory_map({})

    assert (drawn.pins, drawn.labels, drawn.elsewhere) == ((), (), 0)
    assert "nothing" in drawn.summary


def test_the_land_is_drawn_once_for_all_requests(land, django_assert_num_queries):
    maps.territory_map({"92094": 1})

    with django_assert_num_queries(0):
        maps.territory_map({"92094": 2, "92045": 7})


def test_shapes_give_the_land_around_home_with_names_in_the_language(client, land):
    answer = client.get("/fr/map/shapes.geojson")

    body = json.loads(answer.content)
    assert answer["Content-Type"] == "application/geo+json"
    assert body["bbox"] == [4.0, 50.0, 6.0, 51.0]
    assert sorted((f["properties"]["kind"], f["properties"]["code"]) for f in body["features"]) == [
        ("border", "03000"),
        ("border", "04000"),
        ("cell", "CT-a"),
        ("cell", "CT-b"),
        ("commune", "21004"),
        ("commune", "92045"),
        ("commune", "92094"),
    ]
    ranks = {f["properties"]["name"]: f["properties"].get("rank") for f in body["features"]}
    assert (ranks["Bruxelles"], ranks["Namur"], ranks["Flo'reffe & <b>"]) == (0, 2, 3)


def test_shapes_are_compressed_and_not_sent_twice(client, land):
    plain = client.get("/fr/map/shapes.geojson")
    packed = client.get("/fr/map/shapes.geojson", headers={"accept-encoding": "gzip, br"})
    again = client.get("/fr/map/shapes.geojson", headers={"if-none-match": plain["ETag"]})

    assert decompress(packed.content) == plain.content
    assert packed["Content-Encoding"] == "gzip"
    assert (again.status_code, again.content) == (304, b"")


def test_shapes_of_an_empty_database_are_an_empty_map(client, db):
    body = json.loads(client.get("/fr/map/shapes.geojson").content)

    assert body == {"type": "FeatureCollection", "bbox": [2.5, 49.4, 6.5, 51.6], "features": []}


def test_live_map_offers_the_drawing_first_and_names_only_our_own_addresses(land):
    drawn = maps.territory_map({"92094": 27})
    points = '/fr/acteurs/export/geojson/?q="><script>'

    html = render_to_string("web/components/live_map.html", {"map": drawn, "href": "?", "points": points})

    assert html.index("<svg") < html.index("data-map-open")
    assert "<script>" not in html
    assert "://" not in html


def test_live_map_needs_land(db):
    assert render_to_string("web/components/live_map.html", {"map": maps.territory_map({})}).strip() == ""
