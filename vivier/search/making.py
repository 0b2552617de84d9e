"""Entries made of rows: in this process, or by several that each read their own share of the rows.

A large build spends most of its time here, in Python. Makers hand over plain texts and numbers; one process
alone writes the index, in the order of the keys. Whether rows are read at once or one after the other makes
no difference to the result: what changes meanwhile is noted and made again (see `rebuild`).
"""

import logging
import marshal
import multiprocessing
import os
import pickle
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import django

from vivier.core.collecting import collecting_seldom
from vivier.search.entries import fields
from vivier.search.sources import Share, Source
from vivier.search.vocabulary import Vocabulary

log = logging.getLogger(__name__)
Made = dict[str, Any]
# Below so many rows of a kind, starting other processes takes longer than it saves.
MANY = 50_000
ROWS_IN_A_SHARE = 4_000
MOST_PROCESSES = 4
_words: list[Vocabulary] = []


def entries_of(source: Source, rows: Iterable[Any], vocabulary: Vocabulary) -> Iterator[Made | None]:
    """Give the entry of each row, None for one that cannot be understood."""
    for row in rows:
        try:
            yield fields(source.build(row), vocabulary)
        except (ValueError, TypeError, KeyError, AttributeError):
            # One odd record must not keep all the others out of the search.
            log.exception("not indexed: %s %s", source.kind, getattr(row, "pk", "?"))
            yield None


@dataclass(frozen=True, slots=True)
class Makers:
    """Processes that make entries."""

    pool: ProcessPoolExecutor
    processes: int

    def entries_of(self, source: Source) -> Iterator[Made | None] | None:
        """Give the entries of all rows in the order of their keys; None where this is not worth while."""
        shares = source.shares(ROWS_IN_A_SHARE) if source.count() >= MANY else []
        return self._gathered(source, shares) if shares else None

    def _gathered(self, source: Source, shares: Iterable[Share]) -> Iterator[Made | None]:
        """Keep each process busy, and no more of the result in memory than that takes."""
        waiting: deque[Future[bytes]] = deque()
        for share in shares:
            waiting.append(self.pool.submit(_made, source, share))
            if len(waiting) > 2 * self.processes:
                yield from marshal.loads(waiting.popleft().result())  # noqa: S302 -- from a process of ours
        while waiting:
            yield from marshal.loads(waiting.popleft().result())  # noqa: S302 -- from a process of ours


@contextmanager
def makers(rows: int, vocabulary: Vocabulary) -> Iterator[Makers | None]:
    """Start processes for a build of so many rows; None where one process is as fast.

    Each opens its own connection to the database, and so sees what is committed, not what this process is
    about to commit. Sources must be picklable: their functions stand in a module.
    """
    processes = min(os.cpu_count() or 1, MOST_PROCESSES)
    if rows < MANY or processes < 2:
        yield None
        return
    pool = ProcessPoolExecutor(
        processes,
        mp_context=multiprocessing.get_context("spawn"),
        initializer=_begin,
        initargs=(pickle.dumps(vocabulary),),
    )
    try:
        yield Makers(pool, processes)
    finally:
        pool.shutdown(cancel_futures=True)


def _begin(words: bytes) -> None:
    """Bring Django up in a new process; what is unpickled later needs it."""
    django.setup()
    _words[:] = [pickle.loads(words)]  # noqa: S301 -- from the process that started this one


def _made(source: Source, share: Share) -> bytes:
    with collecting_seldom():
        return packed(source, share, _words[0])


def packed(source: Source, share: Share, vocabulary: Vocabulary) -> bytes:
    """Return the entries of a share in one piece, as they go from one process to another."""
    return marshal.dumps(list(entries_of(source, source.rows_in(share), vocabulary)))
