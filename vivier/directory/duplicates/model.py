"""The trained weights: two forests, how common known words are, and what shared identifiers are worth."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Self

import numpy as np
from numpy.typing import NDArray

from vivier.directory.duplicates.forest import Forest
from vivier.directory.duplicates.line import Line

SHIPPED = Path(__file__).parent / "weights.npz"


@dataclass(frozen=True, slots=True)
class Model:
    """What training leaves: `first` judges a pair alone; `second` and `line` judge it among
    its neighbours, and the mean of the two counts.

    `shares` gives the share of records that hold a word's stem; `evidence` gives, for an identifier, the log
    odds added when both records have the same value and when they have different ones; `calibration` is the
    slope and the offset that make log odds of the second forest those of being the same;
    `trained_on` is the SHA-256 of the file of true pairs.
    """

    first: Forest
    second: Forest
    line: Line
    shares: Mapping[str, float]
    evidence: Mapping[str, tuple[float, float]]
    calibration: tuple[float, float] = (1.0, 0.0)
    trained_on: str = ""

    def second_score(self, rows: NDArray[np.float32]) -> NDArray[np.float64]:
        """Return how likely each second row is, before calibration."""
        return (self.second.score(rows) + self.line.score(rows)) / 2

    def save(self, path: Path) -> None:
        """Write the model to a compressed file without pickled objects."""
        values = {
            "shares": dict(self.shares),
            "evidence": dict(self.evidence),
            "calibration": self.calibration,
            "trained_on": self.trained_on,
        }
        words = json.dumps(values, sort_keys=True)
        arrays = {
            **self.first.arrays("first"),
            **self.second.arrays("second"),
            **self.line.arrays("line"),
            "words": np.array(words),
        }
        np.savez_compressed(path, allow_pickle=False, **arrays)

    @classmethod
    def load(cls, path: Path) -> Self:
        """Read a model that `save` wrote."""
        with np.load(path, allow_pickle=False) as arrays:
            words = json.loads(str(arrays["words"]))
            return cls(
                Forest.from_arrays(arrays, "first"),
                Forest.from_arrays(arrays, "second"),
                Line.from_arrays(arrays, "line"),
                words["shares"],
                {name: (weights[0], weights[1]) for name, weights in words["evidence"].items()},
                (words["calibration"][0], words["calibration"][1]),
                words["trained_on"],
            )


@lru_cache(maxsize=1)
def shipped_model() -> Model:
    """Return the model that comes with Vivier."""
    return Model.load(SHIPPED)
