"""The member space: who am I, what do I look after."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.factories import ActorFactory
from vivier.accounts.models import JournalEntry, User
from vivier.directory.models import Membership


def _page(client, person):
    client.force_login(person)
    return client.get("/espace/?language=en").content.decode()


def test_it_shows_the_records_one_manages_and_no_other(client, member):
    mine, other = ActorFactory(name="Studio Mine"), ActorFactory(name="Studio Other")
    Membership.objects.create(user=member, actor=mine)
    Membership.objects.create(user=User.objects.create_user("x@example.org"), actor=other)

    page = _page(client, member)

    assert "Studio Mine" in page
    assert "Studio Other" not in page


@pytest.mark.parametrize(
    ("role", "desk", "journal"),
    [
        ("member", False, False),
        ("adviser", False, False),
        ("editor", True, False),
        ("coordinator", True, False),
        ("administrator", True, False),
        ("auditor", False, True),
    ],
)
def test_it_leads_each_role_to_their_work(client, db, role, desk, journal):
    page = _page(client, User.objects.create_user("p@example.org", role=role))

    assert ('href="/desk/"' in page, 'href="/desk/journal/"' in page) == (desk, journal)
    assert str(User.Role(role).label) in page


def test_logging_out_is_a_form(client, member):
    page = _page(client, member)

    assert '<form method="post" action="/accounts/logout/">' in page


def test_one_changes_ones_own_name(client, member):
    client.force_login(member)

    client.post("/espace/", {"name": "  Ada   Lovelace "})

    member.refresh_from_db()
    assert member.name == "Ada Lovelace"
    assert JournalEntry.objects.get().verb == "account.renamed"


def test_a_hostile_name_is_shown_as_text(client, member):
    User.objects.filter(pk=member.pk).update(name="<script>alert(1)</script>")

    assert "<script>alert(1)" not in _page(client, User.objects.get(pk=member.pk))


@pytest.mark.one_database
def test_it_costs_the_same_for_any_number_of_records(client, member):
    def cost():
        with CaptureQueriesContext(connection) as queries:
            client.get("/espace/")
        return len(queries)

    client.force_login(member)
    Membership.objects.create(user=member, actor=ActorFactory())
    client.get("/espace/")
    few = cost()
    for actor in ActorFactory.create_batch(12):
        Membership.objects.create(user=member, actor=actor)

    assert cost() == few


def test_an_address_offers_only_what_it_may(client, member):
    member.emailaddress_set.all().delete()
    for email, primary, verified in (
        ("a@b.org", True, True),
        ("c@d.org", False, True),
        ("e@f.org", False, False),
    ):
        member.emailaddress_set.create(email=email, primary=primary, verified=verified)
    client.force_login(member)

    page = client.get("/accounts/email/?language=en").content.decode()
    rows = {
        one: page.split(f"<b>{one}</b>")[1].split("</li>")[0] for one in ("a@b.org", "c@d.org", "e@f.org")
    }
    deeds = {
        one: [name for name in ("action_primary", "action_send", "action_remove") if name in row]
        for one, row in rows.items()
    }

    assert deeds == {
        "a@b.org": [],
        "c@d.org": ["action_primary", "action_remove"],
        "e@f.org": ["action_send", "action_remove"],
    }
