"""A difference is applied to what it was compared with, or not at all; what ended stays as it ended."""

import copy

import pytest

from tests.registers.extracts import World
from vivier.core.locks import locked_file
from vivier.directory import tasks
from vivier.registers import actions, imports
from vivier.registers.difference import lines_of
from vivier.registers.models import ImportRun, RecordChange, RegisterRecord
from vivier.registers.refusals import ImportRefused, NotRolledBack, RegisterRefusal

pytestmark = pytest.mark.django_db
State = ImportRun.State


@pytest.fixture
def world():
    one = World()
    for base in range(6):
        one.enterprise(4031700 + base, f"Maison {base}")
    return one


def _names():
    return list(RegisterRecord.objects.order_by("number").values_list("name", flat=True))


def _later(world):
    later = copy.deepcopy(world)
    later.rows["denomination"][0]["Denomination"] = "Nouveau nom"
    return later


def test_what_was_read_before_another_was_applied_is_read_again(world, tmp_path, bring_in, coordinator):
    read = bring_in(world.write(tmp_path / "a"), apply=False)
    bring_in(_later(world).write(tmp_path / "b", extract=101))

    with pytest.raises(ImportRefused, match="Read the extract again"):
        actions.apply_import(read, by=coordinator)

    assert ImportRun.objects.get(pk=read.pk).state == State.READ
    assert _names()[0] == "Nouveau nom"


def test_what_was_read_before_another_was_taken_back_is_read_again(world, tmp_path, bring_in, coordinator):
    first = bring_in(world.write(tmp_path / "a"))
    read = bring_in(_later(world).write(tmp_path / "b", extract=101), apply=False)
    actions.roll_back(first, by=coordinator)

    with pytest.raises(ImportRefused, match="Read the extract again"):
        actions.apply_import(read, by=coordinator)

    assert RegisterRecord.objects.count() == 0


def test_asked_to_go_on_after_its_end_an_import_stays_as_it_ended(world, tmp_path, bring_in, coordinator):
    run = bring_in(world.write(tmp_path / "a"), apply=False)
    actions.apply_import(run, by=coordinator)

    again = imports.carry_out(ImportRun.objects.get(pk=run.pk))

    assert (again.state, again.changes.count()) == (State.APPLIED, 6)
    actions.roll_back(run, by=coordinator)
    assert RegisterRecord.objects.count() == 0


def test_an_update_follows_the_older_extract_that_was_accepted_last(world, tmp_path, bring_in, coordinator):
    newer = bring_in(_later(world).write(tmp_path / "a", extract=100))
    bring_in(world.write(tmp_path / "b", extract=90), override=True, by=coordinator)

    update = bring_in(world.write_update(world, tmp_path / "c", extract=101))

    assert (update.state, "Update 101 follows extract 100" in update.why) == (State.REFUSED, True)
    with pytest.raises(NotRolledBack):
        actions.roll_back(newer, by=coordinator)


def test_only_a_difference_can_be_accepted_all_the_same(world, tmp_path, bring_in, monkeypatch, coordinator):
    folder = world.write(tmp_path / "a")
    (folder / "activity.csv").unlink()
    broken = bring_in(folder)
    bring_in(world.write(tmp_path / "b"))
    monkeypatch.setattr(imports, "SMALL", 2)
    fewer = World()
    fewer.enterprise(4031700, "Maison 0")

    vanished = bring_in(fewer.write(tmp_path / "c", extract=101))

    assert (broken.state, broken.is_acceptable) == (State.REFUSED, False)
    with pytest.raises(RegisterRefusal, match="take another extract"):
        actions.accept_difference(broken, by=coordinator)
    assert (vanished.state, vanished.is_acceptable) == (State.REFUSED, True)
    gone = vanished.changes.filter(kind=RecordChange.Kind.GONE)
    assert [one.name for one in gone] == [f"Maison {n}" for n in range(1, 6)]
    assert imports.carry_out(actions.accept_difference(vanished, by=coordinator)).state == State.APPLIED


def test_an_import_asked_for_beside_another_says_so_and_waits(world, tmp_path, definition, coordinator):
    run = actions.begin_import(world.write(tmp_path / "a"), by=coordinator, apply=False)
    imports.home().mkdir(parents=True)

    with locked_file(imports.home() / "turn.lock", wait=1):
        tasks.carry_out_import.enqueue(run.pk)

    run.refresh_from_db()
    assert (run.state, "Another import is running" in run.why) == (State.WAITING, True)
    tasks.carry_out_import.enqueue(run.pk)
    run.refresh_from_db()
    assert (run.state, run.why) == (State.READ, "")


def test_a_difference_is_said_field_by_field(world, tmp_path, bring_in):
    bring_in(world.write(tmp_path / "a"))

    run = bring_in(_later(world).write(tmp_path / "b", extract=101), apply=False)

    assert [list(lines_of(one)) for one in run.changes.all()] == [[("Name", "Maison 0", "Nouveau nom")]]
