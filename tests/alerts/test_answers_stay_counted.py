"""Who applied after a mail stays counted with it when whoever read the mail asks no more, or is forgotten."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tests.factories import ActorFactory, CallFactory, MembershipFactory, PersonFactory
from vivier.accounts.actions_closing import close_account
from vivier.alerts import counting, figures
from vivier.alerts.actions import asking, calling, forgetting, moving
from vivier.alerts.models import ReachedFor, Subscriber, Subscription
from vivier.opportunities.models import Response
from vivier.outbox.models import Message

pytestmark = pytest.mark.django_db


@pytest.fixture
def call():
    return CallFactory(closes_at=timezone.now() + timedelta(days=20))


@pytest.fixture
def person():
    return PersonFactory(email="ada@example.org")


@pytest.fixture
def actor(person, call, coordinator):
    """A record whose person was told of the call, then applied."""
    actor = MembershipFactory(user=person, actor=ActorFactory(name="Studio")).actor
    asking.ask(email=person.email, subject="record", language="en", thing=actor, by=person)
    calling.call_out(call, actors=[actor.pk], note="", submission=uuid4(), by=coordinator)
    Message.objects.filter(template=figures.TEMPLATE).update(state="sent")
    Response.objects.create(actor=actor, call=call, kind="obtained", at=timezone.now())
    return actor


def came(call):
    return [(one.applied, one.obtained) for one in figures.by_call_out(call, most=5)]


def removed(person):
    asking.remove(Subscription.objects.get(subject="record"))


def forgotten(person):
    asking.forget(Subscriber.objects.get(email=person.email))


def closed(person):
    close_account(person, by=person)


def stopped_long_ago(person):
    long_ago = timezone.now() - timedelta(days=400)
    Subscription.objects.update(state="stopped", stopped_at=long_ago)
    forgetting.forget_old()


def moved_to_another_address(person):
    new = Subscriber.objects.create(email="ada@new.example")
    moving.move(new, to=person.email)


@pytest.mark.parametrize("gone", [removed, forgotten, closed, stopped_long_ago, moved_to_another_address])
def test_an_answer_stays_counted_with_the_mail_that_came_before_it(call, person, actor, gone):
    assert came(call) == [(1, 1)]

    gone(person)

    assert came(call) == [(1, 1)]
    row = ReachedFor.objects.get()
    assert row.actor == actor
    assert {one.name for one in row._meta.get_fields()} == {"id", "call_out", "actor"}


def test_an_answer_that_comes_after_the_subscription_went_counts_too(call, person, actor):
    Response.objects.all().delete()
    removed(person)
    assert came(call) == [(0, 0)]

    Response.objects.create(actor=actor, call=call, kind="applied", at=timezone.now())

    assert came(call) == [(1, 0)]


def test_a_mail_that_reached_nobody_and_other_subjects_are_not_kept(call, person, actor):
    Message.objects.filter(template=figures.TEMPLATE).update(state="parked")
    removed(person)

    assert (ReachedFor.objects.count(), came(call)) == (0, [(0, 0)])


def test_it_is_kept_once_and_goes_with_the_record(call, person, actor):
    for _twice in range(2):
        counting.keep_reached(Subscription.objects.all())
    assert ReachedFor.objects.count() == 1

    actor.delete()
    assert ReachedFor.objects.count() == 0


@pytest.mark.parametrize("many", [2, 8])
def test_keeping_costs_the_same_for_any_number(call, coordinator, many):
    for _each in range(many):
        person = PersonFactory()
        record = MembershipFactory(user=person).actor
        asking.ask(email=person.email, subject="record", language="en", thing=record, by=person)
        calling.call_out(call, actors=[record.pk], note="", submission=uuid4(), by=coordinator)
    Message.objects.filter(template=figures.TEMPLATE).update(state="sent")

    with CaptureQueriesContext(connection) as asked:
        counting.keep_reached(Subscription.objects.all())

    assert ReachedFor.objects.count() == many
    assert sum(one["sql"].startswith(("SELECT", "INSERT")) for one in asked) == 4
