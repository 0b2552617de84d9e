"""From an edit to the index: noted in the edit's own transaction, applied by one writer at a time."""

import logging

from django.db import connection, transaction

from vivier.search import rebuild, store
from vivier.search.models import IndexChange
from vivier.search.writing import write_changed, writer

log = logging.getLogger(__name__)
BATCH = 500
WAIT_SECONDS = 1.0


def changed(kind: str, pk: object) -> None:
    """Note that a record's entry has to be made again; call it in the transaction of the edit."""
    IndexChange.objects.create(source=kind, key=str(pk))
    hooks = connection.run_on_commit
    if not hooks or hooks[-1][:2] != (set(connection.savepoint_ids), _apply_after_commit):
        transaction.on_commit(_apply_after_commit, robust=True)


def _apply_after_commit() -> None:
    """The edit is safe whatever happens here: what is not applied now waits in the queue."""
    try:
        apply_waiting()
    except (OSError, ValueError):
        log.exception("the search index could not be written; the change stays in the queue")


def apply_waiting(*, wait: float = WAIT_SECONDS) -> int:
    """Apply everything that waits and return how many changes; 0 when another process does it."""
    if not IndexChange.objects.exists():
        return 0
    waiting = IndexChange.objects.count()
    if store.snapshot() is None:
        return waiting if rebuild.ensure() else 0
    with store.held("writer", wait=wait) as mine:
        return _apply_until_empty() if mine else 0


def _apply_until_empty() -> int:
    applied = 0
    # Asked again after the last commit: who waited in vain for the lock relies on it.
    while batch := list(IndexChange.objects.all()[:BATCH]):
        home = store.current()
        if home is None:
            break
        changes = [(change.source, change.key) for change in batch]
        rebuild.note(changes)
        with writer(home) as into:
            write_changed(into, changes)
        IndexChange.objects.filter(pk__in=[change.pk for change in batch]).delete()
        applied += len(batch)
    return applied
