"""One pass over `activity.csv` that weighs it and lets through the few lines somebody has to look at.

Most of an extract is activities outside every sector: 34 of 45 million lines. A line that is plainly one of
those (the columns quoted as the register writes them, a code of five or seven digits nobody wants) needs no
CSV reader. Every other line goes on to DuckDB: wanted, damaged, or merely written otherwise. A file with a
quote that may run over several lines is not sieved at all.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from hashlib import sha256
from itertools import islice
from pathlib import Path
from typing import BinaryIO

import numpy as np

from vivier.registers.readers.kbo_blocks import (
    COMMA,
    MOST_ODD,
    QUOTE,
    RETURN,
    Block,
    Flags,
    NotPlain,
    Octets,
    Places,
    Words,
    are_digits,
    blocks_of,
    each,
    pattern,
)
from vivier.registers.readers.kbo_layout import COLUMNS, LONGEST_LINE
from vivier.registers.readers.kbo_lines import Reading, slot_of

QUOTES = 10  # on a plain line
NUMBERS, CODES = (12, 13), (5, 7)  # letters of a number (enterprise, establishment), digits of a code


@dataclass(frozen=True, slots=True)
class Sieved:
    """What was let through: a CSV file with the same header, and the line each of its rows had (from 1)."""

    path: Path
    lines: list[int]

    def line(self, at: int) -> tuple[int, str]:
        """Return the line a row had, and what it says; `at`: its line here (1 is the header)."""
        with self.path.open("rb") as file:
            said = next(islice(file, at - 1, None), b"")
        return self.lines[at - 2], said.decode("utf-8", "replace")


def sieve(path: Path, codes: Iterable[str], into: Path, reading: Reading) -> Sieved | None:
    """Write the lines to look at `into` a file, noting digest and rows of the whole; None: read all of it."""
    with path.open("rb") as file, into.open("wb") as out:
        header = file.readline(LONGEST_LINE)
        if not is_usual(header, "activity"):
            into.unlink()
            return None
        out.write(header)
        digest, done = sha256(header), _Sieving(_table(codes), out)
        try:
            for block in blocks_of(file, digest):
                done.let_through(block)
        except NotPlain:
            into.unlink()
            return None
    reading.rows[path.name], reading.digests[path.name] = done.line - 1, digest.hexdigest()
    return Sieved(into, done.kept)


def is_usual(header: bytes, table: str) -> bool:
    """Say whether the first line of a file names the columns of a table in their order."""
    said = header.decode("utf-8", "replace").strip().replace('"', "")
    return said == ",".join(COLUMNS[table]) and header.endswith(b"\n")


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
    line: int = 1
    kept: list[int] = field(default_factory=list)

    def let_through(self, block: Block) -> None:
        """Write the lines of a block that are to be looked at."""
        others = _others(block, self.table)
        at = np.flatnonzero(~others)
        if len(at) > MOST_ODD + len(others) // 2:
            raise NotPlain
        lines = block.lines(at)
        quotes = [line.count(QUOTE) for line in lines]
        counted = QUOTES * (len(others) - len(at)) + sum(quotes)
        is_odd = any(count % 2 for count in quotes) or counted != np.count_nonzero(block.equal(QUOTE))
        is_odd |= any(RETURN in line for line in lines)
        if is_odd or int(block.octets.max()) > 127:
            raise NotPlain
        self.out.write(b"".join(lines))
        self.kept += (at + self.line + 1).tolist()
        self.line += len(others)


def _others(block: Block, table: Flags) -> Flags:
    """Say of each line whether it is plainly an activity that nobody wants."""
    others, lengths, words = np.zeros(len(block.starts), np.bool_), block.ends - block.starts, block.words
    for number in NUMBERS:
        for code in CODES:
            at = np.flatnonzero(lengths == 1 + number + 16 + code + 8)
            if len(at):
                others[at] = _plain(block.octets, words, block.starts[at], number, code, table)
    return others


_GROUP, _VERSION = pattern('","...",'), pattern('"....","')
_AFTER = {5: pattern('.....","'), 7: pattern('......."')}


def _plain(octets: Octets, words: Words, starts: Places, number: int, code: int, table: Flags) -> Flags:
    """Say which of some lines of one length are written as the register writes them, their code unwanted."""
    at = starts + (1 + number)
    written = words[at + 16]
    five = written & each(255, 5)
    plain = are_digits(written & each(255, code), code)
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
