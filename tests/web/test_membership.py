"""The pages where people look after a record together: managers, invitations, claims, objections."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tests.directory.mailbox import last_mail, mails_to, path_in
from tests.factories import ActorFactory, ClaimFactory, MembershipFactory, PersonFactory
from tests.speaking import read_in_english
from vivier.accounts.actions_closing import close_account
from vivier.accounts.models import User
from vivier.directory.actions.memberships import take_away
from vivier.directory.models import Claim, Invitation, Membership

pytestmark = pytest.mark.django_db
BOB = "bob@home.example"


def logged_in(person):
    client = Client()
    client.force_login(person)
    read_in_english(client)
    return client


@pytest.fixture
def main():
    return MembershipFactory(user=PersonFactory(email="main@home.example"), actor=ActorFactory(slug="studio"))


@pytest.fixture
def manager(main):
    return MembershipFactory(
        actor=main.actor, user=PersonFactory(email="second@home.example"), role="manager"
    )


TEAM = "/espace/fiches/studio/equipe/"
CLAIMS = "/espace/revendications/"


def delayed(main, **more):
    return ClaimFactory(
        actor=main.actor,
        state="delayed",
        contest_until=timezone.now() + timedelta(days=7),
        **more,
    )


def test_inviting_gives_the_same_answer_whoever_has_the_address(main):
    PersonFactory(email=BOB)
    client = logged_in(main.user)

    answers = [
        client.post(TEAM, {"invite": "1", "email": to, "role": "manager"}) for to in (BOB, "no@home.example")
    ]

    assert {(one.status_code, one.headers["Location"]) for one in answers} == {(302, TEAM)}
    assert mails_to(BOB) == mails_to("no@home.example") == ["invitation"]


@pytest.mark.parametrize("bad", [{"email": ""}, {"email": "x"}, {"role": "king"}])
def test_a_wrong_invitation_is_said(main, bad):
    answer = logged_in(main.user).post(TEAM, {"invite": "1", "email": BOB, "role": "manager"} | bad)

    assert answer.status_code == 422
    assert not Invitation.objects.exists()


def link_for(main, to=BOB):
    logged_in(main.user).post(TEAM, {"invite": "1", "email": to, "role": "manager"})
    return path_in(last_mail(to), "/espace/invitation/") + "?language=en"


def test_the_link_shows_a_page_and_a_post_accepts(main, client):
    link, bob = link_for(main), PersonFactory(email=BOB)

    assert client.get(link).status_code == 200
    assert client.post(link, {"x": "1"}).status_code == 403
    page = logged_in(bob).get(link)
    assert "Accept" in page.content.decode()
    assert main.actor.memberships.count() == 1
    accepted = logged_in(bob).post(link)

    assert accepted.headers["Location"] == "/espace/fiches/studio/"
    assert main.actor.memberships.get(user=bob).role == "manager"
    assert logged_in(bob).get(link).status_code == 404
    assert client.get("/espace/invitation/made-up/").status_code == 404


def test_the_link_helps_nobody_with_another_address(main):
    link, eve = link_for(main), logged_in(PersonFactory())

    page = eve.get(link).content.decode()
    tried = eve.post(link)

    assert "sent to another address" in page
    assert BOB not in page
    assert tried.status_code == 422
    assert main.actor.memberships.count() == 1


def test_an_invitation_waits_in_the_space_of_the_person_only(main):
    link_for(main)
    bob, eve = logged_in(PersonFactory(email=BOB)), logged_in(PersonFactory())
    key = str(Invitation.objects.get().pk)

    assert main.actor.name in bob.get(CLAIMS).content.decode()
    assert main.actor.name not in eve.get(CLAIMS).content.decode()
    assert eve.post(CLAIMS, {"accept": key}).status_code == 404
    assert bob.post(CLAIMS, {"accept": key}).headers["Location"] == "/espace/fiches/studio/"


def test_an_unconfirmed_address_is_shown_no_invitation(main):
    link_for(main)

    assert main.actor.name not in logged_in(User.objects.create_user(BOB)).get(CLAIMS).content.decode()


def test_a_main_manager_hands_over_ends_and_takes_back(main, manager):
    client = logged_in(main.user)
    link_for(main)

    client.post(TEAM, {"withdraw": str(Invitation.objects.get().pk)})
    assert Invitation.objects.get().closed_at is not None
    client.post(TEAM, {"hand_over": str(manager.pk)})
    assert {one.user.email: one.role for one in main.actor.memberships.all()} == {
        "main@home.example": "manager",
        "second@home.example": "main",
    }
    logged_in(manager.user).post(TEAM, {"end": str(main.pk)})
    assert client.get(TEAM).status_code == 404


def test_a_manager_sees_the_others_and_changes_nothing_but_themselves(main, manager):
    client = logged_in(manager.user)

    page = client.get(TEAM).content.decode()
    assert "main@home.example" in page
    assert all(f'name="{name}"' not in page for name in ("invite", "end", "hand_over"))
    for sent in ({"end": main.pk}, {"hand_over": main.pk}, {"invite": "1", "email": BOB, "role": "main"}):
        client.post(TEAM, sent)
    assert Membership.objects.count() == 2
    assert not Invitation.objects.exists()
    client.post(TEAM, {"leave": "1"})
    assert [one.user for one in main.actor.memberships.all()] == [main.user]


@pytest.mark.parametrize("key", ["", "0", "x", "-1", "9" * 30, "١"])
@pytest.mark.parametrize("deed", ["end", "hand_over", "withdraw"])
def test_a_number_of_nobody_is_not_found(main, deed, key):
    assert logged_in(main.user).post(TEAM, {deed: key}).status_code == 404


def test_a_number_of_another_record_is_not_found(main):
    other = MembershipFactory()

    assert logged_in(main.user).post(TEAM, {"end": str(other.pk)}).status_code == 404
    assert Membership.objects.filter(pk=other.pk).exists()


def test_a_holder_sees_who_claims_and_objects(main):
    claim = delayed(main, claimant=PersonFactory(email="eve@home.example"))
    client = logged_in(main.user)

    assert "eve@home.example" in client.get(CLAIMS).content.decode()
    page = client.get(f"{CLAIMS}{claim.pk}/objection/")
    assert "eve@home.example" in page.content.decode()
    assert client.post(f"{CLAIMS}{claim.pk}/objection/", {"text": ""}).status_code == 422
    client.post(f"{CLAIMS}{claim.pk}/objection/", {"text": "No."})

    claim.refresh_from_db()
    assert (claim.state, claim.contest) == ("contested", "No.")
    assert client.get(f"{CLAIMS}{claim.pk}/objection/").status_code == 404


def test_the_holders_are_not_named_to_the_claimant(main):
    eve = PersonFactory()
    claim = delayed(main, claimant=eve)
    client = logged_in(eve)

    for page in ("/espace/", CLAIMS, f"{CLAIMS}{claim.pk}/objection/", "/en/actors/studio/claim/"):
        assert "main@home.example" not in client.get(page).content.decode()


@pytest.mark.parametrize("who", ["claimant", "stranger", "manager elsewhere"])
def test_nobody_else_objects_or_withdraws(main, who):
    claim = delayed(main)
    person = {
        "claimant": claim.claimant,
        "stranger": PersonFactory(),
        "manager elsewhere": MembershipFactory().user,
    }[who]
    client = logged_in(person)

    assert client.post(f"{CLAIMS}{claim.pk}/objection/", {"text": "No."}).status_code == 404
    if who != "claimant":
        assert client.post(CLAIMS, {"withdraw": str(claim.pk)}).status_code == 404
    assert Claim.objects.get().state == "delayed"


def test_the_claimant_withdraws(main):
    claim = delayed(main)

    logged_in(claim.claimant).post(CLAIMS, {"withdraw": str(claim.pk)})

    assert Claim.objects.get().state == "withdrawn"


@pytest.mark.parametrize("page", [TEAM, CLAIMS])
@pytest.mark.one_database
def test_it_costs_the_same_for_few_and_many(main, page):
    def cost():
        with CaptureQueriesContext(connection) as queries:
            client.get(page)
        return len(queries)

    def add():
        MembershipFactory(actor=main.actor, role="manager")
        delayed(main)
        Invitation.objects.create(
            actor=main.actor,
            email="main@home.example",
            invited_by=main.user,
            token_hash=str(Invitation.objects.count()),
            expires_at=timezone.now() + timedelta(hours=1),
        )
        ClaimFactory(claimant=main.user)

    client = logged_in(main.user)
    add()
    client.get(page)
    few = cost()
    for _time in range(5):
        add()

    assert cost() == few


def test_the_page_and_the_space_say_what_others_changed(main, manager):
    client = logged_in(main.user)
    assert "What changed here" not in client.get(TEAM).content.decode()

    logged_in(manager.user).post(TEAM, {"leave": "1"})

    page = client.get(TEAM).content.decode()
    assert "second@home.example no longer looks after the record." in page
    assert "changed on" in client.get("/espace/").content.decode()


def test_what_one_did_oneself_is_no_news_in_the_space(main, manager):
    client = logged_in(main.user)

    client.post(TEAM, {"end": str(manager.pk)})

    assert "done by" in (page := client.get(TEAM).content.decode())
    assert "no longer looks after the record." in page
    assert "changed on" not in client.get("/espace/").content.decode()


def test_somebody_whose_account_is_closed_is_not_named_on_the_page(main, manager):
    close_account(manager.user, by=manager.user)

    page = logged_in(main.user).get(TEAM).content.decode()

    assert "Somebody whose account is closed no longer looks after the record." in page
    assert "closed.invalid" not in page


@pytest.mark.parametrize("many", [2, 5])
def test_what_changed_costs_the_same_for_any_number(main, many):
    for n in range(many):
        membership = MembershipFactory(actor=main.actor, user=PersonFactory(email=f"{n}@home.example"))
        take_away(membership, by=membership.user)
    client = logged_in(main.user)

    with CaptureQueriesContext(connection) as asked:
        client.get(TEAM)

    assert sum("accounts_journalentry" in one["sql"] for one in asked) == 1
    assert sum('"accounts_user"."id" IN' in one["sql"] for one in asked) <= 1
