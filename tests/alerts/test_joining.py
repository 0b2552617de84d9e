"""An account and its confirmed address are one, whoever asked and how; it moves, and nothing is kept too long."""

from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from django.utils import timezone

from tests.factories import (
    ActorFactory,
    CallFactory,
    EventFactory,
    MembershipFactory,
    PersonFactory,
    SchemeFactory,
)
from vivier.alerts import links
from vivier.alerts.actions import asking, forgetting, moving, telling
from vivier.alerts.joining import address_for, language_for, subscriber_of
from vivier.alerts.models import Declined, Subscriber, Subscription, Told
from vivier.alerts.refusals import NeedsAnAccount, NotConfirmed, TooMuchKept
from vivier.outbox.models import Message

pytestmark = pytest.mark.django_db
KINDS = {"subject": "search", "query": "kind=funding"}


@pytest.fixture
def ada():
    return PersonFactory(email="ada@example.org")


def ask(person, **asked):
    return asking.ask(email=person.email, language="en", by=person, **(KINDS | asked))


def new_address(person, email, *, verified=True):
    return EmailAddress.objects.create(user=person, email=email, verified=verified)


def test_asked_without_an_account_and_with_one_is_the_same_row(ada, subscribed):
    before = subscribed()

    after = ask(ada, name="Mine")

    assert after == before
    assert subscriber_of(ada).subscriptions.count() == 1
    assert after.name == "Mine"


def test_an_address_that_is_not_confirmed_has_to_confirm_by_mail():
    person = PersonFactory(email="bob@example.org")
    EmailAddress.objects.filter(user=person).update(verified=False)

    assert ask(person).state == "asked"
    assert address_for(person) is None
    assert Message.objects.get().template == "alerts/mails/confirm"


def test_nobody_keeps_a_search_in_the_space_of_another(ada):
    with pytest.raises(NeedsAnAccount):
        asking.ask(email="bob@example.org", language="en", by=ada, by_mail=False, **KINDS)
    assert not Subscriber.objects.exists()


def test_what_is_only_kept_is_mailed_by_a_stranger_only_after_a_confirmation(ada):
    kept = ask(ada, by_mail=False)

    asking.ask(email=ada.email, language="en", **KINDS)
    kept.refresh_from_db()
    assert not kept.by_mail

    asking.confirm(links.confirmation(kept))
    kept.refresh_from_db()
    assert kept.by_mail


def test_a_new_main_address_takes_everything_along_once(client, ada):
    scheme, call, event = SchemeFactory(), CallFactory(), EventFactory()
    mine = ask(ada).subscriber
    Told.objects.create(subscriber=mine, call=call)
    other = Subscriber.objects.create(email="new@example.org")
    for _row in (1,):
        Told.objects.create(subscriber=other, call=call)
        Told.objects.create(subscriber=other, event=event)
        Declined.objects.create(subscriber=other, scheme=scheme)
    new_address(ada, "new@example.org")
    client.force_login(ada)

    client.post("/accounts/email/", {"action_primary": "", "email": "new@example.org"})

    ada.refresh_from_db()
    assert ada.email == "new@example.org"
    subscriber = Subscriber.objects.get()
    assert subscriber.email == "new@example.org"
    assert subscriber.told.count() == 2
    assert subscriber.declined.count() == subscriber.subscriptions.count() == 1


def test_of_two_states_of_one_wish_the_running_one_counts(ada):
    stopped = ask(ada)
    asking.stop(stopped)
    other = asking.ask(email="new@example.org", language="en", **KINDS)
    asking.confirm(links.confirmation(other))

    moving.move(stopped.subscriber, to="new@example.org")

    assert [one.state for one in Subscription.objects.all()] == ["active"]


def test_links_to_an_old_address_open_nothing_but_still_stop(client, ada):
    subscription = ask(ada)
    secret = links.management(subscription.subscriber)
    moving.move(subscription.subscriber, to="new@example.org")

    assert client.get(f"/en/alerts/{secret}/").status_code == 404
    page = client.get(f"/en/alerts/{secret}/stop/").content.decode()
    assert "new@example.org" not in page
    assert "Choose what I receive" not in page
    client.post(f"/en/alerts/{secret}/stop/", {"List-Unsubscribe": "One-Click"})

    subscription.refresh_from_db()
    assert subscription.state == "stopped"


def test_another_confirmed_address_is_gathered_but_no_foreign_one(ada):
    theirs = asking.ask(email="bob@example.org", language="en", **KINDS).subscriber
    with pytest.raises(NotConfirmed):
        moving.gather(theirs, by=ada)
    new_address(ada, "bob@example.org", verified=False)
    with pytest.raises(NotConfirmed):
        moving.gather(theirs, by=ada)

    EmailAddress.objects.update(verified=True)
    moving.gather(theirs, by=ada)

    assert Subscriber.objects.get().email == "ada@example.org"


def test_mails_speak_the_language_of_the_account_else_of_the_page(ada, subscribed, soon):
    subscriber = subscribed().subscriber
    assert language_for(subscriber) == "en"

    ada.language = "nl"
    ada.save()
    telling.tell_everyone()

    assert Message.objects.latest("pk").language == "nl"


def test_a_language_chosen_through_a_mail_is_the_language_of_the_account(ada):
    subscriber = ask(ada).subscriber

    asking.prefer(subscriber, frequency="daily", language="de")

    ada.refresh_from_db()
    assert ada.language == language_for(subscriber) == "de"


def test_who_no_longer_looks_after_a_record_hears_no_more_of_what_fits_it(ada):
    membership = MembershipFactory(user=ada, actor=ActorFactory(name="Studio"))
    CallFactory(is_permanent=True)
    ask(ada, subject="record", query="", thing=membership.actor)
    membership.delete()

    assert telling.tell_everyone() == 0


def test_a_closed_account_keeps_only_what_its_address_confirmed(ada):
    ask(ada)
    ada.is_active = False
    ada.save()

    assert address_for(ada) == "ada@example.org"
    assert language_for(Subscriber.objects.get()) == "en"


def test_what_ended_long_ago_is_erased_and_an_account_keeps_its_preferences(ada, subscribed):
    old = timezone.now() - timedelta(days=400)
    for email in ("gone@example.org", "kept@example.org"):
        subscribed(email)
    asking.stop_all(Subscriber.objects.get(email="gone@example.org"))
    asking.prefer(Subscriber.objects.create(email=ada.email), frequency="daily", language="en")
    Subscription.objects.filter(state="stopped").update(stopped_at=old)
    Subscriber.objects.update(created_at=old)

    assert forgetting.forget_old() == 1

    assert {one.email for one in Subscriber.objects.all()} == {"kept@example.org", ada.email}


def test_a_person_keeps_much_but_not_endlessly_and_is_told_so(ada, monkeypatch):
    monkeypatch.setattr(asking, "MOST_KEPT", 2)
    for word in ("a", "b"):
        ask(ada, query=f"q={word}")

    with pytest.raises(TooMuchKept, match="remove something"):
        ask(ada, query="q=c")
