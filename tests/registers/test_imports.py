"""An extract changes the records in one switch, or not at all; again, cut off or taken back, nothing is lost."""

import copy
import threading
import time

import pytest
from django.core.management import CommandError, call_command

from tests.registers.extracts import World
from vivier.accounts.models import JournalEntry
from vivier.core.locks import locked_file
from vivier.registers import actions, imports, staging
from vivier.registers.models import (
    ImportRun,
    Objection,
    RecordChange,
    RegisterRecord,
    RejectedRow,
    SectorCode,
)
from vivier.registers.refusals import AlreadyRunning, NotRolledBack, RegisterRefusal

pytestmark = pytest.mark.django_db
State = ImportRun.State


def records():
    """What the database says of the register now, apart from which run said it."""
    rows = RegisterRecord.objects.order_by("number").values("number", "name", "said", "digest", "gone_on")
    return [dict(row) for row in rows]


@pytest.fixture
def world():
    one = World()
    for base in range(30):
        one.enterprise(4031700 + base, f"Maison {base}")
    return one


def _later(world: World) -> World:
    later = copy.deepcopy(world)
    later.rows["denomination"][0]["Denomination"] = "Nouveau nom"
    gone = later.rows["enterprise"].pop()["EnterpriseNumber"]
    for table in ("denomination", "address", "activity"):
        later.rows[table] = [row for row in later.rows[table] if row["EntityNumber"] != gone]
    later.enterprise(4039999, "Nouvelle")
    return later


def test_reading_changes_nothing_until_it_is_applied(world, tmp_path, bring_in, coordinator):
    run = bring_in(world.write(tmp_path / "a"), apply=False)

    assert (run.state, run.counts["new"], RegisterRecord.objects.count()) == (State.READ, 30, 0)

    actions.apply_import(run, by=coordinator)

    assert RegisterRecord.objects.count() == 30
    assert JournalEntry.objects.filter(verb="import.applied", by=coordinator).count() == 1
    with pytest.raises(RegisterRefusal, match="not yet applied"):
        actions.apply_import(run, by=coordinator)


def test_a_run_says_where_everything_comes_from(world, tmp_path, bring_in):
    run = bring_in(world.write(tmp_path / "a"))

    assert (run.mode, run.extract_number, str(run.extract_date)) == ("full", 100, "2026-11-01")
    assert len(run.files["enterprise.csv"]) == 64
    assert "BCE" in run.licence
    said = RegisterRecord.objects.first().said
    assert said["sectors"] == [["test", 1, "2008", "90012", "0.50", "performing_arts"]]


def test_the_same_extract_twice_changes_nothing(world, tmp_path, bring_in):
    bring_in(world.write(tmp_path / "a"))
    before = records()

    again = bring_in(tmp_path / "a")

    assert (again.state, again.counts) == (State.UNCHANGED, {"unchanged": 30})
    assert records() == before


def test_an_update_and_the_full_extract_of_its_day_say_the_same(world, tmp_path, bring_in):
    later = _later(world)
    bring_in(world.write(tmp_path / "a"))
    by_update = bring_in(later.write_update(world, tmp_path / "b"))
    after_update = records()
    twice = bring_in(tmp_path / "b")
    by_full = bring_in(later.write(tmp_path / "c", extract=102))

    assert {one: by_update.counts[one] for one in ("new", "changed", "gone")} == {
        "new": 1,
        "changed": 1,
        "gone": 1,
    }
    assert twice.state == State.UNCHANGED
    assert {one: by_full.counts[one] for one in ("new", "changed", "gone")} == {
        "new": 0,
        "changed": 0,
        "gone": 0,
    }
    assert records() == after_update


@pytest.mark.parametrize("extract", [99, 102])
def test_an_update_that_does_not_follow_is_refused(world, tmp_path, bring_in, extract):
    bring_in(world.write(tmp_path / "a"))
    before = records()

    run = bring_in(_later(world).write_update(world, tmp_path / "b", extract=extract))

    assert run.state == State.REFUSED
    assert "100" in run.why
    assert records() == before


def test_an_update_without_anything_before_it_is_refused(world, tmp_path, bring_in):
    run = bring_in(_later(world).write_update(world, tmp_path / "b"))

    assert run.state == State.REFUSED


def test_an_update_after_the_definition_named_more_is_refused(world, tmp_path, bring_in, definition):
    bring_in(world.write(tmp_path / "a"))
    SectorCode.objects.create(definition=definition, nace_version="2008", code="45200", domain="other")

    run = bring_in(_later(world).write_update(world, tmp_path / "b"))

    assert (run.state, "full extract" in run.why) == (State.REFUSED, True)


def test_an_older_full_extract_is_refused_unless_overridden(world, tmp_path, bring_in, coordinator):
    bring_in(world.write(tmp_path / "a"))

    older = bring_in(world.write(tmp_path / "b", extract=90))
    accepted = bring_in(tmp_path / "b", override=True, by=coordinator)

    assert (older.state, accepted.state, accepted.overridden_by) == (
        State.REFUSED,
        State.APPLIED,
        coordinator,
    )


def test_more_than_one_row_in_twenty_that_cannot_be_used_is_refused(world, tmp_path, bring_in):
    for _one in range(3):
        world.add("enterprise", EnterpriseNumber="0403.170.799", TypeOfEnterprise="2")

    run = bring_in(world.write(tmp_path / "a"))

    assert (run.state, RegisterRecord.objects.count()) == (State.REFUSED, 0)
    assert RejectedRow.objects.filter(run=run, file="enterprise.csv", line=32).count() == 1


def test_many_that_vanish_need_a_coordinator(world, tmp_path, bring_in, monkeypatch, coordinator):
    monkeypatch.setattr(imports, "SMALL", 2)
    bring_in(world.write(tmp_path / "a"))
    before = records()
    fewer = World()
    for base in range(20):
        fewer.enterprise(4031700 + base, f"Maison {base}")

    refused = bring_in(fewer.write(tmp_path / "b", extract=101))
    unharmed = records()
    accepted = bring_in(tmp_path / "b", override=True, by=coordinator)

    assert (refused.state, "10 of 30" in refused.why, unharmed == before) == (State.REFUSED, True, True)
    assert (accepted.state, accepted.counts["gone"]) == (State.APPLIED, 10)
    assert RegisterRecord.objects.filter(gone_on="2026-11-01").count() == 10


def test_the_import_applied_last_can_be_taken_back(world, tmp_path, bring_in, coordinator):
    first = bring_in(world.write(tmp_path / "a"))
    before = records()
    second = bring_in(_later(world).write_update(world, tmp_path / "b"))

    with pytest.raises(NotRolledBack):
        actions.roll_back(first, by=coordinator)
    actions.roll_back(second, by=coordinator, reason="test")

    assert records() == before
    assert second.state == State.ROLLED_BACK
    again = bring_in(tmp_path / "b")
    assert (again.state, again.counts["changed"]) == (State.APPLIED, 1)


class Killed(BaseException):
    """What a kill looks like from inside."""


CUTS = [
    ("vivier.registers.readers.kbo_layers.keep_plain", "before anything is kept"),
    ("vivier.registers.imports.kbo_layers.keep_full", "reading"),
    ("vivier.registers.readers.kbo_layers.keep_hits", "inside reading"),
    ("vivier.registers.imports.staging.stage", "choosing"),
    ("vivier.registers.staging._insert_changes", "inside staging"),
    ("vivier.registers.imports.staging.publish", "applying"),
    ("vivier.registers.imports.journal.record", "inside applying"),
    ("vivier.registers.imports._forget_old_layers", "after applying"),
]


@pytest.mark.parametrize("where", [name for name, _words in CUTS], ids=[words for _name, words in CUTS])
def test_cut_off_anywhere_and_started_again_it_ends_the_same(world, tmp_path, bring_in, monkeypatch, where):
    folder = world.write(tmp_path / "a")

    def killed(*_args, **_kwargs):
        raise Killed

    run = actions.begin_import(folder, by=None, apply=True)
    with monkeypatch.context() as patch:
        patch.setattr(where, killed)
        with pytest.raises(Killed):
            imports.carry_out(run)
    seen_by_readers = len(records())
    run.refresh_from_db()
    resumed = imports.carry_out(run) if not run.is_over else run
    cut = records()
    RegisterRecord.objects.all().delete()
    ImportRun.objects.update(state=State.ROLLED_BACK)
    bring_in(folder)

    assert seen_by_readers in {0, 30}
    assert resumed.state == State.APPLIED
    assert cut == records()


def test_the_command_resumes_what_was_cut_off(world, tmp_path, definition, monkeypatch, capsys):
    folder = world.write(tmp_path / "a")
    run = actions.begin_import(folder, by=None, apply=True)
    ImportRun.objects.filter(pk=run.pk).update(state=State.READING)

    call_command("import_register", "kbo", str(folder), "--resume", "--apply")

    run.refresh_from_db()
    assert (run.state, run.resumed, ImportRun.objects.count()) == (State.APPLIED, 1, 1)


def test_the_command_is_dry_without_apply_and_says_why_it_refuses(world, tmp_path, definition):
    folder = world.write(tmp_path / "a")

    call_command("import_register", "kbo", str(folder))

    assert RegisterRecord.objects.count() == 0
    (folder / "activity.csv").unlink()
    with pytest.raises(CommandError, match=r"activity\.csv is missing"):
        call_command("import_register", "kbo", str(folder))
    with pytest.raises(CommandError, match="no file or folder"):
        call_command("import_register", "kbo", str(tmp_path / "nowhere"))


def test_of_two_at_once_the_second_is_refused_within_a_second(world, tmp_path, definition):
    run = actions.begin_import(world.write(tmp_path / "a"), by=None, apply=True)
    imports.home().mkdir(parents=True)
    held, done = threading.Event(), threading.Event()

    def other():
        with locked_file(imports.home() / "turn.lock", wait=1):
            held.set()
            done.wait(10)

    thread = threading.Thread(target=other)
    thread.start()
    held.wait(10)
    started = time.monotonic()
    try:
        with pytest.raises(AlreadyRunning, match="Another import is running"):
            imports.carry_out(run)
    finally:
        done.set()
        thread.join()
    assert time.monotonic() - started < 1
    assert RegisterRecord.objects.count() == 0


def test_an_import_stops_when_asked(world, tmp_path, definition, coordinator, monkeypatch):
    run = actions.begin_import(world.write(tmp_path / "a"), by=coordinator, apply=True)
    stage = staging.stage

    def asked_meanwhile(*args, **kwargs):
        actions.ask_to_stop(run, by=coordinator)
        return stage(*args, **kwargs)

    monkeypatch.setattr(staging, "stage", asked_meanwhile)
    imports.carry_out(run)

    assert (run.state, RegisterRecord.objects.count(), RecordChange.objects.count()) == (
        State.CANCELLED,
        0,
        0,
    )
    with pytest.raises(RegisterRefusal, match="already over"):
        actions.ask_to_stop(run, by=coordinator)


def test_an_objection_is_honoured_by_every_later_import(world, tmp_path, bring_in, coordinator):
    bring_in(world.write(tmp_path / "a"))
    number = RegisterRecord.objects.first().number

    actions.record_objection(number, by=coordinator)
    run = bring_in(world.write(tmp_path / "b", extract=101))

    assert not RegisterRecord.objects.filter(number=number).exists()
    assert run.counts["left out after an objection"] == 1
    assert number not in str(list(Objection.objects.values()))
    assert number not in str(list(JournalEntry.objects.filter(verb="register.objection").values()))


def test_an_objection_survives_a_change_of_key(world, tmp_path, bring_in, settings, coordinator):
    bring_in(world.write(tmp_path / "a"))
    number = RegisterRecord.objects.first().number
    actions.record_objection(number, by=coordinator)

    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "another key, long enough for a test, 0123456789"
    bring_in(world.write(tmp_path / "b", extract=101))

    assert not RegisterRecord.objects.filter(number=number).exists()


def test_a_watched_number_comes_in_and_a_wrong_one_is_refused(world, tmp_path, bring_in, coordinator):
    key = world.enterprise(4031799, "Banque", nace="64190")
    watched = actions.watch_number(key, by=coordinator, why="in the directory")

    bring_in(world.write(tmp_path / "a"))

    assert RegisterRecord.objects.get(number=watched.number).said["sectors"] == []
    for wrong in (key, "0403.170.799", "hello", ""):
        with pytest.raises(RegisterRefusal):
            actions.watch_number(wrong, by=coordinator)


def test_a_definition_that_is_not_used_brings_nobody_in(world, tmp_path, bring_in, definition):
    definition.is_used = False
    definition.save()

    assert bring_in(world.write(tmp_path / "a")).counts["new"] == 0

    definition.is_used = True
    definition.save()
    assert bring_in(tmp_path / "a").counts["new"] == 30


def test_a_nameless_enterprise_is_listed_and_left_out(world, tmp_path, bring_in):
    world.enterprise(4031799)

    run = bring_in(world.write(tmp_path / "a"))

    assert run.counts["without a name"] == 1
    assert run.rejected.get().why == "the enterprise has no name"
