"""The next things made in another thread while the database takes what is made already."""

import sys
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from typing import TypeVar

Thing = TypeVar("Thing")
Made = TypeVar("Made")
# Seconds one thread may hold Python while the other waits for it: a statement of many rows takes a few
# thousandths, and at the usual five the database would wait longer than it works.
SHORT = 0.0002


def made_ahead(things: Iterable[Thing], make: Callable[[Thing], Made]) -> Iterator[Made]:
    """Yield `make(thing)` of each thing in order, the next being made while one is used.

    `things` are asked for in the caller's thread; `make` runs in another and must not ask the database.
    """
    with _sharing(), ThreadPoolExecutor(1) as beside:
        waiting: Future[Made] | None = None
        for thing in things:
            coming = beside.submit(make, thing)
            if waiting is not None:
                yield waiting.result()
            waiting = coming
        if waiting is not None:
            yield waiting.result()


@contextmanager
def _sharing() -> Iterator[None]:
    before = sys.getswitchinterval()
    sys.setswitchinterval(min(before, SHORT))
    try:
        yield
    finally:
        sys.setswitchinterval(before)
