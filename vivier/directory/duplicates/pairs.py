"""Find the pairs of records that are probably the same organisation."""

from collections.abc import Sequence

import numpy as np

from vivier.directory.duplicates.model import Model, shipped_model
from vivier.directory.duplicates.reasons import reasons_of
from vivier.directory.duplicates.records import POSSIBLE_FROM, Pair, Record, band_of
from vivier.directory.duplicates.scoring import Scored, score


def find_pairs(
    left: Sequence[Record],
    right: Sequence[Record] | None = None,
    *,
    one_to_one: bool = False,
    one_per_left: bool = False,
    threshold: float = POSSIBLE_FROM,
    model: Model | None = None,
) -> list[Pair]:
    """Return the pairs scored at least `threshold`, best first, each pair once.

    Without `right`, duplicates inside `left`, the earlier record on the left of a pair. With `one_to_one` no
    record appears in two pairs; with `one_per_left` no left record does. The answer does not depend on the
    order of the records; `model` replaces the weights that come with Vivier.
    """
    used = model or shipped_model()
    scored = score(left, right, used)
    chosen = chosen_rows(scored, threshold, one_to_one=one_to_one, one_per_left=one_per_left)
    places = {id(record): place for place, record in enumerate(left)} if right is None else {}
    pairs = []
    for row in chosen:
        one, other = (scored.corpus.entries[place].record for place in scored.pairs[row])
        reasons = reasons_of(scored, row, used)
        if places and places[id(one)] > places[id(other)]:
            one, other = other, one
            reasons = tuple(reason.turned() for reason in reasons)
        value = round(float(scored.scores[row]), 6)
        pairs.append(Pair(one.key, other.key, value, band_of(value), reasons))
    return pairs


def chosen_rows(
    scored: Scored, threshold: float, *, one_to_one: bool = False, one_per_left: bool = False
) -> list[int]:
    """Return the rows of what was scored that `find_pairs` answers with, best first."""
    rows = _chosen(scored, threshold)
    return _each_once(rows, scored, rights=one_to_one) if one_to_one or one_per_left else rows


def _chosen(scored: Scored, threshold: float) -> list[int]:
    """Return the rows at or above the threshold, best first: across two sources, or inside one."""
    rows = np.flatnonzero(scored.scores >= threshold).tolist()
    lefts = scored.lefts

    def keys(row: int) -> tuple[str, str]:
        one, other = scored.pairs[row]
        return scored.corpus.entries[one].record.key, scored.corpus.entries[other].record.key

    def counts(row: int) -> bool:
        if lefts is None:
            return keys(row)[0] != keys(row)[1]
        return scored.pairs[row][0] < lefts <= scored.pairs[row][1]

    return sorted(filter(counts, rows), key=lambda row: (-float(scored.scores[row]), keys(row)))


def _each_once(rows: list[int], scored: Scored, *, rights: bool) -> list[int]:
    """Return the best rows in which each record appears once; without `rights`, each left record only."""
    used: set[int] = set()
    kept = []
    for row in rows:
        ends = set(scored.pairs[row]) if rights else {scored.pairs[row][0]}
        if not ends & used:
            used |= ends
            kept.append(row)
    return kept
