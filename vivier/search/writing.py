"""Bring entries of one generation in line with the database."""

import logging
import os
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import tantivy

from vivier.search.entries import entry
from vivier.search.sources import Source, registered
from vivier.search.store import words_of
from vivier.search.vocabulary import Vocabulary

log = logging.getLogger(__name__)
SMALL_HEAP = 15_000_000
LARGE_HEAP, LARGEST_HEAP = 256_000_000, 3_000_000_000
# What an entry takes while it waits: an index written in one piece is asked faster than one in twelve.
HEAP_FOR_ENTRY = 1_000
Changed = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Writer:
    """An open generation: where entries go, and the words they are understood by."""

    index: tantivy.IndexWriter
    vocabulary: Vocabulary


def heap_for(entries: int) -> int:
    """Return the bytes to write so many entries in few pieces: at most a quarter of the memory."""
    return max(LARGE_HEAP, min(entries * HEAP_FOR_ENTRY, _memory() // 4, LARGEST_HEAP))


def _memory() -> int:
    """Return the bytes of the machine, or what a container may use of them."""
    machine = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    try:
        allowed = Path("/sys/fs/cgroup/memory.max").read_text().strip()
    except OSError:
        return machine
    return min(machine, int(allowed)) if allowed.isdecimal() else machine


@contextmanager
def writer(home: Path, *, heap: int = SMALL_HEAP) -> Iterator[Writer]:
    """Write to a generation: committed at the end, forgotten when something goes wrong."""
    opened = tantivy.Index.open(str(home)).writer(heap, 1)
    try:
        yield Writer(opened, words_of(home))
    except BaseException:
        opened.rollback()
        raise
    opened.commit()
    opened.wait_merging_threads()


def write_all(into: Writer, source: Source, advance: Callable[[], None]) -> int:
    """Write every public row of a source and return how many were written."""
    written = 0
    for row in source.rows():
        written += _add(into, source, row)
        advance()
    return written


def write_changed(into: Writer, changes: Iterable[Changed]) -> None:
    """Make these entries again from the rows as they are now; rows no longer public disappear."""
    wanted: dict[str, list[str]] = defaultdict(list)
    for kind, pk in dict.fromkeys(changes):
        wanted[kind].append(pk)
        into.index.delete_documents_by_term("key", f"{kind}:{pk}")
    for kind, pks in wanted.items():
        source = registered().get(kind)
        for row in source.rows_of(pks) if source else ():
            _add(into, source, row)


def _add(into: Writer, source: Source | None, row: Any) -> int:
    if source is None:
        return 0
    try:
        into.index.add_document(entry(source.build(row), into.vocabulary))
    except (ValueError, TypeError, KeyError, AttributeError):
        # One odd record must not keep all the others out of the search.
        log.exception("not indexed: %s %s", source.kind, getattr(row, "pk", "?"))
        return 0
    return 1
