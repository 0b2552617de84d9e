"""Things made in a process of their own while this one does something else: two cores at work.

The other process is a copy of this one at that moment, with connections to the database of its own: it sees
what is committed and writes nothing. Whatever becomes of it, it leaves nothing behind.
"""

import os
import pickle
import queue
import signal
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import IO, Any, TypeVar

from django.db import connections

from vivier.core import rounds
from vivier.core.collecting import collecting_seldom

Made = TypeVar("Made")
# Of what was made and is not yet asked for: beyond, the other process waits.
MOST_WAITING = 16
LOOKED = 0.1  # seconds between two looks whether the first process is still there
_MADE, _FAILED, _END = range(3)


class Died(RuntimeError):
    """The other process ended without a word: killed, perhaps for want of memory."""


@contextmanager
def made_apart(make: Callable[[], Iterable[Made]]) -> Iterator[Iterator[Made]]:
    """Begin to make what `make()` yields and give an iterator over it; what is not asked for is dropped.

    Each thing must be picklable. An error there is raised here. Where no process can be begun (a transaction
    is open, or other threads run), it is made here when it is asked for.
    """
    begun = _begun(make)
    if begun is None:
        yield iter(make())
        return
    child, out = begun
    try:
        with os.fdopen(out, "rb") as said:
            yield _received(said)
    finally:
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)


def _begun(make: Callable[[], Iterable[Any]]) -> tuple[int, int] | None:
    """Begin a process that makes; return its number and what it is read from, None when there can be none."""
    with rounds.at_rest() as rests:
        if not rests or not _is_alone() or not _let_go():
            return None
        out, into = os.pipe()
        parent, child = os.getpid(), os.fork()
        if not child:
            os.close(out)
            _work(make, into, parent)
    os.close(into)
    return child, out


def _is_alone() -> bool:
    """Say whether there is a processor for another process, and no thread here that may be at anything."""
    if not hasattr(os, "fork") or (os.cpu_count() or 1) < 2:
        return False
    ours = threading.current_thread()
    return all(one is ours or one.name == rounds.THREAD for one in threading.enumerate())


def _let_go() -> bool:
    """Let go of the connections to the database, which no copy may have; False inside a transaction."""
    if any(one.in_atomic_block for one in connections.all(initialized_only=True)):
        return False
    connections.close_all()
    return all(one.connection is None for one in connections.all(initialized_only=True))


def _received(said: IO[bytes]) -> Iterator[Any]:
    while True:
        try:
            kind, thing = pickle.load(said)  # noqa: S301 -- from a process of ours
        except (EOFError, pickle.UnpicklingError):
            raise Died("The process that prepares the next rows ended. Start again: it goes on.") from None
        if kind == _END:
            return
        if kind == _FAILED:
            raise thing
        yield thing


def _work(make: Callable[[], Iterable[Any]], into: int, parent: int) -> None:
    """Make everything, hand it over, and end without running what the first process has to do at its end."""
    try:
        threading.Thread(target=_end_with, args=(parent,), daemon=True).start()
        for one in (signal.SIGINT, signal.SIGTERM):
            signal.signal(one, signal.SIG_DFL)
        waiting: queue.Queue[bytes | None] = queue.Queue(MOST_WAITING)
        writer = threading.Thread(target=_hand_over, args=(waiting, into))
        writer.start()
        for said in _said(make):
            waiting.put(said)
        waiting.put(None)
        writer.join()
    finally:
        os._exit(0)


def _end_with(parent: int) -> None:
    """End when the first process does, however it ends: its files and locks are open here as well."""
    while os.getppid() == parent:
        time.sleep(LOOKED)
    os._exit(1)


def _said(make: Callable[[], Iterable[Any]]) -> Iterator[bytes]:
    try:
        with collecting_seldom():
            for thing in make():
                yield pickle.dumps((_MADE, thing), pickle.HIGHEST_PROTOCOL)
        yield pickle.dumps((_END, None))
    except Exception as error:
        yield _failure(error)


def _failure(error: Exception) -> bytes:
    try:
        said = pickle.dumps((_FAILED, error))
        pickle.loads(said)  # noqa: S301 -- ours; one that cannot be read back is told in words
    except Exception:
        return pickle.dumps((_FAILED, RuntimeError(f"{type(error).__name__}: {error}")))
    return said


def _hand_over(waiting: "queue.Queue[bytes | None]", into: int) -> None:
    """Write what is made as the first process reads it; when that is gone, so is this one."""
    try:
        with os.fdopen(into, "wb", buffering=0) as out:
            while (said := waiting.get()) is not None:
                rest = memoryview(said)
                while rest:
                    rest = rest[out.write(rest) :]
    except OSError:
        os._exit(0)
