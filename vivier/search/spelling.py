"""Did you mean: the nearest word that some name really has; of two as near, the one more names have."""

import re
from collections import Counter
from collections.abc import Iterable

from vivier.search.analysis import Asked, Word, plain
from vivier.search.matching import is_known
from vivier.search.reader import Reader
from vivier.search.vocabulary import Vocabulary

MIN_LETTERS, MOST_EDITS = 3, 2
_WRITTEN = re.compile(r"[^\W_]+")


def suggestion(asked: Asked, searcher: Reader, vocabulary: Vocabulary) -> str | None:
    """Return what was asked with each word nobody uses replaced by the nearest one of a name."""
    named = {word for span in vocabulary.spans(asked.words) if span.concepts for word in span.words}
    words = [None if word in named else _better(word, searcher) for word in asked.words]
    if not any(words):
        return None
    return " ".join(better or word.whole for better, word in zip(words, asked.words, strict=True))


def _better(asked: Word, searcher: Reader) -> str | None:
    word = asked.whole
    if len(word) < MIN_LETTERS or is_known(asked, searcher):
        return None
    for edits in range(1, MOST_EDITS + 1):
        alike = searcher.named_alike(word, edits)
        labels = [searcher.doc(place).get_first("label") or "" for place in alike]
        if nearest := _nearest(word, labels):
            return nearest
    return None


def _nearest(word: str, labels: Iterable[str]) -> str | None:
    found = Counter(written.casefold() for label in labels for written in _WRITTEN.findall(label))
    alike = [
        (plain(written), written) for written in found if abs(len(written) - len(word)) <= MOST_EDITS + 1
    ]
    ranked = sorted(
        (distance(word, folded), -found[written], written)
        for folded, written in alike
        if _may_be(word, folded)
    )
    return ranked[0][-1] if ranked and ranked[0][0] <= MOST_EDITS else None


def _may_be(one: str, other: str) -> bool:
    """Tell quickly of most words that they are too far: each edit changes at most two letters of the set."""
    return len(set(one).symmetric_difference(other)) <= 2 * MOST_EDITS


def distance(one: str, other: str) -> int:
    """Return how many letters to add, drop, change or swap with the next one."""
    before: list[int] = []
    row = list(range(len(other) + 1))
    for i, letter in enumerate(one, 1):
        before, last, row = row, before, [i] + [0] * len(other)
        for j, facing in enumerate(other, 1):
            row[j] = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (letter != facing))
            if i > 1 and j > 1 and letter == other[j - 2] and one[i - 2] == facing:
                row[j] = min(row[j], last[j - 2] + 1)
    return row[-1]
