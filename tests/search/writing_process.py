"""Another process that edits rows: `write FIRST COUNT`, `setup` or `report`; run by test_processes.py."""

import json
import sys
from types import SimpleNamespace

import django

HANGS = 600


def say(what):
    sys.stdout.write(json.dumps(what) + "\n")
    sys.stdout.flush()


def rows():
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT pk, title FROM shelf_of_a_test")
        return [SimpleNamespace(pk=pk, title=title) for pk, title in cursor.fetchall()]


def setup():
    from django.db import connection

    from vivier.search.models import IndexChange

    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE shelf_of_a_test (pk integer PRIMARY KEY, title text)")
    if IndexChange._meta.db_table not in connection.introspection.table_names():
        with connection.schema_editor() as editor:
            editor.create_model(IndexChange)


def clean():
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE shelf_of_a_test")


def write(first, count):
    from django.db import connection, transaction

    from vivier.search import queue, store

    asked = [0.0]

    def held(name, *, wait):
        """Note how long an edit is ready to wait for the writer's lock."""
        asked.append(wait)
        return store.held(name, wait=wait)

    queue.store = SimpleNamespace(held=held, snapshot=store.snapshot)
    for pk in range(int(first), int(first) + int(count)):
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("INSERT INTO shelf_of_a_test VALUES (%s, %s)", [pk, f"Studio {pk}"])
            queue.changed("actor", pk)
        say(pk)
    say({"patience": max(asked)})


def report():
    from vivier.search.engine import search
    from vivier.search.models import IndexChange
    from vivier.search.query import Query
    from vivier.search.queue import apply_waiting

    found = search(Query(limit=None))
    waiting = IndexChange.objects.count()
    apply_waiting()
    after = search(Query(limit=None))
    say(
        {
            "rows": len(rows()),
            "before": found.total,
            "waiting": waiting,
            "after": after.total,
            "distinct": len(set(after.pks)),
            "left": IndexChange.objects.count(),
        }
    )


def rebuild():
    from vivier.search.rebuild import rebuild as build

    for _ in range(3):
        build(wait=HANGS)


def rebuild_by_several(count):
    """Make an index of the changes that wait, as if they were records."""
    from django.utils import timezone

    from vivier.search import making, sources
    from vivier.search.engine import search
    from vivier.search.models import IndexChange
    from vivier.search.query import Query
    from vivier.search.rebuild import rebuild as build

    making.MANY, making.ROWS_IN_A_SHARE = 1, 4
    now = timezone.now()
    IndexChange.objects.bulk_create(
        IndexChange(source="actor", key=f"{pk}", queued_at=now) for pk in range(int(count))
    )
    sources.register(sources.Source("actor", changes, document_of_change))
    say({"built": build(wait=HANGS), "pks": search(Query(text="studio ", limit=None)).pks})


def changes():
    from vivier.search.models import IndexChange

    return IndexChange.objects.all()


def document_of_change(change):
    from vivier.search.sources import Document

    return Document(f"actor:{change.pk}", "actor", f"Studio {change.key}")


if __name__ == "__main__":
    django.setup()
    from vivier.search import sources, vocabulary

    vocabulary._providers.clear()
    sources._sources.clear()
    sources.register(
        sources.Source("actor", rows, lambda row: sources.Document(f"actor:{row.pk}", "actor", row.title))
    )
    globals()[sys.argv[1]](*sys.argv[2:])
