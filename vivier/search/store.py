"""Where the index lives: generations in one directory, a pointer to the current one, two locks."""

import os
import shutil
import threading
import time
import uuid
from collections import OrderedDict
from collections.abc import Hashable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import tantivy
from django.conf import settings

from vivier.core.locks import locked_file
from vivier.search.entries import VERSION, schema
from vivier.search.reader import Reader
from vivier.search.vocabulary import Vocabulary, of_generation

REMEMBERED = 512
_PREFIX = f"v{VERSION}-"


@dataclass(slots=True)
class Snapshot:
    """One state of the index, and the answers already computed from it."""

    searcher: Reader
    stamp: tuple[int, ...]
    vocabulary: Vocabulary
    _known: OrderedDict[Hashable, Any] = field(default_factory=OrderedDict)
    _guard: threading.Lock = field(default_factory=threading.Lock)

    def remembered(self, key: Hashable) -> Any:
        """Return what was computed before for this key, or None."""
        with self._guard:
            if key in self._known:
                self._known.move_to_end(key)
            return self._known.get(key)

    def remember(self, key: Hashable, value: Any) -> None:
        """Keep an answer until the index changes or the memory is full."""
        with self._guard:
            self._known[key] = value
            while len(self._known) > REMEMBERED:
                self._known.popitem(last=False)


_guard = threading.Lock()
# At most one: the index this process reads.
_opened: list[tuple[str, tantivy.Index, Snapshot]] = []
_pointers: dict[str, tuple[tuple[int, int, int], str]] = {}


def root() -> Path:
    """Return the directory of all generations."""
    return Path(settings.SEARCH_INDEX)


def current() -> Path | None:
    """Return the directory of the generation in use, if there is one of today's shape."""
    home = _pointed_at(str(root()))
    return Path(home) if home and os.path.exists(f"{home}/meta.json") else None  # noqa: PTH110 -- asked at every search


def _pointed_at(home: str) -> str:
    """Return where the pointer leads, "" when nowhere of today's shape."""
    try:
        stat = os.stat(f"{home}/CURRENT")  # noqa: PTH116 -- asked at every search
        stamp = (stat.st_ino, stat.st_mtime_ns, stat.st_size)
        known = _pointers.get(home)
        if known is None or known[0] != stamp:
            with open(f"{home}/CURRENT", encoding="utf-8") as file:  # noqa: PTH123 -- its stamp was just read
                known = _pointers[home] = (stamp, file.read().strip())
    except (OSError, UnicodeDecodeError):
        return ""
    name = known[1]
    return f"{home}/{name}" if name.startswith(_PREFIX) and "/" not in name else ""


def snapshot() -> Snapshot | None:
    """Return the newest committed state; None without a usable index."""
    home = _pointed_at(str(settings.SEARCH_INDEX))
    if not home:
        return None
    try:
        stat = os.stat(f"{home}/meta.json")  # noqa: PTH116 -- asked at every search
        with _guard:
            return _newest(home, (stat.st_ino, stat.st_mtime_ns, stat.st_size, words_stamp()))
    except (OSError, ValueError):
        return None


def _newest(home: str, stamp: tuple[int, ...]) -> Snapshot:
    """Open the index again only when its directory or its last commit changed."""
    if _opened and _opened[0][0] == home:
        index, known = _opened[0][1:]
        if known.stamp == stamp:
            return known
    else:
        index = tantivy.Index.open(home)
        index.config_reader("manual")
    index.reload()
    _opened[:] = [(home, index, Snapshot(Reader(index.searcher()), stamp, words_of(Path(home))))]
    return _opened[0][2]


def words_of(home: Path) -> Vocabulary:
    """Return the words by which a generation is written and asked now."""
    return of_generation(f"{home.name}@{words_stamp()}")


def words_stamp() -> int:
    """Return what differs after each announcement that the words changed."""
    try:
        return os.stat(f"{settings.SEARCH_INDEX}/WORDS").st_mtime_ns  # noqa: PTH116 -- asked at every search
    except OSError:
        return 0


def announce_words() -> None:
    """Have every process of this machine read the words again at its next question."""
    root().mkdir(parents=True, exist_ok=True)
    (root() / "WORDS").write_text(uuid.uuid4().hex)


def new_generation() -> Path:
    """Return a fresh directory holding an empty index."""
    home = root() / f"{_PREFIX}{time.strftime('%Y%m%d%H%M%S')}-{uuid.uuid4().hex[:8]}"
    home.mkdir(parents=True)
    tantivy.Index(schema(), path=str(home))
    return home


def switch_to(home: Path) -> None:
    """Make a generation the current one at once, and forget all but the previous one."""
    previous = current()
    pointer = root() / f"CURRENT.{home.name}"
    with pointer.open("w") as file:
        file.write(home.name)
        file.flush()
        os.fsync(file.fileno())
    pointer.replace(root() / "CURRENT")
    for other in root().glob("v*-*"):
        if other.is_dir() and other not in {home, previous}:
            shutil.rmtree(other, ignore_errors=True)


def discard(home: Path) -> None:
    """Remove a generation that will not be used."""
    shutil.rmtree(home, ignore_errors=True)


@contextmanager
def held(name: str, *, wait: float) -> Iterator[bool]:
    """Hold a lock of the index between processes; say False when it could not be had in time."""
    root().mkdir(parents=True, exist_ok=True)
    with locked_file(root() / f"{name}.lock", wait=wait) as mine:
        yield mine


def is_held(name: str) -> bool:
    """Tell whether another process holds this lock now."""
    with held(name, wait=0) as mine:
        return not mine
