"""Several senders share an outbox; one that is killed loses nothing and repeats under the same Message-ID."""

import json
import os
import signal
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

import pytest
from django.db import connection

SCRIPT = Path(__file__).with_name("sending_process.py")
ROOT = SCRIPT.parent.parent.parent


def _database(tmp_path):
    found = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{tmp_path / 'db.sqlite3'}"
    host = f"{found['HOST']}:{found['PORT']}" if found["HOST"] else ""
    return f"postgres://{found['USER']}:{found['PASSWORD']}@{host}/{found['NAME']}"


@pytest.fixture
def start(tmp_path, transactional_db, office):
    """Give a callable that starts the other process with some arguments."""
    env = os.environ | {
        "DATABASE_URL": _database(tmp_path),
        "VIVIER_VAR": str(tmp_path / "var"),
        "DJANGO_SETTINGS_MODULE": "tests.few_rooms",
        "ROOMS": "vivier.core vivier.outbox",
        "PYTHONPATH": str(ROOT),
        "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "EMAIL_HOST": "127.0.0.1",
        "EMAIL_PORT": str(office.port),
    }
    running = []

    def begin(*arguments):
        command = [sys.executable, str(SCRIPT), *map(str, arguments)]
        running.append(subprocess.Popen(command, env=env, cwd=ROOT, stdout=subprocess.PIPE, text=True))
        return running[-1]

    def done(*arguments):
        process = begin(*arguments)
        output = process.communicate(timeout=120)[0]
        assert process.returncode == 0
        return output

    begin.done = done
    yield begin
    for process in running:
        process.kill()
        process.communicate()
    if connection.vendor != "sqlite":
        done("clean")


def until(condition, seconds=120):
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end
        time.sleep(0.01)


def test_two_senders_at_once_never_send_a_mail_twice(start, office):
    start.done("setup", ",", "post", 0, 60)
    office.pause = 0.01

    senders = [start("send"), start("send")]
    sent = [json.loads(one.communicate(timeout=120)[0])["sent"] for one in senders]

    rows = json.loads(start.done("report"))
    assert sum(sent) == 60
    assert sorted(office.message_ids) == sorted(message_id for message_id, _state in rows)
    assert {state for _id, state in rows} == {"sent"}


@pytest.mark.parametrize("pause", [30, 0], ids=["after the server took it", "anywhere"])
def test_a_killed_sender_loses_nothing(start, office, pause):
    start.done("setup", ",", "post", 0, 20)
    office.pause = 0.02
    sender = start("send")
    until(lambda: len(office.received) >= 5)
    office.pause = pause
    seen = len(office.received)
    until(lambda: len(office.received) > seen)
    sender.send_signal(signal.SIGKILL)
    sender.wait(timeout=10)

    rows = json.loads(start.done("report"))
    begun = [message_id for message_id, state in rows if state == "sending"]
    assert len(begun) <= 1
    assert pause == 0 or len(begun) == 1
    office.pause = 0
    rows = json.loads(start.done("expire", ",", "send", ",", "report").splitlines()[-1])

    counts = Counter(office.message_ids)
    assert {state for _id, state in rows} == {"sent"}
    assert set(counts) == {message_id for message_id, _state in rows}
    assert [one for one, count in counts.items() if count > 1] in ([], begun)
    assert pause == 0 or counts[begun[0]] == 2


def test_the_same_mail_written_by_two_at_once_is_one(start):
    start.done("setup")
    writers = [start("post", 0, 25), start("post", 0, 25)]
    for writer in writers:
        writer.communicate(timeout=120)

    assert [writer.returncode for writer in writers] == [0, 0]
    assert len(json.loads(start.done("report"))) == 25
