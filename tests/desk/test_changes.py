"""The review of proposed changes: one button decides what waits, work that was cut off goes on."""

import pytest

from tests.desk.import_world import change_set, world, zipped
from tests.factories import ActorFactory
from vivier.core import cut_off
from vivier.directory import actions
from vivier.directory.models import Actor, ChangeSet
from vivier.registers import imports
from vivier.registers.models import ImportRun

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("imports_ready")]


def decisions(proposed):
    return list(proposed.changes.order_by("pk").values_list("decision", flat=True))


@pytest.mark.parametrize("query", ["", "?kind=", "?kind=new", "?q=maison"])
def test_one_button_leaves_what_was_decided_as_it_was(logged_in, query):
    proposed = change_set()
    first = proposed.changes.order_by("pk")[0].pk
    address = f"/desk/changes/{proposed.pk}/"
    logged_in.post(address, {"decline": "1", "change": [first]})

    page = logged_in.get(address + query).content.decode()
    logged_in.post(address + query, {"accept_all": "1"})

    assert "Accept all 2 changes" in page
    assert decisions(proposed) == ["declined", "accepted", "accepted"]


def test_the_review_says_that_what_is_left_undecided_stays_out(logged_in):
    proposed = change_set()
    address = f"/desk/changes/{proposed.pk}/"
    before = logged_in.get(address).content.decode()

    logged_in.post(address, {"accept": "1", "change": [proposed.changes.order_by("pk")[0].pk]})

    after = logged_in.get(address).content.decode()
    assert ["stays out for now" in one for one in (before, after)] == [False, True]


def test_one_button_turns_a_decision_round_when_it_is_asked_for(logged_in):
    proposed = change_set()
    address = f"/desk/changes/{proposed.pk}/"
    logged_in.post(address, {"accept_all": "1"})

    page = logged_in.get(f"{address}?decision=accepted").content.decode()
    logged_in.post(f"{address}?decision=accepted&q=maison+1", {"decline_all": "1"})

    assert '<option value="accepted" selected>' in page
    assert "Decline all 3 changes" in page
    assert decisions(proposed) == ["accepted", "declined", "accepted"]


@pytest.mark.parametrize(("query", "decided"), [("?kind=", "waiting"), ("?kind=conflict", "accepted")])
def test_a_perhaps_is_accepted_with_others_only_among_its_kind(logged_in, query, decided):
    proposed = change_set()
    proposed.changes.filter(name="Maison 0").update(kind="conflict")

    logged_in.post(f"/desk/changes/{proposed.pk}/{query}", {"accept_all": "1"})

    assert proposed.changes.get(name="Maison 0").decision == decided


@pytest.mark.parametrize(("query", "decided"), [("", "waiting"), ("?kind=lookalike", "accepted")])
def test_a_new_record_almost_surely_known_is_accepted_with_others_only_among_its_kind(
    logged_in, query, decided
):
    proposed = change_set()
    alike = {"lookalikes": [{"actor": 0, "score": 0.98, "band": "sure", "reasons": []}]}
    proposed.changes.filter(name="Maison 0").update(origin=alike)

    logged_in.post(f"/desk/changes/{proposed.pk}/{query}", {"accept_all": "1"})

    assert proposed.changes.get(name="Maison 0").decision == decided


def test_a_perhaps_says_whom_it_may_be_and_may_be_another(logged_in):
    proposed, there = change_set(), ActorFactory(name="Maison 0", city="Dinant")
    proposed.changes.filter(name="Maison 0").update(kind="conflict", actor=there)
    address = f"/desk/changes/{proposed.pk}/"

    page = logged_in.get(f"{address}?language=en").content.decode()
    logged_in.post(address, {"detach": proposed.changes.get(name="Maison 0").pk})

    assert "The directory has a record of this name" in page
    assert proposed.changes.get(name="Maison 0").kind == "new"


def test_applying_and_undoing_that_were_cut_off_go_on_from_the_page(logged_in, coordinator):
    proposed = change_set()
    address = f"/desk/changes/{proposed.pk}/"
    actions.decide_changes(proposed, keys=None, accept=True, by=coordinator)
    actions.begin_applying(proposed, by=coordinator)
    page = logged_in.get(address).content.decode()
    assert 'name="go_on"' in page
    logged_in.post(address, {"go_on": "1"})
    assert Actor.objects.count() == 3

    proposed.refresh_from_db()
    actions.begin_undoing(proposed, by=coordinator)
    page = logged_in.get(address).content.decode()
    assert "Still to undo: 3" in page
    assert 'name="undo"' not in page
    logged_in.post(address, {"go_on": "1"})

    proposed.refresh_from_db()
    assert (Actor.objects.count(), proposed.state) == (0, "undone")
    assert (
        "Nothing of it is at work." in logged_in.post(address, {"go_on": "1"}, follow=True).content.decode()
    )


def test_a_page_that_waits_says_when_nobody_is_at_work(logged_in, coordinator):
    proposed = change_set()
    actions.begin_applying(proposed, by=coordinator)
    address, words = f"/desk/changes/{proposed.pk}/", "“vivier work” must be started"

    alone = logged_in.get(address).content.decode()
    with cut_off.taken_up():
        at_work = logged_in.get(address).content.decode()

    assert words in alone
    assert words not in at_work


@pytest.mark.parametrize("deed", ["undo", "drop"])
def test_what_was_undone_or_dropped_is_compared_again(logged_in, tmp_path, deed):
    address = logged_in.post("/desk/imports/", {"upload": zipped(world().write(tmp_path / "a"))}).url
    logged_in.post(address, {"apply": "1"})
    changes = f"/desk/changes/{ChangeSet.objects.get().pk}/"
    if deed == "undo":
        logged_in.post(changes, {"accept_all": "1"})
        logged_in.post(changes, {"apply": "1"})
    logged_in.post(changes, {deed: "1"})

    page = logged_in.get(address).content.decode()
    logged_in.post(address, {"compare": "1"})

    assert "Compare with the directory again" in page
    assert list(ChangeSet.objects.order_by("pk").values_list("state", flat=True))[1:] == ["proposed"]


def test_a_comparison_that_was_cut_off_is_no_review_and_goes_on(logged_in, tmp_path):
    address = logged_in.post("/desk/imports/", {"upload": zipped(world().write(tmp_path / "a"))}).url
    logged_in.post(address, {"apply": "1"})
    ChangeSet.objects.update(state="comparing")

    page = logged_in.get(address).content.decode()
    logged_in.post(address, {"compare": "1"})

    assert "is being compared" in page
    assert f"/desk/changes/{ChangeSet.objects.get().pk - 1}/" not in page
    assert ChangeSet.objects.get().state == "proposed"


def test_what_would_vanish_is_seen_before_it_is_accepted(logged_in, tmp_path, monkeypatch):
    monkeypatch.setattr(imports, "SMALL", 0)
    address = logged_in.post("/desk/imports/", {"upload": zipped(world().write(tmp_path / "a"))}).url
    logged_in.post(address, {"apply": "1"})
    fewer = zipped(world(1).write(tmp_path / "b", extract=101))

    address = logged_in.post("/desk/imports/", {"upload": fewer}).url
    page = logged_in.get(address).content.decode()
    file = b"".join(logged_in.get(f"{address}difference.csv")).decode("utf-8-sig")

    assert ImportRun.objects.latest("pk").state == "refused"
    assert all(one in page for one in ("Théâtre 1", "Théâtre 2", 'name="override"'))
    assert "Théâtre 0" not in page
    assert file.splitlines()[1].startswith("no longer there")


def test_what_no_coordinator_can_accept_offers_no_button(logged_in, tmp_path):
    folder = world().write(tmp_path / "a")
    (folder / "activity.csv").unlink()

    address = logged_in.post("/desk/imports/", {"upload": zipped(folder)}).url

    assert 'name="override"' not in logged_in.get(address).content.decode()


def test_what_was_read_and_waits_is_on_the_day_of_who_looks_after_records(logged_in, tmp_path):
    change_set()
    read = ImportRun.objects.create(path=str(tmp_path), state="read", mode="full", extract_number=151)
    ImportRun.objects.create(path=str(tmp_path), state="applied", mode="full", extract_number=150)

    page = logged_in.get("/desk/").content.decode()

    assert "<b>2</b> imports to look at" in page
    assert f'href="/desk/imports/{read.pk}/"><strong>Full extract 151' in page
    assert "Full extract 150" not in page
