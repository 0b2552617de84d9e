"""The desk's imports: read, looked at, applied, undone; by coordinators and administrators only."""

from io import BytesIO

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.desk.import_world import change_set, world, zipped
from tests.factories import ActorFactory
from vivier.directory import actions
from vivier.directory.models import Actor, ChangeSet, FieldSource, ProposedChange
from vivier.directory.provenance import Source
from vivier.directory.refresh import Arrival
from vivier.registers.models import ImportRun, RegisterRecord

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("imports_ready")]


def test_an_extract_is_sent_read_looked_at_applied_and_proposed(logged_in, tmp_path):
    folder = world().write(tmp_path / "a")

    answer = logged_in.post("/desk/imports/", {"upload": zipped(folder)})
    run = ImportRun.objects.get()
    page = logged_in.get(answer.url).content.decode()
    assert (run.state, RegisterRecord.objects.count()) == ("read", 0)
    assert "Nothing has changed yet." in page

    logged_in.post(answer.url, {"apply": "1"})
    proposed = ChangeSet.objects.get()
    page = logged_in.get(f"/desk/changes/{proposed.pk}/").content.decode()
    assert "Théâtre 0" in page
    assert (RegisterRecord.objects.count(), Actor.objects.count()) == (3, 0)

    logged_in.post(f"/desk/changes/{proposed.pk}/", {"accept_all": "1"})
    logged_in.post(f"/desk/changes/{proposed.pk}/", {"apply": "1"})
    assert Actor.objects.count() == 3

    logged_in.post(f"/desk/changes/{proposed.pk}/", {"undo": "1"})
    assert Actor.objects.count() == 0


def test_an_extract_on_the_server_is_offered_by_its_name(logged_in, tmp_path):
    world().write(tmp_path / "given" / "KboOpenData_0100")

    assert "KboOpenData_0100" in logged_in.get("/desk/imports/").content.decode()
    logged_in.post("/desk/imports/", {"on_server": str(tmp_path / "given" / "KboOpenData_0100")})

    assert ImportRun.objects.get().state == "read"


@pytest.mark.parametrize("path", ["/etc", "/etc/passwd", "../given", ""])
def test_no_other_place_of_the_server_is_read(logged_in, path):
    answer = logged_in.post("/desk/imports/", {"on_server": path})

    assert (answer.status_code, ImportRun.objects.count()) == (422, 0)


def test_what_is_no_zip_is_refused_with_a_sentence(logged_in):
    answer = logged_in.post("/desk/imports/", {"upload": SimpleUploadedFile("a.zip", b"Dear sir")})

    assert answer.status_code == 422
    assert "This is not a ZIP file." in answer.content.decode()


def test_a_broken_extract_says_why_and_can_be_accepted_only_when_refused(logged_in, tmp_path):
    folder = world().write(tmp_path / "a")
    (folder / "activity.csv").unlink()

    answer = logged_in.post("/desk/imports/", {"upload": zipped(folder)})
    page = logged_in.get(answer.url).content.decode()

    assert ImportRun.objects.get().state == "refused"
    assert "activity.csv is missing" in page


def test_rows_left_out_are_listed_and_downloaded(logged_in, tmp_path):
    one = world(60)
    one.activity(one.rows["enterprise"][0]["EnterpriseNumber"], "=1")
    answer = logged_in.post("/desk/imports/", {"upload": zipped(one.write(tmp_path / "a"))})

    page = logged_in.get(answer.url).content.decode()
    file = b"".join(logged_in.get(f"{answer.url}rejected.csv")).decode("utf-8-sig")

    assert "activity.csv, 62" in page
    assert "activity.csv,62,the activity code has no five or seven digits" in file.replace('"', "").replace(
        ";", ","
    )


def test_ticked_changes_are_accepted_and_the_others_wait(logged_in):
    proposed = change_set()
    first = proposed.changes.first()

    logged_in.post(f"/desk/changes/{proposed.pk}/", {"accept": "1", "change": [first.pk, "x", "999999"]})

    assert sorted(proposed.changes.values_list("decision", flat=True)) == ["accepted", "waiting", "waiting"]


def test_all_that_a_filter_shows_is_declined(logged_in):
    proposed = change_set()

    logged_in.post(f"/desk/changes/{proposed.pk}/?q=maison+1&kind=new", {"decline_all": "1"})

    assert [one.name for one in proposed.changes.filter(decision="declined")] == ["Maison 1"]


def test_changes_are_found_by_name_number_and_kind(logged_in):
    proposed = change_set()

    def found(query):
        page = logged_in.get(f"/desk/changes/{proposed.pk}/?{query}").content.decode()
        return [
            name
            for name in ("Maison 0", "Maison 1", "Maison 2")
            if f">{name}<" in page or f">{name}</" in page or f"{name}<br" in page
        ]

    assert found("q=maison+2") == ["Maison 2"]
    assert found("q=0403.170.701") == ["Maison 1"]
    assert found("kind=closed") == []
    assert len(found("kind=new")) == 3


def test_values_that_stay_a_persons_are_shown(logged_in, coordinator):
    actor = ActorFactory(name="Ours", enterprise_number="0403170700")
    actions.update_actor(actor, by=coordinator, method="team", changes={"city": "Liège"})
    source = Source(FieldSource.Method.REGISTER, "The register")
    arrival = Arrival("0403170700", {"enterprise_number": "0403170700", "city": "Namur"})
    proposed = actions.propose_changes([arrival], kind="register", label="x", source=source, by=None)

    page = logged_in.get(f"/desk/changes/{proposed.pk}/?kind=refused").content.decode()

    assert "<del>Namur</del>" in page
    assert "stays a person’s" in page


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_the_changes_shown_leave_as_a_file(logged_in, kind):
    proposed = change_set(city="=1+1")

    content = b"".join(logged_in.get(f"/desk/changes/{proposed.pk}/changes.{kind}?q=maison+1"))

    if kind == "csv":
        text = content.decode("utf-8-sig")
        assert "Maison 1" in text
        assert "Maison 0" not in text
        assert "'=1+1" in text
    else:
        rows = list(openpyxl.load_workbook(BytesIO(content)).active.values)
        assert {row[2] for row in rows[1:]} == {"Maison 1"}


def test_applied_twice_it_is_applied_once(logged_in):
    proposed = change_set()
    address = f"/desk/changes/{proposed.pk}/"
    logged_in.post(address, {"accept_all": "1"})

    logged_in.post(address, {"apply": "1"})
    again = logged_in.post(address, {"apply": "1"}, follow=True).content.decode()

    assert Actor.objects.count() == 3
    assert "applied, undone or dropped before" in again


def test_dropped_changes_are_not_applied(logged_in):
    proposed = change_set()

    logged_in.post(f"/desk/changes/{proposed.pk}/", {"drop": "1"})

    proposed.refresh_from_db()
    assert (proposed.state, Actor.objects.count()) == ("dropped", 0)


def test_a_running_import_is_stopped_from_its_page(logged_in, tmp_path):
    run = ImportRun.objects.create(path=str(tmp_path), state="reading", step="reading", done=2, total=5)

    page = logged_in.get(f"/desk/imports/{run.pk}/").content.decode()
    logged_in.post(f"/desk/imports/{run.pk}/", {"stop": "1"})

    run.refresh_from_db()
    assert run.stop_asked
    assert "data-comes-back" in page
    assert '<li aria-current="step">Read and check every row</li>' in page


@pytest.mark.parametrize("role", ["editor", "auditor", "member", "adviser", "anonymous"])
def test_nobody_else_reads_or_does_anything(client, role, tmp_path, django_user_model):
    proposed = change_set()
    run = ImportRun.objects.create(path=str(tmp_path), state="read")
    if role != "anonymous":
        client.force_login(
            django_user_model.objects.create_user(f"{role}@example.org", role=role, is_staff=role == "editor")
        )

    addresses = (
        "/desk/imports/",
        f"/desk/imports/{run.pk}/",
        f"/desk/imports/{run.pk}/rejected.csv",
        f"/desk/changes/{proposed.pk}/",
        f"/desk/changes/{proposed.pk}/changes.csv",
    )
    for address in addresses:
        for method in (client.get, client.post):
            answer = method(address, {"apply": "1", "accept_all": "1"})
            assert answer.status_code in {302, 403}
            assert answer.status_code == 403 or answer.url.startswith("/accounts/login/")
    assert not ProposedChange.objects.exclude(decision="waiting").exists()


@pytest.mark.parametrize(
    "query", ["page=0", "page=99999999", "kind=%00", "q=%22", "q=" + "x" * 5000, "decision=drop"]
)
def test_hostile_filters_show_a_page(logged_in, query):
    proposed = change_set()

    assert logged_in.get(f"/desk/changes/{proposed.pk}/?{query}").status_code in {200, 400}


@pytest.mark.one_database
def test_a_page_of_changes_costs_the_same_for_any_number(logged_in, django_assert_num_queries):
    few, many = change_set(2), change_set(40)
    logged_in.get(f"/desk/changes/{few.pk}/")

    with CaptureQueriesContext(connection) as spent:
        logged_in.get(f"/desk/changes/{few.pk}/")

    with django_assert_num_queries(len(spent)):
        logged_in.get(f"/desk/changes/{many.pk}/")


def test_the_record_and_the_change_say_which_definition_brought_it_in(logged_in):
    reason = ["wallonia-working", 1, "2008", "90012", "1.00", "performing_arts"]
    arrival = Arrival(
        "0403170700",
        {"name": "Maison", "kind": "association", "disciplines": ["arts_scene"]},
        {"sectors": [reason], "placed_by": "seat", "placed_with": "commune"},
    )
    source = Source(FieldSource.Method.REGISTER, "The register")
    proposed = actions.propose_changes([arrival], kind="register", label="x", source=source, by=None)
    words = "Working definition for Wallonia v1, NACE 90.012 (2008)"
    assert words in logged_in.get(f"/desk/changes/{proposed.pk}/").content.decode()

    actions.decide_changes(proposed, keys=None, accept=True, by=None)
    actions.apply_changes(proposed, by=None)
    actor = Actor.objects.get()
    actor.former_names.create(name="Ancienne maison")
    page = logged_in.get(f"/desk/actors/{actor.pk}/").content.decode()

    assert words in page
    assert "Placed by the commune of its seat" in page
    assert "Ancienne maison, until —" in page


def test_the_page_says_until_when_the_file_that_was_sent_is_kept(logged_in, tmp_path):
    folder = world().write(tmp_path / "a")
    page = logged_in.post("/desk/imports/", {"upload": zipped(folder)}).url
    run = ImportRun.objects.get()
    assert "kept while it may still be needed" in logged_in.get(page).content.decode()

    logged_in.post(page, {"apply": "1"})
    assert "The file that was sent is kept until" in logged_in.get(page).content.decode()

    ImportRun.objects.update(file_deleted_at=run.started_at)
    assert "The file that was sent is deleted" in logged_in.get(page).content.decode()


def test_a_file_of_the_server_was_not_sent_and_nothing_is_said_of_it(logged_in, tmp_path):
    world().write(tmp_path / "given" / "KboOpenData_0100")
    page = logged_in.post("/desk/imports/", {"on_server": str(tmp_path / "given" / "KboOpenData_0100")}).url

    assert "The file that was sent" not in logged_in.get(page).content.decode()


def test_why_an_import_was_refused_is_said_in_the_language_of_the_page(logged_in):
    shape = "No definition of the sector names an activity. Load the definitions first."
    run = ImportRun.objects.create(path="x", state="refused", why="Pas de définition.", why_shape=shape)
    old = ImportRun.objects.create(path="y", state="refused", why="Une raison ancienne.")

    pages = [logged_in.get(one).content.decode() for one in ("/desk/imports/", f"/desk/imports/{run.pk}/")]

    assert all(shape in page and "Pas de définition." not in page for page in pages)
    assert "Une raison ancienne." in pages[0]
    assert "Une raison ancienne." in logged_in.get(f"/desk/imports/{old.pk}/").content.decode()
