"""Bring entries of one generation in line with the database."""

import logging
import os
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import tantivy

from vivier.search import making
from vivier.search.entries import entry
from vivier.search.making import Makers
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


def write_all(into: Writer, source: Source, advance: Callable[[], None], makers: Makers | None = None) -> int:
    """Write every public row of a source and return how many were written; `makers` read and prepare them."""
    made = makers.entries_of(source) if makers else None
    written = 0
    for one in making.entries_of(source, source.rows(), into.vocabulary) if made is None else made:
        if one is not None:
            into.index.add_document(entry(one))
            written += 1
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
        for one in making.entries_of(source, source.rows_of(pks), into.vocabulary) if source else ():
            if one is not None:
                into.index.add_document(entry(one))
