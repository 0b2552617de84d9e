"""Dormant, orphan and incomplete records in the desk: in the day, as lists, as files; for the team alone."""

from datetime import timedelta
from io import BytesIO

import openpyxl
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone, translation

from tests.factories import ActorFactory, TerritoryFactory
from tests.speaking import read_in_english
from vivier.accounts.models import JournalEntry
from vivier.directory.models import Membership

pytestmark = pytest.mark.django_db
LISTS = ("dormant", "orphans", "incomplete")


@pytest.fixture(autouse=True)
def desk(settings):
    settings.STAFF_MFA_REQUIRED = False
    with translation.override("en"):
        yield


@pytest.fixture
def logged_in(client, coordinator):
    client.force_login(coordinator)
    read_in_english(client)
    return client


@pytest.fixture
def records(member):
    """One record for each list, and one for none."""
    full = {
        "territory": TerritoryFactory(),
        "description_fr": "Un studio.",
        "website": "https://example.org",
        "legal_form": "asbl",
    }
    today, now = timezone.localdate(), timezone.now()
    old = ActorFactory(name="Dormouse", city="Liège", updated_at=now - timedelta(days=800), **full)
    alone = ActorFactory(name="Lonely", email="hello@example.org", confirmed_on=today, **full)
    empty = ActorFactory(name="Hollow", confirmed_on=today)
    fine = ActorFactory(name="Finest", confirmed_on=today, **full)
    for actor in (old, empty, fine):
        Membership.objects.create(actor=actor, user=member)
    return old, alone, empty, fine


def names_in(text):
    return [name for name in ("Dormouse", "Lonely", "Hollow", "Finest") if name in text]


@pytest.mark.parametrize(
    ("which", "name"), [("dormant", "Dormouse"), ("orphans", "Lonely"), ("incomplete", "Hollow")]
)
def test_each_list_shows_its_records_and_no_other(logged_in, records, which, name):
    page = logged_in.get(f"/desk/records/{which}/").content.decode()

    assert names_in(page) == [name]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("name=dormou", ["Dormouse"]),
        ("name=other", []),
        ("city=liège", ["Dormouse"]),
        ("city=namur", []),
        ("kind=studio", ["Dormouse"]),
        ("kind=school", []),
        ("has_email=true", []),
        ("has_email=false", ["Dormouse"]),
    ],
)
def test_a_list_is_filtered(logged_in, records, query, found):
    assert names_in(logged_in.get(f"/desk/records/dormant/?{query}").content.decode()) == found


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_a_list_leaves_as_a_file_as_it_is_filtered(logged_in, records, kind):
    ActorFactory(name="=Evil", email="e@example.org", city="Namur")

    content = b"".join(logged_in.get(f"/desk/records/orphans/?city=namur&export={kind}"))

    if kind == "csv":
        text = content.decode("utf-8-sig")
        assert "'=Evil" in text
        assert names_in(text) == []
    else:
        rows = list(openpyxl.load_workbook(BytesIO(content)).active.values)
        assert [row[3] for row in rows[1:]] == ["e@example.org"]
    assert JournalEntry.objects.get(verb="list.exported").changes["list"] == [None, "records-without-manager"]


def test_the_day_shows_the_first_of_them(logged_in, records):
    page = logged_in.get("/desk/").content.decode()

    dormant = page.split('id="dormant"')[1].split("</section>")[0]
    orphans = page.split('id="orphans"')[1].split("</section>")[0]
    assert (names_in(dormant), names_in(orphans)) == (["Dormouse"], ["Lonely"])


@pytest.mark.parametrize("role", ["editor", "auditor", "member", "adviser", "anonymous"])
def test_nobody_else_sees_the_lists(client, records, role, django_user_model):
    if role != "anonymous":
        client.force_login(
            django_user_model.objects.create_user(
                f"the-{role}@example.org", role=role, is_staff=role == "editor"
            )
        )

    for which in LISTS:
        for tail in ("", "results/", "?export=csv"):
            answer = client.get(f"/desk/records/{which}/{tail}")
            assert answer.status_code in {302, 403}
            assert answer.status_code == 403 or answer.url.startswith("/accounts/login/")


@pytest.mark.parametrize(
    "query",
    ["kind=nothing", "p=0", "p=99999999", "name=%25", "name=" + "x" * 5000, "has_email=2", "export=pdf"],
)
def test_hostile_filters_show_a_page(logged_in, records, query):
    for which in LISTS:
        assert logged_in.get(f"/desk/records/{which}/?{query}").status_code in {200, 400, 404}


@pytest.mark.parametrize("which", [*LISTS, "day"])
@pytest.mark.one_database
def test_a_page_costs_the_same_for_any_number(logged_in, which, django_assert_num_queries):
    address = "/desk/" if which == "day" else f"/desk/records/{which}/"
    long_ago = timezone.now() - timedelta(days=800)
    ActorFactory.create_batch(2, updated_at=long_ago)
    logged_in.get(address)
    with CaptureQueriesContext(connection) as spent:
        logged_in.get(address)
    ActorFactory.create_batch(30, updated_at=long_ago)

    with django_assert_num_queries(len(spent)):
        logged_in.get(address)
