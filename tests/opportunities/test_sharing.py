"""What other programs read: calendars, schema.org data, the search index."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from django.utils.translation import override
from icalendar import Calendar

from tests.factories import ActorFactory, CallFactory, DisciplineFactory, SchemeFactory
from vivier.opportunities.actions.calls import update_call, withdraw_call
from vivier.opportunities.calendar import calendar_of
from vivier.opportunities.documents import SOURCE
from vivier.opportunities.linked_data import linked_data_of
from vivier.opportunities.status import Status, end_of_day
from vivier.search.engine import search
from vivier.search.query import Query

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 12, 11, 11, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def in_english():
    with override("en"):
        yield


def events(*calls) -> list:
    return Calendar.from_ical(calendar_of(calls, name="Deadlines")).walk("VEVENT")


def test_a_deadline_with_an_hour_is_a_moment_with_reminders():
    call = CallFactory(
        title_fr="Récits, interactifs; ou pas", closes_at=NOON, closes_on_day=False, place="Namur"
    )

    (event,) = events(call)

    assert event["UID"] == "opportunity-recits-interactifs-ou-pas@vivier"
    assert event["SUMMARY"] == "Deadline: Récits, interactifs; ou pas"
    assert event["DTSTART"].dt == NOON
    assert event["LOCATION"] == "Namur"
    assert event["URL"].endswith(call.get_absolute_url())
    assert [alarm["TRIGGER"].dt for alarm in event.walk("VALARM")] == [timedelta(days=-7), timedelta(days=-1)]


def test_a_deadline_without_an_hour_is_a_whole_day():
    (event,) = events(CallFactory(closes_at=end_of_day(date(2026, 10, 25))))

    assert (event["DTSTART"].dt, event["DTEND"].dt) == (date(2026, 10, 25), date(2026, 10, 26))


def test_an_edited_deadline_keeps_its_identity(coordinator):
    call = CallFactory(closes_at=NOON)
    (before,) = events(call)

    update_call(call, by=coordinator, changes={"closes_at": NOON + timedelta(days=1), "title_fr": "Autre"})
    (after,) = events(call)

    assert after["UID"] == before["UID"]
    assert after["LAST-MODIFIED"].dt >= before["LAST-MODIFIED"].dt
    assert after["DTSTART"].dt == before["DTSTART"].dt + timedelta(days=1)


def test_calls_without_a_deadline_are_left_out():
    assert events(CallFactory(), CallFactory(is_permanent=True)) == []


def test_money_is_a_grant_with_its_amount_funder_and_deadline():
    issuer = ActorFactory(name="Wallimage", website="https://www.wallimage.be")
    call = CallFactory(
        kind="funding",
        scheme=SchemeFactory(issuer=issuer),
        title_fr="Gaming",
        amount_min=Decimal(5000),
        amount_max=Decimal(25_000),
        closes_at=NOON,
    )

    data = linked_data_of(call, Status.OPEN)

    address = f"http://127.0.0.1:8000{call.get_absolute_url()}"
    assert data == {
        "@context": "https://schema.org",
        "@id": address,
        "url": address,
        "@type": "MonetaryGrant",
        "name": "Gaming",
        "description": "Une aide d’essai.",
        "sameAs": "https://example.org/appel",
        "amount": {"@type": "MonetaryAmount", "currency": "EUR", "minValue": 5000.0, "maxValue": 25000.0},
        "funder": {"@type": "Organization", "name": "Wallimage", "url": "https://www.wallimage.be"},
        "potentialAction": {
            "@type": "ApplyAction",
            "target": "https://example.org/appel",
            "endTime": NOON.isoformat(),
        },
    }


@pytest.mark.parametrize(
    ("kind", "type_", "party"),
    [
        ("support", "GovernmentService", "provider"),
        ("training", "Service", "provider"),
        ("mission", "Service", "provider"),
        ("residency", "MonetaryGrant", "funder"),
        ("prize", "MonetaryGrant", "funder"),
        ("job", "JobPosting", "hiringOrganization"),
    ],
)
def test_each_kind_has_its_type_and_no_unknown_value(kind, type_, party):
    data = linked_data_of(CallFactory(kind=kind, place=""), Status.UNKNOWN)

    assert data["@type"] == type_
    assert data[party]["name"] == "Fonds d’essai"
    assert None not in data.values()


def test_nobody_is_invited_to_apply_to_what_is_closed():
    assert "potentialAction" not in linked_data_of(CallFactory(closes_at=NOON), Status.CLOSED)


def test_search_finds_a_call_by_title_issuer_discipline_and_translation(indexed):
    issuer = ActorFactory(name="Wallimage")
    games = DisciplineFactory(code="jeu_video", label_fr="Jeu vidéo", label_en="Video games")
    call = CallFactory(
        title_fr="Appel à récits",
        title_en="Call for stories",
        scheme=SchemeFactory(issuer=issuer),
        disciplines=[games],
    )
    CallFactory(title_fr="Appel caché", state="draft")
    indexed()

    def found(text):
        return search(Query(text=text, kinds=("opportunity",))).pks

    for text in ("recits", "stories", "wallimage", "jeu video", "video games", "funding", "récit"):
        assert found(text) == (call.pk,), text
    assert found("caché") == ()


@pytest.mark.django_db(transaction=True)
def test_an_edit_is_found_at_once_and_a_withdrawn_call_no_more(indexed, coordinator):
    call = CallFactory(title_fr="Avant")
    indexed()

    update_call(call, by=coordinator, changes={"title_fr": "Chrysalide"})
    assert search(Query(text="chrysalide", kinds=("opportunity",))).pks == (call.pk,)

    withdraw_call(call, by=coordinator)
    assert search(Query(text="chrysalide", kinds=("opportunity",))).pks == ()


@pytest.mark.one_database
def test_the_index_reads_any_number_of_calls_in_the_same_queries(django_assert_num_queries):
    for _ in range(7):
        CallFactory(disciplines=[DisciplineFactory()])

    with django_assert_num_queries(2):
        assert len([SOURCE.build(row) for row in SOURCE.rows()]) == 7
