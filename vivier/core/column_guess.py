"""Which column of somebody's table holds which field: guessed from its name and from what it holds."""

import re
from collections.abc import Callable, Mapping, Sequence

from vivier.core.names import fold

Mapped = dict[str, str]
# What columns are called, folded, the most telling words first; and whether a text can be a field's value.
Headers = Mapping[str, tuple[str, ...]]
Contents = Mapping[str, Callable[[str], bool]]
SURE = 0.7


def guess(
    columns: Sequence[str], rows: Sequence[Sequence[str]], headers: Headers, contents: Contents
) -> Mapped:
    """Return the likely column of each field, from names in several languages and from some rows."""
    scores = [
        (score, -position, target, column)
        for position, column in enumerate(columns)
        for target in headers
        if (score := _score(headers[target], contents.get(target), column, [row[position] for row in rows]))
    ]
    found: Mapped = {}
    for _points, _position, target, column in sorted(scores, reverse=True):
        if target not in found and column not in found.values():
            found[target] = column
    return found


def _score(
    words: tuple[str, ...], fits: Callable[[str], bool] | None, column: str, values: Sequence[str]
) -> int:
    """Weigh a column for a field: its whole name, a part of its name, what it holds."""
    name = re.sub(r"[^0-9a-z]+", " ", fold(column)).strip()
    points = 0
    if name in words:
        points = 100 - words.index(name)
    elif any(re.search(rf"\b{re.escape(word)}\b", name) for word in words if len(word) > 3):
        points = 40
    filled = [one for one in values if one]
    if fits and filled:
        share = sum(map(fits, filled)) / len(filled)
        points += 60 if share >= SURE else (-60 if share < 0.2 else 0)
    return max(points, 0)
