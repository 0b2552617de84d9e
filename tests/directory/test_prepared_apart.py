"""A first import compared and prepared in a process of its own leaves the same rows as one after the other."""

import os
import shutil
import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

import pytest
from django.conf import settings as settings_now
from django.contrib.contenttypes.models import ContentType
from django.db import connection, connections

from tests import prepared
from tests.factories import ActorFactory, DisciplineFactory
from tests.registers.extracts import World
from vivier.directory import actions, comparing, from_register, tasks
from vivier.directory.actions import refreshing
from vivier.directory.models import Actor, ActorRole, ChangeSet, ExternalId, FieldSource, ProposedChange
from vivier.registers import actions as registers
from vivier.registers import imports, staging
from vivier.registers.definitions import load_definitions
from vivier.registers.models import ImportRun, RegisterRecord

NAMES = (
    "Théâtre de Poche", "<script>alert(1)</script>", "'; DROP TABLE directory_actor; --", 'Le "Nœud"',
    "x" * 300, "Ω≈ç√∫˜µ", "田中さん", "\\u0000 \\n", "=1+1", "Théâtre de Poche", "%s %(name)s ?1 $.name",
)  # fmt: skip


@pytest.fixture
def on_a_copy(django_db_setup, django_db_blocker, tmp_path, monkeypatch):
    """Do a deed in a thread of its own, on a copy of the empty database in a file."""
    if connection.vendor != "sqlite":
        pytest.skip("copies a file of SQLite; test_it_is_so_on_the_database_in_use is for the others")

    @contextmanager
    def database(name):
        path = tmp_path / f"{name}.sqlite3"
        shutil.copy(prepared.kept(), path)
        monkeypatch.setitem(connections.settings["default"], "NAME", str(path))
        ContentType.objects.clear_cache()
        with ThreadPoolExecutor(1) as thread:
            yield lambda deed: thread.submit(deed).result(60)
            thread.submit(connections.close_all).result(60)

    def do(name, deed):
        with database(name) as done:
            return done(deed)

    with django_db_blocker.unblock():
        yield do
    ContentType.objects.clear_cache()


@pytest.fixture
def as_if_many(monkeypatch):
    """Give what makes a few count as many, and says in which processes they were prepared."""
    monkeypatch.setattr("vivier.search.queue.apply_waiting", lambda **_how: 0)
    monkeypatch.setattr(from_register, "READ_AT_ONCE", 4)
    monkeypatch.setattr(refreshing, "BATCH", 3)
    monkeypatch.setattr(staging, "BATCH", 5)
    begun, fork = [], os.fork

    def counted():
        begun.append(1)
        return fork()

    def many():
        monkeypatch.setattr(refreshing, "MANY", 1)
        monkeypatch.setattr(threading, "enumerate", list)
        monkeypatch.setattr(os, "cpu_count", lambda: 2)
        monkeypatch.setattr(os, "fork", counted)
        return begun

    return many


def extract(tmp_path):
    world = World()
    for at, name in enumerate(NAMES):
        world.enterprise(4031700 + at, name, form="017", person="1" if at % 4 == 3 else "2")
    return world.write(tmp_path / "a")


def bring_in(path, var):
    """Import, refresh; return what all tables say."""
    settings_now.VAR = var
    load_definitions()
    from_register.forget()
    DisciplineFactory(code="arts_scene")
    ActorFactory(name="=1+1", slug="known", enterprise_number="")  # perhaps the same as one that comes
    run, change_set = tasks.import_and_propose(registers.begin_import(path, by=None, apply=True))
    assert run.state == ImportRun.State.APPLIED
    actions.decide_changes(change_set, keys=None, accept=True, by=None)
    actions.apply_changes(change_set, by=None)
    return all_said()


def all_said():
    by, which = "actor__slug", ("state", "method", "source_name", "observed_on")
    times = {"id", "created_at", "updated_at"}
    whole = [one.attname for one in Actor._meta.concrete_fields if one.attname not in times]
    change = ("kind", "external_id", "name", by, "values", "refused", "origin", "decision", "note")
    asked = (
        Actor.objects.order_by("slug").values_list(*whole),
        Actor.objects.order_by("slug", "disciplines__code").values_list("slug", "disciplines__code"),
        FieldSource.objects.order_by(by, "field").values_list(by, "field", "value", *which),
        ExternalId.objects.order_by("value").values_list(by, "source", "value", "origin"),
        ActorRole.objects.order_by(by).values_list(by, "kind"),
        ProposedChange.objects.order_by("pk").values_list(*change),
        RegisterRecord.objects.order_by("pk").values_list("number", "name", "said", "digest"),
        ChangeSet.objects.values_list("state", "counts", "label"),
    )
    return [list(rows) for rows in asked]


@pytest.mark.one_database
def test_prepared_apart_the_rows_are_the_same(on_a_copy, as_if_many, tmp_path, settings):
    path = extract(tmp_path)
    one_after_the_other = on_a_copy("one", lambda: bring_in(path, tmp_path / "var"))
    begun = as_if_many()

    beside = on_a_copy("two", lambda: bring_in(path, tmp_path / "var2"))

    assert len(begun) == 4  # to compare, to read activities and addresses, and to apply
    assert beside == one_after_the_other
    assert len(beside[0]) == len(NAMES)  # one of them is perhaps the same as the record that was there


@pytest.mark.django_db(transaction=True)
def test_it_is_so_on_the_database_in_use(as_if_many, tmp_path, settings):
    as_if_many()

    said = bring_in(extract(tmp_path), tmp_path / "var")

    assert sorted(row[0] for row in said[0]) == sorted([*(name[:255] for name in NAMES)])


@pytest.mark.one_database
@pytest.mark.parametrize("what", ["a second", "cut off before", "only read"])
def test_an_import_that_is_no_fresh_first_one_is_compared_once_applied(db, tmp_path, settings, what):
    settings.VAR = tmp_path / "var"
    load_definitions()
    run = registers.begin_import(extract(tmp_path), by=None, apply=what != "only read")
    if what == "cut off before":
        run.state = ImportRun.State.READING
    if what == "a second":
        imports.carry_out(registers.begin_import(extract(tmp_path), by=None, apply=True))

    with comparing.compared_meanwhile(run, batch=5) as ahead:
        assert ahead is None


@pytest.mark.one_database
def test_a_first_import_that_is_refused_proposes_nothing(db, tmp_path, settings):
    settings.VAR = tmp_path / "var"

    run, change_set = tasks.import_and_propose(registers.begin_import(extract(tmp_path), by=None, apply=True))

    assert (run.state, change_set) == (ImportRun.State.REFUSED, None)  # no definition of the sector
    assert not ChangeSet.objects.exists()
