"""Words, pairs of words and fragments of words in a text, without accents: what two names may share."""

import re
from collections import Counter
from collections.abc import Hashable, Iterator
from itertools import pairwise

from vivier.core.names import fold

WORD = re.compile(r"[a-z0-9]+")
SHORTEST, LONGEST = 2, 5
# Nobody is described by more than this; a longer text is cut, not refused.
MOST_CHARACTERS = 20_000


def words_of(text: str) -> list[str]:
    """The words of a text, in order, folded: "L'Œuvre d'été" gives l, oeuvre, d, ete."""
    return WORD.findall(fold(text[:MOST_CHARACTERS]).lower())


def word_counts(words: list[str]) -> Counter[Hashable]:
    return Counter(words)


def pair_counts(words: list[str]) -> Counter[Hashable]:
    """Two words side by side."""
    return Counter(f"{one} {other}" for one, other in pairwise(words))


def fragment_counts(words: list[str]) -> Counter[Hashable]:
    """Pieces of two to five letters inside each word, its beginning and end marked by a space."""
    return Counter(piece for word in words for piece in _fragments(f" {word} "))


def _fragments(padded: str) -> Iterator[str]:
    for size in range(SHORTEST, LONGEST + 1):
        if size >= len(padded):
            yield padded
            return
        yield from (padded[i : i + size] for i in range(len(padded) - size + 1))
