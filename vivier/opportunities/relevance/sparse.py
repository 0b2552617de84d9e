"""Rows of few values in a wide table, with numpy alone: weighting by rarity, products row by row."""

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Rows:
    """`len(starts) - 1` rows; row i holds `values[starts[i]:starts[i + 1]]` in `columns[…]` of `width`."""

    starts: Ints
    columns: Ints
    values: Floats
    width: int

    def __len__(self) -> int:
        return len(self.starts) - 1

    def row(self, index: int) -> tuple[Ints, Floats]:
        """The columns and the values of one row."""
        here = slice(self.starts[index], self.starts[index + 1])
        return self.columns[here], self.values[here]

    def turned(self) -> "Rows":
        """The same table by column: row c lists the rows that hold column c, in order."""
        order = np.argsort(self.columns, kind="stable")
        counts = np.bincount(self.columns, minlength=self.width)
        starts = np.concatenate([[0], np.cumsum(counts)]).astype(np.int64)
        owners = np.repeat(np.arange(len(self), dtype=np.int64), np.diff(self.starts))
        return Rows(starts, owners[order], self.values[order], len(self))


class Vocabulary:
    """The features of a set of examples, each with its column and its weight: rare ones weigh more."""

    def __init__(self, examples: Iterable[Iterable[Hashable]], *, least: int = 1) -> None:
        """`least`: in how many examples a feature must occur to be kept."""
        seen: dict[Hashable, int] = {}
        count = 0
        for example in examples:
            count += 1
            for feature in set(example):
                seen[feature] = seen.get(feature, 0) + 1
        kept = sorted((str(feature), feature, n) for feature, n in seen.items() if n >= least)
        self.columns: dict[Hashable, int] = {feature: i for i, (_text, feature, _n) in enumerate(kept)}
        self.rarity: Floats = np.array(
            [np.log((1 + count) / (1 + n)) + 1 for _text, _feature, n in kept], dtype=np.float32
        )

    def __len__(self) -> int:
        return len(self.columns)

    def rows(self, examples: Sequence[Mapping[Hashable, int]]) -> Rows:
        """Counts by feature as rows of length 1 (or 0); features never seen before are left out."""
        starts, columns, values = [0], [], []
        for example in examples:
            known = sorted((self.columns[f], n) for f, n in example.items() if f in self.columns)
            place = np.array([column for column, _n in known], dtype=np.int64)
            weight = (1 + np.log([n for _column, n in known])) * self.rarity[place] if known else np.empty(0)
            length = float(np.sqrt((weight * weight).sum())) or 1.0
            columns.append(place)
            values.append((weight / length).astype(np.float32))
            starts.append(starts[-1] + len(place))
        return Rows(
            np.array(starts, dtype=np.int64), joined(columns, np.int64), joined(values, np.float32), len(self)
        )


def joined(parts: Sequence[NDArray[Any]], kind: Any) -> NDArray[Any]:
    """The parts one after the other; an empty array when there is none."""
    return np.concatenate(parts).astype(kind, copy=False) if parts else np.empty(0, kind)


def products(left: Rows, right_turned: Rows) -> Floats:
    """Every row of `left` times every row of a table given by column: (len(left), right_turned.width)."""
    found = np.zeros((len(left), right_turned.width), dtype=np.float32)
    starts = right_turned.starts
    for index in range(len(left)):
        columns, values = left.row(index)
        first, sizes = starts[columns], starts[columns + 1] - starts[columns]
        places = _ranges(first, sizes)
        weights = np.repeat(values, sizes) * right_turned.values[places]
        found[index] = np.bincount(
            right_turned.columns[places], weights=weights, minlength=right_turned.width
        )
    return found


def _ranges(first: Ints, sizes: Ints) -> Ints:
    """All of first[0], first[0] + 1, … for sizes[0] numbers, then the same for the next."""
    total = int(sizes.sum())
    if not total:
        return np.empty(0, dtype=np.int64)
    shift = np.repeat(first - np.concatenate([[0], np.cumsum(sizes)[:-1]]), sizes)
    return shift + np.arange(total, dtype=np.int64)
