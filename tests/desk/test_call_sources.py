"""Sources of opportunities in the desk: named, fed, mapped, decided, applied, undone; by whom may."""

import json
from io import BytesIO

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation

from tests.opportunities.reading import item, named, sent
from tests.speaking import read_in_english
from vivier.opportunities.models import Call, CallReading, CallSource

pytestmark = pytest.mark.django_db
HERE = "/desk/opportunity-sources/"
TEXT = "Réf;Intitulé;Date limite;Lien\n1;Prix;31/01/2099;example.org/prix\n2;;01/02/2099;\n3;=1+1;bientôt;\n"


@pytest.fixture(autouse=True)
def desk(settings, tmp_path):
    settings.VAR = tmp_path / "var"
    with translation.override("en"):
        yield


@pytest.fixture
def logged_in(client, coordinator):
    client.force_login(coordinator)
    read_in_english(client)
    return client


def send(client, source, content=TEXT, name="list.csv"):
    file = SimpleUploadedFile(name, content if isinstance(content, bytes) else content.encode("cp1252"))
    return client.post(f"{HERE}{source.pk}/", {"send": "1", "sheet": file})


def test_a_file_is_sent_mapped_corrected_proposed_applied_and_undone(logged_in):
    made = logged_in.post(HERE, {"name": "Maison", "kind": "prize", "language": "fr", "every": "0"})
    source = CallSource.objects.get()
    assert made.url == f"{HERE}{source.pk}/"

    answer = send(logged_in, source)
    page = logged_in.get(answer.url).content.decode()
    assert "Line 3</strong> There is no title." in page
    assert "Line 4</strong> Closes: “bientôt” is not a day" in page
    rows = list(
        openpyxl.load_workbook(BytesIO(b"".join(logged_in.get(f"{answer.url}errors.xlsx")))).active.values
    )
    assert rows[0] == ("Réf", "Intitulé", "Date limite", "Lien", "What is wrong", "Line")
    assert [row[5] for row in rows[1:]] == [3, 4]
    assert rows[2][1] == "'=1+1"

    logged_in.post(
        answer.url, {"map": "1", "field_title": "Intitulé", "field_external_id": "Réf", "field_url": "Lien"}
    )
    assert CallReading.objects.get().counts == {"rows": 3, "usable": 2, "wrong": 1}
    logged_in.post(answer.url, {"propose": "1"})
    page = logged_in.get(answer.url).content.decode()
    assert "https://example.org/prix" in page
    logged_in.post(answer.url, {"accept_all": "1"})
    logged_in.post(answer.url, {"apply": "1"})
    assert {(one.title_fr, one.kind, one.state) for one in Call.objects.all()} == {
        ("Prix", "prize", "draft"),
        ("=1+1", "prize", "draft"),
    }
    changes = b"".join(logged_in.get(f"{answer.url}changes.csv")).decode("utf-8-sig")
    assert "accepted" in changes
    logged_in.post(answer.url, {"undo": "1"})
    assert Call.objects.count() == 0


def test_a_refused_value_is_shown_in_the_difference_and_beside_the_opportunity(
    logged_in, tmp_path, coordinator
):
    source = named()
    reading = sent(source, tmp_path, item(1))
    address = f"/desk/opportunity-readings/{reading.pk}/"
    logged_in.post(address, {"accept_all": "1"})
    logged_in.post(address, {"apply": "1"})
    call = Call.objects.get()
    Call.objects.update(summary_fr="Nos mots.")

    later = sent(source, tmp_path, item(1, description="Leurs mots."))

    page = logged_in.get(f"/desk/opportunity-readings/{later.pk}/?kind=refused").content.decode()
    assert "<del>Leurs mots.</del>" in page
    assert "stays a person’s" in page
    assert "Leurs mots." in logged_in.get(reverse("desk_call:edit", args=[call.pk])).content.decode()


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", "empty"),
        (b"PK\x03\x04broken", "damaged"),
        (
            b"<!DOCTYPE a [<!ENTITY b 'c'>]><rss><channel><item><title>&b;</title></item></channel></rss>",
            "entities",
        ),
        (b"[" * 50_000, "nested too deeply"),
        (b'{"a": 1', "not JSON"),
        (bytes(range(256)) * 20, "neither a CSV nor an XLSX"),
    ],
)
def test_a_hostile_file_is_refused_and_not_kept(logged_in, settings, content, why):
    answer = send(logged_in, named(), content)

    assert answer.status_code == 422
    assert why in answer.content.decode()
    assert CallReading.objects.count() == 0
    assert list((settings.VAR / "received").glob("*")) == []


def test_a_file_whose_columns_nobody_recognises_waits_for_a_person(logged_in):
    answer = send(logged_in, named(), "aaa;bbb\nx;y\n")

    page = logged_in.get(answer.url).content.decode()
    assert "No column looks like a title" in page
    logged_in.post(answer.url, {"map": "1", "field_title": "bbb"})
    assert CallReading.objects.get().counts["usable"] == 1


@pytest.mark.parametrize("wanted", [{}, {"field_title": "Nowhere"}, {"field_title": "\x00"}])
def test_a_mapping_that_cannot_be_is_refused(logged_in, wanted):
    address = send(logged_in, named()).url
    before = CallReading.objects.get().mapping

    answer = logged_in.post(address, {"map": "1", **wanted})

    assert (answer.status_code, CallReading.objects.get().mapping) == (422, before)


def test_buttons_pressed_twice_do_it_once(logged_in, tmp_path):
    reading = sent(named(), tmp_path, item(1), item(2))
    address = f"/desk/opportunity-readings/{reading.pk}/"
    for _time in range(2):
        logged_in.post(address, {"propose": "1"})
        logged_in.post(address, {"accept_all": "1"})
        logged_in.post(address, {"apply": "1"})

    assert Call.objects.count() == 2
    logged_in.post(address, {"drop": "1"})
    assert CallReading.objects.get().state == "applied"


def test_an_address_that_leads_inside_is_told_in_the_desk(logged_in):
    form = {
        "name": "Inside",
        "kind": "call",
        "language": "fr",
        "every": "24",
        "url": "http://192.168.0.1/feed",
    }
    logged_in.post(HERE, form)
    source = CallSource.objects.get()

    logged_in.post(f"{HERE}{source.pk}/", {"read": "1"})

    for address in (HERE, f"{HERE}{source.pk}/"):
        page = logged_in.get(address).content.decode()
        assert "leads to a machine that is not asked" in page
        assert "failed 1 time" in page


def test_a_source_is_changed_and_forgotten_with_a_reason(logged_in):
    source = named()
    address = f"{HERE}{source.pk}/"
    form = {"change": "1", "kind": "job", "language": "nl", "every": "168", "url": "https://example.org/feed"}
    logged_in.post(address, form)
    source.refresh_from_db()
    assert (source.kind, source.language, source.every) == ("job", "nl", 168)
    logged_in.post(address, form | {"url": ""})
    assert CallSource.objects.get().url == "https://example.org/feed"

    logged_in.post(address, {"forget": "1"})
    assert CallSource.objects.count() == 1
    logged_in.post(address, {"forget": "1", "reason": "A fermé"})
    assert CallSource.objects.count() == 0


@pytest.mark.parametrize("sent_keys", [["x"], ["9" * 40], ["\x00"], ["-1"], ["1", "2"] * 200])
def test_hostile_keys_decide_nothing(logged_in, tmp_path, sent_keys):
    reading = sent(named(), tmp_path, item(1))
    other = sent(named("Autre"), tmp_path, item(9))

    answer = logged_in.post(f"/desk/opportunity-readings/{other.pk}/", {"accept": "1", "change": sent_keys})

    assert answer.status_code == 302
    assert reading.changes.get().decision == "waiting"


@pytest.mark.parametrize(
    "query", ["kind=nothing", "page=x", "page=-1", "kind=%C3%28", "page=999999999999999999"]
)
def test_hostile_queries_give_a_page(logged_in, tmp_path, query):
    reading = sent(named(), tmp_path, item(1))

    assert logged_in.get(f"/desk/opportunity-readings/{reading.pk}/?{query}").status_code == 200
    assert logged_in.get(f"/desk/opportunity-readings/{reading.pk}/changes.csv?{query}").status_code == 200


@pytest.mark.parametrize("role", ["editor", "auditor", "member", "adviser", "anonymous"])
def test_nobody_else_sees_or_does_anything(client, role, django_user_model, tmp_path):
    reading = sent(named(), tmp_path, item(1))
    if role != "anonymous":
        client.force_login(
            django_user_model.objects.create_user(f"{role}@example.org", role=role, is_staff=role == "editor")
        )
    here = f"/desk/opportunity-readings/{reading.pk}/"
    for address in (HERE, f"{HERE}{reading.source_id}/", here, f"{here}errors.csv", f"{here}changes.csv"):
        for method in (client.get, client.post):
            answer = method(address, {"accept_all": "1", "apply": "1", "name": "x"})
            assert answer.status_code in {302, 403}
            assert answer.status_code == 403 or answer.url.startswith("/accounts/login/")
    assert (reading.changes.get().decision, CallSource.objects.count()) == ("waiting", 1)


@pytest.mark.one_database
def test_pages_cost_the_same_for_few_and_many(logged_in, tmp_path, django_assert_num_queries):
    few = sent(named("Few"), tmp_path, item(1))
    many = sent(named("Many"), tmp_path, *(item(number) for number in range(2, 50)))
    address = "/desk/opportunity-readings/{}/"
    logged_in.get(address.format(few.pk))
    with CaptureQueriesContext(connection) as spent:
        logged_in.get(address.format(few.pk))
    with django_assert_num_queries(len(spent)):
        logged_in.get(address.format(many.pk))

    with CaptureQueriesContext(connection) as spent:
        logged_in.get(HERE)
    for number in range(8):
        named(f"Source {number}")
    with django_assert_num_queries(len(spent)):
        logged_in.get(HERE)


def test_ten_megabytes_of_json_are_read(logged_in):
    large = json.dumps([item(1, description="x" * 10_000_000)]).encode()

    answer = send(logged_in, named(), large, "large.json")

    assert answer.status_code == 302
    assert CallReading.objects.get().counts == {"rows": 1, "usable": 1, "wrong": 0}
