"""A person's own needs in their space: theirs alone, with the way to each and to a new one."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone, translation

from tests.factories import ActorFactory, MembershipFactory, NeedFactory
from vivier.support import links
from vivier.support.actions import needs

pytestmark = pytest.mark.django_db
PAGE = "/espace/besoins/"


@pytest.fixture(autouse=True)
def in_english():
    with translation.override("en"):
        yield


@pytest.fixture
def ada(client, member):
    member.vouch_for_address()
    client.force_login(member)
    return member


def shown(client):
    answer = client.get(f"{PAGE}?language=en")
    assert answer.status_code == 200
    return answer.content.decode()


def test_it_lists_ones_own_needs_by_account_and_by_confirmed_address(client, ada):
    by_account = NeedFactory(user=ada, sought="By account", state="withdrawn", withdrawn_at=timezone.now())
    by_address = NeedFactory(email=ada.email.upper(), sought="By address")
    NeedFactory(sought="Of somebody else")
    NeedFactory(user=ada, sought="Erased", erased_at=timezone.now())

    page = shown(client)

    assert [links.need_of(token) for token in re.findall(r"/need/follow/([^/]+)/", page)] == [
        by_address,
        by_account,
    ]
    assert by_account.reference in page
    assert "withdrawn" in page
    assert "Of somebody else" not in page
    assert "Erased" not in page


def test_an_address_nobody_confirmed_shows_nothing(client, member):
    client.force_login(member)
    NeedFactory(email=member.email, sought="Of somebody else")

    assert "Of somebody else" not in shown(client)


def test_it_leads_back_to_what_was_not_sent_and_to_a_need_from_ones_record(client, ada):
    actor = ActorFactory(name="Studio Ada", slug="studio-ada", city="Namur")
    MembershipFactory(user=ada, actor=actor)
    draft = needs.start(language="en", by=ada)

    page = shown(client)

    (token,) = re.findall(r"/need/tell/([^/]+)/", page)
    assert links.draft_key(token) == draft.key
    assert "/need/?actor=studio-ada" in page
    begin = client.get("/en/need/?actor=studio-ada").content.decode()
    assert 'name="actor" value="studio-ada"' in begin
    assert "/need/?actor=studio-ada" in client.get("/espace/?language=en").content.decode()


def test_only_with_an_account(client):
    assert client.get(PAGE).headers["Location"].startswith("/accounts/login/")


@pytest.mark.one_database
def test_it_costs_the_same_for_few_and_many(client, ada):
    def cost(number):
        for _one in range(number):
            NeedFactory(user=ada)
            needs.start(language="en", by=ada)
            MembershipFactory(user=ada, actor=ActorFactory())
        with CaptureQueriesContext(connection) as queries:
            shown(client)
        return len(queries)

    shown(client)
    assert cost(1) == cost(4)
