"""What reading an extract counted; and one pass over a file that weighs it and finds the lines left out."""

from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path

import numpy as np
import numpy.typing as npt

from vivier.registers.readers.kbo_layout import BadRow

MOST_LISTED = 5_000
BLOCK = 1 << 22
WORD = 8  # bytes compared at once
NEWLINE = ord("\n")
Words = npt.NDArray[np.uint64]
Why = tuple[str | int, str]  # what a line says without its quotes, or its number alone; and the sentence


@dataclass(slots=True)
class Reading:
    """What reading an extract counted: lines and left-out rows by file, digests, the first bad rows."""

    rows: dict[str, int] = field(default_factory=dict)
    bad: dict[str, int] = field(default_factory=dict)
    digests: dict[str, str] = field(default_factory=dict)
    faulty: dict[Path, list[Why]] = field(default_factory=dict)
    listed: list[BadRow] = field(default_factory=list)

    @property
    def share_bad(self) -> float:
        """Share of all rows that were left out, 0 to 1."""
        return sum(self.bad.values()) / max(sum(self.rows.values()), 1)

    @property
    def worst(self) -> float:
        """Share of left-out rows in the file that has most of them, 0 to 1."""
        return max((self.bad.get(one, 0) / max(count, 1) for one, count in self.rows.items()), default=0.0)

    def leave_out(self, path: Path, count: int, rows: Iterable[Why]) -> None:
        """Count rows left out of a file; the first of them wait for their lines to be found."""
        self.bad[path.name] = self.bad.get(path.name, 0) + count
        if count:
            self.faulty.setdefault(path, []).extend(rows)

    def add(self, other: "Reading") -> None:
        """Add what was counted of other files beside."""
        for ours, theirs in ((self.rows, other.rows), (self.bad, other.bad)):
            ours.update(theirs)
        self.digests.update(other.digests)
        self.faulty.update(other.faulty)
        self.listed += other.listed[: max(MOST_LISTED - len(self.listed), 0)]


def find_lines(reading: Reading) -> None:
    """List the rows left out with their lines: one pass over each file that has some, two files at once."""
    paths = list(reading.faulty)
    with ThreadPoolExecutor(2) as beside:
        for path, wanted in zip(paths, beside.map(lambda one: _looked_for(one, reading), paths), strict=True):
            _list(wanted, path, reading)


def measure(path: Path, reading: Reading) -> None:
    """Note a file's SHA-256 and how many lines follow its header, unless both are known."""
    if path.name not in reading.digests:
        reading.rows[path.name], reading.digests[path.name] = _counted(path)


def weigh(path: Path, reading: Reading) -> None:
    """Note a file's SHA-256 and how many lines follow its header, and list its lines left out; one pass."""
    _list(_looked_for(path, reading), path, reading)


def _looked_for(path: Path, reading: Reading) -> "_Wanted":
    """Note the same and return the lines left out, found."""
    wanted = _Wanted(reading.faulty.pop(path, []))
    if not wanted.waiting:
        measure(path, reading)
        return wanted
    digest, lines, rest = None if path.name in reading.digests else sha256(), 0, b""
    with path.open("rb") as file:
        while block := file.read(BLOCK):
            if digest:
                digest.update(block)
            whole, newline, tail = (rest + block).rpartition(b"\n")
            if not newline:
                rest = tail
                continue
            lines = _look_through(whole + newline, lines, wanted)
            rest = tail
    if rest:
        lines = _look_through(rest + b"\n", lines, wanted)
    if digest:
        reading.rows[path.name], reading.digests[path.name] = max(lines - 1, 0), digest.hexdigest()
    return wanted


def _counted(path: Path) -> tuple[int, str]:
    """Return how many lines follow the header of a file, and its digest."""
    digest, lines, last = sha256(), 0, NEWLINE
    view = memoryview(bytearray(BLOCK))
    with path.open("rb", buffering=0) as file:
        while read := file.readinto(view):
            digest.update(view[:read])
            lines += int(np.count_nonzero(np.frombuffer(view, np.uint8, read) == NEWLINE))
            last = view[read - 1]
    return max(lines + (last != NEWLINE) - 1, 0), digest.hexdigest()


def look_among(path: Path, name: Path, lines: Sequence[int], reading: Reading) -> None:
    """List the rows left out of the file `name` that are in `path`, whose rows had these lines there."""
    wanted = _Wanted(reading.faulty.pop(name, []))
    if wanted.waiting:
        there, before, rest = _Moved(wanted, lines), 0, b""
        with path.open("rb") as file:
            while block := file.read(BLOCK):
                whole, newline, rest = (rest + block).rpartition(b"\n")
                before = _look_through(whole + newline, before, there) if newline else before
        if rest:
            _look_through(rest + b"\n", before, there)
    _list(wanted, name, reading)


def _list(wanted: "_Wanted", path: Path, reading: Reading) -> None:
    room = max(MOST_LISTED - len(reading.listed), 0)
    reading.listed += [BadRow(path.name, *one) for one in wanted.listed()][:room]


def _look_through(block: bytes, before: int, wanted: "_Wanted | _Moved") -> int:
    """Look for the wanted lines among the whole lines of a block; return how many lines there are so far."""
    octets = np.frombuffer(block, np.uint8)
    ends = np.flatnonzero(octets == NEWLINE)
    starts = np.concatenate(([0], ends[:-1] + 1))
    for at in wanted.candidates(block, starts):
        wanted.look_at(before + int(at) + 1, block[starts[at] : ends[at]])
    return before + len(ends)


class _Wanted:
    """The lines a file left out, found by the first letters of their number, then by all they say."""

    def __init__(self, rows: Iterable[Why]) -> None:
        self._by_text = {said: why for said, why in rows if isinstance(said, str)}
        self._by_number = {said: why for said, why in rows if isinstance(said, int)}
        self._found: list[tuple[int, str, str]] = []
        self._met = set[str | int]()
        self.waiting = len(self._by_text) + len(self._by_number)
        self._words = _first_words(self._prefixes())

    def _prefixes(self) -> Iterator[str]:
        for said in self._by_text:
            yield said.split(",", 1)[0]
        for number in self._by_number:
            digits = f"{number:010d}"
            yield f"{digits[:4]}.{digits[4:7]}.{digits[7:]}"
            yield f"{digits[0]}.{digits[1:4]}.{digits[4:7]}.{digits[7:]}"
            yield from (digits, str(number))

    def candidates(self, block: bytes, starts: npt.NDArray[np.int64]) -> Iterable[int]:
        """Return which lines of a block may be wanted."""
        if self._words is None or len(block) < WORD:
            return range(len(starts))
        words: Words = np.ndarray((len(block) - WORD + 1,), "<u8", block, strides=(1,))
        inside = starts[starts < len(words)]
        first = words[inside]
        at = np.flatnonzero(self._words.table[slot_of(first)])
        return [*at[np.isin(first[at], self._words.words)], *range(len(inside), len(starts))]

    def look_at(self, line: int, written: bytes) -> None:
        """Keep a line when it is one of those wanted."""
        said = written.decode("utf-8", "replace").rstrip("\r")
        bare = said.replace('"', "")
        key: str | int = bare if bare in self._by_text else _digits(bare.split(",", 1)[0])
        why = self._by_text.get(bare) or self._by_number.get(_digits(bare.split(",", 1)[0]))
        if why:
            self._met.add(key)
            self._found.append((line, why, said[:300]))

    def listed(self) -> list[tuple[int, str, str]]:
        """Return (line, sentence, text) of all wanted lines; 0 for one that no line says as it was read."""
        rows: list[tuple[str | int, str]] = [*self._by_text.items(), *self._by_number.items()]
        lost = [(0, why, str(said)[:300]) for said, why in rows if said not in self._met]
        return sorted(self._found) + lost


@dataclass(frozen=True, slots=True)
class _Moved:
    """The lines wanted, looked for in a file of some lines: the first after its header was `lines[0]`."""

    wanted: _Wanted
    lines: Sequence[int]

    def candidates(self, block: bytes, starts: npt.NDArray[np.int64]) -> Iterable[int]:
        """Return which lines of a block may be wanted."""
        return self.wanted.candidates(block, starts)

    def look_at(self, line: int, written: bytes) -> None:
        """Keep a line, under the number it had, when it is one of those wanted."""
        if line > 1:
            self.wanted.look_at(self.lines[line - 2], written)


@dataclass(frozen=True, slots=True)
class _FirstWords:
    """The first eight bytes of the lines wanted, and a table that says at once which cannot be one."""

    words: Words
    table: npt.NDArray[np.bool_]


def _first_words(prefixes: Iterable[str]) -> _FirstWords | None:
    """Return the first words of lines that begin with these numbers, quoted or not; None: any may be one."""
    found = set()
    for one in prefixes:
        for written in (f'"{one}"', f"{one},"):
            octets = written.encode()[:WORD]
            if len(octets) < WORD:
                return None
            found.add(int.from_bytes(octets, "little"))
    words = np.array(sorted(found), np.uint64)
    table = np.zeros(1 << 16, np.bool_)
    table[slot_of(words)] = True
    return _FirstWords(words, table)


def slot_of(words: Words) -> npt.NDArray[np.uint64]:
    """Return a place among 65,536 for each word."""
    return (words * np.uint64(0x9E3779B97F4A7C15)) >> np.uint64(48)


def _digits(text: str) -> int:
    digits = "".join(one for one in text[:20] if one in "0123456789")
    return int(digits or 0)
