"""A member's opportunities: in order, with reasons; answers written and taken back; nobody else's."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from tests.factories import ActorFactory, CallFactory, DisciplineFactory, MembershipFactory
from vivier.opportunities.actions.calls import set_criteria
from vivier.opportunities.models import Response

pytestmark = pytest.mark.django_db
RULE = {"key": "form", "text": {"en": "ASBL"}, "rule": {"fact": "legal_form", "in": ["asbl"]}}


@pytest.fixture(autouse=True)
def english():
    with translation.override("en"):
        yield


@pytest.fixture
def actor(member):
    actor = ActorFactory(slug="pixel", name="Pixel", legal_form="asbl", disciplines=[_games()])
    MembershipFactory(actor=actor, user=member)
    return actor


def _games():
    return DisciplineFactory(code="jeu_video", label_fr="Jeu vidéo", label_en="Games")


def open_call(title, **values):
    call = CallFactory(title_fr=title, is_permanent=True, **values)
    call.disciplines.add(_games())
    set_criteria(call, [RULE], by=None)
    return call


ADDRESS = "/espace/fiches/pixel/opportunites/"


def page(client):
    return client.get(f"{ADDRESS}?language=en", follow=True).content.decode()


def test_the_page_shows_what_fits_and_why(client, member, actor):
    open_call("Aide aux jeux")
    client.force_login(member)

    shown = page(client)

    assert "Aide aux jeux" in shown
    assert "Games" in shown


def test_an_answer_is_written_twice_shown_once_and_taken_back(client, member, actor):
    call = open_call("Aide aux jeux")
    client.force_login(member)

    for _twice in range(2):
        client.post(ADDRESS, {"call": call.pk, "kind": "not_for_me", "because": "timing"})
    response = Response.objects.get()
    assert (response.kind, response.because, response.by) == ("not_for_me", "timing", member)

    client.post(ADDRESS, {"withdraw": response.pk})
    assert Response.objects.count() == 0


@pytest.mark.parametrize(
    "sent",
    [
        {},
        {"call": "x", "kind": "applied"},
        {"call": "9" * 30, "kind": "applied"},
        {"call": "²", "kind": "applied"},
        {"call": "1", "kind": "\x00"},
        {"withdraw": "-1"},
        {"withdraw": "99999"},
    ],
)
def test_hostile_answers_change_nothing_and_break_nothing(client, member, actor, sent):
    open_call("Aide")
    client.force_login(member)

    assert client.post(ADDRESS, sent).status_code in {302, 404}
    assert Response.objects.count() == 0


def test_only_its_managers_see_and_answer(client, actor, coordinator):
    call = open_call("Aide")

    assert client.get(ADDRESS).status_code == 302
    client.force_login(coordinator)
    assert client.get(ADDRESS).status_code == 404
    assert client.post(ADDRESS, {"call": call.pk, "kind": "applied"}).status_code == 404
    assert Response.objects.count() == 0


def test_one_cannot_take_back_the_answer_of_others(client, member, actor):
    other = Response.objects.create(actor=ActorFactory(), call=open_call("Aide"), kind="applied")
    client.force_login(member)

    assert client.post(ADDRESS, {"withdraw": other.pk}).status_code == 404
    assert Response.objects.count() == 1


@pytest.mark.one_database
def test_the_page_costs_the_same_for_many(client, member, actor):
    client.force_login(member)
    counts = []
    for more in (1, 6):
        for n in range(more):
            open_call(f"Aide {more} {n}")
        page(client)
        with CaptureQueriesContext(
            connection,
        ) as queries:
            client.get(ADDRESS)
        counts.append(len(queries))

    assert counts[0] == counts[1]


def test_for_you_says_why_in_public_without_naming_beneficiaries(client, member):
    call = open_call("Aide aux jeux")
    known = ActorFactory(name="Bénéficiaire Secret", legal_form="asbl", disciplines=[_games()])
    Response.objects.create(actor=known, call=call, kind="obtained")

    shown = client.get("/en/for-you/?who=association&discipline=jeu_video", follow=True).content.decode()

    assert (
        "Shared discipline" in shown or "Meant for" in shown or "Similar actors obtained it before" in shown
    )
    assert "Bénéficiaire Secret" not in shown


def home(client):
    return client.get("/espace/?language=en").content.decode()


def test_the_home_of_the_space_shows_what_fits_first_with_its_reasons(client, member, actor):
    for title in ("Aide 1", "Aide 2", "Aide 3", "Aide 4"):
        open_call(title)
    client.force_login(member)

    shown = home(client)

    assert "What fits Pixel now" in shown
    assert "Games" in shown.split("What fits Pixel now")[1]
    assert sum(f">Aide {n}<" in shown for n in (1, 2, 3, 4)) == 3


def test_what_was_answered_not_for_us_leaves_the_home(client, member, actor):
    call = open_call("Aide aux jeux")
    Response.objects.create(
        actor=actor, call=call, kind=Response.Kind.NOT_FOR_ME, because="amount", by=member
    )
    client.force_login(member)

    assert "Aide aux jeux" not in home(client)


def test_the_home_shows_nothing_of_a_record_of_others_or_a_draft(client, member, actor):
    open_call("Aide aux jeux")
    ActorFactory(name="Autre studio", legal_form="asbl", disciplines=[_games()])
    type(actor).objects.filter(pk=actor.pk).update(status="draft")
    client.force_login(member)

    shown = home(client)

    assert "Aide aux jeux" not in shown
    assert "Autre studio" not in shown


@pytest.mark.one_database
def test_the_home_costs_the_same_for_many_records_and_calls(client, member, actor):
    def cost():
        with CaptureQueriesContext(connection) as queries:
            home(client)
        return len(queries)

    open_call("Aide 0")
    client.force_login(member)
    home(client)
    few = cost()
    for n in range(8):
        MembershipFactory(actor=ActorFactory(disciplines=[_games()]), user=member)
        open_call(f"Aide {n + 1}")
    home(client)

    assert cost() == few
