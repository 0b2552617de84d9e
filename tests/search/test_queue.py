"""An edit reaches the index at once; the index itself can always be made again."""

import shutil
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction

from vivier.search import rebuild as rebuilding
from vivier.search import store
from vivier.search.engine import count_by_kind, search
from vivier.search.models import IndexChange
from vivier.search.query import Query, Results
from vivier.search.queue import apply_waiting, changed, together

from .shelf import Shelf


@pytest.fixture
def edit(shelf, django_capture_on_commit_callbacks):
    """Give a callable that puts, renames or takes away a row, as an action does."""

    def deed(pk=None, title=None):
        with django_capture_on_commit_callbacks(execute=True):
            if pk is None:
                pk = shelf.put(title)
            elif title is None:
                del shelf.items[pk]
            else:
                shelf.items[pk].title = title
            changed("actor", pk)
        return pk

    return deed


@pytest.mark.django_db
def test_an_edit_is_found_at_once_and_its_old_name_is_gone(edit, titles):
    pk = edit(title="Ancien")
    assert titles("ancien") == ["Ancien"]

    edit(pk, "Moderne")
    assert (titles("ancien"), titles("moderne")) == ([], ["Moderne"])

    edit(pk)
    assert titles("") == []
    assert list(IndexChange.objects.all()) == []


@pytest.mark.django_db
def test_many_changes_of_one_transaction_are_applied_together(
    shelf, indexed, django_capture_on_commit_callbacks, django_assert_num_queries
):
    indexed()
    with django_capture_on_commit_callbacks() as callbacks:
        for number in range(30):
            changed("actor", shelf.put(f"Nom {number}"))

    # Is there something, take it, forget it, is there more.
    with django_assert_num_queries(4):
        for callback in callbacks:
            callback()

    assert search(Query()).total == 30


@pytest.mark.django_db
def test_an_import_of_many_transactions_is_applied_at_its_end(edit, indexed):
    indexed()

    with together():
        edit(title="Un")
        edit(title="Deux")
        during = search(Query()).total

    assert (during, search(Query()).total) == (0, 2)


@pytest.mark.django_db
def test_a_change_taken_back_is_not_applied(shelf, indexed):
    indexed()

    with transaction.atomic():
        changed("actor", shelf.put("Jamais"))
        transaction.set_rollback(True)

    assert apply_waiting() == 0


@pytest.mark.django_db
def test_a_kind_nobody_registered_does_not_block_the_queue(shelf, indexed):
    indexed()
    changed("unheard_of", 1)
    changed("actor", shelf.put("Suivant"))

    assert apply_waiting() == 2
    assert search(Query()).total == 1


@pytest.mark.django_db
def test_while_another_writes_the_change_waits_in_the_queue(shelf, indexed):
    indexed()
    changed("actor", shelf.put("Patient"))

    with store.held("writer", wait=0) as mine:
        assert (mine, apply_waiting(wait=0.05)) == (True, 0)

    assert apply_waiting() == 1


@pytest.mark.django_db
def test_an_index_that_cannot_be_written_does_not_undo_the_edit(shelf, edit, indexed, caplog):
    indexed()
    lock = store.root() / "writer.lock"
    lock.unlink()
    lock.mkdir()

    edit(title="Sauf")

    assert [change.key for change in IndexChange.objects.all()] == ["1"]
    assert "stays in the queue" in caplog.text
    lock.rmdir()
    assert apply_waiting() == 1


@pytest.mark.django_db
def test_a_change_during_a_rebuild_is_in_the_old_and_in_the_new_index(registry, indexed):
    early, late = Shelf("actor"), Shelf("event")
    registry.register(early.source())
    seen = {}

    def rows():
        # The actors are written already; one is added now, visible at once and still there afterwards.
        if early.items:
            return list(late.items.values())
        changed("actor", early.put("Entre-temps"))
        seen["applied"] = apply_waiting()
        seen["found"] = search(Query()).total
        return list(late.items.values())

    indexed()
    registry.register(registry.Source("event", rows, late.build))
    indexed()

    assert seen == {"applied": 1, "found": 1}
    assert search(Query()).total == 1
    assert not (store.root() / "CHANGED").exists()


@pytest.mark.django_db
def test_what_waited_before_a_rebuild_is_made_once(shelf, registry, indexed):
    made = []

    def build(item):
        made.append(item.title)
        return shelf.build(item)

    registry.register(registry.Source("actor", lambda: list(shelf.items.values()), build))
    changed("actor", shelf.put("Attendu"))

    indexed()

    assert made == ["Attendu"]
    assert search(Query()).total == 1
    assert list(IndexChange.objects.all()) == []


@pytest.mark.django_db
def test_what_a_dead_rebuild_left_behind_is_cleared(shelf, indexed):
    indexed()
    (store.root() / "CHANGED").write_text("actor:7\n")
    changed("actor", shelf.put("Après"))

    assert apply_waiting() == 1
    assert not (store.root() / "CHANGED").exists()


@pytest.mark.django_db
def test_a_rebuild_that_fails_leaves_the_index_as_it_was(shelf, registry, indexed):
    shelf.put("Fidèle")
    indexed()
    before = sorted(path.name for path in store.root().iterdir())

    def broken():
        raise OSError("disk full")

    registry.register(registry.Source("zebra", broken, lambda row: row))
    with pytest.raises(OSError, match="disk full"):
        indexed()

    assert search(Query()).total == 1
    assert sorted(path.name for path in store.root().iterdir()) == before


@pytest.mark.django_db
def test_a_failure_after_the_switch_keeps_the_new_index(shelf, registry, indexed):
    shelf.put("Fidèle")
    asked = []

    def rows():
        asked.append("counted, then written, then what waits")
        changed("zebra", 1)
        if len(asked) > 2:
            raise OSError("disk full")
        return []

    registry.register(registry.Source("zebra", rows, lambda row: row))
    with pytest.raises(OSError, match="disk full"):
        indexed()

    assert len(asked) == 3
    assert search(Query()).total == 1


@pytest.mark.django_db
def test_one_odd_record_does_not_hide_the_others(shelf, indexed, caplog):
    shelf.put("Sage")
    shelf.put("Étrange", facets={"kind": None})

    assert indexed() == {"actor": 1}
    assert search(Query()).total == 1
    assert "not indexed: actor 2" in caplog.text


@pytest.mark.django_db
def test_only_the_last_two_generations_are_kept(shelf, indexed):
    for _ in range(4):
        indexed()

    assert len(list(store.root().glob("v*-*"))) == 2


def _remove(home: Path) -> None:
    shutil.rmtree(home.parent)


def _empty(home: Path) -> None:
    for path in home.iterdir():
        path.unlink()


def _scramble(home: Path) -> None:
    (home / "meta.json").write_text("{ not json")


def _truncate(home: Path) -> None:
    for path in home.glob("*.term"):
        short = path.read_bytes()[:3]
        path.unlink()  # another file, as a copy cut off leaves it: who reads this one still may
        path.write_bytes(short)
    (home / "meta.json").touch()


def _mislead(home: Path) -> None:
    (home.parent / "CURRENT").write_bytes(b"\xff\xfe../../elsewhere")


@pytest.mark.django_db
@pytest.mark.parametrize("damage", [_remove, _empty, _scramble, _truncate, _mislead])
def test_a_missing_or_damaged_index_is_made_again_on_first_use(shelf, indexed, damage):
    shelf.put("Phénix")
    indexed()
    assert search(Query()).total == 1

    damaged = store.current()
    store._opened.clear()  # as the next process finds it
    damage(damaged)

    assert search(Query(text="phenix")).total == 1
    assert store.current() != damaged


@pytest.mark.django_db
def test_a_large_missing_index_waits_for_the_command(shelf, caplog, monkeypatch):
    monkeypatch.setattr(rebuilding, "SMALL", 1)
    for _ in range(2):
        shelf.put("Nombreux")

    assert search(Query(facets=("kind",))) == Results(facets={"kind": {}})
    assert count_by_kind("x") == {}
    assert caplog.text.count("vivier reindex") == 1

    call_command("reindex")

    assert search(Query()).total == 2


@pytest.mark.django_db
def test_reindex_tells_what_it_did_and_refuses_a_second_one(shelf, capsys):
    shelf.put("Un")
    call_command("reindex")

    assert "actor: 1" in capsys.readouterr().out
    with store.held("rebuild", wait=0), pytest.raises(CommandError, match="another process"):
        call_command("reindex")


@pytest.mark.django_db
def test_the_command_applies_what_waits(shelf, indexed, capsys):
    indexed()
    changed("actor", shelf.put("Attente"))

    call_command("apply_index_changes")

    assert search(Query()).total == 1
    assert "1" in capsys.readouterr().out


@pytest.mark.django_db
def test_an_edit_beside_an_import_does_its_part_and_the_worker_the_rest(edit, shelf, titles, monkeypatch):
    monkeypatch.setattr("vivier.search.waiting.BATCH", 5)
    edit(title="Ancien")
    for number in range(12):
        IndexChange.objects.create(source="actor", key=str(shelf.put(f"Nouveau {number}")))

    edit(title="Dernier")
    assert IndexChange.objects.count() == 8
    assert len(titles("nouveau")) == 5

    apply_waiting()
    assert (len(titles("nouveau")), titles("dernier")) == (12, ["Dernier"])
