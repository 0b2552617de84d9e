"""Things made in another process: in order, errors told, nothing left behind."""

import os
import signal
import subprocess
import sys
import threading
import time
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import connections

from vivier.core import apart, rounds
from vivier.core.apart import made_apart

enumerate_threads = threading.enumerate


@pytest.fixture(autouse=True)
def alone(monkeypatch):
    """As if no other thread ran and no test held the database."""
    monkeypatch.setattr(threading, "enumerate", list)
    monkeypatch.setattr(connections, "all", lambda **_which: [])
    monkeypatch.setattr(connections, "close_all", lambda: None)
    monkeypatch.setattr(os, "cpu_count", lambda: 2)


def children():
    """Say whether this process still has one."""
    try:
        return os.waitpid(-1, os.WNOHANG) == (0, 0)
    except ChildProcessError:
        return False


def test_things_come_in_order_from_another_process():
    with made_apart(lambda: ((one, "é" * 300_000, os.getpid()) for one in range(20))) as made:
        found = list(made)

    assert [one for one, _text, _process in found] == list(range(20))
    assert {len(text) for _one, text, _process in found} == {300_000}
    assert {process for *_said, process in found}.isdisjoint({os.getpid()})
    assert not children()


def test_it_makes_while_this_one_does_something_else(tmp_path):
    def make():
        (tmp_path / "begun").touch()
        yield 1

    with made_apart(make) as made:
        for _wait in range(500):
            if (tmp_path / "begun").exists():
                break
            time.sleep(0.01)
        assert (tmp_path / "begun").exists()
        assert list(made) == [1]


def test_what_is_not_asked_for_is_dropped():
    with made_apart(lambda: iter(int, 1)) as made:
        assert next(made) == 0

    assert not children()


class Odd(Exception):
    def __init__(self, first, second):
        super().__init__(f"{first} {second}")


@pytest.mark.parametrize(
    ("error", "met"), [(KeyError("x"), KeyError), (Odd("no", "way"), RuntimeError), (Odd(1, 2), RuntimeError)]
)
def test_an_error_there_is_raised_here_after_what_was_made(error, met):
    def make():
        yield 1
        raise error

    with made_apart(make) as made:
        assert next(made) == 1
        with pytest.raises(met, match=r"x|no way|1 2"):
            next(made)
    assert not children()


def test_one_that_is_killed_is_told():
    def make():
        yield 1
        os.kill(os.getpid(), 9)

    with made_apart(make) as made, pytest.raises(apart.Died, match="Start again"):
        list(made)


def test_it_ends_when_the_first_process_is_killed(tmp_path):
    begun = tmp_path / "begun"
    here = subprocess.Popen([sys.executable, "-c", WAITS_FOR_EVER, begun])
    try:
        for _wait in range(2000):
            if begun.exists() and begun.read_text():
                break
            time.sleep(0.01)
        other = int(begun.read_text())
    finally:
        here.send_signal(signal.SIGKILL)
        here.wait()

    for _wait in range(500):
        if has_ended(other):
            return
        time.sleep(0.01)
    os.kill(other, signal.SIGKILL)
    pytest.fail("it works on alone")


# Begins a process that works and never yields, says its number, and waits.
WAITS_FOR_EVER = """
import os, sys, time
from pathlib import Path
import django
from django.conf import settings
settings.configure(DATABASES={})
django.setup()
from vivier.core.apart import made_apart
os.cpu_count = lambda: 2

def make():
    Path(sys.argv[1]).write_text(str(os.getpid()))
    while True:
        time.sleep(0.01)
    yield

with made_apart(make) as made:
    next(made)
"""


def has_ended(process):
    """Say whether a process that is nobody's child any more is gone."""
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return True
    return b"Z" in Path(f"/proc/{process}/stat").read_bytes().rpartition(b")")[2][:3]


@pytest.mark.parametrize("why", ["threads", "transaction", "processor", "a round"])
def test_where_no_process_can_be_begun_it_is_made_here(monkeypatch, request, why):
    if why == "threads":
        other = threading.Thread(name="other")
        monkeypatch.setattr(threading, "enumerate", lambda: [threading.current_thread(), other])
    elif why == "a round":
        monkeypatch.setattr(rounds, "REST_SECONDS", 0.01)
        assert rounds._turn.acquire()
        request.addfinalizer(rounds._turn.release)
    elif why == "processor":
        monkeypatch.setattr(os, "cpu_count", lambda: 1)
    else:
        held = type("Held", (), {"in_atomic_block": True, "connection": None})
        monkeypatch.setattr(connections, "all", lambda **_which: [held])

    with made_apart(lambda: (os.getpid() for _one in range(2))) as made:
        assert list(made) == [os.getpid()] * 2


@pytest.mark.django_db
def test_beside_the_rounds_of_the_worker_a_process_is_begun(monkeypatch):
    done = threading.Event()
    monkeypatch.setattr(rounds, "_rounds", {})
    rounds.register("some step", every=timedelta(days=1), step=done.set)
    with rounds.in_background():
        assert done.wait(5)
        ours = [one for one in enumerate_threads() if one.name in {"MainThread", rounds.THREAD}]
        monkeypatch.setattr(threading, "enumerate", lambda: ours)

        with made_apart(lambda: iter([os.getpid()])) as made:
            assert list(made) != [os.getpid()]

    assert rounds.THREAD in {one.name for one in ours}
