"""What the neighbours of a pair say: better counterparts, and others that are the same as one of the two."""

from collections import defaultdict
from collections.abc import Iterable, Sequence

NEIGHBOUR_FEATURES = (
    "own", "least_other", "most_other", "left_other", "right_other", "left_rank", "right_rank", "through",
    "through_sum", "rival_through", "left_company", "right_company", "across",
)  # fmt: skip
WORTH_KNOWING = 0.04
# Beyond this many neighbours, the weakest are left out: a name that resembles everything says little.
NEIGHBOURS = 30
BRIDGE_FROM = 0.3


class Neighbourhood:
    """The first scores of all pairs, as a graph; with `lefts`, positions from there on are another source."""

    def __init__(self, scored: Iterable[tuple[int, int, float]], lefts: int | None) -> None:
        rows: dict[int, list[tuple[float, int]]] = defaultdict(list)
        for one, other, score in scored:
            if score >= WORTH_KNOWING:
                rows[one].append((score, other))
                rows[other].append((score, one))
        self._rows = {
            one: {other: score for score, other in sorted(row, key=lambda at: (-at[0], at[1]))[:NEIGHBOURS]}
            for one, row in rows.items()
        }
        self._lefts = lefts

    def _side(self, one: int) -> bool:
        return self._lefts is not None and one >= self._lefts

    def bridges(self) -> set[tuple[int, int]]:
        """Return the pairs that a record in between makes likely, whatever their names."""
        found = set()
        for middle, row in self._rows.items():
            near = [one for one, score in row.items() if score >= BRIDGE_FROM]
            found |= {(min(one, other), max(one, other)) for one in near for other in near if one != other}
            found |= {(min(one, middle), max(one, middle)) for one in near}
        return {pair for pair in found if self._lefts is None or self._side(pair[0]) != self._side(pair[1])}

    def features(self, pairs: Sequence[tuple[int, int]], scores: Sequence[float]) -> list[list[float]]:
        """Return the features of each pair, in the order of `NEIGHBOUR_FEATURES`."""
        return [self._pair(one, other, own) for (one, other), own in zip(pairs, scores, strict=True)]

    def _pair(self, left: int, right: int, own: float) -> list[float]:
        mine, theirs = self._rows.get(left, {}), self._rows.get(right, {})
        left_rivals = [s for k, s in mine.items() if k != right and self._side(k) == self._side(right)]
        right_rivals = [s for k, s in theirs.items() if k != left and self._side(k) == self._side(left)]
        left_other, right_other = max(left_rivals, default=0.0), max(right_rivals, default=0.0)
        ways = [score * theirs[k] for k, score in mine.items() if k in theirs]
        across = self._lefts is not None and self._side(left) != self._side(right)
        left_rank = float(sum(score > own for score in left_rivals))
        right_rank = float(sum(score > own for score in right_rivals))
        left_company = sum(s for k, s in mine.items() if self._side(k) == self._side(left))
        right_company = sum(s for k, s in theirs.items() if self._side(k) == self._side(right))
        if not across:
            left_other, right_other = sorted((left_other, right_other))
            left_rank, right_rank = sorted((left_rank, right_rank))
            left_company, right_company = sorted((left_company, right_company))
        return [
            own, min(left_other, right_other), max(left_other, right_other), left_other, right_other,
            left_rank, right_rank, max(ways, default=0.0), sum(ways),
            self._rival_through(left, right) if across else 0.0, left_company, right_company, float(across),
        ]  # fmt: skip

    def _rival_through(self, left: int, right: int) -> float:
        """Return how strongly those that are the same as `left` prefer another counterpart."""
        found = 0.0
        for near, score in self._rows.get(left, {}).items():
            if self._side(near) == self._side(left):
                rivals = self._rows.get(near, {}).items()
                best = max(
                    (s for k, s in rivals if k != right and self._side(k) == self._side(right)), default=0.0
                )
                found = max(found, score * best)
        return found
