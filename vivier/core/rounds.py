"""Small work that comes back by itself: registered by each app when it starts, done by `vivier work`."""

import logging
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta

from django.db import close_old_connections, connections

log = logging.getLogger(__name__)
TICK_SECONDS = 1.0
GOODBYE_SECONDS = 15.0
REST_SECONDS = 2.0
THREAD = "rounds"
_turn = threading.Lock()


@dataclass(frozen=True, slots=True)
class Round:
    """A step and how often it is due; doing it twice, or in two workers at once, changes nothing more."""

    name: str
    every: timedelta
    step: Callable[[], object]


_rounds: dict[str, Round] = {}


def register(name: str, *, every: timedelta, step: Callable[[], object]) -> None:
    """Have `step` done every so often, the first time when the worker starts."""
    _rounds[name] = Round(name, every, step)


def do_all() -> None:
    """Do every step once, now."""
    for one in _rounds.values():
        _do(one)


@contextmanager
def in_background() -> Iterator[None]:
    """Do the steps in a thread of their own whenever they are due, until the block ends."""
    stop = threading.Event()
    thread = threading.Thread(target=_go_round, args=(stop,), name=THREAD, daemon=True)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join(GOODBYE_SECONDS)


@contextmanager
def at_rest() -> Iterator[bool]:
    """Keep the thread of the steps from its work and from the database; False when it does not end soon."""
    rests = _turn.acquire(timeout=REST_SECONDS)
    try:
        yield rests
    finally:
        if rests:
            _turn.release()


def _go_round(stop: threading.Event) -> None:
    due = dict.fromkeys(_rounds, 0.0)
    while not stop.is_set():
        for one in list(_rounds.values()):
            if time.monotonic() >= due.get(one.name, 0.0) and not stop.is_set():
                _take_turn(one)
                due[one.name] = time.monotonic() + one.every.total_seconds()
        stop.wait(TICK_SECONDS)


def _take_turn(one: Round) -> None:
    with _turn:
        try:
            _do(one)
        finally:
            connections.close_all()


def _do(one: Round) -> None:
    """Do one step; what fails is written to the log and done again next time."""
    close_old_connections()
    try:
        one.step()
    except Exception:
        log.exception("the step %s failed; it is done again when it is next due", one.name)
