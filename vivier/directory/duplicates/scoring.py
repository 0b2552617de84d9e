"""From records to scored pairs: block, judge each pair alone, then among its neighbours, add identifiers."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from vivier.directory.duplicates.blocking import candidates
from vivier.directory.duplicates.corpus import Corpus, read_record
from vivier.directory.duplicates.features import FEATURES, features_of
from vivier.directory.duplicates.model import Model
from vivier.directory.duplicates.neighbourhood import NEIGHBOUR_FEATURES, WORTH_KNOWING, Neighbourhood
from vivier.directory.duplicates.records import Record

SECOND_FEATURES = (*NEIGHBOUR_FEATURES, *FEATURES)
HOPELESS = 0.01
FURTHEST = 4.0
_AT = {name: place for place, name in enumerate(FEATURES)}
_IDENTIFIERS = [_AT[name] for name in ("number", "domain", "email", "phone")]


@dataclass(slots=True)
class Candidates:
    """Pairs of positions in a corpus (the lower first) with their features, one row each."""

    pairs: list[tuple[int, int]] = field(default_factory=list)
    rows: NDArray[np.float32] = field(default_factory=lambda: np.zeros((0, len(FEATURES)), dtype=np.float32))

    def add(self, corpus: Corpus, pairs: Sequence[tuple[int, int]], *, hopeless: bool = False) -> None:
        """Compare more pairs and keep those with any hope, or with `hopeless` all of them."""
        rows = np.array(
            [features_of(corpus.entries[one], corpus.entries[other], corpus)[0] for one, other in pairs],
            dtype=np.float32,
        ).reshape(-1, len(FEATURES))
        kept = np.ones(len(rows), dtype=bool) if hopeless else worth_scoring(rows)
        self.pairs += [pair for pair, keep in zip(pairs, kept, strict=True) if keep]
        self.rows = np.vstack([self.rows, rows[kept]])


@dataclass(frozen=True, slots=True)
class Scored:
    """Pairs with their rows (see `SECOND_FEATURES`) and probabilities, and how many were compared."""

    corpus: Corpus
    pairs: list[tuple[int, int]]
    rows: NDArray[np.float32]
    scores: NDArray[np.float64]
    compared: int
    lefts: int | None


def worth_scoring(rows: NDArray[np.float32]) -> NDArray[np.bool_]:
    """Return which rows share enough words, letters or an identifier; the others are never the same."""
    words = (rows[:, _AT["most_share"]] >= 0.35) & (rows[:, _AT["mass"]] >= 2)
    letters = rows[:, _AT["letters_short"]] >= 0.8
    return words | letters | (rows[:, _IDENTIFIERS].max(axis=1, initial=-1.0) > 0)


def read_corpus(left: Sequence[Record], right: Sequence[Record], model_shares: dict[str, float]) -> Corpus:
    """Read the records; those of each side in an order that does not depend on how they came."""
    sides = [sorted(side, key=lambda record: (record.name, record.key)) for side in (left, right)]
    return Corpus([read_record(record) for side in sides for record in side], model_shares)


def compare(corpus: Corpus, lefts: int | None) -> tuple[Candidates, int]:
    """Return the candidate pairs with any hope, and how many were compared.

    With `lefts`, pairs across sources, and pairs inside the left source that tell how its records support
    each other.
    """
    pairs = candidates(corpus.entries, corpus, lefts)
    if lefts is not None:
        pairs = [*pairs, *candidates(corpus.entries[:lefts], corpus, None)]
    found = Candidates()
    found.add(corpus, pairs)
    return found, len(pairs)


def neighbourhood_of(
    found: Candidates, scores: NDArray[np.float64], corpus: Corpus, lefts: int | None
) -> tuple[Neighbourhood, int]:
    """Return the graph of first scores; adds to `found` the pairs that only a record in between suggests."""
    graph = Neighbourhood(
        ((one, other, float(score)) for (one, other), score in zip(found.pairs, scores, strict=True)), lefts
    )
    known = set(found.pairs)
    bridges = sorted(pair for pair in graph.bridges() if pair not in known)
    found.add(corpus, bridges, hopeless=True)
    return graph, len(bridges)


def second_rows(found: Candidates, scores: NDArray[np.float64], graph: Neighbourhood) -> NDArray[np.float32]:
    """Return the rows that the second forest judges."""
    around = np.array(graph.features(found.pairs, scores.tolist()), dtype=np.float32)
    return np.hstack([around.reshape(-1, len(NEIGHBOUR_FEATURES)), found.rows])


def undecided(rows: NDArray[np.float32]) -> NDArray[np.bool_]:
    """Return which second rows need the second forest; the others are hopeless."""
    return (rows[:, 0] >= HOPELESS) | (rows[:, SECOND_FEATURES.index("through")] >= WORTH_KNOWING)


def score(left: Sequence[Record], right: Sequence[Record] | None, model: Model) -> Scored:
    """Score all candidate pairs, across `left` and `right` or inside `left`."""
    corpus = read_corpus(left, right or (), dict(model.shares))
    lefts = None if right is None else len(left)
    found, compared = compare(corpus, lefts)
    first = model.first.score(found.rows)
    graph, bridged = neighbourhood_of(found, first, corpus, lefts)
    first = np.concatenate([first, model.first.score(found.rows[len(first) :])])
    rows = second_rows(found, first, graph)
    scores = np.minimum(first, HOPELESS)
    open_rows = undecided(rows)
    scores[open_rows] = model.second_score(rows[open_rows])
    scores = with_evidence(scores, found.rows, model)
    return Scored(corpus, found.pairs, rows, scores, compared + bridged, lefts)


def with_evidence(
    scores: NDArray[np.float64], rows: NDArray[np.float32], model: Model
) -> NDArray[np.float64]:
    """Return the probabilities: the scores calibrated, and what identifiers add to their log odds."""
    slope, offset = model.calibration
    odds = log_odds(scores) * slope + offset
    added = np.zeros(len(scores))
    for name, (same, different) in model.evidence.items():
        said = rows[:, _AT[name]]
        added += np.where(said > 0, same * said, -different * said)
    return 1 / (1 + np.exp(-(odds + added)))


def log_odds(scores: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the log odds of scores, bounded: no name makes sure, none excludes."""
    low = 1 / (1 + math.exp(FURTHEST))
    bounded = np.clip(scores, low, 1 - low)
    return np.log(bounded / (1 - bounded))
