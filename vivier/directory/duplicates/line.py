"""Score rows of features with one weight each (logistic regression); numpy alone."""

from dataclasses import dataclass
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

NEVER = 0.005


@dataclass(frozen=True, slots=True)
class Line:
    """Weights of some columns; columns that hold probabilities (`as_odds`) are read as log odds.

    `centers` are the means of training, so that a term tells how a row differs from the common one.
    """

    columns: NDArray[np.int16]
    as_odds: NDArray[np.bool_]
    centers: NDArray[np.float64]
    weights: NDArray[np.float64]
    offset: NDArray[np.float64]

    @classmethod
    def from_arrays(cls, arrays: Any, prefix: str) -> Self:
        """Read a line from named arrays, as written by `arrays`."""
        return cls(*(arrays[f"{prefix}_{name}"] for name in cls.__slots__))

    def arrays(self, prefix: str) -> dict[str, NDArray[Any]]:
        """Return the named arrays to store."""
        return {f"{prefix}_{name}": getattr(self, name) for name in self.__slots__}

    def terms(self, rows: NDArray[np.float32]) -> NDArray[np.float64]:
        """Return what each column adds to the log odds of each row."""
        return (read_columns(rows, self.columns, self.as_odds) - self.centers) * self.weights

    def score(self, rows: NDArray[np.float32]) -> NDArray[np.float64]:
        """Return a probability for each row."""
        return 1 / (1 + np.exp(-(self.terms(rows).sum(axis=1) + self.offset[0])))


def read_columns(
    rows: NDArray[np.float32], columns: NDArray[np.int16], as_odds: NDArray[np.bool_]
) -> NDArray[np.float64]:
    """Return the chosen columns, probabilities among them as log odds."""
    values = rows[:, columns].astype(np.float64)
    bounded = np.clip(values[:, as_odds], NEVER, 1 - NEVER)
    values[:, as_odds] = np.log(bounded / (1 - bounded))
    return values
