"""Confirming a record from the member space or by a mailed link: shown first, done by the button alone."""

import pytest
from django.utils import timezone, translation

from tests.directory.test_freshness import managed, token_of
from vivier.accounts.models import JournalEntry, User
from vivier.directory import actions
from vivier.directory.models import Actor, ConfirmationRequest
from vivier.outbox.models import Message

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def in_english():
    with translation.override("en"):
        yield


@pytest.fixture
def link(member):
    managed(member, name="Studio <Mine>", city="Dinant")
    actions.remind_owners()
    return f"/confirmer/{token_of(Message.objects.get())}/?language=en"


def confirmed():
    return list(Actor.objects.exclude(confirmed_on=None))


def test_the_link_shows_the_record_and_changes_nothing(client, link):
    for _twice in range(2):
        page = client.get(link).content.decode()
        client.head(link)

    assert "Studio &lt;Mine&gt;" in page
    assert "Dinant" in page
    assert "Everything is right today" in page
    assert confirmed() == []


def test_the_button_confirms_once_however_often_it_is_pressed(client, link, member):
    for _twice in range(2):
        page = client.post(link, follow=True).content.decode()
        assert "is confirmed. Visitors see how fresh it is." in page

    assert [actor.confirmed_on for actor in confirmed()] == [timezone.localdate()]
    assert [entry.by for entry in JournalEntry.objects.filter(verb="actor.confirmed")] == [member]


def test_a_link_that_is_too_old_says_what_to_do(client, link):
    ConfirmationRequest.objects.update(expires_at=timezone.now())

    for answer in (client.get(link), client.post(link)):
        assert answer.status_code == 410
        assert "Log in to your space to confirm the record." in answer.content.decode()
    assert confirmed() == []


@pytest.mark.parametrize("token", ["x", "x" * 500, "%3Cscript%3E", "..%2F", "é", "%ED%A0%80", "a b"])
def test_unknown_links_are_not_found(client, token):
    for method in (client.get, client.post):
        assert method(f"/confirmer/{token}/").status_code in {400, 404}


def test_the_page_of_a_link_is_not_kept_by_anybody(client, link):
    answer = client.get(link)

    assert "no-store" in answer["Cache-Control"]
    assert answer["Referrer-Policy"] == "same-origin"
    assert 'name="robots" content="noindex"' in answer.content.decode()


def test_a_manager_confirms_from_their_space(client, member):
    actor = managed(member)
    client.force_login(member)
    assert "Never confirmed" in client.get("/espace/?language=en").content.decode()

    for _twice in range(2):
        page = client.post(f"/espace/confirmer/{actor.pk}/", follow=True).content.decode()

    assert "Last confirmed on" in page
    assert JournalEntry.objects.filter(verb="actor.confirmed").count() == 1


def test_looking_at_the_address_confirms_nothing(client, member):
    actor = managed(member)
    client.force_login(member)

    assert client.get(f"/espace/confirmer/{actor.pk}/").status_code == 302
    assert confirmed() == []


@pytest.mark.parametrize("role", ["member", "coordinator", "auditor", "anonymous"])
def test_nobody_confirms_the_record_of_another_from_the_space(client, member, role):
    actor = managed(member)
    if role != "anonymous":
        client.force_login(User.objects.create_user("other@example.org", role=role))

    answer = client.post(f"/espace/confirmer/{actor.pk}/")

    assert answer.status_code == (302 if role == "anonymous" else 404)
    assert confirmed() == []
