"""One pass over `activity.csv` that weighs it and lets through the few lines somebody has to look at.

Most of an extract is activities outside every sector: 34 of 45 million lines. A line that is plainly one of
those (the columns quoted as the register writes them, a code of five or seven digits nobody wants) needs no
CSV reader. Every other line goes on to DuckDB: wanted, damaged, or merely written otherwise. A file with a
quote that may run over several lines is not sieved at all.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

import numpy as np
import numpy.typing as npt

from vivier.registers.readers.kbo_layout import COLUMNS, LONGEST_LINE
from vivier.registers.readers.kbo_lines import Reading, slot_of

if TYPE_CHECKING:
    from hashlib import _Hash as Digest

Octets = npt.NDArray[np.uint8]
Words = npt.NDArray[np.uint64]
Places = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]
BLOCK = 1 << 18  # bytes: what is made of it stays in the processor’s cache
NEWLINE, QUOTE, COMMA = b'\n",'
QUOTES = 10  # on a plain line
NUMBERS, CODES = (12, 13), (5, 7)  # letters of a number (enterprise, establishment), digits of a code
MOST_ODD = 1_000  # lines of a block: beyond, the file is not written as the register writes it


@dataclass(frozen=True, slots=True)
class Sieved:
    """What was let through: a CSV file with the same header, and the line each of its rows had (from 1)."""

    path: Path
    lines: list[int]


def sieve(path: Path, codes: Iterable[str], into: Path, reading: Reading) -> Sieved | None:
    """Write the lines to look at `into` a file, noting digest and rows of the whole; None: read all of it."""
    with path.open("rb") as file, into.open("wb") as out:
        header = file.readline(LONGEST_LINE)
        said = header.decode("utf-8", "replace").strip().replace('"', "")
        if said != ",".join(COLUMNS["activity"]) or not header.endswith(b"\n"):
            return None
        out.write(header)
        done = _Sieving(_table(codes), out, sha256(header))
        if not done.pour(file):
            return None
    reading.rows[path.name], reading.digests[path.name] = done.line - 1, done.digest.hexdigest()
    return Sieved(into, done.kept)


def _table(codes: Iterable[str]) -> Flags:
    """Return a table that says at once of most codes that nobody wants them."""
    five = [int.from_bytes(code.encode()[:5], "little") for code in codes]
    table = np.zeros(1 << 16, np.bool_)
    table[slot_of(np.array(five, np.uint64))] = True
    return table


@dataclass(slots=True)
class _Sieving:
    """A pass under way: the line reached, and which were let through."""

    table: Flags
    out: BinaryIO
    digest: "Digest"
    line: int = 1
    kept: list[int] = field(default_factory=list)
    flags: Flags = field(default_factory=lambda: np.empty(BLOCK + LONGEST_LINE, np.bool_))

    def pour(self, file: BinaryIO) -> bool:
        """Let a file through; say False when it cannot be sieved."""
        buffer, rest = bytearray(BLOCK + LONGEST_LINE), 0
        view = memoryview(buffer)
        while read := file.readinto(view[rest : rest + BLOCK]):  # type: ignore[attr-defined]
            self.digest.update(view[rest : rest + read])
            filled = rest + read
            whole = buffer.rfind(b"\n", 0, filled) + 1
            if filled - whole > LONGEST_LINE or (whole and not self._block(buffer, whole)):
                return False
            buffer[: filled - whole] = buffer[whole:filled]
            rest = filled - whole
        return not rest or self._keep_last(bytes(buffer[:rest]))

    def _keep_last(self, line: bytes) -> bool:
        self.line += 1
        self.kept.append(self.line)
        self.out.write(line)
        return not line.count(QUOTE) % 2

    def _block(self, buffer: bytearray, size: int) -> bool:
        """Write the lines of a block that are to be looked at; say False when they cannot be told apart."""
        octets = np.frombuffer(buffer, np.uint8, size)
        ends = np.flatnonzero(np.equal(octets, NEWLINE, out=self.flags[:size]))
        starts = np.concatenate(([0], ends[:-1] + 1))
        others = _others(octets, starts, ends - starts, self.table)
        at = np.flatnonzero(~others)
        plain_quotes = QUOTES * (len(ends) - len(at))
        if len(at) > MOST_ODD + len(ends) // 2:
            return False
        places = zip(starts[at].tolist(), (ends[at] + 1).tolist(), strict=True)
        lines = [buffer[start:end] for start, end in places]
        quotes = [line.count(QUOTE) for line in lines]
        if any(count % 2 for count in quotes):
            return False
        plain_quotes += sum(quotes)
        self.out.write(b"".join(lines))
        self.kept += (at + self.line + 1).tolist()
        self.line += len(ends)
        return (
            plain_quotes == np.count_nonzero(np.equal(octets, QUOTE, out=self.flags[:size]))
            and int(octets.max()) < 128
        )


def _others(octets: Octets, starts: Places, lengths: Places, table: Flags) -> Flags:
    """Say of each line whether it is plainly an activity that nobody wants."""
    others = np.zeros(len(starts), np.bool_)
    words: Words = np.ndarray((max(len(octets) - 7, 0),), "<u8", octets, strides=(1,))
    for number in NUMBERS:
        for code in CODES:
            at = np.flatnonzero(lengths == 1 + number + 16 + code + 8)
            if len(at):
                others[at] = _plain(octets, words, starts[at], number, code, table)
    return others


def _pattern(text: str) -> tuple[np.uint64, np.uint64]:
    """Return mask and value of eight letters, `.` being any."""
    mask = bytes(0 if one == "." else 255 for one in text)
    value = bytes(0 if one == "." else ord(one) for one in text)
    return np.uint64(int.from_bytes(mask, "little")), np.uint64(int.from_bytes(value, "little"))


_GROUP, _VERSION = _pattern('","...",'), _pattern('"....","')
_AFTER = {5: _pattern('.....","'), 7: _pattern('......."')}


def _each(octet: int, count: int) -> np.uint64:
    return np.uint64(int.from_bytes(bytes([octet]) * count, "little"))


def _plain(octets: Octets, words: Words, starts: Places, number: int, code: int, table: Flags) -> Flags:
    """Say which of some lines of one length are written as the register writes them, their code unwanted."""
    at = starts + (1 + number)
    written = words[at + 16]
    five = written & _each(255, 5)
    digits, high, low = written & _each(255, code), _each(0xF0, code), _each(6, code)
    plain = ((digits & high) == _each(0x30, code)) & (((digits + low) & high) == _each(0x30, code))
    for (mask, value), word in (
        (_GROUP, words[at]),
        (_VERSION, words[at + 8]),
        (_AFTER[code], written),
    ):
        plain &= (word & mask) == value
    plain &= octets[starts] == QUOTE
    end = at + 16 + code
    plain &= octets[end + 7] == QUOTE
    if code != CODES[0]:
        plain &= (octets[end + 1] == COMMA) & (octets[end + 2] == QUOTE)
    return plain & ~table[slot_of(five)]
