"""Actors: filters as on the site, the whole record with provenance, and nothing that is not public."""

from datetime import date

import pytest
from django.http import QueryDict

from tests.api.asking import ROOT, found, read
from tests.factories import (
    ActorFactory,
    ActorRoleFactory,
    DisciplineFactory,
    RelationFactory,
    TerritoryFactory,
)
from vivier.api.actors import ActorsAsked
from vivier.directory.models import Actor, ActorLabel, ActorRole, FieldSource, FormerName, Site
from vivier.web.forms.directory import ActorSearch

pytestmark = pytest.mark.django_db


def test_a_line_says_what_the_card_says(client, indexed):
    namur = TerritoryFactory(code="92094", label_fr="Namur")
    games = DisciplineFactory(code="jeu_video", label_fr="Jeu vidéo", label_en="Video games")
    actor = ActorFactory(
        name="KIKK",
        slug="kikk",
        city="Namur",
        territory=namur,
        disciplines=[games],
        website="https://kikk.be",
    )
    ActorRoleFactory(actor=actor, kind=ActorRole.Kind.ORGANISER)
    indexed()

    page = read(client, "actors", lang="en")

    assert page["count"] == 1
    line = page["results"][0]
    assert line.pop("updated_at")
    assert line == {
        "slug": "kikk",
        "name": "KIKK",
        "kind": {"code": "studio", "label": "Studio"},
        "roles": [{"code": "organiser", "label": "Organiser"}],
        "disciplines": [{"code": "jeu_video", "label": "Video games"}],
        "city": "Namur",
        "territory": {"code": "92094", "label": "Namur", "kind": "commune"},
        "location": {"latitude": 50.46, "longitude": 4.86, "precision": "commune"},
        "website": "https://kikk.be",
        "closed_on": None,
        "is_demo": False,
        "url": "http://127.0.0.1:8000/en/actors/kikk/",
        "api_url": "http://127.0.0.1:8000/api/v1/actors/kikk",
    }


def test_filters_are_or_inside_and_and_across(client, indexed):
    games, music = DisciplineFactory(code="jeu_video"), DisciplineFactory(code="musique")
    ActorFactory(slug="a", kind=Actor.Kind.STUDIO, disciplines=[games])
    ActorFactory(slug="b", kind=Actor.Kind.HUB, disciplines=[games, music])
    ActorFactory(slug="c", kind=Actor.Kind.HUB, disciplines=[music], is_demo=True)
    indexed()

    assert found(client, "actors", discipline="jeu_video") == ["a", "b"]
    assert found(client, "actors", discipline=["jeu_video", "musique"]) == ["a", "b", "c"]
    assert found(client, "actors", discipline="musique", kind="hub", demo="no") == ["b"]
    assert found(client, "actors", discipline="unheard_of") == []


def test_words_are_found_and_best_comes_first(client, indexed):
    ActorFactory(slug="wallimage", name="Wallimage")
    ActorFactory(slug="kikk", name="KIKK", description_fr="Partenaire de Wallimage.")
    ActorFactory(slug="other", name="Other")
    indexed()

    assert found(client, "actors", q="wallimage") == ["wallimage", "kikk"]


@pytest.mark.parametrize(
    "query",
    [
        "q=jeu&discipline=jeu_video&discipline=musique&kind=hub&role=funder&province=90000&commune=92094",
        "website=yes&sort=updated&q=x",
        "sort=name",
        "",
    ],
)
def test_the_api_asks_the_same_question_as_the_page(query):
    data = QueryDict(query)
    lists = ("discipline", "kind", "role", "province", "commune")
    asked = ActorsAsked(
        **{name: data.getlist(name) if name in lists else data[name] for name in data}, page=3, size=20
    )
    page = ActorSearch(QueryDict(f"{query}&page=3"))

    assert asked.question() == page.query(offset=40, limit=20)


def test_drafts_are_nowhere(client, indexed):
    ActorFactory(slug="public", name="Public")
    draft = ActorFactory(slug="draft", name="Marker Draft", status=Actor.Status.DRAFT)
    RelationFactory(source=ActorFactory(slug="friend"), target=draft)
    indexed()

    assert found(client, "actors") == ["friend", "public"]
    assert client.get(f"{ROOT}/actors/draft").status_code == 404
    assert read(client, "actors/friend")["relations"] == []
    assert found(client, "actors", q="marker") == []


def test_the_team_gets_no_more_than_the_public(client, indexed, coordinator):
    ActorFactory(slug="draft", status=Actor.Status.DRAFT)
    indexed()
    client.force_login(coordinator)

    assert client.get(f"{ROOT}/actors/draft").status_code == 404
    assert found(client, "actors") == []
    assert client.get(f"{ROOT}/actors").headers["Cache-Control"] == "private, no-store"


def test_a_record_withdrawn_since_the_index_was_made_is_not_shown(client, indexed):
    actor = ActorFactory(slug="withdrawn")
    indexed()
    actor.status = Actor.Status.DRAFT
    actor.save()

    assert found(client, "actors") == []


def test_the_record_gives_the_source_of_each_value(client, editor):
    actor = ActorFactory(slug="kikk", name="KIKK", city="Namur", legal_form=Actor.LegalForm.ASBL)
    FieldSource.objects.create(
        actor=actor,
        field="city",
        value="Namur",
        method="dataset",
        source_name="ccimag.be",
        source_url="https://ccimag.be/kikk",
        observed_on=date(2026, 11, 20),
        by=editor,
    )
    FieldSource.objects.create(actor=actor, field="city", value="Mons", method="register", state="refused")
    FieldSource.objects.create(actor=actor, field="internal_note", value="Marker", method="team")

    record = read(client, "actors/kikk", lang="en")

    assert record["legal_form"] == {"code": "asbl", "label": "Non-profit association (ASBL)"}
    assert record["provenance"] == [
        {
            "field": "city",
            "value": "Namur",
            "source": "ccimag.be",
            "url": "https://ccimag.be/kikk",
            "observed_on": "2026-11-20",
            "method": {"code": "dataset", "label": "first-load dataset"},
        }
    ]


def test_the_record_gives_everything_that_belongs_to_it(client):
    namur = TerritoryFactory(code="92094", label_fr="Namur")
    actor = ActorFactory(
        slug="kikk", name="KIKK", description_fr="Association.", description_en="Non-profit."
    )
    fund = ActorFactory(slug="fund", name="Fund")
    RelationFactory(source=fund, target=actor, kind="funds", source_url="https://example.org/")
    FormerName.objects.create(actor=actor, name="Kikk asbl")
    ActorLabel.objects.create(actor=actor, name="Label", issuer="Issuer", valid_from=date(2024, 1, 1))
    Site.objects.create(actor=actor, label="Pavillon", city="Namur", territory=namur, street="Marker street")

    record = read(client, "actors/kikk", lang="en")

    assert record["description"] == {"text": "Non-profit.", "language": "en", "is_fallback": False}
    assert record["former_names"] == [{"name": "Kikk asbl", "until": None}]
    assert record["labels"] == [
        {"name": "Label", "issuer": "Issuer", "valid_from": "2024-01-01", "valid_until": None}
    ]
    assert record["sites"] == [
        {
            "label": "Pavillon",
            "city": "Namur",
            "territory": {"code": "92094", "label": "Namur", "kind": "commune"},
        }
    ]
    assert record["relations"] == [
        {
            "kind": {"code": "funds", "label": "funds"},
            "direction": "in",
            "actor": {
                "name": "Fund",
                "slug": "fund",
                "url": "http://127.0.0.1:8000/en/actors/fund/",
                "api_url": "http://127.0.0.1:8000/api/v1/actors/fund",
            },
            "starts_on": None,
            "ends_on": None,
            "source_url": "https://example.org/",
        }
    ]


@pytest.mark.parametrize(
    "who", [{"kind": Actor.Kind.PERSON}, {"legal_form": Actor.LegalForm.NATURAL_PERSON}], ids=["kind", "form"]
)
def test_of_a_self_employed_person_only_name_activity_and_commune_are_given(client, indexed, who):
    private = {
        "website": "https://marker.example.org",
        "email": "marker@example.org",
        "postal_code": "5999",
        "enterprise_number": "0999999999",
        "description_fr": "Marker words.",
        "headcount_low": 7654321,
        "headcount_high": 7654322,
        "stage": "idea",
        "founded_on": date(1999, 9, 9),
    }
    actor = ActorFactory(slug="someone", name="Someone", city="Namur", **who, **private)
    Site.objects.create(actor=actor, label="Marker home")
    for field in private:
        FieldSource.objects.create(
            actor=actor, field=field, value="Marker", method="owner", source_name="Marker"
        )
    indexed()

    line = client.get(f"{ROOT}/actors").content.decode()
    record = client.get(f"{ROOT}/actors/someone").content.decode()

    assert "Someone" in line
    assert "Namur" in record
    for marker in ("arker", "5999", "0999999999", "7654321", "1999-09-09"):
        assert marker not in line + record
