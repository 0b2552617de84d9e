"""Links in the desk: listed, filtered, downloaded, found fine, replaced, stopped; by whom may."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone, translation

from tests.factories import ActorFactory, CallFactory
from tests.speaking import read_in_english
from vivier.directory.models import DataSource
from vivier.links.gathering import gather
from vivier.links.models import Link, LinkChecking
from vivier.opportunities.models import CallSource

pytestmark = pytest.mark.django_db
A = "https://a.example.org/page"


@pytest.fixture(autouse=True)
def in_english():
    with translation.override("en"):
        yield


@pytest.fixture
def logged_in(client, coordinator):
    client.force_login(coordinator)
    read_in_english(client)
    return client


@pytest.fixture
def broken(db):
    CallFactory(url=A, source_url="", title_fr="Appel cassé")
    gather()
    Link.objects.update(state="broken", why="HTTP 404", failing_since=timezone.localdate())
    return Link.objects.get()


def test_broken_links_are_counted_in_the_day_listed_and_downloaded(logged_in, broken):
    ActorFactory(website="https://fine.example.org/")
    gather()

    assert "<b>1</b> broken or moved link<" in logged_in.get("/desk/").content.decode()
    page = logged_in.get("/desk/links/?state=broken").content.decode()
    assert A in page
    assert "Appel cassé" in page
    assert "fine.example.org" not in page
    file = b"".join(logged_in.get("/desk/links/?state=broken&export=csv")).decode("utf-8-sig")
    assert file.splitlines()[1].startswith(f"{A},broken,,HTTP 404")
    assert len(file.splitlines()) == 2


def test_a_day_without_broken_links_says_nothing_of_them(logged_in):
    assert "broken or moved links" not in logged_in.get("/desk/").content.decode()


def test_a_link_is_replaced_where_it_has_moved(logged_in, broken):
    Link.objects.update(state="moved", moved_to="https://new.example.org/")
    address = f"/desk/links/{broken.pk}/"
    assert 'value="https://new.example.org/"' in logged_in.get(address).content.decode()
    assert "front page of a site" in logged_in.get(address).content.decode()

    for _time in range(2):
        logged_in.post(address, {"replace": "1", "address": "https://new.example.org/"})

    assert (Link.objects.count(), gather()) == (0, 1)
    assert Link.objects.get().address == "https://new.example.org/"


@pytest.mark.parametrize("address", ["", "javascript:alert(1)", "x" * 600, A])
def test_a_wrong_new_address_is_told_beside_its_field(logged_in, broken, address):
    answer = logged_in.post(f"/desk/links/{broken.pk}/", {"replace": "1", "address": address})

    assert answer.status_code == 422
    assert Link.objects.get().address == A


def test_found_fine_by_hand_or_asked_again(logged_in, broken):
    logged_in.post(f"/desk/links/{broken.pk}/", {"ask": "1"})
    assert Link.objects.get().due_at < timezone.now()
    logged_in.post(f"/desk/links/{broken.pk}/", {"fine": "1"})
    assert Link.objects.get().state == "fine"


def test_the_checking_is_stopped_and_goes_on(logged_in):
    logged_in.post("/desk/links/check/", {"pause": "1"})
    assert LinkChecking.objects.get().is_paused
    assert "The checking is stopped" in logged_in.get("/desk/links/").content.decode()
    logged_in.post("/desk/links/check/", {"resume": "1"})
    assert not LinkChecking.objects.get().is_paused


@pytest.mark.parametrize("role", ["editor", "auditor", "member", "adviser", "anonymous"])
def test_nobody_else_sees_or_does_anything(client, role, django_user_model, broken):
    if role != "anonymous":
        client.force_login(
            django_user_model.objects.create_user(f"{role}@example.org", role=role, is_staff=role == "editor")
        )
    for address in ("/desk/links/", f"/desk/links/{broken.pk}/", "/desk/links/check/"):
        for method in (client.get, client.post):
            answer = method(address, {"fine": "1", "pause": "1"})
            assert answer.status_code in {302, 403}
    assert (Link.objects.get().state, LinkChecking.objects.count()) == ("broken", 0)


@pytest.mark.one_database
def test_the_list_costs_the_same_for_few_and_many(logged_in, broken, django_assert_num_queries):
    logged_in.get("/desk/links/")
    with CaptureQueriesContext(connection) as spent:
        logged_in.get("/desk/links/")
    for number in range(20):
        ActorFactory(website=f"https://{number}.example.org/")
    gather()
    with django_assert_num_queries(len(spent)):
        logged_in.get("/desk/links/")


@pytest.mark.parametrize("query", ["state=x", "kind=x", "p=x", "address=%25", "label=%27", "export=exe"])
def test_hostile_queries_give_a_page(logged_in, broken, query):
    assert logged_in.get(f"/desk/links/?{query}").status_code == 200


def test_sources_that_could_not_be_read_are_on_the_day_of_who_looks_after_records(
    logged_in, client, django_user_model
):
    assert "Sources that could not be read" not in logged_in.get("/desk/").content.decode()
    DataSource.objects.create(
        name="Fichier <b>", kind="feed", failing_since=timezone.now(), outcome="Nobody answered."
    )
    source = CallSource.objects.create(name="Appels d'ailleurs", failures=3, outcome="HTTP 500")
    CallSource.objects.create(name="Tout va bien")

    text = logged_in.get("/desk/").content.decode()
    for shown in ("Sources that could not be read", "Fichier &lt;b&gt;", "Nobody answered.", "HTTP 500"):
        assert shown in text
    assert f"/desk/opportunity-sources/{source.pk}/" in text
    assert "Tout va bien" not in text
    editor = django_user_model.objects.create_user("editor@example.org", role="editor", is_staff=True)
    client.force_login(editor)
    assert "could not be read" not in client.get("/desk/?language=en").content.decode()
