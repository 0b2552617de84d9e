"""Spreadsheets and feeds in the desk: sent, mapped, corrected, proposed, applied, undone; by whom may."""

from datetime import timedelta
from io import BytesIO

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone, translation

from tests.factories import DisciplineFactory
from tests.speaking import read_in_english
from vivier.accounts.models import JournalEntry
from vivier.directory import actions, sent_sheets
from vivier.directory.models import Actor, ChangeSet, DataSource, ReceivedSheet

pytestmark = pytest.mark.django_db
TEXT = "Réf;Dénomination;Ville;Site\n1;Théâtre;Namur;theatre.be\n2;=1+1;Liège;\n3;;Mons;\n4;Autre;Huy;not an address\n"


@pytest.fixture(autouse=True)
def desk(settings, tmp_path):
    settings.VAR = tmp_path / "var"
    DisciplineFactory(code="arts_scene", label_fr="Arts de la scène")
    with translation.override("en"):
        yield


@pytest.fixture
def logged_in(client, coordinator):
    client.force_login(coordinator)
    read_in_english(client)
    return client


def sheet(content=TEXT, name="list.csv"):
    return SimpleUploadedFile(name, content if isinstance(content, bytes) else content.encode("cp1252"))


def send(client, content=TEXT, **more):
    return client.post("/desk/sheets/", {"sheet": sheet(content), "source": "Partner"} | more)


def test_a_sheet_is_sent_mapped_proposed_applied_and_undone(logged_in):
    answer = send(logged_in)
    page = logged_in.get(answer.url).content.decode()
    assert "Théâtre" in page
    assert "Line 4</strong> There is no name." in page
    assert Actor.objects.count() == 0

    fields = {"field_external_id": "Réf", "field_name": "Dénomination", "field_city": "Ville"}
    logged_in.post(
        answer.url, {"map": "1", "kind_if_new": "studio", "discipline_if_new": "arts_scene", **fields}
    )
    received = ReceivedSheet.objects.get()
    assert received.counts == {"rows": 4, "usable": 3, "wrong": 1}

    proposed = logged_in.post(answer.url, {"propose": "1"})
    change_set = ChangeSet.objects.get()
    assert proposed.url == f"/desk/changes/{change_set.pk}/"
    logged_in.post(proposed.url, {"accept_all": "1"})
    logged_in.post(proposed.url, {"apply": "1"})
    assert {(one.name, one.kind, one.status) for one in Actor.objects.all()} == {
        ("Théâtre", "studio", "published"),
        ("=1+1", "studio", "published"),
        ("Autre", "studio", "published"),
    }
    logged_in.post(proposed.url, {"undo": "1"})
    assert Actor.objects.count() == 0


def test_what_is_wrong_leaves_as_a_sheet_with_the_same_columns(logged_in):
    answer = send(logged_in)

    content = b"".join(logged_in.get(f"{answer.url}errors.xlsx"))
    rows = list(openpyxl.load_workbook(BytesIO(content)).active.values)
    assert rows[0] == ("Réf", "Dénomination", "Ville", "Site", "What is wrong", "Line")
    assert [row[5] for row in rows[1:]] == [4, 5]
    assert "is not a web address" in rows[2][4]
    text = b"".join(logged_in.get(f"{answer.url}errors.csv")).decode("utf-8-sig")
    assert text.count("\r\n") == 3

    corrected = openpyxl.load_workbook(BytesIO(content))
    corrected.active["B2"], corrected.active["D3"] = "Maison", "autre.be"
    saved = BytesIO()
    corrected.save(saved)
    send(logged_in, saved.getvalue())
    assert ReceivedSheet.objects.first().counts == {"rows": 2, "usable": 2, "wrong": 0}


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", "empty"),
        (b"PK\x03\x04broken", "damaged"),
        (b"\xd0\xcf\x11\xe0" * 10, "old Excel"),
        (b"\x89PNG" + bytes(range(256)) * 20, "neither a CSV nor an XLSX"),
        (b"1;2\n3;4\n", "names of the columns"),
        (b";".join(b"c%d" % n for n in range(10_000)), "columns"),
    ],
)
def test_a_hostile_file_is_refused_and_not_kept(logged_in, settings, content, why):
    answer = send(logged_in, content)

    assert answer.status_code == 422
    assert why in answer.content.decode()
    assert ReceivedSheet.objects.count() == 0
    assert not list((settings.VAR / "received").glob("*")) if (settings.VAR / "received").exists() else True


def test_a_file_that_is_too_large_is_refused(logged_in, monkeypatch):
    monkeypatch.setattr("vivier.desk.receiving.MOST_BYTES", 10)

    assert send(logged_in).status_code == 422


@pytest.mark.parametrize(
    "name", ["../../etc/passwd", "a\r\nb.csv", "x" * 250 + ".csv", "<script>.csv", "=cmd.xlsx"]
)
def test_the_senders_name_of_a_file_is_only_shown(logged_in, settings, name):
    answer = logged_in.post("/desk/sheets/", {"sheet": sheet(name=name), "source": "Partner"})

    received = ReceivedSheet.objects.get()
    assert received.path.startswith(str(settings.VAR / "received"))
    assert "<script>" not in logged_in.get(answer.url).content.decode().split("desk-page")[1]


@pytest.mark.parametrize(
    "sent",
    [{"field_name": "Nowhere"}, {}, {"field_name": "Ville", "field_city": "Ville"}, {"field_name": "\x00"}],
)
def test_a_mapping_that_cannot_be_is_refused(logged_in, sent):
    address = send(logged_in).url
    before = ReceivedSheet.objects.get().mapping

    answer = logged_in.post(address, {"map": "1", "kind_if_new": "studio", **sent})

    assert (answer.status_code, ReceivedSheet.objects.get().mapping) == (422, before)


def test_sent_twice_it_is_proposed_once(logged_in):
    address = send(logged_in).url

    logged_in.post(address, {"propose": "1"})
    logged_in.post(address, {"propose": "1"})
    logged_in.post(address, {"map": "1", "kind_if_new": "studio", "field_name": "Ville"})

    assert ChangeSet.objects.count() == 1
    assert ReceivedSheet.objects.get().mapping["fields"]["name"] == "Dénomination"


def test_a_sheet_that_is_being_read_comes_back_by_itself(logged_in):
    address = send(logged_in).url
    ReceivedSheet.objects.update(state="checking")

    page = logged_in.get(address).content.decode()

    assert "data-comes-back" in page
    assert 'name="propose"' not in page


def workbook(**sheets):
    book = openpyxl.Workbook()
    book.remove(book.active)
    for title, rows in sheets.items():
        page = book.create_sheet(title)
        for row in rows:
            page.append(row)
    kept = BytesIO()
    book.save(kept)
    return kept.getvalue()


SHEETS = {
    "Intro": [],
    "2024": [["Nom", "Ville"], ["Ancien", "Huy"]],
    "2025": [["Localité", "Dénomination"], ["Mons", "Nouveau"], ["Namur", "Autre"]],
    "Vide": [],
}


def test_of_a_workbook_with_several_sheets_one_is_chosen_and_remembered(logged_in):
    address = send(logged_in, workbook(**SHEETS)).url
    page = logged_in.get(address).content.decode()
    assert '<option value="2024" selected>' in page
    assert ReceivedSheet.objects.get().counts["rows"] == 1

    logged_in.post(address, {"choose": "2025"})

    received = ReceivedSheet.objects.get()
    assert received.mapping["fields"] == {"name": "Dénomination", "city": "Localité"}
    assert (received.state, received.counts["rows"], received.preview[0]["name"]) == ("checked", 2, "Nouveau")
    logged_in.post(address, {"propose": "1"})
    assert set(ChangeSet.objects.get().changes.values_list("name", flat=True)) == {"Nouveau", "Autre"}

    send(logged_in, workbook(**SHEETS))
    assert ReceivedSheet.objects.first().sample["sheet"] == "2025"
    assert logged_in.post(address, {"choose": "2024"}, follow=True).status_code == 200
    assert ReceivedSheet.objects.last().sample["sheet"] == "2025"


@pytest.mark.parametrize("title", ["Vide", "Nowhere", "", "\x00", "x" * 5_000])
def test_a_sheet_that_cannot_be_read_changes_nothing(logged_in, title):
    address = send(logged_in, workbook(**SHEETS)).url
    before = ReceivedSheet.objects.values().get()

    answer = logged_in.post(address, {"choose": title}, follow=True)

    assert answer.status_code == 200
    assert ReceivedSheet.objects.values().get() == before


def test_a_file_of_one_sheet_offers_no_choice(logged_in):
    for content in (TEXT, workbook(Liste=SHEETS["2024"])):
        address = send(logged_in, content).url
        assert 'name="choose"' not in logged_in.get(address).content.decode()


def test_a_feed_is_written_down_changed_read_and_forgotten(logged_in):
    feed = {"name_it": "1", "name": "Other", "url": "https://192.168.0.1/api/v1/actors", "licence": "CC0"}
    logged_in.post("/desk/feeds/", feed)
    source = DataSource.objects.get()

    logged_in.post("/desk/feeds/", {"read": source.pk})
    page = logged_in.get("/desk/feeds/").content.decode()
    assert "leads to a machine that is not asked" in page
    logged_in.post(
        "/desk/feeds/", {"change": source.pk, "url": "https://new.example.org/", "licence": "CC BY"}
    )
    source.refresh_from_db()
    assert (source.url, source.licence) == ("https://new.example.org/", "CC BY")

    logged_in.post("/desk/feeds/", {"forget": source.pk})
    assert DataSource.objects.count() == 1
    logged_in.post("/desk/feeds/", {"forget": source.pk, "reason": "A fermé"})
    assert DataSource.objects.count() == 0
    verbs = list(JournalEntry.objects.order_by("sequence").values_list("verb", flat=True))
    assert verbs == ["source.named", "feed.failed", "source.changed", "source.removed"]


@pytest.mark.parametrize(
    "url", ["javascript:alert(1)", "file:///etc/passwd", "nothing", "", "https://" + "x" * 600]
)
def test_what_is_no_web_address_is_no_feed(logged_in, url):
    answer = logged_in.post("/desk/feeds/", {"name_it": "1", "name": "Other", "url": url, "licence": "CC0"})

    assert (answer.status_code, DataSource.objects.count()) == (422, 0)


@pytest.mark.parametrize("key", ["", "x", "0", "9" * 30])
def test_hostile_keys_are_not_found(logged_in, key):
    for deed in ("read", "change", "forget"):
        assert logged_in.post("/desk/feeds/", {deed: key}).status_code == 404


@pytest.mark.parametrize("role", ["editor", "auditor", "member", "adviser", "anonymous"])
def test_nobody_else_sees_or_does_anything(client, role, django_user_model, tmp_path):
    path = tmp_path / "a.csv"
    path.write_text(TEXT)
    received = actions.receive_sheet(path, source_name="Partner", name="a.csv", by=None)
    actions.name_source("Feed", kind="feed", url="https://example.org/", by=None)
    if role != "anonymous":
        client.force_login(
            django_user_model.objects.create_user(f"{role}@example.org", role=role, is_staff=role == "editor")
        )
    here = f"/desk/sheets/{received.pk}/"
    for address in ("/desk/sheets/", here, f"{here}errors.xlsx", "/desk/feeds/"):
        for method in (client.get, client.post):
            answer = method(address, {"propose": "1", "sheet": sheet(), "source": "x", "name_it": "1"})
            assert answer.status_code in {302, 403}
            assert answer.status_code == 403 or answer.url.startswith("/accounts/login/")
    assert (ChangeSet.objects.count(), ReceivedSheet.objects.count(), DataSource.objects.count()) == (0, 1, 2)


@pytest.mark.one_database
def test_pages_cost_the_same_for_few_and_many(logged_in, django_assert_num_queries):
    few = send(logged_in, "Nom;Ville\nA;Namur\n").url
    many = send(logged_in, "Nom;Ville\n" + "".join(f"Maison {n};Namur\n" for n in range(60))).url
    logged_in.get(few)
    with CaptureQueriesContext(connection) as spent:
        logged_in.get(few)

    with django_assert_num_queries(len(spent)):
        logged_in.get(many)


def test_work_that_was_cut_off_is_asked_for_again(logged_in):
    address = send(logged_in).url
    ReceivedSheet.objects.update(state="checking", counts={})

    logged_in.post(address, {"go_on": "1"})
    assert ReceivedSheet.objects.get().counts["rows"] == 4
    ReceivedSheet.objects.update(state="proposing")
    logged_in.post(address, {"go_on": "1"})

    assert (ReceivedSheet.objects.get().state, ChangeSet.objects.count()) == ("proposed", 1)


def test_files_are_deleted_when_nobody_decided_for_180_days(
    logged_in, settings, django_capture_on_commit_callbacks
):
    address = send(logged_in).url
    send(logged_in)
    ReceivedSheet.objects.filter(pk=ReceivedSheet.objects.last().pk).update(
        received_at=timezone.now() - timedelta(days=181)
    )

    with django_capture_on_commit_callbacks(execute=True):
        sent_sheets.forget_old()

    assert len(list((settings.VAR / "received").iterdir())) == 1
    assert logged_in.get(address).status_code == 200
    assert logged_in.get(f"{address}errors.xlsx").status_code == 302
