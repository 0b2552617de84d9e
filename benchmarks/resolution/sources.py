"""The arguments that name two sources and their matches."""

import argparse
from pathlib import Path

from benchmarks.resolution.data import SHARED


def add_sources(parser: argparse.ArgumentParser) -> None:
    folder = SHARED / "fr_associations"
    parser.add_argument("--left", type=Path, default=folder / "source_a_departments.csv")
    parser.add_argument("--right", type=Path, default=folder / "source_b_state.csv")
    parser.add_argument("--truth", type=Path, default=folder / "matches_a_b.csv")
    parser.add_argument("--inside", type=Path, default=folder / "matches_a_a.csv")
