"""From an edit to the index: noted in the edit's own transaction, applied by one writer at a time."""

import logging
import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from functools import partial

from django.db import transaction
from django.utils import timezone

from vivier.core.rows import insert_rows
from vivier.search import opensearch, rebuild, store, waiting
from vivier.search.models import IndexChange

log = logging.getLogger(__name__)
WAIT_SECONDS = 1.0
_thread = threading.local()


def changed(kind: str, pk: object) -> None:
    """Note that a record's entry has to be made again; call it in the transaction of the edit."""
    IndexChange.objects.create(source=kind, key=str(pk))
    _thread.noted = noted = getattr(_thread, "noted", 0) + 1
    transaction.on_commit(partial(_apply_after_commit, noted), robust=True)


def changed_all(kind: str, keys: Iterable[object], *, at_once: bool = True) -> None:
    """Note the same of many records; not `at_once`, they wait for the next `apply_waiting`."""
    now = timezone.now()
    noted = insert_rows(IndexChange, ("source", "key", "queued_at"), ((kind, str(key), now) for key in keys))
    if noted and at_once:
        _thread.noted = deeds = getattr(_thread, "noted", 0) + 1
        transaction.on_commit(partial(_apply_after_commit, deeds), robust=True)


@contextmanager
def together() -> Iterator[None]:
    """Apply the changes of many transactions at once at the end, for imports."""
    _thread.paused = True
    try:
        yield
    finally:
        _thread.paused = False
        _apply_after_commit(getattr(_thread, "noted", 0), batches=None)


def _apply_after_commit(noted: int, *, batches: int | None = 1) -> None:
    """Apply once for all changes of a transaction; what cannot be applied now waits in the queue.

    Beside an import many thousands wait: an edit does its part, the import or the worker does the rest.
    """
    if getattr(_thread, "paused", False) or noted <= getattr(_thread, "tried", 0):
        return
    _thread.tried = _thread.noted
    try:
        apply_waiting(batches=batches)
    except (OSError, ValueError):
        log.exception("the search index could not be written; the change stays in the queue")


def apply_waiting(*, wait: float = WAIT_SECONDS, batches: int | None = None) -> int:
    """Apply what waits (at most `batches` of 500) and return how many; 0 when another process does it."""
    if not IndexChange.objects.exists():
        return 0
    if opensearch.is_chosen():
        return opensearch.apply_waiting()
    if store.snapshot() is None:
        count = IndexChange.objects.count()
        return count if rebuild.ensure() else 0
    with store.held("writer", wait=wait) as mine:
        return waiting.apply_until_empty(batches) if mine else 0
