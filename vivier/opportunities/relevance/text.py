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
# Words that tie others together, folded: shared by anybody, they say nothing of what two texts are about.
TYING_WORDS = frozenset(
    WORD.findall(
        """
        afin ainsi alors apres aucun aussi autre autres avant avec avoir celle celles celui ces cette
        ceux chaque chez comme contre dans depuis dont donc elle elles encore entre etre faire fait ils
        leur leurs lors lorsque mais meme memes moins notre nous par parmi pendant peut peuvent plus
        plusieurs pour quand que quel quelle quelque qui sans selon ses sont sous sur toujours tous tout
        toute toutes tres vers votre vos vous about after also and are been before being between both
        can each every for from have into its more most must not only other our over same some such than
        that the their them then there these they this those through under very was were what when where
        which while who will with within without would you your aan alle als bij dat deze die door een
        geen haar hebben heeft het hun maar meer met naar niet nog onder onze ook over tegen tussen uit
        van veel voor waar wat welke worden wordt zich zijn zoals aber alle als auch auf aus bei beim
        das dem den der des die diese dieser durch ein eine einem einen einer fur haben hat ihr ihre
        ihren mehr mit nach nicht noch oder sein sich sind sowie uber und unter vom von wird werden wie
        zum zur zwischen
        """
    )
)


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
