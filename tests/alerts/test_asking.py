"""An address is enough, and nothing leaves before its owner said yes."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from tests.alerts.conftest import link_in
from tests.factories import ActorFactory
from vivier.alerts import links
from vivier.alerts.actions import asking, forgetting, telling
from vivier.alerts.models import Subscriber, Subscription
from vivier.alerts.refusals import LinkExpired, NothingAsked, TooManyAsked
from vivier.outbox.models import Message
from vivier.outbox.refusals import InvalidAddress

pytestmark = pytest.mark.django_db


def ask(email="ada@example.org", **asked):
    return asking.ask(email=email, language="en", **({"subject": "search", "query": "kind=funding"} | asked))


def test_one_mail_asks_to_confirm_and_nothing_else_leaves(soon):
    subscription = ask()

    telling.tell_everyone(timezone.now() + timedelta(days=30))

    message = Message.objects.get()
    assert subscription.state == "asked"
    assert message.confidential
    assert "Funding" in message.text


def test_the_same_thing_asked_twice_is_one_subscription_and_one_mail():
    first, second = ask(), ask("ADA@example.org ")

    assert first == second
    assert Message.objects.count() == 1


def test_a_confirmation_may_be_pressed_twice(subscribed):
    subscription = subscribed()

    again = asking.confirm(links.confirmation(subscription))

    assert again.state == "active"
    assert again.confirmed_at == subscription.confirmed_at


@pytest.mark.parametrize("token", ["", "x", "a:b:c", "\x00", "é" * 500])
def test_a_link_that_is_not_ours_confirms_nothing(token):
    with pytest.raises(LinkExpired):
        asking.confirm(token)


def test_a_confirmation_is_valid_for_two_days(monkeypatch, subscribed):
    subscription = ask("late@example.org")
    secret = links.confirmation(subscription)
    monkeypatch.setattr(links, "VALID", timedelta(seconds=-1))

    with pytest.raises(LinkExpired):
        asking.confirm(secret)


def test_the_link_of_one_address_confirms_nothing_for_another():
    subscription = ask()
    secret = links.confirmation(subscription)
    Subscriber.objects.update(email="other@example.org")

    with pytest.raises(LinkExpired):
        asking.confirm(secret)


@pytest.mark.parametrize("query", ["", "page=3", "status=open", "q=", "nonsense=1", "%00"])
def test_a_search_for_everything_is_refused_with_a_way_out(query):
    with pytest.raises(NothingAsked, match="choose a filter"):
        ask(query=query)


def test_what_is_stored_of_a_search_is_bounded_and_in_one_order():
    hostile = "q=" + "x" * 5000 + "&kind=funding" * 500 + "&discipline=b&discipline=a&evil=1"

    subscription = ask(query=hostile)

    assert len(subscription.query) < 2000
    assert "evil" not in subscription.query
    assert ask(query="discipline=a&discipline=b&kind=call") == ask(
        query="kind=call&discipline=b&discipline=a"
    )


def test_many_from_one_sender_or_for_one_address_have_to_wait():
    for number in range(asking.PER_ADDRESS):
        ask(query=f"q=word{number}")

    with pytest.raises(TooManyAsked):
        ask(query="q=one more")
    for number in range(asking.PER_SENDER):
        ask(f"person{number}@example.org", sender="hash")
    with pytest.raises(TooManyAsked):
        ask("last@example.org", sender="hash")


def test_an_address_that_is_none_is_refused_and_nothing_is_kept():
    with pytest.raises(InvalidAddress):
        ask("not an address")

    assert not Subscriber.objects.exists()


def test_the_verified_owner_need_not_confirm(member):
    member.vouch_for_address()
    subscription = ask(member.email, by=member)

    assert subscription.state == "active"
    assert not Message.objects.exists()


def test_stopped_is_stopped_until_confirmed_anew(subscribed, soon):
    subscription = subscribed()
    asking.stop_all(subscription.subscriber)

    with pytest.raises(LinkExpired):
        asking.confirm(links.confirmation(subscription))
    assert telling.tell_everyone() == 0
    assert ask().state == "asked"


def test_to_be_forgotten_leaves_nothing(subscribed, soon):
    subscription = subscribed()
    telling.tell_everyone()

    asking.forget(subscription.subscriber)

    assert not Subscriber.objects.exists()
    assert not Subscription.objects.exists()


def test_what_nobody_confirmed_is_forgotten_after_a_week(subscribed):
    ask("never@example.org")
    subscribed("yes@example.org")
    old = timezone.now() - timedelta(days=8)
    Subscription.objects.update(asked_at=old)
    Subscriber.objects.update(created_at=old)

    forgetting.forget_old()

    assert [one.email for one in Subscriber.objects.all()] == ["yes@example.org"]


def test_the_database_refuses_an_active_one_that_nobody_confirmed():
    subscription = ask()

    with pytest.raises(IntegrityError), transaction.atomic():
        Subscription.objects.filter(pk=subscription.pk).update(state="active")


def test_a_follower_of_an_actor_is_told_its_name(subscribed):
    actor = ActorFactory(name="Wallimage")

    subscription = subscribed(subject="actor", query="", thing=actor)

    assert subscription.actor == actor
    assert "Wallimage" in Message.objects.get().text
    assert link_in(Message.objects.get(), "confirm")
