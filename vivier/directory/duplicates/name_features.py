"""What two names have in common: which words go together, and which letters."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

from vivier.directory.duplicates.corpus import Corpus
from vivier.directory.duplicates.departments import initials_of_mark
from vivier.directory.duplicates.names import Name
from vivier.directory.duplicates.vocabulary import LEGAL_FORMS, STOP_WORDS
from vivier.directory.duplicates.words import SAME, alikeness, common_letters

LONGEST_ACRONYM = 8
SHORTEST_SYLLABIC = 4
MOST_SYLLABLES = 5


@dataclass(frozen=True, slots=True)
class Alignment:
    """Which words of two names go together; masses are sums of rarity, in nats."""

    left_share: float
    right_share: float
    mass: float
    same_mass: float
    rarest: float
    acronym: float
    left_mass: float
    right_mass: float
    words: tuple[tuple[str, str], ...]
    left_free: tuple[str, ...]
    right_free: tuple[str, ...]

    @property
    def strength(self) -> float:
        """How good this alignment is among those of other variants of the same names."""
        return (
            self.mass * (self.left_share + self.right_share) * min(self.left_share, self.right_share) ** 0.5
        )


class _Pairing:
    """Words of two names being paired; what is not paired yet is free."""

    def __init__(self, left: Name, right: Name, rarity: Callable[[str], float]) -> None:
        self.names = (left, right)
        self.rarity = rarity
        self.free = (list(dict.fromkeys(left.telling)), list(dict.fromkeys(right.telling)))
        self.whole = tuple(sum(map(rarity, some)) for some in self.free)
        self.got = [0.0, 0.0]
        self.words: list[tuple[str, str]] = []
        self.mass = self.same = self.rarest = self.acronym = 0.0

    def pair_alike(self) -> None:
        """Pair the words that are alike, the rarest and most alike first."""
        rarity = self.rarity
        matches = [
            (-like * min(rarity(one), rarity(other)), -like, sorted((one, other)), one, other)
            for one in self.free[0]
            for other in self.free[1]
            if (like := alikeness(one, other))
        ]
        for value, like, _, one, other in sorted(matches):
            if one in self.free[0] and other in self.free[1]:
                self.free[0].remove(one)
                self.free[1].remove(other)
                self.mass -= value
                self.same -= value if like == -SAME else 0.0
                self.rarest = max(self.rarest, -value)
                self.got[0] -= like * rarity(one)
                self.got[1] -= like * rarity(other)
                self.words.append((one, other))

    def pair_acronyms(self, side: int) -> None:
        """Pair the free words of one side that are acronyms of words of the other."""
        other_free = self.free[1 - side]
        for word in list(self.free[side]):
            covered = spelt_out(word, self.names[1 - side])
            if not covered:
                continue
            newly = [one for one in dict.fromkeys(covered) if one in other_free]
            mine, theirs = self.rarity(word), sum(map(self.rarity, newly))
            self.free[side].remove(word)
            for one in newly:
                other_free.remove(one)
            self.acronym = max(self.acronym, float(len(word)))
            self.got[side] += mine
            self.got[1 - side] += theirs
            self.mass += min(mine, max(theirs, 1.0))
            full = " ".join(dict.fromkeys(covered))
            self.words.append((full, word) if side else (word, full))


def align(left: Name, right: Name, corpus: Corpus) -> Alignment:
    """Pair the words of two names: those alike, then acronyms with the words they stand for."""
    pairing = _Pairing(left, right, corpus.rarity)
    pairing.pair_alike()
    pairing.pair_acronyms(0)
    pairing.pair_acronyms(1)
    shares = [got / whole if whole else 0.0 for got, whole in zip(pairing.got, pairing.whole, strict=True)]
    return Alignment(
        left_share=shares[0],
        right_share=shares[1],
        mass=pairing.mass,
        same_mass=pairing.same,
        rarest=pairing.rarest,
        acronym=pairing.acronym,
        left_mass=pairing.whole[0],
        right_mass=pairing.whole[1],
        words=tuple(pairing.words),
        left_free=tuple(pairing.free[0]),
        right_free=tuple(pairing.free[1]),
    )


def spelt_out(word: str, name: Name) -> tuple[str, ...]:
    """Return the words of a name whose beginnings make the word ("snsm", "comete"), or nothing."""
    if not 2 < len(word) <= LONGEST_ACRONYM or word.isdigit():
        return ()
    for some, letters in beginnings(name.written, name.words):
        at = letters.find(word)
        if at >= 0:
            return some[at : at + len(word)]
    count = 0 if len(word) < SHORTEST_SYLLABIC else syllables(word, name.telling)
    return name.telling[:count]


@lru_cache(maxsize=65_536)
def beginnings(words: tuple[str, ...], marked: tuple[str, ...]) -> tuple[tuple[tuple[str, ...], str], ...]:
    """Return words and their first letters: no small words, all, no legal form, with the department's."""
    large = tuple(word for word in words if word not in STOP_WORDS)
    telling = tuple(word for word in large if word not in LEGAL_FORMS)
    made = [(some, "".join(word[0] for word in some)) for some in (large, words, telling)]
    if marked != words:
        large = tuple(word for word in marked if word not in STOP_WORDS)
        letters = [(word, letter) for word in large for letter in initials_of_mark(word)]
        made.append((tuple(word for word, _ in letters), "".join(letter for _, letter in letters)))
    return tuple(one for one in made if len(one[1]) > 2)


@lru_cache(maxsize=65_536)
def syllables(word: str, words: tuple[str, ...]) -> int:
    """Return how many of the words, from the first on, give their beginnings to make the word, or 0."""
    reached = {0}
    for count, one in enumerate(words[:MOST_SYLLABLES], 1):
        reached = {
            at + size
            for at in reached
            for size in range(1, 6)
            if word.startswith(one[:size], at) and size <= len(one)
        }
        if not reached:
            return 0
        if len(word) in reached:
            return count if count > 1 else 0
    return 0


def letters_in_common(left: Name, right: Name) -> tuple[float, float]:
    """Return the common subsequence's share of the shorter and of the longer compact name."""
    short, long = sorted((left.compact, right.compact), key=lambda text: (len(text), text))
    common = common_letters(short, long)
    return (common / len(short), common / len(long)) if short else (0.0, 0.0)


@lru_cache(maxsize=65_536)
def trigrams(text: str) -> frozenset[str]:
    """Return the runs of three letters of a text, with its ends marked."""
    padded = f" {text} "
    return frozenset(padded[at : at + 3] for at in range(len(padded) - 2))
