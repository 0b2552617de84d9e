"""Indicators with their sources; disciplines and territories."""

import pytest

from tests.api.asking import ROOT, found, read
from tests.factories import DisciplineFactory, FigureFactory, IndicatorFactory, TerritoryFactory
from vivier.observatory.models import Topic
from vivier.reference.models import Territory

pytestmark = pytest.mark.django_db
SHAPE = {"type": "Point", "coordinates": [4.86, 50.46]}


def test_contradictory_sources_stand_side_by_side(client):
    Topic.objects.create(code="jobs", label_fr="Emploi", label_en="Jobs")
    indicator = IndicatorFactory(slug="emplois", name_fr="Emplois", unit="emplois", topic="jobs")
    first = {"indicator": indicator, "year": 2024, "territory": "Wallonie", "scope": "ICC"}
    FigureFactory(value="12000", source_name="IWEPS", **first)
    FigureFactory(value="14500.5", source_name="Le Soir", **first)

    line = read(client, "indicators", lang="en")["results"][0]
    record = read(client, "indicators/emplois", lang="en")

    assert (line["topic"], line["figure_count"]) == ({"code": "jobs", "label": "Jobs"}, 2)
    assert [(one["value"], one["source"], one["scope"]["text"]) for one in record["figures"]] == [
        (12000, "IWEPS", "ICC"),
        (14500.5, "Le Soir", "ICC"),
    ]


def test_indicators_are_filtered_as_in_the_observatory(client, indexed):
    FigureFactory(indicator__slug="a", indicator__topic="jobs", territory="Wallonie", source_kind="press")
    FigureFactory(indicator__slug="b", indicator__name_fr="Visiteurs", territory="Namur")
    indexed()

    assert found(client, "indicators", topic="jobs") == ["a"]
    assert found(client, "indicators", territory="Namur") == ["b"]
    assert found(client, "indicators", source=["press", "other"]) == ["a", "b"]
    assert found(client, "indicators", q="visiteurs") == ["b"]
    assert client.get(f"{ROOT}/indicators/nothing").status_code == 404


def test_disciplines_give_their_words_in_four_languages(client):
    DisciplineFactory(code="jeu_video", label_fr="Jeu vidéo", label_en="Video games", nace_codes=["58.21"])

    row = read(client, "disciplines", lang="en")["results"][0]

    assert row == {
        "code": "jeu_video",
        "label": "Video games",
        "labels": {"fr": "Jeu vidéo", "en": "Video games", "nl": "", "de": ""},
        "description": "",
        "nace_codes": ["58.21"],
    }


def test_territories_give_their_boundary_only_when_asked(client):
    TerritoryFactory(code="92094", label_fr="Namur", boundary=SHAPE)

    assert read(client, "territories")["results"][0]["boundary"] is None
    assert read(client, "territories", boundary="yes")["results"][0]["boundary"] == SHAPE


def test_territories_are_found_by_layer_name_code_and_container(client):
    TerritoryFactory(code="03000", label_fr="Wallonie", kind=Territory.Kind.REGION, chain=["03000", "BE"])
    TerritoryFactory(code="92094", label_fr="Namur", label_nl="Namen", chain=["92094", "03000", "BE"])
    TerritoryFactory(code="21004", label_fr="Bruxelles", chain=["21004", "04000", "BE"])

    assert found(client, "territories", "code") == ["21004", "92094", "03000"]
    assert found(client, "territories", "code", kind="commune") == ["21004", "92094"]
    assert found(client, "territories", "code", within="03000") == ["92094", "03000"]
    assert found(client, "territories", "code", q="namen") == ["92094"]
    assert found(client, "territories", "code", code=["03000", "21004"]) == ["21004", "03000"]
