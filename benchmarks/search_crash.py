"""Writers of the search index killed with SIGKILL at random moments: every edit that was committed is found.

    .venv/bin/python benchmarks/search_crash.py [--kills 25] [--seed 1]

A process adds rows, each in a transaction of its own with its index change, until it is killed: while it
writes the database, while it writes the index, between the two. Another then applies what waits, as the
worker does every minute, and compares the index with the table. Ends with one line of JSON; exits with an
error when a row is missing, there twice or still waiting.
"""

import argparse
import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from itertools import count
from pathlib import Path
from types import SimpleNamespace
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
LONGEST_SECONDS = 1.0
TABLE = "rows_of_a_benchmark"


def prepare(home: Path) -> None:
    """Bring Django up on a database in this folder whose only findable rows are those of our table."""
    os.environ |= {"VIVIER_MODE": "demo", "VIVIER_VAR": str(home), "LOG_LEVEL": "ERROR"}
    os.environ["DJANGO_SETTINGS_MODULE"] = "vivier.settings"
    import django

    django.setup()
    from vivier.search import sources, vocabulary

    vocabulary._providers.clear()
    sources._sources.clear()
    build = sources.Document
    sources.register(
        sources.Source(
            "actor", _rows, lambda row: build(key=f"actor:{row.pk}", kind="actor", title=row.title)
        )
    )


def _rows() -> list[Any]:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(f"SELECT pk, title FROM {TABLE}")
        return [SimpleNamespace(pk=pk, title=title) for pk, title in cursor.fetchall()]


def create() -> None:
    """Make the table and the queue, and an empty index."""
    from django.db import connection

    from vivier.search.models import IndexChange
    from vivier.search.rebuild import rebuild

    with connection.cursor() as cursor:
        cursor.execute(f"CREATE TABLE {TABLE} (pk integer PRIMARY KEY, title text)")
    with connection.schema_editor() as editor:
        editor.create_model(IndexChange)
    rebuild()


def write_until_killed() -> None:
    """Add rows for ever, one transaction each."""
    from django.db import connection, transaction

    from vivier.search.queue import changed

    first = max((row.pk for row in _rows()), default=0) + 1
    print("ready", flush=True)
    for pk in count(first):
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"INSERT INTO {TABLE} VALUES (%s, %s)", [pk, f"Studio {pk}"])
            changed("actor", pk)


def compare() -> dict[str, int]:
    """Apply what waits and return how many rows there are, were found before and after, and still wait."""
    from vivier.search.engine import search
    from vivier.search.models import IndexChange
    from vivier.search.query import Query
    from vivier.search.queue import apply_waiting

    waited = IndexChange.objects.count()
    apply_waiting(wait=30)
    pks = search(Query(limit=None)).pks
    rows = {row.pk for row in _rows()}
    return {
        "rows": len(rows),
        "waited": waited,
        "missing": len(rows.difference(pks)),
        "too many": len(pks) - len(rows.intersection(pks)),
        "still waiting": IndexChange.objects.count(),
    }


def kill_one(home: Path, seconds: float) -> None:
    """Start a writer and kill it so many seconds after its first row may begin."""
    command = [sys.executable, __file__, "--write", str(home)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as writer:
        if writer.stdout is None or writer.stdout.readline() != "ready\n":
            raise SystemExit("The writer did not start.")
        time.sleep(seconds)
        writer.send_signal(signal.SIGKILL)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=25)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--write", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.write:
        prepare(options.write)
        write_until_killed()
    draw = random.Random(options.seed)
    with tempfile.TemporaryDirectory(prefix="vivier-search-crash-") as folder:
        prepare(Path(folder))
        create()
        runs = []
        for _ in range(options.kills):
            kill_one(Path(folder), draw.uniform(0, LONGEST_SECONDS))
            runs.append(compare())
    wrong = [run for run in runs if run["missing"] or run["too many"] or run["still waiting"]]
    waited = sum(run["waited"] > 0 for run in runs)
    print(f"{len(runs)} writers killed, {runs[-1]['rows']} rows; after {waited} of them a change waited")
    print(f"runs that lost or doubled a row: {len(wrong)}")
    print(
        json.dumps(
            {"benchmark": "search_crash", "kills": len(runs), "rows": runs[-1]["rows"], "wrong": wrong}
        )
    )
    raise SystemExit(1 if wrong else 0)


if __name__ == "__main__":
    main()
