"""Sets of numbers of the register, one bit each: 12.5 MB however many enterprises there are.

The last two of a number's ten digits follow from the others, its base: a set has one bit for each base.
"""

import numpy as np
import numpy.typing as npt

Numbers = npt.NDArray[np.uint64]
Bases = npt.NDArray[np.uint32]  # the first eight of a number's ten digits
Flags = npt.NDArray[np.bool_]
MOST = 100_000_000  # eight digits


class Known:
    """A set of numbers: those that check, and the few others there may be (of branches)."""

    def __init__(self) -> None:
        self._bits = np.zeros(MOST // 8, np.uint8)
        self._others: Numbers = np.zeros(0, np.uint64)

    def add(self, numbers: Numbers) -> None:
        """Add numbers whose last digits check the others, or that may be taken for one that does."""
        bases = numbers // np.uint64(100)
        self.add_bases(bases[bases < MOST].astype(np.uint32))

    def add_bases(self, bases: Bases) -> None:
        """Add the numbers that begin so."""
        bits = np.left_shift(np.uint8(1), (bases & np.uint32(7)).astype(np.uint8))
        np.bitwise_or.at(self._bits, bases >> np.uint32(3), bits)

    def add_others(self, numbers: Numbers) -> None:
        """Add a few numbers whatever their digits."""
        self._others = numbers

    def holds(self, bases: Bases) -> Flags:
        """Say which numbers that begin so, and check, are known."""
        held = self._bits[bases >> np.uint32(3)] >> (bases & np.uint32(7)).astype(np.uint8)
        known: Flags = (held & np.uint8(1)).view(np.bool_)
        if len(self._others):
            missing = np.flatnonzero(~known)
            known[missing] = np.isin(checked(bases[missing]), self._others)
        return known

    def missing(self, numbers: Numbers) -> Flags:
        """Say which numbers are not known; 0 never is."""
        bases = numbers // np.uint64(100)
        fits = (bases < MOST) & (np.uint64(97) - bases % np.uint64(97) == numbers - bases * np.uint64(100))
        missing: Flags = ~fits
        missing[fits] = ~self.holds(bases[fits].astype(np.uint32))
        missing[missing] = ~np.isin(numbers[missing], self._others)
        return missing


def checked(bases: Bases) -> Numbers:
    """Return whole numbers: the last two digits check the others."""
    eight = bases.astype(np.uint64)
    return eight * np.uint64(100) + np.uint64(97) - eight % np.uint64(97)
