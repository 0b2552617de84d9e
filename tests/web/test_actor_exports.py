"""Downloads of the list: the same rows in the same order, typed, disarmed, and nothing private."""

import csv
import io
import json

import pytest
from openpyxl import load_workbook

from tests.factories import ActorFactory, DisciplineFactory, TerritoryFactory
from tests.web.test_actors import NAUGHTY, names
from vivier.directory.models import Actor

pytestmark = pytest.mark.django_db
EXPORT = "/fr/acteurs/export/"


def body(answer):
    return b"".join(answer.streaming_content)


def csv_rows(answer):
    return list(csv.DictReader(io.StringIO(body(answer).decode("utf-8-sig"), newline="")))


def test_the_three_files_hold_the_rows_of_the_list_in_its_order(client):
    place = TerritoryFactory(code="92094", label_fr="Namur")
    ActorFactory.create_batch(30, kind="studio", territory=place, city="Namur")
    ActorFactory.create_batch(5, kind="school")
    ActorFactory(kind="studio", status=Actor.Status.DRAFT, name="Hidden")
    asked = {"kind": "studio", "sort": "name"}

    listed = names(client.get("/fr/acteurs/", asked)) + names(client.get("/fr/acteurs/", asked | {"page": 2}))
    table = csv_rows(client.get(f"{EXPORT}csv/", asked))
    sheet = load_workbook(io.BytesIO(body(client.get(f"{EXPORT}xlsx/", asked)))).active
    geojson = json.loads(body(client.get(f"{EXPORT}geojson/", asked)))

    first = next(iter(table[0]))
    assert len(listed) == 30
    assert [row[first] for row in table] == listed
    assert [row[0].value for row in sheet.iter_rows(min_row=2)] == listed
    assert [feature["properties"]["name"] for feature in geojson["features"]] == listed
    assert geojson["features"][0]["geometry"] == {
        "type": "Point",
        "coordinates": [place.longitude, place.latitude],
    }


def test_formulas_are_disarmed(client):
    ActorFactory(name='=HYPERLINK("http://evil","x")', city="+1", description_fr="@SUM(A1)")

    row = list(csv_rows(client.get(f"{EXPORT}csv/"))[0].values())

    assert row[0] == '\'=HYPERLINK("http://evil","x")'
    assert "'+1" in row
    assert "'@SUM(A1)" in row


@pytest.mark.parametrize("private", [{"kind": "person"}, {"legal_form": "natural_person"}])
def test_of_a_sole_trader_only_name_activity_and_commune_leave(client, private):
    ActorFactory(
        **private,
        name="Ana",
        website="https://ana.example",
        description_fr="About Ana",
        postal_code="5000",
        email="ana@example.org",
        disciplines=[DisciplineFactory(label_fr="Design")],
    )

    text = body(client.get(f"{EXPORT}csv/")).decode()
    features = body(client.get(f"{EXPORT}geojson/")).decode()

    assert "Ana" in text
    assert "Design" in text
    assert [one for one in ("ana.example", "About Ana", "5000", "ana@") if one in text + features] == []


def test_files_have_a_name_and_a_type_and_an_unknown_format_is_not_there(client):
    answer = client.get(f"{EXPORT}csv/")

    assert answer.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert answer.headers["Content-Disposition"].startswith("attachment; filename=")
    assert client.get(f"{EXPORT}pdf/").status_code == 404


@pytest.mark.parametrize("value", NAUGHTY)
def test_no_parameter_breaks_a_download(client, value):
    ActorFactory()

    answer = client.get(f"{EXPORT}csv/", dict.fromkeys(["q", "place", "km", "kind", "sort", "page"], value))

    assert answer.status_code == 414 or body(answer)


@pytest.mark.parametrize("count", [1, 20])
@pytest.mark.one_database
def test_a_download_costs_the_same_for_any_number_of_actors(
    client, indexed, count, django_assert_num_queries
):
    ActorFactory.create_batch(count, territory=TerritoryFactory(), disciplines=[DisciplineFactory()])
    indexed()
    body(client.get(f"{EXPORT}csv/"))

    with django_assert_num_queries(4):
        body(client.get(f"{EXPORT}csv/"))
