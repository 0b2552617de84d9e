"""How alike two actors are by what is written about them: their names, places, texts and coded facts."""

import re
from collections import Counter
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from vivier.opportunities.relevance.sparse import Floats, Rows, Vocabulary, products
from vivier.opportunities.relevance.text import fragment_counts, pair_counts, word_counts, words_of

_ACRONYM = re.compile(r"^[A-Z0-9.]{2,10} - ")
_TOWN_SUFFIX = re.compile(r" - \d\d ")
_ACCENTS = re.compile("[ÉÈÊÀÔÇÎ]")
LONGEST_COUNT = 8
NOTHING = -1

# How much each likeness counts. Names and places strengthen each other: two theatres of one town.
NAME, TEXT, MARKS = 2.5, 1.0, 2.0
AREA, TOWN, LAYOUT, LENGTH = 0.5, 0.3, 0.5, 0.3
AREA_AND_LAYOUT, TOWN_AND_LAYOUT = 0.5, 0.3
NAME_IN_AREA, NAME_IN_TOWN, NAME_IN_LAYOUT = 0.7, 0.5, 0.7


@dataclass(frozen=True, slots=True)
class Traits:
    """What is compared of an actor; each part may be empty, and what is not known is like nothing.

    `area` and `town` are codes of the same kind for all; `marks` are coded facts such as "discipline:film".
    """

    name: str
    area: str = ""
    town: str = ""
    text: str = ""
    marks: frozenset[str] = frozenset()

    @property
    def layout(self) -> str:
        """How the entry is written: what is filled in, an acronym before, a town behind, accents."""
        signs = (self.area, self.town, _TOWN_SUFFIX.search(self.name), _ACRONYM.search(self.name))
        return "".join("1" if sign else "0" for sign in (*signs, _ACCENTS.search(self.name)))

    @property
    def length(self) -> str:
        return str(min(len(words_of(self.name)), LONGEST_COUNT))


class _Part:
    """One kind of features of all examples, ready to be multiplied with those of others."""

    def __init__(self, counted: Sequence[Counter[Hashable]], *, least: int = 1) -> None:
        self.vocabulary = Vocabulary(counted, least=least)
        self.by_feature: Rows = self.vocabulary.rows(counted).turned()

    def with_those_of(self, counted: Sequence[Counter[Hashable]]) -> Floats:
        return products(self.vocabulary.rows(counted), self.by_feature)


class Likeness:
    """Compares anybody with a fixed list of examples: symmetric and positive, as learning needs."""

    def __init__(self, examples: Sequence[Traits]) -> None:
        words = [words_of(one.name) for one in examples]
        self.examples = tuple(examples)
        self._words = _Part([word_counts(each) for each in words])
        self._pairs = _Part([pair_counts(each) for each in words])
        self._fragments = _Part([fragment_counts(each) for each in words], least=2)
        self._texts = _Part([Counter(words_of(one.text)) for one in examples])
        self._marks = _Part([Counter(one.marks) for one in examples])

    def of(self, others: Sequence[Traits]) -> Floats:
        """How alike each of the others is to each example: (len(others), len(examples))."""
        words = [words_of(one.name) for one in others]
        names = self._words.with_those_of([word_counts(each) for each in words])
        names += np.float32(0.5) * self._pairs.with_those_of([pair_counts(each) for each in words])
        names += self._fragments.with_those_of([fragment_counts(each) for each in words])
        names /= np.float32(2.5)
        found = self._coded(others, names)
        if len(self._texts.vocabulary):
            found += TEXT * self._texts.with_those_of([Counter(words_of(one.text)) for one in others])
        if len(self._marks.vocabulary):
            found += MARKS * self._marks.with_those_of([Counter(one.marks) for one in others])
        return found

    def _coded(self, others: Sequence[Traits], names: Floats) -> Floats:
        """What the same place and the same layout add, alone and together with alike names."""
        area = self._same(others, lambda one: one.area)
        town = self._same(others, lambda one: one.town)
        layout = self._same(others, lambda one: one.layout)
        length = self._same(others, lambda one: one.length)
        together = NAME + NAME_IN_AREA * area + NAME_IN_TOWN * town + NAME_IN_LAYOUT * layout
        alone = AREA * area + TOWN * town + LAYOUT * layout + LENGTH * length
        both = layout * (AREA_AND_LAYOUT * area + TOWN_AND_LAYOUT * town)
        return names * together + alone + both

    def _same(self, others: Sequence[Traits], read: Callable[[Traits], str]) -> Floats:
        numbers: dict[str, int] = {}
        ours = _codes([read(one) for one in self.examples], numbers)
        theirs = _codes([read(one) for one in others], numbers)
        same: NDArray[np.bool_] = (theirs[:, None] == ours) & (ours != NOTHING)
        return same.astype(np.float32)


def _codes(values: Sequence[str], numbers: dict[str, int]) -> NDArray[np.int32]:
    """A number for each value, the same for the same; `NOTHING` for an empty one."""
    return np.array(
        [numbers.setdefault(value, len(numbers)) if value else NOTHING for value in values], dtype=np.int32
    )
