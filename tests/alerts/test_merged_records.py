"""Records become one and two again: who followed them hears of the one that is there, and nothing twice."""

from datetime import timedelta

import pytest
from django.utils import timezone

from tests.factories import ActorFactory, CallFactory, EventFactory, SchemeFactory
from vivier.alerts.actions import asking, telling
from vivier.alerts.models import Subscriber, Subscription, Told
from vivier.alerts.saying import subject_words
from vivier.directory.actions import merging, unmerging
from vivier.outbox.models import Message

pytestmark = pytest.mark.django_db


def look_again():
    Subscriber.objects.update(due_at=timezone.now() - timedelta(seconds=1))
    return telling.tell_everyone()


@pytest.fixture
def two():
    return ActorFactory(name="KIKK", slug="kikk"), ActorFactory(name="Kikk asbl", slug="kikk-asbl")


def test_who_followed_both_follows_one_and_both_again_after_the_undo(two, subscribed, coordinator):
    kept, absorbed = two
    ones = [subscribed(subject="actor", query="", thing=actor) for actor in two]
    asking.stop(ones[0])

    merge = merging.merge_actors(kept, absorbed, by=coordinator)
    followed = Subscription.objects.get(subject="actor")
    assert (followed.actor, followed.state) == (kept, "active")
    again = asking.ask(email="ada@example.org", language="en", subject="actor", thing=kept)
    assert again == followed

    unmerging.undo_merge(merge, by=coordinator)
    rows = Subscription.objects.filter(subject="actor").order_by("actor_id")
    assert [(row.actor_id, row.state) for row in rows] == [(kept.pk, "stopped"), (absorbed.pk, "active")]


def test_nothing_is_told_again_after_a_merge_nor_after_its_undo(two, subscribed, coordinator):
    kept, absorbed = two
    closes = timezone.now() + timedelta(days=20)
    for actor in two:
        CallFactory(scheme=SchemeFactory(issuer=actor), closes_at=closes)
        EventFactory(organiser=actor)
        subscribed(subject="actor", query="", thing=actor)
    assert look_again() == 1

    merge = merging.merge_actors(kept, absorbed, by=coordinator)
    assert look_again() == 0
    unmerging.undo_merge(merge, by=coordinator)
    assert look_again() == 0

    assert Message.objects.filter(template="alerts/mails/digest").count() == 1


def test_a_record_told_as_new_is_not_told_again_under_the_one_it_became(
    two, subscribed, coordinator, indexed
):
    subscribed(subject="actors", query="kind=studio")
    Subscription.objects.update(confirmed_at=timezone.now() - timedelta(days=1))
    kept, absorbed = two
    indexed()
    assert look_again() == 1
    assert Told.objects.count() == 2

    merge = merging.merge_actors(kept, absorbed, by=coordinator)
    indexed()
    assert look_again() == 0
    assert [row.actor for row in Told.objects.all()] == [kept]

    unmerging.undo_merge(merge, by=coordinator)
    indexed()
    assert look_again() == 0
    assert Told.objects.count() == 2


def test_a_search_for_the_calls_of_a_merged_record_follows_it(two, subscribed, coordinator):
    kept, absorbed = two
    subscription = subscribed(query="issuer=kikk-asbl")
    merging.merge_actors(kept, absorbed, by=coordinator)
    CallFactory(
        title_fr="Après", scheme=SchemeFactory(issuer=kept), closes_at=timezone.now() + timedelta(days=9)
    )

    assert look_again() == 1
    assert subject_words(subscription, "en") == "New opportunities: KIKK"
