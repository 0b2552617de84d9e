"""While a refresh compares and writes, people read and edit: on a file of SQLite, each with a connection."""

import shutil
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import date

import pytest
from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.db import connection, connections

from tests import prepared
from tests.factories import ActorFactory, DisciplineFactory
from vivier.directory import actions, from_register, tasks
from vivier.directory.actions import lookalikes, refreshing
from vivier.directory.models import Actor, ChangeSet, FieldSource
from vivier.registers.models import ImportRun, RecordChange

pytestmark = pytest.mark.one_database
COUNT = 11


@pytest.fixture
def in_a_file(django_db_setup, django_db_blocker, tmp_path, monkeypatch):
    """A database in a file; give a callable that does something in another thread, with its own connection."""
    if connection.vendor != "sqlite":
        pytest.skip("PostgreSQL lets everybody write")
    ContentType.objects.clear_cache()
    path = tmp_path / "site.sqlite3"
    shutil.copy(prepared.kept(), path)
    monkeypatch.setitem(connections.settings["default"], "NAME", str(path))
    people, machine = ThreadPoolExecutor(1), ThreadPoolExecutor(1)
    with django_db_blocker.unblock():
        yield (lambda deed: people.submit(deed).result(60)), (lambda deed: machine.submit(deed).result(60))
        for one in (people, machine):
            one.submit(connections.close_all).result(60)
            one.shutdown()
    ContentType.objects.clear_cache()  # the keys of the file are not those of the other tests' database


def said(number, name):
    silent = dict.fromkeys(("situation", "country", "street", "house", "box", "website", "telephone"), "")
    return silent | {
        "number": number, "is_person": False, "name": name, "names": [], "form": "017", "started_on": None,
        "postal_code": "5000", "town": "Namur", "placed_by": "seat", "activities": [], "sectors": [],
        "establishments": 0,
    }  # fmt: skip


def register_said():
    """An applied import: half of its records are known and renamed, half are new."""
    DisciplineFactory(code="arts_scene")
    run = ImportRun.objects.create(
        path="x", state="applied", extract_number=1, extract_date=date(2026, 11, 1)
    )
    for at in range(COUNT):
        number = f"04031707{at:02d}"
        RecordChange.objects.create(run=run, number=number, kind="new", after=said(number, f"Maison {at}"))
        if at % 2:
            actor = ActorFactory(name=f"Ancienne {at}", enterprise_number=number)
            FieldSource.objects.create(actor=actor, field="name", value=actor.name, method="register")
    return run


def edit(turn):
    """A person edits a record and reads a list."""
    actor = Actor.objects.order_by("pk").first()
    actions.update_actor(actor, by=None, method="team", changes={"city": f"Huy {turn}"})
    return len(list(Actor.objects.for_list()))


def test_people_edit_between_any_two_steps_and_nothing_is_locked(in_a_file, monkeypatch):
    people, machine = in_a_file
    for module, name, value in ((refreshing, "BATCH", 3), (lookalikes, "_BATCH", 3)):
        monkeypatch.setattr(module, name, value)
    monkeypatch.setattr(from_register, "READ_AT_ONCE", 5)
    monkeypatch.setattr("vivier.search.queue.apply_waiting", lambda **_wait: 0)
    turns = iter(range(1_000))
    edited = []

    def then_an_edit(_count):
        edited.append(people(lambda: edit(next(turns))))

    mark = lookalikes._mark
    monkeypatch.setattr(lookalikes, "_mark", lambda *given: (then_an_edit(0), mark(*given))[1])
    propose = actions.propose_changes
    monkeypatch.setattr(actions, "propose_changes", lambda *x, **y: propose(*x, **y, progress=then_an_edit))

    def refresh():
        found = tasks.propose_from_register(register_said(), by=None)
        actions.decide_changes(found, keys=None, accept=True, by=None)
        actions.apply_changes(found, by=None, progress=then_an_edit)
        actions.undo_changes(found, by=None, progress=then_an_edit)
        return found.state, found.counts["new"], found.counts["changed"]

    assert machine(refresh) == (ChangeSet.State.UNDONE, 6, 5)
    assert len(edited) > 10
    assert people(lambda: Actor.objects.order_by("pk").first().city).startswith("Huy")


def test_an_open_cursor_would_be_noticed(in_a_file):
    people, machine = in_a_file

    def write_while_reading():
        register_said()
        with closing(connection.cursor()) as reading:
            reading.execute("SELECT id FROM directory_actor")
            reading.fetchone()
            people(lambda: edit(0))
            Actor.objects.update(city="Mons")

    with pytest.raises(Exception, match="database is locked"):
        machine(write_while_reading)
    assert settings.DATABASES["default"]["OPTIONS"]["transaction_mode"] == "IMMEDIATE"
