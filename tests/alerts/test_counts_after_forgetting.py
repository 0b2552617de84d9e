"""People reached in a period stay counted when their address is forgotten; nothing leads back to them."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from tests.factories import ActorFactory, CallFactory, EventFactory, PersonFactory
from vivier.accounts.actions_closing import close_account
from vivier.alerts.actions import asking, forgetting, moving
from vivier.alerts.actions.telling import remember
from vivier.alerts.models import Subscriber, Told
from vivier.mandate.indicators import counting, registry
from vivier.mandate.indicators.definitions import checked
from vivier.mandate.indicators.once import Counts
from vivier.mandate.indicators.periods import Period

pytestmark = pytest.mark.django_db
REACHED = {"what": "told", "day": "told", "distinct": "person"}
TOLD = {"what": "told", "day": "told"}


def counted(parts=REACHED, days=30) -> Decimal:
    """The figure, which is the number of its rows, alone and beside others."""
    today = timezone.localdate()
    period = Period(today - timedelta(days=days), today + timedelta(days=1))
    definition = checked(dict(parts))
    value = counting.value(definition, period, with_demo=True).number
    assert value == len(counting.keys(definition, period, with_demo=True))
    together = Counts()
    together.prepare([definition], period, with_demo=True)
    assert together.value(definition, period, with_demo=True).number == value
    return value


def told(email: str, *calls, at=None) -> Subscriber:
    subscriber, _new = Subscriber.objects.get_or_create(email=email)
    remember(subscriber, list(calls), at or timezone.now())
    return subscriber


def test_people_reached_stay_counted_when_their_addresses_are_forgotten():
    one, other = CallFactory(), CallFactory()
    ada = told("ada@example.org", one, other)
    told("bo@example.org", one)
    assert (counted(), counted(TOLD)) == (2, 3)

    asking.forget(ada)

    assert (counted(), counted(TOLD)) == (2, 3)
    left = Told.objects.filter(subscriber=None)
    assert {row.facts == {} for row in left} == {True}
    assert len(set(left.values_list("counted_as", flat=True))) == 1
    assert not Subscriber.objects.filter(email="ada@example.org").exists()


def test_people_reached_stay_counted_when_an_account_is_closed():
    person = PersonFactory(email="ada@example.org")
    told("ada@example.org", CallFactory())

    close_account(person, by=person)

    assert counted() == 1
    assert Subscriber.objects.count() == 0


def test_people_reached_stay_counted_when_what_they_were_told_is_kept_no_longer():
    long_ago = timezone.now() - timedelta(days=800)
    first, second = CallFactory(), CallFactory()
    told("ada@example.org", first, at=long_ago)
    told("ada@example.org", second)
    told("bo@example.org", first, at=long_ago)
    Subscriber.objects.update(created_at=long_ago)
    assert counted(days=900) == 2

    forgetting.forget_old()

    assert Subscriber.objects.count() == 0  # nobody follows anything: the addresses went, too
    assert (counted(days=900), counted()) == (2, 1)


def test_who_is_still_there_is_one_person_with_what_is_kept_without_them(subscribed):
    long_ago = timezone.now() - timedelta(days=800)
    first, second, third = CallFactory(), CallFactory(), CallFactory()
    subscribed()
    told("ada@example.org", first, at=long_ago)
    told("ada@example.org", second)

    forgetting.forget_old()
    told("ada@example.org", third)

    assert Told.objects.filter(subscriber=None).count() == 1
    assert counted(days=900) == 1


def test_two_addresses_of_one_person_stay_one_person_with_what_is_kept_without_them(subscribed):
    long_ago = timezone.now() - timedelta(days=800)
    first, second = CallFactory(), CallFactory()
    for email in ("ada@example.org", "ada@example.com"):
        subscribed(email)
        told(email, first, at=long_ago)
    forgetting.forget_old()
    told("ada@example.org", second)
    assert counted(days=900) == 2

    moving.move(Subscriber.objects.get(email="ada@example.com"), to="ada@example.org")

    assert counted(days=900) == 1


def test_the_moment_and_the_number_lead_to_nobody():
    at = timezone.now().replace(hour=9, minute=17, second=3)
    numbers = set()
    for email in ("ada@example.org", "bo@example.org"):
        asking.forget(told(email, CallFactory(), at=at))
    for row in Told.objects.all():
        assert (row.first_at.minute, row.first_at.second, row.last_at) == (0, 0, row.first_at)
        assert timezone.localdate(row.first_at) == timezone.localdate(at)
        numbers.add(row.counted_as)
    assert len(numbers) == 2


def test_only_opportunities_count_and_their_rows_are_shown():
    told("ada@example.org", EventFactory(), ActorFactory())
    ada = told("bo@example.org", CallFactory(title_fr="Bourse"))
    assert counted() == 1
    asking.forget(told("ada@example.org", CallFactory(title_fr="Prix")))
    assert Told.objects.filter(event__isnull=False).count() == 0

    definition = checked(dict(registry.queries()["people_reached"].parts))
    today = timezone.localdate()
    rows = counting.rows(definition, Period(today, today + timedelta(days=1)), with_demo=True)
    lines = list(counting.table(definition, rows, private=False))

    assert [line[1] for line in lines] == ["Bourse", "Prix"]
    assert lines[0][0] == f"P{ada.pk:06d}"
    assert lines[1][0].startswith("P")
