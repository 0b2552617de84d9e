"""An account is closed by its owner alone, and nothing of them is left but what must stay written."""

import pytest
from django.apps import apps
from django.db import models

from tests.factories import ActorFactory, ClaimFactory
from tests.web.test_own_data import a_life_of
from vivier.accounts import journal
from vivier.accounts.actions import LastAdministrator, NotAllowed
from vivier.accounts.actions_closing import close_account
from vivier.accounts.models import JournalEntry, User
from vivier.alerts.models import Subscriber
from vivier.directory.models import Actor, Claim, Membership
from vivier.outbox.models import Message
from vivier.web.own_mails import NOBODY

pytestmark = pytest.mark.django_db
PAGE, PASSWORD = "/espace/fermer-mon-compte/", "a password of sixteen"


@pytest.fixture
def ada(client):
    person = User.objects.create_user("ada@example.org", PASSWORD, name="Ada Lovelace")
    person.vouch_for_address()
    client.force_login(person)
    return person


def rows_with(text):
    """Every column of every table that holds a text, but for the journal, which is only ever added to."""
    found = set()
    for model in apps.get_models(include_auto_created=True):
        columns = [
            field.attname
            for field in model._meta.concrete_fields
            if isinstance(field, models.CharField | models.TextField | models.JSONField)
        ]
        for row in model._base_manager.values(*columns) if columns else ():
            found |= {f"{model._meta.label_lower}.{name}" for name in columns if text in str(row[name])}
    return found


def test_no_table_holds_the_address_or_what_was_sent_any_more(client, ada):
    a_life_of(ada, "lamarque")
    Message.objects.filter(state="waiting").update(state="sent")
    assert rows_with("ada@example.org")

    answer = client.post(PAGE, {"password": PASSWORD})

    assert answer.status_code == 200
    assert rows_with("ada@example.org") <= {"accounts.journalentry.object_label"}
    words = (
        "evidence",
        "mail",
        "need",
        "draft",
        "note",
        "outcome",
        "survey",
        "seat",
        "question",
        "met",
        "won",
    )
    assert {word: found for word in words if (found := rows_with(f"{word} lamarque"))} == {}
    assert not Subscriber.objects.exists()
    assert journal.first_break() is None
    ada.refresh_from_db()
    assert (ada.is_active, ada.name, ada.has_usable_password()) == (False, "", False)
    assert JournalEntry.objects.filter(verb="account.closed", by=ada).count() == 1
    assert client.get("/espace/").status_code == 302


def test_records_are_left_and_the_team_is_told_of_those_without_anybody(client, ada):
    actor = ActorFactory(name="Studio")
    Membership.objects.create(user=ada, actor=actor)
    claim = ClaimFactory(claimant=ada)

    client.post(PAGE, {"password": PASSWORD})

    assert not Membership.objects.exists()
    assert Actor.objects.get(pk=actor.pk).orphaned_on is not None
    assert Claim.objects.get(pk=claim.pk).state == "withdrawn"
    assert Message.objects.filter(template="directory/mails/record_orphan").count() == 1


def test_a_mail_that_waits_does_not_leave(client, ada):
    a_life_of(ada, "x")

    client.post(PAGE, {"password": PASSWORD})

    mine = Message.objects.filter(to=NOBODY)
    assert [one.state for one in mine] == ["cancelled", "cancelled"]
    assert not Message.objects.filter(to="ada@example.org").exists()


@pytest.mark.parametrize("password", ["", "wrong", "x" * 5000, "\x00"])
def test_without_the_password_nothing_happens(client, ada, password):
    answer = client.post(PAGE, {"password": password})

    assert answer.status_code in {400, 422}
    ada.refresh_from_db()
    assert ada.is_active


def test_a_demonstration_account_stays_open(client, ada):
    User.objects.filter(pk=ada.pk).update(is_demo=True)

    answer = client.post(f"{PAGE}?language=en", {"password": PASSWORD})

    assert answer.status_code == 422
    assert "stays open" in answer.content.decode()


def test_nobody_closes_the_account_of_another(ada, administrator):
    with pytest.raises(NotAllowed):
        close_account(ada, by=administrator)


def test_the_last_administrator_stays(administrator):
    with pytest.raises(LastAdministrator):
        close_account(administrator, by=administrator)


def test_twice_is_once(client, ada):
    for _twice in range(2):
        client.post(PAGE, {"password": PASSWORD})

    assert JournalEntry.objects.filter(verb="account.closed").count() == 1


def test_the_address_may_open_a_new_account(client, ada):
    client.post(PAGE, {"password": PASSWORD})

    again = User.objects.create_user("ada@example.org", PASSWORD)

    assert again.pk != ada.pk


def test_visitors_are_asked_to_log_in(client):
    assert client.get(PAGE).headers["Location"].startswith("/accounts/login/")
