"""A file read as blocks of whole lines; many lines compared at once, as words of eight letters."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, BinaryIO

import numpy as np
import numpy.typing as npt

from vivier.registers.readers.kbo_layout import LONGEST_LINE

if TYPE_CHECKING:
    from hashlib import _Hash as Digest

Octets = npt.NDArray[np.uint8]
Words = npt.NDArray[np.uint64]
Places = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]
BLOCK = 1 << 20  # bytes: what is made of it stays in the processor’s cache
BEYOND = 128  # bytes after a block that may be looked at (and never match)
NEWLINE, RETURN, QUOTE, COMMA = b'\n\r",'
MOST_ODD = 1_000  # lines of a block: beyond, the file is not written as the register writes it


class NotPlain(Exception):
    """The lines of a file cannot be told apart without a CSV reader: it is to be read whole."""


@dataclass(slots=True)
class Block:
    """Some whole lines: their bytes, and where each begins and ends (its newline)."""

    buffer: bytearray
    octets: Octets
    starts: Places
    ends: Places
    flags: Flags  # as long as the buffer, to work in

    @property
    def words(self) -> Words:
        """The eight letters from each place on; beyond the block they are anything."""
        return np.ndarray((len(self.octets) + BEYOND - 8,), "<u8", self.buffer, strides=(1,))

    def equal(self, octet: int) -> Flags:
        """Say of each byte whether it is this one; good until asked again."""
        return np.equal(self.octets, octet, out=self.flags[: len(self.octets)])

    def lines(self, at: Places) -> list[bytearray]:
        """Return some lines, each with its newline."""
        places = zip(self.starts[at].tolist(), (self.ends[at] + 1).tolist(), strict=True)
        return [self.buffer[start:end] for start, end in places]


def blocks_of(file: BinaryIO, digest: "Digest") -> Iterator[Block]:
    """Yield the lines of a file, each block good until the next; a last line without newline gets one.

    Raises NotPlain at a line that no extract has.
    """
    buffer, rest = bytearray(BLOCK + LONGEST_LINE + BEYOND), 0
    view, flags = memoryview(buffer), np.empty(BLOCK + LONGEST_LINE + BEYOND, np.bool_)
    while read := file.readinto(view[rest : rest + BLOCK]):  # type: ignore[attr-defined]
        digest.update(view[rest : rest + read])
        filled = rest + read
        whole = buffer.rfind(b"\n", 0, filled) + 1
        if filled - whole > LONGEST_LINE:
            raise NotPlain
        if whole:
            yield _block(buffer, whole, flags)
        buffer[: filled - whole] = buffer[whole:filled]
        rest = filled - whole
    if rest:
        buffer[rest] = NEWLINE
        yield _block(buffer, rest + 1, flags)


def _block(buffer: bytearray, size: int, flags: Flags) -> Block:
    octets = np.frombuffer(buffer, np.uint8, size)
    ends = np.flatnonzero(np.equal(octets, NEWLINE, out=flags[:size]))
    return Block(buffer, octets, np.concatenate(([0], ends[:-1] + 1)), ends, flags)


def pattern(text: str) -> tuple[np.uint64, np.uint64]:
    """Return mask and value of eight letters, `.` being any."""
    mask = bytes(0 if one == "." else 255 for one in text)
    value = bytes(0 if one == "." else ord(one) for one in text)
    return np.uint64(int.from_bytes(mask, "little")), np.uint64(int.from_bytes(value, "little"))


def each(octet: int, count: int) -> np.uint64:
    """Return `count` times this byte, as one word."""
    return np.uint64(int.from_bytes(bytes([octet]) * count, "little"))


def are_digits(words: Words, count: int) -> Flags:
    """Say of words whether their first `count` letters are digits; the others must be none."""
    high, low = each(0xF0, count), each(6, count)
    said: Flags = ((words & high) == each(0x30, count)) & (((words + low) & high) == each(0x30, count))
    return said
