"""Whom a call concerns and who is exposed: for those who manage records, never for others."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone, translation

from tests.factories import ActorFactory, CallFactory, DisciplineFactory
from vivier.opportunities.actions.calls import set_criteria
from vivier.opportunities.fitting.nightly import match_everyone
from vivier.opportunities.models import Call, Response

pytestmark = pytest.mark.django_db
RULE = {"key": "form", "text": {"en": "ASBL"}, "rule": {"fact": "legal_form", "in": ["asbl"]}}


@pytest.fixture(autouse=True)
def desk(settings):
    settings.STAFF_MFA_REQUIRED = False
    with translation.override("en"):
        yield


@pytest.fixture
def call():
    call = CallFactory(title_fr="Aide aux jeux", is_permanent=True)
    call.disciplines.add(DisciplineFactory(code="jeu_video", label_en="Games"))
    set_criteria(call, [RULE], by=None)
    return call


def everybody():
    games = DisciplineFactory(code="jeu_video")
    fits = ActorFactory(name="Sûre ASBL", legal_form="asbl", disciplines=[games])
    ActorFactory(name="Peut-être", kind="association", disciplines=[games])
    ActorFactory(name="Exclue", legal_form="srl", kind="enterprise", disciplines=[games])
    return fits


def test_the_coordinator_sees_whom_a_call_concerns_and_what_is_missing(client, coordinator, call):
    fits = everybody()
    Response.objects.create(actor=fits, call=call, kind="applied")
    client.force_login(coordinator)

    shown = client.get(f"/desk/whom-it-concerns/{call.pk}/?language=en").content.decode()

    assert "Sûre ASBL" in shown
    assert "Peut-être" in shown
    assert "Exclue" not in shown
    assert "the legal form" in shown
    assert "no answer yet" in shown


def test_a_large_directory_shows_the_list_of_the_night(client, coordinator, call, monkeypatch):
    everybody()
    match_everyone(now=timezone.now())
    monkeypatch.setattr("vivier.desk.views.whom.MOST_AT_ONCE", 1)
    client.force_login(coordinator)

    shown = client.get(f"/desk/whom-it-concerns/{call.pk}/?language=en").content.decode()

    assert "Sûre ASBL" in shown
    assert "Exclue" not in shown


def test_exposure_counts_lists_and_those_in_none(client, coordinator, call):
    everybody()
    match_everyone(now=timezone.now())
    client.force_login(coordinator)

    shown = client.get("/desk/exposure/?language=en").content.decode()

    assert "Sûre ASBL" in shown
    assert "In no list" in shown


def test_others_see_nothing(client, member, editor, auditor, call):
    everybody()
    for person in (None, member, editor, auditor):
        if person:
            client.force_login(person)
        for address in (f"/desk/whom-it-concerns/{call.pk}/", "/desk/exposure/"):
            answer = client.get(address, follow=True)
            assert "Sûre ASBL" not in answer.content.decode()


def test_a_draft_or_an_unknown_call_is_not_there(client, coordinator, call):
    Call.objects.update(state=Call.State.DRAFT)
    client.force_login(coordinator)

    assert client.get(f"/desk/whom-it-concerns/{call.pk}/").status_code == 404
    assert client.get("/desk/whom-it-concerns/999999/").status_code == 404


@pytest.mark.one_database
def test_the_page_costs_the_same_for_many_actors(client, coordinator, call):
    client.force_login(coordinator)
    counts = []
    for more in (2, 12):
        for n in range(more):
            ActorFactory(name=f"Asbl {more} {n}", legal_form="asbl")
        client.get(f"/desk/whom-it-concerns/{call.pk}/")
        with CaptureQueriesContext(connection) as queries:
            client.get(f"/desk/whom-it-concerns/{call.pk}/")
        counts.append(len(queries))

    assert counts[0] == counts[1]
