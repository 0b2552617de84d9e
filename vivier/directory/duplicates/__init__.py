"""Which records are probably the same organisation, how surely, and why."""

from vivier.directory.duplicates.pairs import find_pairs
from vivier.directory.duplicates.records import Band, Pair, Reason, Record, band_of

# Kept with every pair: which weights gave its score.
VERSION = "trees and a line, 2026-11"

__all__ = ["VERSION", "Band", "Pair", "Reason", "Record", "band_of", "find_pairs"]
