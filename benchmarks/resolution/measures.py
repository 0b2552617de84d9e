"""Precision, recall and F1 of pairs, and the same at the best threshold."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

PairOfKeys = tuple[str, str]


@dataclass(frozen=True)
class Measure:
    precision: float
    recall: float
    f1: float
    pairs: int

    def __str__(self) -> str:
        return f"P {self.precision:.3f}  R {self.recall:.3f}  F1 {self.f1:.3f}  ({self.pairs} pairs said)"


def measure(said: Iterable[PairOfKeys], true: set[PairOfKeys]) -> Measure:
    """Return the measure of the pairs said against the true ones."""
    found = set(said)
    hits = len(found & true)
    precision = hits / len(found) if found else 0.0
    recall = hits / len(true) if true else 0.0
    return Measure(
        precision, recall, 2 * hits / (len(found) + len(true)) if found or true else 0.0, len(found)
    )


def best_measure(scores: Mapping[PairOfKeys, float], true: set[PairOfKeys]) -> tuple[Measure, float]:
    """Return the best F1 that any threshold reaches, and that threshold, half-way to the next score below."""
    ordered = sorted(scores.items(), key=lambda item: (-item[1], item[0]))
    hits, best, at = 0, (0.0, 0), 0.0
    for count, (pair, score) in enumerate(ordered, 1):
        hits += pair in true
        # Only where the next score is lower can a threshold cut.
        if count == len(ordered) or ordered[count][1] < score:
            f1 = 2 * hits / (count + len(true))
            if f1 > best[0]:
                following = ordered[count][1] if count < len(ordered) else 0.0
                best, at = (f1, count), (score + following) / 2
    return measure([pair for pair, _ in ordered[: best[1]]], true), at


def best_per_left(scores: Mapping[PairOfKeys, float]) -> dict[PairOfKeys, float]:
    """Keep the best counterpart of each left record."""
    kept: dict[str, tuple[float, str]] = {}
    for (left, right), score in sorted(scores.items()):
        if left not in kept or score > kept[left][0]:
            kept[left] = (score, right)
    return {(left, right): score for left, (score, right) in kept.items()}
