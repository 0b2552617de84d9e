"""Texts asked by words, and relevance lent between texts that resemble each other.

A call that never says "culture" may still be one that its neighbours show to be cultural: what the words find
is smoothed along the likeness of whole texts, solved in one step.
"""

from collections import Counter
from collections.abc import Hashable, Sequence

import numpy as np

from vivier.opportunities.relevance.sparse import Floats, Rows, Vocabulary, products
from vivier.opportunities.relevance.text import word_counts, words_of

# BM25 as usual: how soon repeating a word stops counting, and how much long texts pay.
SATURATION, LENGTH = 1.2, 0.75
STIFFNESS, HALF = 3.0, 0.25
# Smoothing takes the cube of their number.
MOST_SMOOTHED = 6_000


class Texts:
    """A fixed list of texts."""

    def __init__(self, texts: Sequence[str]) -> None:
        self._counts: list[Counter[Hashable]] = [word_counts(words_of(text)) for text in texts]
        self._lengths = np.array([sum(each.values()) for each in self._counts], dtype=np.float64)
        self._spoken: Counter[Hashable] = Counter(word for each in self._counts for word in each)
        self._vocabulary = Vocabulary(self._counts, least=2 if len(texts) > 1 else 1)
        self._rows: Rows = self._vocabulary.rows(self._counts)
        self._postings: dict[Hashable, list[tuple[int, int]]] = {}
        for place, each in enumerate(self._counts):
            for word, count in each.items():
                self._postings.setdefault(word, []).append((place, count))

    def __len__(self) -> int:
        return len(self._counts)

    def found_by(self, words: str) -> Floats:
        """How well each text answers these words (BM25); 0 when it has none of them."""
        scores = np.zeros(len(self), dtype=np.float32)
        mean = self._lengths.mean() if len(self) else 0.0
        for word, asked in word_counts(words_of(words)).items():
            for place, count in self._postings.get(word, ()):
                length = 1 - LENGTH + LENGTH * self._lengths[place] / mean
                part = count * (SATURATION + 1) / (count + SATURATION * length)
                scores[place] += asked * self.rarity_of(word) * part
        return scores

    def rarity_of(self, word: Hashable) -> float:
        """How telling a word is: large when few texts have it."""
        spoken = self._spoken[word]
        return float(np.log(1 + (len(self) - spoken + 0.5) / (spoken + 0.5)))

    def spread(self, scores: Floats) -> Floats:
        """The same scores, lent to texts that resemble those that score high; from about 0 to 1."""
        best = float(scores.max(initial=0))
        if best <= 0 or len(self) > MOST_SMOOTHED:
            return scores
        shares = scores / best
        held = shares / (shares + HALF)
        alike = products(self._rows, self._rows.turned())
        stiff = alike + STIFFNESS * np.eye(len(self), dtype=np.float32)
        smoothed = alike @ np.linalg.solve(stiff, held - held.mean())
        return (smoothed - smoothed.min()).astype(np.float32)
