"""The changes that wait, applied by whoever holds the writer's lock."""

from pathlib import Path

from vivier.core.batches import batched
from vivier.search import store
from vivier.search.models import IndexChange
from vivier.search.writing import Changed, write_changed, writer

BATCH = 500


def apply_until_empty(batches: int | None = None) -> int:
    """Apply what waits to the current index and return how many changes; hold the writer's lock.

    `batches`: at most so many of 500, for who cannot wait until all of it is done.
    """
    applied = 0
    # Asked again after the last commit: who waited in vain for the lock relies on it.
    while batch := list(IndexChange.objects.all()[:BATCH]):
        if batches is not None and applied >= batches * BATCH:
            break
        home = store.current()
        if home is None:
            break
        changes = [(change.source, change.key) for change in batch]
        _note(changes)
        with writer(home) as into:
            write_changed(into, changes)
        IndexChange.objects.filter(pk__in=[change.pk for change in batch]).delete()
        applied += len(batch)
    return applied


def keys() -> list[int]:
    """Return the changes that wait, as far as they can be seen now."""
    return list(IndexChange.objects.order_by("pk").values_list("pk", flat=True))


def forget(changes: list[int]) -> None:
    """Take away changes that the index holds already."""
    for some in batched(changes, BATCH):
        IndexChange.objects.filter(pk__in=some).delete()


def start_noting() -> None:
    """From here on every change applied is also noted, for the index that is being built."""
    _notes().write_text("")


def _note(changes: list[Changed]) -> None:
    if not _notes().exists():
        return
    if not store.is_held("rebuild"):
        forget_notes()
        return
    with _notes().open("a") as file:
        file.writelines(f"{kind}:{pk}\n" for kind, pk in changes)


def noted() -> list[Changed]:
    """Return the changes applied since noting started."""
    lines = (line.partition(":") for line in _notes().read_text().split())
    return [(kind, pk) for kind, _, pk in lines]


def forget_notes() -> None:
    """Stop noting."""
    _notes().unlink(missing_ok=True)


def _notes() -> Path:
    return store.root() / "CHANGED"
