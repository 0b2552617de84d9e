"""How alike two words are: the same, cut short, abbreviated, misspelt, or of one family."""

from functools import lru_cache

SAME = 1.0
CUT = 0.9
MISSPELT = 0.85
FAMILY = 0.75
ABBREVIATED = 0.65


def stem(word: str) -> str:
    """Return the part of a word that its cut and inflected forms share."""
    return word[:5] if not word.isdigit() else word


@lru_cache(maxsize=262_144)
def alikeness(one: str, other: str) -> float:
    """Return how alike two folded words are, from 0 (nothing shared) to 1 (the same word)."""
    if one == other:
        return SAME
    short, long = sorted((one, other), key=lambda word: (len(word), word))
    if len(short) < 3 or short[0] != long[0] or short.isdigit() or long.isdigit():
        return 0.0
    if long.startswith(short):
        return CUT
    if len(short) >= 5 and len(long) - len(short) <= 2 and _differ_little(short, long):
        return MISSPELT
    shared = next(
        (at for at, pair in enumerate(zip(short, long, strict=False)) if pair[0] != pair[1]), len(short)
    )
    if shared >= 4 and shared >= len(short) - 3 and 2 * shared > len(long):
        return FAMILY
    return ABBREVIATED if len(short) <= 5 and len(long) > len(short) and _is_inside(short, long) else 0.0


def _is_inside(short: str, long: str) -> bool:
    rest = iter(long)
    return all(letter in rest for letter in short)


def _differ_little(short: str, long: str) -> bool:
    allowed = 1 if len(short) < 8 else 2
    return 2 * common_letters(short, long) >= len(short) + len(long) - 2 * allowed and (
        len(long) - common_letters(short, long) <= allowed
    )


def common_letters(one: str, other: str) -> int:
    """Return the length of the longest common subsequence (bit-parallel: one pass over `other`)."""
    if not one or not other:
        return 0
    places: dict[str, int] = {}
    for at, letter in enumerate(one):
        places[letter] = places.get(letter, 0) | 1 << at
    full = (1 << len(one)) - 1
    row = full
    for letter in other:
        common = row & places.get(letter, 0)
        row = ((row + common) | (row - common)) & full
    return len(one) - row.bit_count()
