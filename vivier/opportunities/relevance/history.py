"""What similar actors obtained before: nearest beneficiaries whose weights are learned, solved in one step.

Ridge regression on likeness. Each known beneficiary gets one weight per scheme; somebody's score for a scheme
is the sum of likeness times weight, so what moved it are named beneficiaries.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

import numpy as np

from vivier.opportunities.relevance.likeness import Likeness, Traits
from vivier.opportunities.relevance.sparse import Floats

RIDGE = 1.5
# As many beneficiaries of nothing are supposed beside the known ones: three alike prove little.
DOUBT = 5
# Solving takes the cube of their number: the latest are kept.
MOST_EXAMPLES = 12_000
AT_ONCE = 1_000


@dataclass(frozen=True, slots=True)
class Precedent:
    """A known beneficiary (its place in the examples) and how much it moved the score."""

    example: int
    moved: float


class History:
    """Learned from who obtained what; gives scores for anybody, and the precedents behind them."""

    def __init__(
        self, examples: Sequence[Traits], obtained: Sequence[Collection[str]], *, ridge: float = RIDGE
    ) -> None:
        """`obtained[i]`: the schemes example i obtained. ValueError when the lengths differ."""
        if len(examples) != len(obtained):
            raise ValueError(f"{len(examples)} examples, but {len(obtained)} lists of what they obtained.")
        examples, obtained = examples[-MOST_EXAMPLES:], obtained[-MOST_EXAMPLES:]
        self.schemes = tuple(sorted({scheme for schemes in obtained for scheme in schemes}))
        self._column = {scheme: number for number, scheme in enumerate(self.schemes)}
        wanted = np.zeros((len(examples), len(self.schemes)), dtype=np.float32)
        for row, schemes in enumerate(obtained):
            wanted[row, [self._column[scheme] for scheme in schemes]] = 1
        self.usual: Floats = wanted.sum(axis=0) / np.float32(len(examples) + DOUBT)
        self._likeness = Likeness(examples)
        self._weights: Floats = self._solve(wanted - self.usual, ridge)

    def __len__(self) -> int:
        return len(self._likeness.examples)

    def _solve(self, wanted: Floats, ridge: float) -> Floats:
        if not len(self):
            return wanted
        alike = self.likeness_of(self._likeness.examples)
        alike[np.diag_indices(len(alike))] += np.float32(ridge)
        return np.linalg.solve(alike, wanted).astype(np.float32)

    def likeness_of(self, others: Sequence[Traits]) -> Floats:
        """How alike each is to each known beneficiary: (len(others), len(self))."""
        parts = [self._likeness.of(others[at : at + AT_ONCE]) for at in range(0, len(others), AT_ONCE)]
        return np.concatenate(parts) if parts else np.zeros((0, len(self)), dtype=np.float32)

    def scores(self, others: Sequence[Traits]) -> Floats:
        """For each, about how probable it is to obtain each scheme of `schemes`: (len(others), schemes)."""
        parts = [
            self._likeness.of(others[at : at + AT_ONCE]) @ self._weights + self.usual
            for at in range(0, len(others), AT_ONCE)
        ]
        return np.concatenate(parts) if parts else np.zeros((0, len(self.schemes)), dtype=np.float32)

    def precedents(self, one: Traits, scheme: str, *, most: int = 3) -> list[Precedent]:
        """The known beneficiaries that raised this score most, the strongest first."""
        column = self._column.get(scheme)
        if column is None:
            return []
        moved = self._likeness.of([one])[0] * self._weights[:, column]
        order = np.argsort(-moved, kind="stable")[:most]
        return [Precedent(int(i), float(moved[i])) for i in order if moved[i] > 0]
