"""What ended without being done is taken up again: an import read anew, changes left undecided."""

import pytest

from tests.desk.import_world import change_set, world, zipped
from vivier.accounts.models import JournalEntry
from vivier.directory.models import Actor, ChangeSet
from vivier.registers.models import ImportRun

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("imports_ready")]


@pytest.mark.parametrize("state", ["cancelled", "failed", "refused", "read", "rolled_back"])
def test_an_import_that_was_not_applied_is_read_again_from_its_page(logged_in, tmp_path, state):
    page = logged_in.post("/desk/imports/", {"upload": zipped(world().write(tmp_path / "a"))}).url
    ImportRun.objects.update(state=state)
    assert "Read this extract again" in logged_in.get(page).content.decode()

    answer = logged_in.post(page, {"read_again": "1"})

    again = ImportRun.objects.latest("pk")
    assert answer.url == f"/desk/imports/{again.pk}/"
    assert (ImportRun.objects.count(), again.state, again.counts["new"]) == (2, "read", 3)


@pytest.mark.parametrize("state", ["applied", "unchanged", "waiting", "reading"])
def test_what_is_done_or_at_work_is_not_read_again(logged_in, tmp_path, state):
    run = ImportRun.objects.create(path=str(world().write(tmp_path / "a")), state=state)
    page = f"/desk/imports/{run.pk}/"
    assert "Read this extract again" not in logged_in.get(page).content.decode()

    said = logged_in.post(page, {"read_again": "1"}, follow=True).content.decode()

    assert "Only an import that is over and not applied can be read again." in said
    assert ImportRun.objects.count() == 1


def test_an_extract_is_not_read_twice_at_once_nor_when_its_file_is_gone(logged_in, tmp_path):
    run = ImportRun.objects.create(path=str(world().write(tmp_path / "a")), state="cancelled")
    other = ImportRun.objects.create(path=run.path, state="waiting")
    page = f"/desk/imports/{run.pk}/"

    said = logged_in.post(page, {"read_again": "1"}, follow=True).content.decode()
    assert "This extract is being read already." in said

    other.delete()
    ImportRun.objects.update(file_deleted_at=run.started_at)
    assert "Read this extract again" not in logged_in.get(page).content.decode()
    said = logged_in.post(page, {"read_again": "1"}, follow=True).content.decode()
    assert "The file of this import was deleted" in said
    assert ImportRun.objects.count() == 1


def test_what_was_left_undecided_is_reviewed_on_its_own(logged_in):
    first = change_set(3)
    key = first.changes.get(name="Maison 0").pk
    page = f"/desk/changes/{first.pk}/"
    logged_in.post(page, {"accept": "1", "change": [key]})
    logged_in.post(page, {"decline": "1", "change": [first.changes.get(name="Maison 1").pk]})
    assert "stays out for now" in logged_in.get(page).content.decode()
    logged_in.post(page, {"apply": "1"})
    assert "One change was left undecided." in logged_in.get(page).content.decode()

    answer = logged_in.post(page, {"leftovers": "1"})

    rest = ChangeSet.objects.latest("pk")
    assert answer.url == f"/desk/changes/{rest.pk}/"
    assert [one.name for one in rest.changes.all()] == ["Maison 2"]
    assert (rest.counts["new"], rest.label, rest.source_name) == (1, first.label, first.source_name)
    assert JournalEntry.objects.filter(verb="refresh.left_over").count() == 1
    logged_in.post(answer.url, {"accept_all": "1"})
    logged_in.post(answer.url, {"apply": "1"})
    assert sorted(Actor.objects.values_list("name", flat=True)) == ["Maison 0", "Maison 2"]

    logged_in.post(page, {"undo": "1"})
    assert [one.name for one in Actor.objects.all()] == ["Maison 2"]


def test_asked_twice_or_too_early_nothing_is_moved(logged_in):
    first = change_set(2)
    page = f"/desk/changes/{first.pk}/"
    early = logged_in.post(page, {"leftovers": "1"}, follow=True).content.decode()
    assert "Only what an applied review left undecided" in early

    logged_in.post(page, {"accept": "1", "change": [first.changes.first().pk]})
    logged_in.post(page, {"apply": "1"})
    logged_in.post(page, {"leftovers": "1"})
    twice = logged_in.post(page, {"leftovers": "1"}, follow=True).content.decode()

    assert "Nothing was left undecided here." in twice
    assert (ChangeSet.objects.count(), first.changes.count()) == (2, 1)


@pytest.mark.parametrize("role", ["editor", "auditor", "member", "adviser", "anonymous"])
def test_nobody_else_takes_anything_up_again(client, role, tmp_path, django_user_model):
    run = ImportRun.objects.create(path=str(tmp_path), state="cancelled")
    proposed = change_set(2)
    ChangeSet.objects.update(state="applied")
    if role != "anonymous":
        client.force_login(
            django_user_model.objects.create_user(f"{role}@example.org", role=role, is_staff=role == "editor")
        )

    client.post(f"/desk/imports/{run.pk}/", {"read_again": "1"})
    client.post(f"/desk/changes/{proposed.pk}/", {"leftovers": "1"})

    assert (ImportRun.objects.count(), ChangeSet.objects.count()) == (1, 1)


def applied_import(logged_in, tmp_path):
    page = logged_in.post("/desk/imports/", {"upload": zipped(world().write(tmp_path / "a"))}).url
    logged_in.post(page, {"apply": "1"})
    return page, f"/desk/changes/{ChangeSet.objects.get().pk}/"


def test_an_import_that_is_taken_back_proposes_nothing_more(logged_in, tmp_path):
    page, changes = applied_import(logged_in, tmp_path)

    said = logged_in.post(page, {"roll_back": "1"}, follow=True).content.decode()

    assert "The import is taken back." in said
    assert "undo it there" not in said
    assert ChangeSet.objects.get().state == "dropped"
    logged_in.post(changes, {"accept_all": "1"})
    logged_in.post(changes, {"apply": "1"})
    assert not Actor.objects.exists()


def test_what_was_applied_of_an_import_that_is_taken_back_is_undone_where_it_was_decided(logged_in, tmp_path):
    page, changes = applied_import(logged_in, tmp_path)
    logged_in.post(changes, {"accept_all": "1"})
    logged_in.post(changes, {"apply": "1"})

    said = logged_in.post(page, {"roll_back": "1"}, follow=True).content.decode()

    assert "undo it there" in said
    assert changes in said
    assert Actor.objects.count() == 3
    logged_in.post(changes, {"undo": "1"})
    assert not Actor.objects.exists()


def test_what_a_review_left_is_dropped_with_the_import_it_came_from(logged_in, tmp_path):
    page, changes = applied_import(logged_in, tmp_path)
    logged_in.post(changes, {"accept": "1", "change": [ChangeSet.objects.get().changes.first().pk]})
    logged_in.post(changes, {"apply": "1"})
    left = logged_in.post(changes, {"leftovers": "1"}).url
    other = change_set(1)
    ChangeSet.objects.filter(pk=other.pk).update(label="Another extract")

    said = logged_in.post(page, {"roll_back": "1"}, follow=True).content.decode()

    assert "undo it there" in said
    states = {f"/desk/changes/{one.pk}/": one.state for one in ChangeSet.objects.all()}
    assert states == {changes: "applied", left: "dropped", f"/desk/changes/{other.pk}/": "proposed"}
