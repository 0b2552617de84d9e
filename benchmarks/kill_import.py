"""Imports and refreshes killed with SIGKILL at random moments and started again: the end is always the same.

    .venv/bin/python benchmarks/kill_import.py [--runs 40] [--extract DIR] [--seed 1]

Each run begins with an empty database, imports an extract and refreshes the directory in a process that is
killed at a random moment, up to three times, then started again until it is done. The hash of what the
tables say, the integrity of the database and the journal's entries are compared with a run that nobody
disturbed; so is what the search index holds. Ends with one line of JSON; exits with an error when one run
ended differently.
"""

import argparse
import hashlib
import json
import os
import random
import shutil
import signal
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
MOST_KILLS = 3
SMALL_BATCH = 20  # so that the few records of a small extract make many transactions

# What must be the same, whatever happened in between: (table, columns, how its rows are ordered).
SAID = (
    ("registers_registerrecord", "number, name, said, digest, gone_on", "number"),
    ("directory_actor", "name, sort_name, slug, status, kind, enterprise_number, city, version", "slug"),
    (
        "directory_fieldsource s JOIN directory_actor a ON a.id = s.actor_id",
        "a.slug, s.field, s.value, s.state, s.method, s.source_name, s.observed_on",
        "1, 2, 3, 4",
    ),
    (
        "directory_externalid e JOIN directory_actor a ON a.id = e.actor_id",
        "a.slug, e.source, e.value",
        "1, 2, 3",
    ),
    (
        "directory_proposedchange c JOIN directory_actor a ON a.id = c.actor_id",
        'c.kind, c.external_id, c.name, a.slug, c."values", c.refused, c.decision, c.note',
        "c.external_id",
    ),
    ("registers_rejectedrow", "file, line, why, said", "1, 2, 3, 4"),
    (
        "accounts_journalentry WHERE verb IN ('import.applied', 'refresh.proposed', 'refresh.applied')",
        "verb",
        "verb",
    ),
    ("search_indexchange", "DISTINCT source, key", "key"),
)


def set_up(var: Path) -> None:
    """Make Django ready for a database of our own, and that database."""
    os.environ |= {"VIVIER_MODE": "demo", "VIVIER_VAR": str(var), "LOG_LEVEL": "CRITICAL"}
    os.environ["DJANGO_SETTINGS_MODULE"] = "vivier.settings"
    import django

    django.setup()
    from benchmarks.register_steps import prepare
    from vivier.directory.actions import refreshing
    from vivier.registers import staging

    staging.BATCH = refreshing.BATCH = refreshing.MANY = SMALL_BATCH
    prepare(var)


def work(extract: Path) -> None:
    """Import, refresh and index as the worker does, going on where something was cut off."""
    from vivier.directory.actions import apply_changes, decide_changes
    from vivier.directory.tasks import import_and_propose, propose_from_register
    from vivier.registers import actions
    from vivier.registers.models import ImportRun
    from vivier.search.queue import apply_waiting

    run = ImportRun.objects.order_by("-pk").first()
    if run is None:
        run = actions.begin_import(extract, by=None, apply=True)
    if not run.is_over:
        run, _proposed = import_and_propose(run)
    if run.state != ImportRun.State.APPLIED:
        raise SystemExit(f"The import is {run.state}: {run.why}")
    change_set = propose_from_register(run, by=None)
    if change_set.state in {"proposed", "applying"}:
        decide_changes(change_set, keys=None, accept=True, by=None)
        apply_changes(change_set, by=None)
    apply_waiting(wait=60)


def in_a_process(extract: Path, *, kill_after: float | None) -> str | None:
    """Work in a child; kill it after so many seconds. Return where it was; None: it was done."""
    from django.db import connections

    connections.close_all()
    child = os.fork()
    if not child:
        code = 1
        try:
            work(extract)
            code = 0
        finally:
            os._exit(code)
    end = time.monotonic() + (kill_after or 600)
    while time.monotonic() < end:
        pid, status = os.waitpid(child, os.WNOHANG)
        if pid:
            if status:
                raise SystemExit(f"The work ended by itself with {status}.")
            return None
        time.sleep(0.001)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    return whereabouts()


def whereabouts() -> str:
    """Say what the database shows of the work that was cut off."""
    from vivier.directory.models import ChangeSet
    from vivier.registers.models import ImportRun

    change_set = ChangeSet.objects.order_by("-pk").first()
    if change_set:
        return f"refresh {change_set.state}"
    run = ImportRun.objects.order_by("-pk").first()
    if run is None:
        return "before it began"
    return f"import {run.step or run.state}"


def hash_of_tables() -> dict[str, Any]:
    """Return a hash of what each table says, and what SQLite says of the whole."""
    from django.db import connection

    found: dict[str, Any] = {}
    with connection.cursor() as cursor:
        for table, columns, order in SAID:
            digest = hashlib.sha256()
            cursor.execute(f"SELECT {columns} FROM {table} ORDER BY {order}")
            rows = cursor.fetchall()
            for row in rows:
                digest.update(repr(row).encode())
            found[table.split()[0]] = f"{len(rows)} rows {digest.hexdigest()[:16]}"
        cursor.execute("PRAGMA integrity_check")
        found["integrity"] = cursor.fetchone()[0]
    connection.close()
    found["index"] = index_holds()
    return found


def index_holds() -> str:
    """Return how many entries of each kind the search index has; asked in a child: no reader stays open."""
    out, into = os.pipe()
    child = os.fork()
    if not child:
        from vivier.search.engine import count_by_kind

        os.write(into, json.dumps(count_by_kind(""), sort_keys=True).encode())
        os._exit(0)
    os.close(into)
    os.waitpid(child, 0)
    with os.fdopen(out) as said:
        return said.read()


def start_afresh(var: Path, empty: Path) -> None:
    from django.conf import settings
    from django.db import connections

    connections.close_all()
    for one in (var / "db.sqlite3", var / "db.sqlite3-wal", var / "db.sqlite3-shm"):
        one.unlink(missing_ok=True)
    shutil.rmtree(var / "registers", ignore_errors=True)
    shutil.rmtree(settings.SEARCH_INDEX, ignore_errors=True)
    shutil.copy(empty, var / "db.sqlite3")


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--runs", type=int, default=40)
    parser.add_argument("--extract", type=Path)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    from benchmarks.register_import import BENCH, extract_of

    BENCH.mkdir(parents=True, exist_ok=True)
    extract = (options.extract or extract_of(10_000)).resolve()
    var = Path(tempfile.mkdtemp(prefix="vivier-kill-", dir=BENCH))
    try:
        report(killed_often(var, extract, options.runs, random.Random(options.seed)))
    finally:
        shutil.rmtree(var, ignore_errors=True)


def killed_often(var: Path, extract: Path, runs: int, draw: random.Random) -> dict[str, Any]:
    """Disturb that many runs; return where they were killed and which ended differently."""
    set_up(var)
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()
    empty = var / "empty.sqlite3"
    shutil.copy(var / "db.sqlite3", empty)
    spent = []
    for _twice in range(2):  # the first also warms up
        start_afresh(var, empty)
        begun = time.monotonic()
        in_a_process(extract, kill_after=None)
        spent.append(time.monotonic() - begun)
    undisturbed = hash_of_tables()
    where, different = Counter[str](), list[dict[str, Any]]()
    for _run in range(runs):
        start_afresh(var, empty)
        for _kill in range(draw.randint(1, MOST_KILLS)):
            at = in_a_process(extract, kill_after=draw.uniform(0, min(spent) * 1.1))
            where[at or "already done"] += 1
        in_a_process(extract, kill_after=None)
        after = hash_of_tables()
        if after != undisturbed:
            different.append({one: said for one, said in after.items() if said != undisturbed[one]})
    return {"runs": runs, "killed": dict(where), "different": different, "tables": undisturbed}


def report(found: dict[str, Any]) -> None:
    for at, count in sorted(found["killed"].items()):
        print(f"{at:<24}{count:>5}")
    print(f"{found['runs']} runs, {len(found['different'])} ended differently")
    print(json.dumps({"benchmark": "kill_import", **found}))
    if found["different"]:
        raise SystemExit(1)


if __name__ == "__main__":
    main()
