"""Which records are probably the same organisation, how surely, and why."""

from vivier.directory.duplicates.pairs import find_pairs
from vivier.directory.duplicates.records import Band, Pair, Reason, Record, band_of

__all__ = ["Band", "Pair", "Reason", "Record", "band_of", "find_pairs"]
