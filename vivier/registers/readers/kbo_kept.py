"""A table of a full extract kept as it is written: its plain lines, and of each whose it is and how long.

Few of the lines are ever read again (those of the sector, those an update touches): they are found by their
number, taken from the file, and DuckDB reads them then. Beside `<table>.csv` stand `<table>.numbers` (the
first eight digits of each line’s number, 4 bytes each), `<table>.lengths` (2 bytes) and, of establishments,
`establishment.enterprises`. The odd lines are not here: DuckDB reads them at once.
"""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import BinaryIO

import numpy as np

from vivier.registers.readers.kbo_blocks import MOST_ODD, Block, Flags, NotPlain, Places, blocks_of
from vivier.registers.readers.kbo_layout import LONGEST_LINE, BadRow
from vivier.registers.readers.kbo_lines import MOST_LISTED, Reading
from vivier.registers.readers.kbo_numbers import Bases, Known
from vivier.registers.readers.kbo_orphans import NO_ENTERPRISE, NOBODY
from vivier.registers.readers.kbo_plain import Plain, plain_lines
from vivier.registers.readers.kbo_sieve import Sieved, is_usual

FEW = 50  # pieces of a block written one by one; more are put together first
AT_ONCE = 50_000  # lines read at once: some megabytes
NUMBERS, LENGTHS, ENTERPRISES = "numbers", "lengths", "enterprises"


def keep_plain(path: Path, table: str, into: Path, known: Known, reading: Reading) -> Sieved | None:
    """Keep the plain lines of a file in a folder and return the odd ones; None: all of it is to be read.

    Establishments of no enterprise that is `known` are left out, other lines of nobody are listed. Notes the
    digest and the rows of the file.
    """
    odd, digest = into / f"{table}.odd.csv", sha256()
    try:
        with path.open("rb") as file, _keeping(into, table, known) as keeping:
            header = file.readline(LONGEST_LINE)
            if not is_usual(header, table):
                raise NotPlain
            digest.update(header)
            keeping.begin(header)
            for block in blocks_of(file, digest):
                keeping.take(block)
    except NotPlain:
        for one in into.glob(f"{table}.*"):
            one.unlink()
        return None
    reading.rows[path.name], reading.digests[path.name] = keeping.line - 1, digest.hexdigest()
    reading.bad[path.name] = reading.bad.get(path.name, 0) + keeping.lost
    listed = [BadRow(path.name, *one) for one in keeping.listed]
    reading.listed += listed[: max(MOST_LISTED - len(reading.listed), 0)]
    return Sieved(odd, keeping.odd)


@dataclass(slots=True)
class _Keeping:
    """A pass under way: the line reached, which were odd, how many are nobody’s, the first of those."""

    table: str
    known: Known
    plain_out: BinaryIO
    odd_out: BinaryIO
    columns: dict[str, BinaryIO]
    line: int = 1
    odd: list[int] = field(default_factory=list)
    lost: int = 0
    listed: list[tuple[int, str, str]] = field(default_factory=list)

    def begin(self, header: bytes) -> None:
        """Write the first line."""
        self.plain_out.write(header)
        self.odd_out.write(header)

    def take(self, block: Block) -> None:
        """Write the lines of a block where they belong."""
        seen = plain_lines(block, self.table)
        odd = np.flatnonzero(~seen.plain)
        if len(odd) > MOST_ODD + len(seen.plain) // 2:
            raise NotPlain
        self.odd_out.write(b"".join(block.lines(odd)))
        self.odd += (odd + self.line + 1).tolist()
        self._write(block, seen, self._kept(block, seen))
        self.line += len(seen.plain)

    def _kept(self, block: Block, seen: Plain) -> Flags:
        """Return the lines to keep; count and list those of nobody."""
        if self.table == "enterprise":
            return seen.kept
        is_site = self.table == "establishment"
        lost = seen.kept & ~self.known.holds(seen.enterprises if is_site else seen.bases)
        at = np.flatnonzero(lost)
        if not len(at):
            return seen.kept
        self.lost += len(at)
        some = at[: max(MOST_LISTED - len(self.listed), 0)]
        for place, line in zip(some.tolist(), block.lines(some), strict=True):
            said = line.decode("utf-8", "replace").rstrip("\n")[:300]
            self.listed.append((self.line + place + 1, NO_ENTERPRISE if is_site else NOBODY, said))
        return seen.kept & ~lost if is_site else seen.kept

    def _write(self, block: Block, seen: Plain, kept: Flags) -> None:
        lengths = (block.ends + 1 - block.starts).astype("<u2")
        said = {NUMBERS: seen.bases, LENGTHS: lengths, ENTERPRISES: seen.enterprises}
        if kept.all():
            self.plain_out.write(block.octets.data)
        else:
            _write_pieces(block, kept, self.plain_out)
            said = {name: values[kept] for name, values in said.items()}
        for name, out in self.columns.items():
            out.write(said[name].data)


@contextmanager
def _keeping(into: Path, table: str, known: Known) -> Iterator[_Keeping]:
    with ExitStack() as opened:
        plain, odd, *columns = [
            opened.enter_context((into / f"{table}.{end}").open("wb"))
            for end in ("csv", "odd.csv", *_columns(table))
        ]
        yield _Keeping(table, known, plain, odd, dict(zip(_columns(table), columns, strict=True)))


def _columns(table: str) -> tuple[str, ...]:
    return (NUMBERS, LENGTHS, ENTERPRISES) if table == "establishment" else (NUMBERS, LENGTHS)


def _write_pieces(block: Block, kept: Flags, out: BinaryIO) -> None:
    """Write the lines kept: neighbours together."""
    turns = np.flatnonzero(np.diff(kept, prepend=False, append=False))
    first, last = block.starts[turns[::2]], block.ends[turns[1::2] - 1] + 1
    if len(first) > FEW:
        out.write(block.octets[np.repeat(kept, block.ends + 1 - block.starts)].data)
        return
    places = zip(first.tolist(), last.tolist(), strict=True)
    out.writelines([block.octets[start:end].data for start, end in places])


# --- and found again --------------------------------------------------------------------------------------


class KeptLines:
    """The plain lines of a table as they are kept in a folder."""

    def __init__(self, folder: Path, table: str) -> None:
        self._path, self._table = folder / f"{table}.csv", table
        self.bases: Bases = np.fromfile(folder / f"{table}.{NUMBERS}", "<u4")

    @property
    def enterprises(self) -> Bases:
        """The enterprise of each establishment."""
        return np.fromfile(self._path.with_suffix(f".{ENTERPRISES}"), "<u4")

    def write(self, wanted: Flags, into: Path) -> None:
        """Write some lines into a file of its own, below the header."""
        lengths = np.fromfile(self._path.with_suffix(f".{LENGTHS}"), "<u2")
        with self._path.open("rb") as file, into.open("wb") as out:
            out.write(file.readline(LONGEST_LINE))
            for first in range(0, len(lengths), AT_ONCE):
                some = lengths[first : first + AT_ONCE].astype(np.int64)
                out.write(_taken(file.read(int(some.sum())), some, wanted[first : first + AT_ONCE]))


def _taken(lines: bytes, lengths: Places, wanted: Flags) -> bytes:
    """Return some of the lines that follow each other in a text."""
    ends = np.cumsum(lengths)[wanted]
    places = zip((ends - lengths[wanted]).tolist(), ends.tolist(), strict=True)
    return b"".join([lines[start:end] for start, end in places])


def is_kept(folder: Path, table: str) -> bool:
    """Say whether lines of a table are kept as they are written."""
    return (folder / f"{table}.csv").exists()
