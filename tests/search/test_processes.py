"""Several processes may write; one killed in the middle loses nothing."""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from django.db import connection

from vivier.search.queue import WAIT_SECONDS

SCRIPT = Path(__file__).with_name("writing_process.py")
ROOT = SCRIPT.parent.parent.parent
# Seconds after which a process has stopped for good, however busy the machine.
HANGS = 600


def _database(tmp_path):
    found = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{tmp_path / 'db.sqlite3'}"
    host = f"{found['HOST']}:{found['PORT']}" if found["HOST"] else ""
    return f"postgres://{found['USER']}:{found['PASSWORD']}@{host}/{found['NAME']}"


@pytest.fixture
def start(tmp_path, transactional_db):
    """Give a callable that starts the other process with some arguments."""
    env = os.environ | {
        "DATABASE_URL": _database(tmp_path),
        "SEARCH_INDEX": str(tmp_path / "shared"),
        "VIVIER_VAR": str(tmp_path / "var"),
        "DJANGO_SETTINGS_MODULE": "tests.few_rooms",
        "ROOMS": "vivier.core vivier.search",
        "PYTHONPATH": str(ROOT),
    }
    running = []

    def begin(*arguments):
        command = [sys.executable, str(SCRIPT), *map(str, arguments)]
        running.append(subprocess.Popen(command, env=env, cwd=ROOT, stdout=subprocess.PIPE, text=True))
        return running[-1]

    def done(*arguments):
        process = begin(*arguments)
        output = process.communicate(timeout=HANGS)[0]
        assert process.returncode == 0
        return output

    begin.done = done
    done("setup")
    yield begin
    for process in running:
        process.kill()
        process.communicate()
    if connection.vendor != "sqlite":
        done("clean")


def test_two_processes_write_while_a_third_rebuilds(start):
    writers = [start("write", first, 25) for first in (1, 1001)]
    builder = start("rebuild")

    outputs = [writer.communicate(timeout=HANGS)[0] for writer in writers]
    builder.communicate(timeout=HANGS)

    assert [process.returncode for process in (*writers, builder)] == [0, 0, 0]
    # By the clock an edit takes as long as the machine lets it; what is sure is how long it asks to wait.
    assert all(json.loads(output.splitlines()[-1])["patience"] <= WAIT_SECONDS for output in outputs)
    report = json.loads(start.done("report"))
    # Nothing waits: each change was applied by its own process or by the one it found writing.
    assert (report["rows"], report["before"], report["waiting"], report["distinct"]) == (50, 50, 0, 50)


def test_a_rebuild_by_several_processes_holds_every_row(start):
    said = json.loads(start.done("rebuild_by_several", 9))

    assert said["built"] == {"actor": 9}
    assert len(set(said["pks"])) == 9


def test_a_writer_killed_in_the_middle_loses_nothing(start):
    writer = start("write", 1, 100_000)
    for line in writer.stdout:
        if int(line) >= 15:
            break
    writer.send_signal(signal.SIGKILL)
    writer.wait(timeout=10)

    report = json.loads(start.done("report"))

    assert report["rows"] >= 15
    assert report["after"] == report["distinct"] == report["rows"]
    assert report["left"] == 0
