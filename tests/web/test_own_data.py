"""Everything kept about a person, for them alone: read, taken, complete."""

import json
from datetime import timedelta
from uuid import uuid4

import pytest
from django.apps import apps
from django.db import connection, models
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tests.factories import (
    ActorFactory,
    CallFactory,
    ClaimFactory,
    CorrectionFactory,
    MembershipFactory,
    SchemeFactory,
)
from vivier.accounts import own_data
from vivier.accounts.models import JournalEntry, User
from vivier.alerts.actions import asking
from vivier.opportunities.models import OpportunityProposal, Response
from vivier.outbox.models import Message

pytestmark = pytest.mark.django_db
PAGE, FILE = "/espace/donnees/", "/espace/donnees/mes-donnees.json"
# Modules that have to say why they keep a person or an address.
MODULES = ("accounts", "outbox", "directory", "opportunities", "alerts")
# Who of the team decided or did it: the journal says so to them. Addresses of organisations, not of people.
NOT_ONES_OWN = {
    "alerts.callout.by",
    "directory.actor.email",
    "opportunities.opportunityproposal.decided_by",
    "opportunities.conditiontrial.by",
    "opportunities.callreading.by",
    "opportunities.callsource.added_by",
    "opportunities.publishingright.given_by",
}

TEAM = {"by", "decided_by", "undone_by", "added_by"}


def _points_to_a_person(field):
    if isinstance(field, models.EmailField):
        return True
    return isinstance(field, models.ForeignKey) and field.related_model is User


def test_no_module_keeps_a_person_without_saying_why():
    found = {
        f"{model._meta.label_lower}.{field.name}"
        for module in MODULES
        for model in apps.get_app_config(module).get_models()
        for field in model._meta.local_fields
        if _points_to_a_person(field)
    }
    said = {name for one in own_data.all_holdings() for name in one.covers}
    team = {name for name in found if name.startswith("directory.") and name.rpartition(".")[2] in TEAM}

    assert found - said - NOT_ONES_OWN - team == set()
    assert said - found == set()


@pytest.fixture
def ada(client, member):
    member.vouch_for_address()
    client.force_login(member)
    return member


def a_life_of(person, mark):
    """Leave something of a person in every module."""
    actor = ActorFactory(name=f"Studio {mark}")
    MembershipFactory(user=person, actor=actor)
    ClaimFactory(claimant=person, evidence=f"evidence {mark}", actor=ActorFactory())
    CorrectionFactory(author_email=person.email.upper(), proposed=f"correction {mark}")
    call = CallFactory()
    Response.objects.create(actor=actor, call=call, kind="applied", by=person)
    OpportunityProposal.objects.create(author=person, text=f"proposal {mark}", title="T", submission=uuid4())
    one = asking.ask(
        email=person.email,
        subject="search",
        language="en",
        query="kind=funding",
        by=person,
        name=f"search {mark}",
    )
    asking.decline(one.subscriber, SchemeFactory(title_fr=f"scheme {mark}"))
    for number, secret in enumerate((False, True)):
        Message.objects.create(
            key=f"{mark}{number}",
            to=person.email,
            subject=f"subject {mark}",
            text=f"mail {mark} {'code' if secret else ''}",
            template="x",
            language="en",
            message_id=f"{mark}{number}",
            due_at=timezone.now(),
            confidential=secret,
        )


def test_the_file_holds_all_of_ones_own_and_nothing_of_others(client, ada, coordinator):
    coordinator.vouch_for_address()
    a_life_of(ada, "mine"), a_life_of(coordinator, "theirs")

    answer = client.get(FILE)

    data = {part["name"]: part["rows"] for part in json.loads(answer.content)["data"]}
    text = answer.content.decode()
    for name in (
        "account",
        "mails",
        "records",
        "claims",
        "corrections",
        "answers",
        "proposals",
        "followed",
        "declined",
    ):
        assert data[name], name
    assert data["account"][0]["email"] == ada.email
    assert "theirs" not in text
    assert coordinator.email not in text
    assert "mail mine code" not in text
    assert "mail mine" in text
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert "no-store" in answer.headers["Cache-Control"]
    assert JournalEntry.objects.filter(verb="account.data_exported", by=ada).count() == 1


def test_the_page_says_what_why_and_how_long(client, ada):
    a_life_of(ada, "<b>mine")

    page = client.get(f"{PAGE}?language=en").content.decode()

    for one in own_data.all_holdings():
        assert f'id="h-{one.name}"' in page
    assert "evidence &lt;b&gt;mine" in page
    assert "Two years." in page
    assert "erased a year after the decision" in page


def test_long_lists_are_cut_on_the_page_and_whole_in_the_file(client, ada):
    for number in range(60):
        CorrectionFactory(author_email=ada.email, proposed=f"n{number}")

    assert "The first 50 lines" in client.get(f"{PAGE}?language=en").content.decode()
    data = {part["name"]: part["rows"] for part in json.loads(client.get(FILE).content)["data"]}
    assert len(data["corrections"]) == 60


def test_an_address_that_is_not_confirmed_gives_nothing_of_it(client, member):
    client.force_login(member)
    CorrectionFactory(author_email=member.email, proposed="of somebody else")

    assert "of somebody else" not in client.get(FILE).content.decode()


@pytest.mark.parametrize("address", [PAGE, FILE])
def test_only_the_person_reads_it(client, address):
    assert client.get(address).headers["Location"].startswith("/accounts/login/")


def test_it_costs_the_same_for_few_and_many(client, ada):
    def cost(number):
        for _one in range(number):
            CorrectionFactory(author_email=ada.email)
            ClaimFactory(claimant=ada, state="refused", created_at=timezone.now() - timedelta(days=1))
            asking.ask(email=ada.email, subject="scheme", language="en", thing=SchemeFactory(), by=ada)
        with CaptureQueriesContext(connection) as queries:
            client.get(PAGE)
        return len(queries)

    client.get(PAGE)
    assert cost(1) == cost(4)
