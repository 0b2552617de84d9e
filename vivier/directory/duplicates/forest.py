"""Score rows of features with trained trees, and say what each feature added; numpy alone."""

from dataclasses import dataclass
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

LEAF = -1


@dataclass(frozen=True, slots=True)
class Forest:
    """Decision trees laid end to end; `value` is the share of true pairs among the training pairs of a node.

    `feature` is -1 on a leaf; `below` and `above` are positions of the next node; `roots` where trees begin.
    """

    feature: NDArray[np.int16]
    limit: NDArray[np.float32]
    below: NDArray[np.int32]
    above: NDArray[np.int32]
    value: NDArray[np.float32]
    roots: NDArray[np.int32]

    @classmethod
    def from_arrays(cls, arrays: Any, prefix: str) -> Self:
        """Read a forest from named arrays, as written by `arrays`."""
        return cls(*(arrays[f"{prefix}_{name}"] for name in cls.__slots__))

    def arrays(self, prefix: str) -> dict[str, NDArray[Any]]:
        """Return the named arrays to store."""
        return {f"{prefix}_{name}": getattr(self, name) for name in self.__slots__}

    def score(self, rows: NDArray[np.float32]) -> NDArray[np.float64]:
        """Return the mean of the trees for each row, between 0 and 1."""
        total = np.zeros(len(rows))
        for root in self.roots:
            total += self.value[self._leaves(rows, int(root))]
        return total / len(self.roots)

    def _leaves(self, rows: NDArray[np.float32], root: int) -> NDArray[np.int32]:
        node = np.full(len(rows), root, dtype=np.int32)
        moving = np.arange(len(rows))
        while len(moving):
            at = node[moving]
            feature = self.feature[at]
            moving = moving[inner := feature != LEAF]
            at, feature = at[inner], feature[inner]
            goes_below = rows[moving, feature] <= self.limit[at]
            node[moving] = np.where(goes_below, self.below[at], self.above[at])
        return node

    def shares(self, row: NDArray[np.float32]) -> NDArray[np.float64]:
        """Return what each feature added to the score of one row, along the paths it takes."""
        added = np.zeros(len(row))
        for root in self.roots:
            node = int(root)
            while (feature := int(self.feature[node])) != LEAF:
                child = int(self.below[node] if row[feature] <= self.limit[node] else self.above[node])
                added[feature] += float(self.value[child]) - float(self.value[node])
                node = child
        return added / len(self.roots)
