"""Relevance as a sum over what an actor and a call have in common: each part of the sum is a reason.

A feature is "kind:code" ("discipline:film", "word:theatre", "scheme:12"). What few calls ask for counts more.
"""

import math
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from vivier.opportunities.relevance.sparse import Rows

Features = Mapping[str, float]
# How much a shared feature of each kind counts before its rarity; "always" and "newcomer" have no rarity.
IMPORTANCE: Mapping[str, float] = {
    "discipline": 1.0,
    "scheme": 3.0,
    "nace": 0.6,
    "place": 0.5,
    "stage": 0.4,
    "audience": 0.3,
    "word": 0.12,
}
ALWAYS, NEWCOMER = "always:deadline", "newcomer:actor"
SOON, NEW = 0.1, 0.1
# Words that more than a fifth of the calls use tell nothing; with few calls nothing can be told.
COMMON, FEW = 0.2, 5
LEAST_SHOWN = 0.05


@dataclass(frozen=True, slots=True)
class Moved:
    """What moved a rank: features of one kind and how much together, the largest first."""

    kind: str
    codes: tuple[str, ...]
    by: float


class Scale:
    """How much each feature counts, learned from all calls there are."""

    def __init__(self, calls: Sequence[Collection[str]]) -> None:
        self._count = len(calls)
        self._seen = Counter(feature for features in calls for feature in set(features))

    def weights(self, features: Iterable[str]) -> dict[str, float]:
        """The weights of a call's features; a word everybody uses has none."""
        found = {}
        for feature in features:
            kind = feature.partition(":")[0]
            if kind == "word" and self._seen[feature] > max(FEW, COMMON * self._count):
                continue
            found[feature] = IMPORTANCE[kind] * self._rarity(feature, kind)
        return found

    def _rarity(self, feature: str, kind: str) -> float:
        if kind == "scheme":
            return 1.0
        return math.log((1 + self._count) / (1 + self._seen[feature])) + 0.5


def closeness(days_left: int | None) -> float:
    """A small lift for what closes soon, from 0.1 on the last day to almost nothing in a year."""
    return 0.0 if days_left is None or days_left < 0 else SOON / (1 + days_left / 30)


def lift_of(times_shown: int) -> float:
    """A small lift for actors who stand in few lists, so that the well known do not hide the others."""
    return NEW / (1 + times_shown)


def moved(actor: Features, call: Features) -> tuple[Moved, ...]:
    """What the two share and how much each kind moves the rank: the largest first, crumbs left out."""
    kinds: dict[str, list[tuple[float, str]]] = {}
    for feature, value in actor.items():
        if feature in call:
            kind, _, code = feature.partition(":")
            kinds.setdefault(kind, []).append((value * call[feature], code))
    found = []
    for kind, parts in kinds.items():
        parts.sort(key=lambda part: (-part[0], part[1]))
        found.append(Moved(kind, tuple(code for _by, code in parts), sum(by for by, _code in parts)))
    return tuple(sorted(found, key=lambda one: (-one.by, one.kind)))


def score_of(reasons: Iterable[Moved]) -> float:
    """The relevance: the sum of what moved it."""
    return sum(reason.by for reason in reasons)


def shown(reasons: Iterable[Moved]) -> tuple[Moved, ...]:
    """Those that really moved the rank."""
    return tuple(reason for reason in reasons if reason.by >= LEAST_SHOWN)


def table(features: Sequence[Features], columns: Mapping[str, int]) -> Rows:
    """Features as sparse rows; those without a column are left out."""
    starts, places, values = [0], [], []
    for each in features:
        known = sorted((columns[name], value) for name, value in each.items() if name in columns)
        places += [place for place, _value in known]
        values += [value for _place, value in known]
        starts.append(len(places))
    return Rows(
        np.array(starts, dtype=np.int64),
        np.array(places, dtype=np.int64),
        np.array(values, dtype=np.float32),
        len(columns),
    )
