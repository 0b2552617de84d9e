"""Every list says where the API answers the same question, and the API finds as many."""

import html
import re

import pytest
from django.urls import reverse
from django.utils import timezone, translation

from tests.factories import (
    ActorFactory,
    CallFactory,
    DisciplineFactory,
    EventFactory,
    PlaceFactory,
    ResidencyFactory,
    TerritoryFactory,
)

pytestmark = pytest.mark.django_db
LINK = re.compile(r'href="(/api/v1/[^"]*)" type="application/json"')


@pytest.fixture(autouse=True)
def in_english():
    with translation.override("en"):
        yield


@pytest.fixture
def sector(indexed):
    namur = TerritoryFactory(code="92094", label_fr="Namur", label_en="Namur", latitude=50.46, longitude=4.86)
    mons = TerritoryFactory(code="53053", label_fr="Mons", label_en="Mons", latitude=50.45, longitude=3.95)
    game = DisciplineFactory(code="jeu_video")
    ActorFactory(name="Studio Namur", city="Namur", territory=namur, disciplines=[game])
    ActorFactory(name="Studio Mons", city="Mons", territory=mons)
    CallFactory(title_fr="Appel", kind="funding")
    EventFactory(title_fr="Foire", city="Namur", starts_on=timezone.localdate())
    PlaceFactory(name="Hub", kind="hub", city="Namur")
    ResidencyFactory(name="Tour", city="Mons")
    indexed()


@pytest.mark.parametrize(
    ("page", "query", "count"),
    [
        ("actors", "", 2),
        ("actors", "discipline=jeu_video&q=studio", 1),
        ("actors", "place=Namur&km=20", 1),
        ("actors", "place=Mons", 1),
        ("actors", "box=3.9,50.4,4.0,50.5", 1),
        ("actors", "box=3.9,50.4,4.9,50.5&sort=updated", 2),
        ("opportunities", "kind=funding", 1),
        ("agenda", "town=Namur&when=all", 1),
        ("places", "kind=hub", 1),
        ("residencies", "town=Mons", 1),
    ],
)
def test_a_list_leads_to_the_same_question_in_the_api(client, sector, page, query, count):
    shown = client.get(f"{reverse(f'web:{page}')}?{query}").content.decode()
    (link,) = LINK.findall(shown)

    assert client.get(html.unescape(link)).json()["count"] == count
    assert re.search(r'id="h-res"><b>(\d+)', shown)[1] == str(count)


@pytest.mark.parametrize(
    ("page", "query"),
    [("actors", "place=Nowhere"), ("residencies", "lodging=unknown"), ("residencies", "fee=paid")],
)
def test_what_the_api_cannot_say_is_not_offered(client, sector, page, query):
    assert LINK.findall(client.get(f"{reverse(f'web:{page}')}?{query}").content.decode()) == []


@pytest.mark.parametrize(
    "box",
    ["", "x", "1,2,3", "nan,1,2,3", "4.9,50,4.8,51", "0,91,1,92", "inf,0,inf,1", "1,2,3,4,5", "1e400,0,1,1"],
)
def test_a_box_that_is_none_is_refused_by_the_api_and_not_asked_on_the_page(client, sector, box):
    page = client.get(reverse("web:actors"), {"box": box})

    assert client.get("/api/v1/actors", {"box": box}).status_code == (422 if box else 200)
    assert re.search(r'id="h-res"><b>(\d+)', page.content.decode())[1] == "2"


def test_a_part_of_the_map_is_a_filter_one_can_take_away(client, sector):
    page = client.get(reverse("web:actors"), {"box": "3.9, 50.4, 4.0, 50.5", "q": "namur"}).content.decode()

    assert "A part of the map" in page
    assert 'name="box" value="3.9,50.4,4.0,50.5"' in page
    assert "Look at the whole map" in page


@pytest.mark.parametrize("query", ["place=zz", "km=20", "place=Namur&km=7", "place=Namur&territory=92094"])
def test_the_api_refuses_a_place_that_makes_no_sense(client, sector, query):
    answer = client.get(f"/api/v1/actors?{query}")

    assert (answer.status_code, answer.json()["code"]) == (422, "invalid_parameters")
