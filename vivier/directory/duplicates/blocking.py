"""Which pairs are worth comparing: those that share something rare, the best few of each record."""

import math
from collections import defaultdict
from collections.abc import Iterable, Sequence

from vivier.directory.duplicates.corpus import Corpus, Entry
from vivier.directory.duplicates.name_features import LONGEST_ACRONYM, SHORTEST_SYLLABIC, beginnings
from vivier.directory.duplicates.names import Name
from vivier.directory.duplicates.words import stem

LARGEST_BLOCK = 120
KEPT_PER_RECORD = 14
IDENTIFIER_WEIGHT = 12.0


def candidates(entries: Sequence[Entry], corpus: Corpus, lefts: int | None) -> list[tuple[int, int]]:
    """Return pairs of positions, sorted; with `lefts`, only pairs across that position.

    A key that too many records share makes no pair; each record keeps its best few, so the number of pairs
    grows with the number of records, never with its square.
    """
    blocks: dict[str, list[int]] = defaultdict(list)
    weights: dict[str, float] = {}
    short_names = _short_names(entries)
    for place, entry in enumerate(entries):
        for key, weight in _keys(entry, corpus, short_names):
            if not blocks[key] or blocks[key][-1] != place:
                blocks[key].append(place)
            weights[key] = max(weight, weights.get(key, 0.0))
    shared: dict[int, dict[int, float]] = defaultdict(dict)
    for key in sorted(blocks):
        block = blocks[key]
        if 1 < len(block) <= LARGEST_BLOCK:
            _share(block, weights[key], lefts, shared)
    return _best(shared, len(entries))


def _share(block: list[int], weight: float, lefts: int | None, shared: dict[int, dict[int, float]]) -> None:
    for at, one in enumerate(block):
        row = shared[one]
        for other in block[at + 1 :]:
            if lefts is None or one < lefts <= other:
                row[other] = row.get(other, 0.0) + weight


def _best(shared: dict[int, dict[int, float]], count: int) -> list[tuple[int, int]]:
    """Keep a pair when it is among the best of either of its records."""
    rows: list[list[tuple[float, int, int]]] = [[] for _ in range(count)]
    for one, row in shared.items():
        for other, weight in row.items():
            rows[one].append((-weight, one, other))
            rows[other].append((-weight, one, other))
    kept: set[tuple[int, int]] = set()
    for some in rows:
        kept.update((one, other) for _, one, other in sorted(some)[:KEPT_PER_RECORD])
    return sorted(kept)


def _keys(entry: Entry, corpus: Corpus, short_names: frozenset[str]) -> Iterable[tuple[str, float]]:
    identifiers = (
        ("number", entry.number),
        ("domain", entry.domain),
        ("email", entry.email),
        ("phone", entry.phone),
    )
    yield from ((f"{kind}:{value}", IDENTIFIER_WEIGHT) for kind, value in identifiers if value)
    if entry.postal_code and entry.street:
        yield f"street:{entry.postal_code}:{' '.join(entry.street)}", IDENTIFIER_WEIGHT / 2
    for variant in entry.name.variants:
        yield from _name_keys(variant, corpus)
        yield from ((f"initials:{made}", 3.0) for made in sorted(_syllabic_keys(variant, short_names)))


def _name_keys(name: Name, corpus: Corpus) -> Iterable[tuple[str, float]]:
    rarities = {word: corpus.rarity(word) for word in name.telling}
    total = math.sqrt(sum(one * one for one in rarities.values())) or 1.0
    yield f"compact:{name.compact[:12]}", 4.0
    for word, rarity in rarities.items():
        yield f"word:{stem(word)}", rarity * rarity / total
        if 3 <= len(word) <= 8:
            yield f"initials:{word}", 3.0
    yield from (
        (f"initials:{made}", 3.0)
        for _, made in beginnings(name.written, name.words)
        if len(made) <= LONGEST_ACRONYM
    )
    ordered = sorted(rarities, key=lambda word: (-rarities[word], word))[:5]
    for at, one in enumerate(ordered):
        for other in ordered[at + 1 :]:
            yield "two:" + "+".join(sorted((stem(one)[:4], stem(other)[:4]))), 2.0


def _short_names(entries: Sequence[Entry]) -> frozenset[str]:
    """Return the words that stand alone in a name and may be made of the beginnings of others."""
    return frozenset(
        variant.telling[0]
        for entry in entries
        for variant in entry.name.variants
        if len(variant.telling) == 1 and SHORTEST_SYLLABIC <= len(variant.telling[0]) <= LONGEST_ACRONYM
    )


def _syllabic_keys(name: Name, short_names: frozenset[str]) -> set[str]:
    """Return the known short names that beginnings of the first words of a name make."""
    made, whole = {""}, set()
    for word in name.telling[:4] if len(name.telling) > 1 else ():
        made = {
            start + word[:size]
            for start in made
            for size in range(1, 5)
            if len(start) + size <= LONGEST_ACRONYM
        }
        whole |= made & short_names
    return whole
