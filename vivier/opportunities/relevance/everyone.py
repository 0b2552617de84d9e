"""Everybody against everything: the best calls of each actor and the best actors of each call, exactly.

Relevance is a sparse product. Actors whom the rules tell apart in nothing form one class, so eligibility is
one bit per class and call, tested before a score is kept. With numba installed the whole is one compiled
pass; without it numpy gives the same answers.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from vivier.opportunities.relevance.passing import compiled_pass
from vivier.opportunities.relevance.sparse import Floats, Ints, Rows, joined

Bits = NDArray[np.bool_]
NOBODY = -1
SAMPLED = 32
Found = tuple[Ints, Floats]


@dataclass(frozen=True, slots=True)
class Best:
    """The best `k` of each, in descending order; NOBODY and 0 fill the places that nothing deserves.

    `calls`, `call_scores`: (actors, k); `actors`, `actor_scores`: (calls, k).
    """

    calls: NDArray[np.int32]
    call_scores: Floats
    actors: NDArray[np.int32]
    actor_scores: Floats


class Matcher:
    """Actors and calls as rows over the same features, with what the rules allow."""

    def __init__(self, actors: Rows, calls: Rows, classes: NDArray[np.int32], allowed: Bits) -> None:
        """`classes[a]`: the class of actor a; `allowed[class, call]`. ValueError when they do not fit."""
        if actors.width != calls.width or len(classes) != len(actors) or allowed.shape[1] != len(calls):
            raise ValueError("Actors, calls, classes and permissions are not of one world.")
        self.actors, self.calls, self.classes, self.allowed = actors, calls, classes, allowed
        self._actors_by_feature, self._calls_by_feature = actors.turned(), calls.turned()

    def actor_scores(self, call: int) -> Floats:
        """The relevance of one call for every actor."""
        return _summed(*self.calls.row(call), self._actors_by_feature)

    def call_scores(self, actor: int) -> Floats:
        """The relevance of every call for one actor."""
        return _summed(*self.actors.row(actor), self._calls_by_feature)

    def calls_for(self, actor: int, k: int = 20) -> Found:
        """The best calls of one actor with their scores: only allowed ones, only positive scores."""
        scores = self.call_scores(actor)
        scores[~self.allowed[self.classes[actor]]] = 0
        return _top(scores, k)

    def actors_for(self, call: int, k: int = 20) -> Found:
        """The best actors of one call with their scores."""
        scores = self.actor_scores(call)
        scores *= self.allowed[:, call].astype(np.float32)[self.classes]
        return _top(scores, k)

    def everyone(self, k: int = 20) -> Best:
        """Both directions in one pass over all actors."""
        best = Best(
            np.full((len(self.actors), k), NOBODY, dtype=np.int32),
            np.zeros((len(self.actors), k), dtype=np.float32),
            np.full((len(self.calls), k), NOBODY, dtype=np.int32),
            np.zeros((len(self.calls), k), dtype=np.float32),
        )
        run = compiled_pass()
        if run is not None:
            run(self.actors, self._calls_by_feature, self.classes, self.allowed, best)
            return best
        for actor in range(len(self.actors)):
            _keep(best.calls[actor], best.call_scores[actor], self.calls_for(actor, k))
        for call in range(len(self.calls)):
            _keep(best.actors[call], best.actor_scores[call], self.actors_for(call, k))
        return best


def _summed(columns: Ints, values: Floats, by_feature: Rows) -> Floats:
    starts = by_feature.starts
    parts = [slice(starts[column], starts[column + 1]) for column in columns]
    places = joined([by_feature.columns[part] for part in parts], np.int64)
    weights = joined(
        [value * by_feature.values[part] for value, part in zip(values, parts, strict=True)], np.float32
    )
    return np.bincount(places, weights=weights, minlength=by_feature.width).astype(np.float32)


def _top(scores: Floats, k: int) -> Found:
    """The places of the k highest positive scores, ties in the order of the places."""
    places = np.flatnonzero(scores > _floor(scores, k))
    if len(places) < k:
        places = np.flatnonzero(scores > 0)
    order = np.lexsort((places, -scores[places]))[:k]
    return places[order], scores[places[order]]


def _floor(scores: Floats, k: int) -> float:
    """A score that a little more than k probably exceed, guessed from a sample; 0 when there are few."""
    sample = scores[::SAMPLED]
    wanted = 2 * k // SAMPLED + 4
    if len(sample) <= 4 * wanted:
        return 0.0
    return max(0.0, float(np.partition(sample, -wanted)[-wanted]))


def _keep(places: NDArray[np.int32], scores: Floats, found: Found) -> None:
    places[: len(found[0])], scores[: len(found[1])] = found
