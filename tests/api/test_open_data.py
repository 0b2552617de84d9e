"""The open data page: every download is there, works, and is described."""

import json
import re
from datetime import date

import pytest

from tests.api.asking import LISTS, ROOT, read
from tests.factories import ActorFactory, CallFactory, EventFactory, FigureFactory, PlaceFactory
from vivier.api.urls import api
from vivier.directory.models import Actor
from vivier.web.files import opendata

pytestmark = pytest.mark.django_db
SITE = "http://127.0.0.1:8000"


def test_every_download_can_be_downloaded(client, indexed):
    ActorFactory()
    CallFactory()
    EventFactory()
    PlaceFactory()
    FigureFactory()
    indexed()

    for dataset in opendata.downloads()["datasets"]:
        for one in dataset.downloads:
            answer = client.get(one.url.removeprefix(SITE))

            assert answer.status_code == 200, one.url
            assert answer.headers["Content-Type"].startswith(one.media_type), one.url


@pytest.mark.parametrize("address", ["/fr/donnees/", "/en/data/"])
def test_the_page_lists_every_list_with_its_rows_and_licence(client, address):
    ActorFactory.create_batch(3)
    ActorFactory(status=Actor.Status.DRAFT)

    answer = client.get(address)

    text = answer.content.decode()
    assert answer.status_code == 200
    assert {dataset.key: dataset.count for dataset in answer.context["datasets"]}["actors"] == 3
    links = {link.partition("?")[0] for link in re.findall(r'href="([^"]+)"', text)}
    assert {f"{SITE}{ROOT}/{name}" for name in LISTS} <= links
    assert "Statbel" in text
    assert "https://creativecommons.org/licenses/by/4.0/" in text
    assert "/api/v1/docs" in text


def test_the_examples_run_as_they_stand(client, indexed):
    ActorFactory()
    indexed()

    addresses = [
        address
        for snippet in opendata.downloads()["snippets"]
        for address in re.findall(r"http://127\.0\.0\.1:8000[^\s\"']+", snippet.code)
    ]

    assert len(addresses) == 4
    assert {client.get(address.removeprefix(SITE)).status_code for address in addresses} == {200}


def test_the_python_example_is_python():
    code = next(one.code for one in opendata.downloads()["snippets"] if one.language == "Python")

    compile(code, "example", "exec")


def test_every_field_explained_is_a_field_of_the_api(client):
    text = client.get("/en/data/").content.decode()
    explained = set(re.findall(r"<dt><code>(\w+)</code></dt>", text))

    schemas = api.get_openapi_schema()["components"]["schemas"].values()

    assert explained
    assert explained <= {name for schema in schemas for name in schema.get("properties", ())}


def test_search_engines_of_data_find_the_catalogue(client):
    text = client.get("/en/data/").content.decode()

    found = re.search(r'<script type="application/ld\+json"[^>]*>(.*?)</script>', text, re.DOTALL)

    assert found is not None
    catalogue = json.loads(found.group(1))
    assert catalogue["@type"] == "DataCatalog"
    assert len(catalogue["dataset"]) == 10


@pytest.mark.one_database
def test_the_page_costs_the_same_for_any_number_of_rows(client, django_assert_num_queries):
    client.get("/en/data/")
    ActorFactory.create_batch(5)

    with django_assert_num_queries(9):
        client.get("/en/data/")


def test_the_number_of_rows_is_the_one_the_api_counts(client, indexed):
    ActorFactory.create_batch(4)
    CallFactory.create_batch(3)
    EventFactory(starts_on=date(2019, 1, 1))
    EventFactory()
    indexed()

    for dataset in opendata.downloads()["datasets"]:
        if dataset.key in {"actors", "opportunities", "events", "places"}:
            address = next(one.url for one in dataset.downloads if one.label == "JSON")
            path = address.removeprefix(f"{SITE}{ROOT}/")

            assert read(client, path)["count"] == dataset.count, dataset.key
