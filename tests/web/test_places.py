import csv
import io
import json
import re
from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override

from tests.factories import ActorFactory, EventFactory, PlaceFactory, TerritoryFactory
from tests.newsroom.pages import article
from vivier.accounts import journal
from vivier.agenda.models import Event, Place
from vivier.directory.models import Actor

pytestmark = pytest.mark.django_db


def page(client, name: str, *args: str, language: str = "fr", query: str = "", **headers: str):
    with override(language):
        address = reverse(f"web:{name}", args=args)
    return client.get(f"{address}{query}", headers=headers)


def words(response) -> str:
    return str(response.content.decode())


@pytest.mark.parametrize("language", ["fr", "en", "nl", "de"])
def test_the_places_are_listed_by_name_in_every_language(client, language):
    PlaceFactory(name="Wap's Hub")
    PlaceFactory(name="Le CLICK")

    text = words(page(client, "places", language=language))

    assert text.index("Le CLICK") < text.index("Wap&#x27;s Hub")
    assert f'<html lang="{language}">' in text


def test_filters_narrow_the_list_and_an_empty_one_names_the_filter_to_blame(client):
    PlaceFactory(name="Hub de Mons", kind=Place.Kind.HUB, city="Mons")
    PlaceFactory(name="Salle de Namur", kind=Place.Kind.VENUE, city="Namur")

    narrow = words(page(client, "places", query="?kind=hub"))
    empty = words(page(client, "places", query="?kind=hub&town=Namur", language="en"))

    assert "Hub de Mons" in narrow
    assert "Salle de Namur" not in narrow
    assert "Remove the filter Town: Namur" in empty


def test_words_are_searched(client, indexed):
    PlaceFactory(name="Le Vecteur")
    PlaceFactory(name="Eden")
    indexed()

    text = words(page(client, "places", query="?q=vecteur"))

    assert "Le Vecteur" in text
    assert "Eden" not in text


def test_the_map_has_a_twin_in_a_table(client):
    namur = TerritoryFactory(code="92094", label_fr="Namur")
    PlaceFactory(territory=namur)
    PlaceFactory(territory=namur)

    text = words(page(client, "places", query="?view=table"))

    assert re.search(r'commune=92094">Namur</a></td><td>2</td>', text)


def test_htmx_gets_the_part_that_changes(client):
    PlaceFactory()

    response = page(client, "places", query="?kind=hub", **{"HX-Request": "true"})

    assert "<html" not in words(response)
    assert 'id="map"' in words(response)
    assert response.headers["HX-Push-Url"] == "/fr/lieux/?kind=hub"


@pytest.mark.parametrize("parameter", ["q", "kind", "town", "commune", "view", "page"])
@pytest.mark.parametrize(
    "value", ["'", '"', "<b>", "9" * 40, "-1", "🎉" * 60, "a" * 5000, "()*?:^~", "\u202e"]
)
def test_nothing_in_the_address_breaks_the_page(client, parameter, value):
    PlaceFactory()
    with override("fr"):
        address = reverse("web:places")

    assert client.get(address, {parameter: value}).status_code == 200


@pytest.mark.one_database
def test_the_list_costs_the_same_for_any_number_of_places(client, django_assert_max_num_queries):
    def fill(number: int) -> None:
        for _number in range(number):
            PlaceFactory(actor=ActorFactory(description_fr="Un lieu."), territory=TerritoryFactory())

    fill(1)
    page(client, "places")
    with django_assert_max_num_queries(10) as first:
        page(client, "places")
    fill(15)
    with django_assert_max_num_queries(len(first)):
        page(client, "places")


@pytest.mark.parametrize("language", ["fr", "en"])
def test_a_place_shows_what_comes_and_what_took_place_there(client, language):
    place = PlaceFactory(name="TRAKK", slug="trakk")
    EventFactory(title_fr="À venir", place=place, starts_on=timezone.localdate() + timedelta(days=3))
    EventFactory(title_fr="Passé", place=place, starts_on=date(2020, 1, 31))
    EventFactory(title_fr="Secret", place=place, state=Event.State.DRAFT)
    EventFactory(title_fr="Ailleurs", place=PlaceFactory())

    text = words(page(client, "place", "trakk", language=language))

    assert text.index("À venir") < text.index("Passé")
    assert "Secret" not in text
    assert "Ailleurs" not in text


def test_a_place_shows_what_its_own_team_organises_unless_it_is_elsewhere(client):
    actor = ActorFactory(name="Le Pavillon")
    PlaceFactory(slug="le-pavillon", actor=actor)
    EventFactory(title_fr="Chez nous", organiser=actor)
    EventFactory(title_fr="En tournée", organiser=actor, place=PlaceFactory())

    text = words(page(client, "place", "le-pavillon"))

    assert "Chez nous" in text
    assert "En tournée" not in text


def test_accessibility_is_told_or_said_to_be_unknown(client):
    PlaceFactory(slug="connu", accessibility_fr="Ascenseur jusqu'au dernier étage.")
    PlaceFactory(slug="inconnu")

    assert "Ascenseur jusqu" in words(page(client, "place", "connu", language="en"))
    assert "not known yet" in words(page(client, "place", "inconnu", language="en"))


def test_nothing_of_an_unpublished_record_shows_through_its_place(client):
    hidden = ActorFactory(
        slug="cache", description_fr="Marqueur", website="https://cache.example", status=Actor.Status.DRAFT
    )
    PlaceFactory(slug="lieu", actor=hidden)

    text = words(page(client, "place", "lieu")) + words(page(client, "places"))

    assert "Marqueur" not in text
    assert "cache" not in text.replace("Cache", "")


def test_a_place_shows_the_articles_that_cite_its_record(client):
    actor = ActorFactory()
    PlaceFactory(slug="lieu", actor=actor)
    article("dans-la-presse", title="Dans la presse", actors=[actor])

    assert "Dans la presse" in words(page(client, "place", "lieu"))


def test_a_place_is_described_for_machines(client):
    PlaceFactory(slug="lieu", name="Musée L", kind=Place.Kind.EXHIBITION, city="Louvain-la-Neuve")

    (block,) = re.findall(
        r'<script type="application/ld\+json"[^>]*>(.*?)</script>', words(page(client, "place", "lieu"))
    )

    facts = json.loads(block)
    assert (facts["@type"], facts["address"]["addressLocality"]) == ("Museum", "Louvain-la-Neuve")


def test_the_list_can_be_downloaded(client):
    PlaceFactory(name="@TRAKK", city="Namur", territory=TerritoryFactory(code="92094"))
    PlaceFactory(name="Sans ville")

    table = b"".join(page(client, "places_export", "csv").streaming_content).decode("utf-8-sig")
    drawn = json.loads(b"".join(page(client, "places_export", "geojson").streaming_content))

    assert [row[0] for row in csv.reader(io.StringIO(table))][1:] == ["Sans ville", "'@TRAKK"]
    points = {one["properties"]["name"]: one["geometry"] for one in drawn["features"]}
    assert points == {"Sans ville": None, "@TRAKK": {"type": "Point", "coordinates": [4.86, 50.46]}}
    assert page(client, "places_export", "exe").status_code == 404


def test_the_feed_has_the_newest_place_first_with_the_days_it_was_written_down(
    client, django_assert_max_num_queries
):
    PlaceFactory(name="Ancien", kind="hub")
    new = PlaceFactory(name="Nouveau", kind="hub", city="Namur")
    PlaceFactory(name="Autre", kind="venue")
    journal.record("place.created", new, by=None)

    with django_assert_max_num_queries(8) as few:
        items = json.loads(page(client, "places_feed_json", query="?kind=hub").content)["items"]

    assert [item["title"] for item in items] == ["Nouveau", "Ancien"]
    assert items[0]["date_published"][:4] == str(timezone.localdate().year)
    assert items[1]["date_published"][:4] == "2000"
    PlaceFactory.create_batch(12, kind="hub")
    with django_assert_max_num_queries(len(few)):
        page(client, "places_feed_json", query="?kind=hub")


def test_a_place_nobody_knows_is_not_there(client):
    assert page(client, "place", "nulle-part").status_code == 404


@pytest.mark.parametrize(
    ("query", "asked"),
    [("?town=Namur&kind=hub", ["subject=events&amp;town=Namur"]), ("?kind=hub", []), ("", [])],
)
def test_one_may_be_told_by_mail_of_what_happens_in_the_towns_asked_for(client, query, asked):
    PlaceFactory(kind="hub", city="Namur")

    assert re.findall(r'alertes/nouvelle/\?([^"]*)"', words(page(client, "places", query=query))) == asked
