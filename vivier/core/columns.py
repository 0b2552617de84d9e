"""Which column of a table holds which field: guessed from name and content, then confirmed by a person."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from vivier.core.names import fold

SURE = 0.7


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """What columns are called, folded, by field, the most telling words first; what their cells look like.

    `needed` is the field without which a remembered mapping says too little to be taken as it is.
    """

    headers: Mapping[str, tuple[str, ...]]
    content: Mapping[str, Callable[[str], bool]]
    needed: str


def guess(columns: Sequence[str], rows: Sequence[Sequence[str]], vocabulary: Vocabulary) -> dict[str, str]:
    """Return the likely column of each field, from the names and from some rows."""
    scores = [
        (score, -position, target, column)
        for position, column in enumerate(columns)
        for target in vocabulary.headers
        if (score := _score(target, column, [row[position] for row in rows], vocabulary))
    ]
    found: dict[str, str] = {}
    for _points, _position, target, column in sorted(scores, reverse=True):
        if target not in found and column not in found.values():
            found[target] = column
    return found


def _score(target: str, column: str, values: Sequence[str], vocabulary: Vocabulary) -> int:
    """Weigh a column for a field: its whole name, a part of its name, what it holds."""
    name = re.sub(r"[^0-9a-z]+", " ", fold(column)).strip()
    words = vocabulary.headers[target]
    points = 0
    if name in words:
        points = 100 - words.index(name)
    elif any(re.search(rf"\b{re.escape(word)}\b", name) for word in words if len(word) > 3):
        points = 40
    fits = vocabulary.content.get(target)
    filled = [one for one in values if one]
    if fits and filled:
        share = sum(map(fits, filled)) / len(filled)
        points += 60 if share >= SURE else (-60 if share < 0.2 else 0)
    return max(points, 0)


def settle(
    columns: Sequence[str],
    rows: Sequence[Sequence[str]],
    remembered: Mapping[str, str],
    vocabulary: Vocabulary,
) -> dict[str, str]:
    """Return the mapping to begin with: what a person confirmed for this source, else the guess."""
    kept = {
        target: column
        for target, column in remembered.items()
        if target in vocabulary.headers and column in columns
    }
    if kept.get(vocabulary.needed):
        return kept
    return guess(columns, rows, vocabulary) | kept
