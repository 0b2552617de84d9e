"""Find the pairs of records that are probably the same organisation."""

from collections import defaultdict
from collections.abc import Sequence
from itertools import combinations

from vivier.directory.duplicates.names import read_name
from vivier.directory.duplicates.records import POSSIBLE_FROM, Pair, Reason, Record, band_of

LARGEST_BLOCK = 50


def find_pairs(
    left: Sequence[Record],
    right: Sequence[Record] | None = None,
    *,
    one_to_one: bool = False,
    threshold: float = POSSIBLE_FROM,
) -> list[Pair]:
    """Return the pairs scored at least `threshold`, best first.

    Without `right`, duplicates inside `left`; each pair once, in the order of `left`. With `one_to_one`, no
    record appears in two pairs.
    """
    records = [*left, *(right or ())]
    words = [frozenset(read_name(record.name).whole.telling) for record in records]
    blocks: dict[str, list[int]] = defaultdict(list)
    for place, some in enumerate(words):
        for word in some:
            blocks[word].append(place)
    pairs = []
    candidates = {
        pair for block in blocks.values() if len(block) <= LARGEST_BLOCK for pair in combinations(block, 2)
    }
    for first, second in sorted(candidates):
        if right is not None and not first < len(left) <= second:
            continue
        score = 2 * len(words[first] & words[second]) / (len(words[first]) + len(words[second]))
        if score >= threshold:
            one, other = records[first], records[second]
            reason = Reason("name", score >= 0.5, round(score, 3), (one.name, other.name))
            pairs.append(Pair(one.key, other.key, score, band_of(score), (reason,)))
    pairs.sort(key=lambda pair: (-pair.score, pair.left, pair.right))
    return _each_once(pairs) if one_to_one else pairs


def _each_once(pairs: list[Pair]) -> list[Pair]:
    used: set[tuple[str, str]] = set()
    kept = []
    for pair in pairs:
        ends = {("left", pair.left), ("right", pair.right)}
        if not ends & used:
            used |= ends
            kept.append(pair)
    return kept
