"""Watched numbers and objections in the desk."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from tests.factories import ActorFactory
from tests.speaking import read_in_english
from vivier.accounts.models import JournalEntry
from vivier.registers.models import Objection, WatchedNumber
from vivier.registers.objecting import Objections

pytestmark = pytest.mark.django_db
NUMBER = "0403170701"
WATCH = {"watch": "1", "number": "0403.170.701", "why": "Banque du secteur"}
OBJECT = {"object": "1", "number": "0403.170.701", "sure": "on"}


@pytest.fixture(autouse=True)
def in_english():
    with translation.override("en"):
        yield


@pytest.fixture
def desk(client, coordinator):
    client.force_login(coordinator)
    read_in_english(client)
    return client


def test_a_number_is_watched_listed_exported_and_watched_no_more(desk, coordinator):
    desk.post("/desk/numbers/", WATCH)

    watched = WatchedNumber.objects.get()
    assert (watched.number, watched.why, watched.added_by) == (NUMBER, "Banque du secteur", coordinator)
    assert "0403.170.701" in desk.get("/desk/numbers/").content.decode()
    file = b"".join(desk.get("/desk/numbers/watched.csv")).decode("utf-8-sig")
    assert "0403.170.701,Banque du secteur" in file

    desk.post("/desk/numbers/", {"stop": watched.pk})
    assert WatchedNumber.objects.count() == 1
    desk.post("/desk/numbers/", {"stop": watched.pk, "reason": "A fermé"})
    assert WatchedNumber.objects.count() == 0
    entries = JournalEntry.objects.order_by("sequence").values_list("verb", "reason")
    assert list(entries) == [
        ("number.watched", "Banque du secteur"),
        ("list.exported", ""),
        ("number.not_watched", "A fermé"),
    ]


@pytest.mark.parametrize("number", ["", "hello", "0403.170.702", "٠٤٠٣١٧٠٧٠١", "1" * 20, "\x00"])
def test_what_is_no_number_is_refused(desk, number):
    for sent in (WATCH, OBJECT):
        answer = desk.post("/desk/numbers/", sent | {"number": number})
        assert answer.status_code in {400, 422}
    assert (WatchedNumber.objects.count(), Objection.objects.count()) == (0, 0)


def test_a_number_is_watched_once_and_for_a_reason(desk):
    desk.post("/desk/numbers/", WATCH)

    assert desk.post("/desk/numbers/", WATCH).status_code == 422
    assert desk.post("/desk/numbers/", WATCH | {"why": ""}).status_code == 422
    assert WatchedNumber.objects.count() == 1


def test_of_an_objection_only_a_hash_is_kept_and_the_page_says_so(desk):
    desk.post("/desk/numbers/", WATCH)
    page = desk.get("/desk/numbers/").content.decode()
    assert "only a keyed hash is kept" in page

    assert desk.post("/desk/numbers/", OBJECT | {"sure": ""}).status_code == 422
    desk.post("/desk/numbers/", OBJECT)

    assert NUMBER in Objections()
    assert WatchedNumber.objects.count() == 0
    assert NUMBER not in str(list(Objection.objects.values()))
    page = desk.get("/desk/numbers/").content.decode()
    assert "0403.170.701" not in page
    assert "known by its mark" in page
    assert desk.post("/desk/numbers/", OBJECT).status_code == 422
    assert desk.post("/desk/numbers/", WATCH).status_code == 422


def test_a_record_that_stays_after_an_objection_is_pointed_at(desk):
    ActorFactory(enterprise_number=NUMBER)

    page = desk.post("/desk/numbers/", OBJECT, follow=True).content.decode()

    assert "What the register said was taken off" in page


@pytest.mark.parametrize("role", ["editor", "auditor", "member", "adviser", "anonymous"])
def test_nobody_else_sees_or_does_anything(client, role, django_user_model):
    if role != "anonymous":
        client.force_login(
            django_user_model.objects.create_user(f"{role}@example.org", role=role, is_staff=role == "editor")
        )
    for address in ("/desk/numbers/", "/desk/numbers/watched.csv"):
        for sent in (WATCH, OBJECT):
            for method in (client.get, client.post):
                answer = method(address, sent)
                assert answer.status_code in {302, 403}
                assert answer.status_code == 403 or answer.url.startswith("/accounts/login/")
    assert (WatchedNumber.objects.count(), Objection.objects.count()) == (0, 0)


@pytest.mark.parametrize("key", ["", "x", "99999999999999999999", "1.5"])
def test_hostile_keys_are_not_found(desk, key):
    assert desk.post("/desk/numbers/", {"stop": key, "reason": "x"}).status_code in {302, 404}


@pytest.mark.parametrize("page", ["0", "-1", "x", "9" * 30])
def test_hostile_pages_show_a_page(desk, page):
    assert desk.get(f"/desk/numbers/?page={page}").status_code == 200


@pytest.mark.one_database
def test_the_page_costs_the_same_for_few_and_many(desk, django_assert_num_queries):
    WatchedNumber.objects.create(number="0000000001")
    desk.get("/desk/numbers/")
    with CaptureQueriesContext(connection) as spent:
        desk.get("/desk/numbers/")
    WatchedNumber.objects.bulk_create(WatchedNumber(number=f"{n:010d}") for n in range(100, 140))

    with django_assert_num_queries(len(spent)):
        desk.get("/desk/numbers/")
