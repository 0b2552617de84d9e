"""Opportunities: status at this minute, criteria as sentence and rule, drafts nowhere."""

from datetime import timedelta

import pytest
from django.http import QueryDict
from django.utils import timezone

from tests.api.asking import ROOT, found, read
from tests.factories import ActorFactory, CallFactory, CriterionFactory, SchemeFactory
from vivier.directory.models import Actor
from vivier.opportunities.models import Call
from vivier.web.forms.opportunities import CallSearch

pytestmark = pytest.mark.django_db


def in_days(days):
    return timezone.now() + timedelta(days=days)


def test_the_status_is_worked_out_and_what_is_open_comes_first(client):
    CallFactory(slug="closed", closes_at=in_days(-2))
    CallFactory(slug="open", closes_at=in_days(60))
    CallFactory(slug="soon", closes_at=in_days(3))
    CallFactory(slug="permanent", is_permanent=True)
    CallFactory(slug="upcoming", opens_at=in_days(5), closes_at=in_days(50))
    CallFactory(slug="unknown")

    page = read(client, "opportunities")

    assert [(row["slug"], row["status"]["code"], row["days_left"]) for row in page["results"]] == [
        ("soon", "closing_soon", 3),
        ("open", "open", 60),
        ("permanent", "permanent", None),
        ("upcoming", "upcoming", 50),
        ("unknown", "unknown", None),
        ("closed", "closed", None),
    ]
    assert found(client, "opportunities", status="open") == ["soon", "open"]
    assert found(client, "opportunities", status=["closed", "permanent"]) == ["permanent", "closed"]


def test_the_api_finds_what_the_page_finds_in_the_same_order(client, indexed):
    issuer = ActorFactory(slug="wallimage", name="Wallimage")
    scheme = SchemeFactory(issuer=issuer, title_fr="Jeu vidéo")
    CallFactory(
        scheme=scheme, title_fr="Jeu vidéo 2026", kind="funding", amount_max=4000, audiences=["artist"]
    )
    CallFactory(title_fr="Résidence jeu", kind="residency", closes_at=in_days(4), audiences=["artist"])
    CallFactory(title_fr="Autre chose", kind="funding", closes_at=in_days(9))
    indexed()

    for query in ("", "q=jeu", "kind=funding&kind=residency&sort=amount", "issuer=wallimage", "amount=to-5000",
                  "audience=artist&sort=newest", "status=open"):  # fmt: skip
        expected = [entry.call.slug for entry in CallSearch(QueryDict(query)).listing.entries]
        parameters = dict(QueryDict(query).lists())

        assert found(client, "opportunities", **parameters) == expected, query


def test_the_record_gives_each_criterion_as_a_sentence_and_as_a_rule(client):
    scheme = SchemeFactory(slug="bourse", title_fr="Bourse", issuer=ActorFactory(slug="fwb", name="FWB"))
    call = CallFactory(
        slug="bourse-2026", scheme=scheme, edition="2026", amount_min=500, amount_max="1250.50"
    )
    CallFactory(slug="bourse-2025", scheme=scheme, edition="2025", closes_at=in_days(-300))
    rule = {"any": [{"fact": "territory", "in": ["03000"]}, {"not": {"fact": "kind", "in": ["fund"]}}]}
    CriterionFactory(call=call, key="where", text_fr="Être établi en Wallonie.", article="art. 2", rule=rule)

    record = read(client, "opportunities/bourse-2026", lang="fr")

    assert record["criteria"] == [
        {
            "key": "where",
            "text": {"text": "Être établi en Wallonie.", "language": "fr", "is_fallback": False},
            "article": "art. 2",
            "rule": rule,
        }
    ]
    assert record["amounts"] == {"min": 500, "max": 1250.5, "currency": "EUR"}
    assert record["issuer"]["api_url"] == "http://127.0.0.1:8000/api/v1/actors/fwb"
    assert record["scheme"]["slug"] == "bourse"
    assert record["url"] == "http://127.0.0.1:8000/fr/opportunites/bourse-2026/"
    assert [(one["slug"], one["edition"], one["status"]["code"]) for one in record["other_editions"]] == [
        ("bourse-2025", "2025", "closed")
    ]


def test_drafts_are_nowhere(client, indexed):
    scheme = SchemeFactory(issuer=ActorFactory(name="Marker", status=Actor.Status.DRAFT), issuer_name="")
    CallFactory(slug="public", scheme=scheme)
    CallFactory(slug="draft", title_fr="Hidden thing", scheme=scheme, state=Call.State.DRAFT)
    indexed()

    assert found(client, "opportunities") == ["public"]
    assert found(client, "opportunities", q="hidden thing") == []
    assert client.get(f"{ROOT}/opportunities/draft").status_code == 404
    record = read(client, "opportunities/public")
    assert (record["other_editions"], record["issuer"]) == ([], None)


def test_demonstration_is_labelled(client):
    CallFactory(slug="invented", is_demo=True)

    assert read(client, "opportunities/invented")["is_demo"] is True
