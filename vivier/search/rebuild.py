"""Build the whole index again beside the current one, then switch at once."""

import logging
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings
from django.db import DatabaseError

from vivier.core.collecting import collecting_seldom
from vivier.search import opensearch, store, waiting
from vivier.search.making import makers
from vivier.search.sources import registered
from vivier.search.writing import heap_for, write_all, write_changed, writer

log = logging.getLogger(__name__)
# Up to so many rows a missing index is built by the first request that needs it.
SMALL = 20_000
PATIENCE_SECONDS = 60.0
_given_up: dict[Path, float] = {}

Progress = Callable[[str], Callable[[], None]]


class AlreadyRebuilding(Exception):
    """Another process is building the index now."""


def _silent(_kind: str) -> Callable[[], None]:
    return lambda: None


def rebuild(progress: Progress = _silent, *, wait: float = 0.5, rows: int | None = None) -> dict[str, int]:
    """Build a new generation from the database and make it current; return the entries by kind.

    `rows` says how many there are, from whom has counted them.
    """
    if opensearch.is_chosen():
        return opensearch.rebuild()
    with store.held("rebuild", wait=wait) as mine:
        if not mine:
            raise AlreadyRebuilding("The index is being rebuilt by another process.")
        home = store.new_generation()
        try:
            covered = _note_changes_from_now_on()
            counts = _fill(home, progress, _rows() if rows is None else rows)
            _finish(home, covered)
        except BaseException:
            waiting.forget_notes()
            if store.current() != home:
                store.discard(home)
            raise
    return counts


def _rows() -> int:
    return sum(source.count() for source in registered().values())


def _fill(home: Path, progress: Progress, rows: int) -> dict[str, int]:
    with (
        collecting_seldom(),
        makers(rows, store.words_of(home)) as others,
        writer(home, heap=heap_for(rows)) as into,
    ):
        return {
            kind: write_all(into, source, progress(kind), others)
            for kind, source in sorted(registered().items())
        }


@contextmanager
def _writers_lock() -> Iterator[None]:
    with store.held("writer", wait=PATIENCE_SECONDS) as mine:
        if not mine:
            raise TimeoutError("the index is being written by another process for too long")
        yield


def _note_changes_from_now_on() -> list[int]:
    """From here on, whoever applies a change to the current index also notes it for the new one.

    Return the changes that wait already: the rows read from now on say them, they need not be made twice.
    """
    with _writers_lock():
        waiting.start_noting()
        return waiting.keys()


def _finish(home: Path, covered: list[int]) -> None:
    """Repeat what changed during the build, switch, then apply what waits; nobody else writes meanwhile."""
    with _writers_lock():
        if again := waiting.noted():
            with writer(home) as into:
                write_changed(into, again)
        store.switch_to(home)
        waiting.forget_notes()
        waiting.forget(covered)
        waiting.apply_until_empty()


def ensure() -> bool:
    """Tell whether there is an index, building it now when it is missing and small."""
    if store.snapshot() is not None:
        return True
    home = Path(settings.SEARCH_INDEX)
    if time.monotonic() < _given_up.get(home, 0.0):
        return False
    try:
        return _build_if_small()
    except (AlreadyRebuilding, DatabaseError, OSError, ValueError):
        log.exception("the search index is missing and could not be built: run `vivier reindex`")
    _given_up[home] = time.monotonic() + PATIENCE_SECONDS
    return False


def _build_if_small() -> bool:
    rows = _rows()
    if rows > SMALL:
        log.error("the search index is missing and %d rows are many: run `vivier reindex`", rows)
        _given_up[Path(settings.SEARCH_INDEX)] = time.monotonic() + PATIENCE_SECONDS
        return False
    try:
        rebuild(rows=rows)
    except AlreadyRebuilding:
        with store.held("rebuild", wait=10):
            pass
    return store.snapshot() is not None
