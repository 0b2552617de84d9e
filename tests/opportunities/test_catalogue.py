"""OR inside a filter, AND across; counts ignore their own filter; the order is that of use."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from tests.factories import ActorFactory, CallFactory, DisciplineFactory, SchemeFactory
from vivier.opportunities.catalogue import Asked, closing_soon, entries, listing
from vivier.opportunities.status import Status

pytestmark = pytest.mark.django_db
NOW = timezone.now()


def ask(**filters):
    sort = filters.pop("sort", "deadline")
    found = filters.pop("found", None)
    return listing(entries(NOW), Asked({name: tuple(v) for name, v in filters.items()}, found, sort))


def titles(result) -> list[str]:
    return [entry.call.title_fr for entry in result.entries]


def test_filters_are_or_inside_and_across_and_counts_ignore_their_own():
    mode, design = DisciplineFactory(code="mode"), DisciplineFactory(code="design")
    CallFactory(title_fr="a", kind="funding", audiences=["artist"], disciplines=[mode])
    CallFactory(title_fr="b", kind="residency", audiences=["artist", "student"], disciplines=[mode, design])
    CallFactory(title_fr="c", kind="job", audiences=["student"], disciplines=[design])

    result = ask(kind=["funding", "residency"], discipline=["design"])

    assert titles(result) == ["b"]
    assert result.counts["kind"] == {"residency": 1, "job": 1}
    assert result.counts["discipline"] == {"mode": 2, "design": 1}
    assert result.counts["audience"] == {"artist": 1, "student": 1}
    assert result.without == {"kind": 1, "discipline": 1}


def test_what_closes_soon_is_open_too():
    CallFactory(title_fr="soon", closes_at=NOW + timedelta(days=2))
    CallFactory(title_fr="later", closes_at=NOW + timedelta(days=60))
    CallFactory(title_fr="closed", closes_at=NOW - timedelta(days=2))

    assert titles(ask(status=["open"])) == ["soon", "later"]
    assert titles(ask(status=["closing_soon"])) == ["soon"]
    assert ask(status=["open"]).counts["status"] == {"open": 2, "closing_soon": 1, "closed": 1}
    assert ask(kind=["job"]).statuses == {Status.CLOSING_SOON: 1, Status.OPEN: 1, Status.CLOSED: 1}


def test_the_default_order_is_by_use():
    CallFactory(title_fr="7 closed earlier", closes_at=NOW - timedelta(days=90))
    CallFactory(title_fr="6 closed", closes_at=NOW - timedelta(days=9))
    CallFactory(title_fr="5 unknown of 2020", edition="2020")
    CallFactory(title_fr="4 unknown")
    CallFactory(title_fr="3 upcoming", opens_at=NOW + timedelta(days=4))
    CallFactory(title_fr="2 permanent", is_permanent=True)
    CallFactory(title_fr="1 open", closes_at=NOW + timedelta(days=40))
    CallFactory(title_fr="0 soon", closes_at=NOW + timedelta(days=4))

    assert [title[0] for title in titles(ask())] == list("01234567")


def test_other_orders():
    first = CallFactory(title_fr="first", amount_max=Decimal(5), created_at=NOW - timedelta(days=3))
    CallFactory(title_fr="second", amount_min=Decimal(900), created_at=NOW - timedelta(days=2))
    third = CallFactory(title_fr="third", created_at=NOW - timedelta(days=1))

    assert titles(ask(sort="newest")) == ["third", "second", "first"]
    assert titles(ask(sort="amount")) == ["second", "first", "third"]
    assert titles(ask(sort="relevance", found=[third.pk, first.pk])) == ["third", "first"]


@pytest.mark.parametrize(
    ("low", "high", "currency", "band"),
    [
        (None, None, "EUR", "unstated"),
        (None, 5000, "EUR", "to-5000"),
        (100, None, "EUR", "to-5000"),
        (5000, 25_000, "EUR", "to-25000"),
        (None, Decimal("25000.01"), "EUR", "to-100000"),
        (None, 2_000_000, "EUR", "more"),
        (None, 5000, "CAD", "unstated"),
    ],
)
def test_amounts_fall_in_the_band_of_the_most_one_may_get(low, high, currency, band):
    CallFactory(amount_min=low, amount_max=high, currency=currency)

    assert ask().counts["amount"] == {band: 1}


def test_issuers_with_and_without_record_can_both_be_asked():
    CallFactory(title_fr="with", scheme=SchemeFactory(issuer=ActorFactory(name="KIKK", slug="kikk")))
    CallFactory(title_fr="without", scheme=SchemeFactory(issuer_name="Fonds d’Été"))

    assert titles(ask(issuer=["kikk"])) == ["with"]
    assert titles(ask(issuer=["fonds-dete"])) == ["without"]


def test_words_and_filters_are_each_to_blame_alone():
    found = CallFactory(title_fr="found", kind="job")
    CallFactory(title_fr="other", kind="prize")

    result = ask(kind=["prize"], found=[found.pk])

    assert (result.total, result.without) == (0, {"kind": 1, "q": 1})


def test_the_nearest_deadlines_of_what_is_open():
    CallFactory(title_fr="second", closes_at=NOW + timedelta(days=5))
    CallFactory(title_fr="first", closes_at=NOW + timedelta(minutes=1))
    CallFactory(title_fr="not yet", opens_at=NOW + timedelta(days=1), closes_at=NOW + timedelta(days=2))
    CallFactory(title_fr="over", closes_at=NOW - timedelta(minutes=2))
    CallFactory(title_fr="draft", closes_at=NOW + timedelta(days=1), state="draft")
    CallFactory(title_fr="all year", is_permanent=True)

    assert [call.title_fr for call in closing_soon(5, now=NOW)] == ["first", "second"]
    assert [call.title_fr for call in closing_soon(1, now=NOW)] == ["first"]
