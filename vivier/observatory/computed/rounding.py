"""Statistical secrecy where no record is public: the finest numbers are rounded, all others are their sums.

What the register says is counted by the finest parts that are published: place, activity code, year, domain
by province. Each is shown as one of the two multiples of 5 around it, or as "fewer than 5". Which of the two,
a threshold of the line decides that only the snapshots know (random rounding): on average the numbers are
right, the same number on the same line is always shown the same, and nobody can tell 6 from 14 behind a 10.
Whatever is larger (a province, a domain, the total) is the sum of what is shown of its parts, so nothing
published says more than the rounded parts do.
"""

from collections.abc import Iterable
from decimal import ROUND_HALF_UP, Decimal
from hashlib import blake2b

from vivier.observatory.computed.secrecy import SMALLEST, Key

BASE = 5
# What a part of which only "fewer than 5" is shown adds to a sum: the middle of 0 and 5, whatever it is.
MIDDLE = Decimal(BASE) / 2
Cell = Decimal | None


def threshold_of(salt: str, key: Key) -> int:
    """Return from which remainder (1 to 5) a line is rounded up: as good as drawn, and always the same."""
    drawn = blake2b("\x1f".join((salt, *key)).encode(), digest_size=8).digest()
    return 1 + int.from_bytes(drawn) % BASE


def shown_of(count: int, threshold: int) -> Cell:
    """Return what is shown of a finest number: None for fewer than 5, unless it is nought."""
    if 0 < count < SMALLEST:
        return None
    whole, rest = divmod(count, BASE)
    return Decimal(BASE * (whole + (rest >= threshold)))


def added_up(parts: Iterable[tuple[Cell, Decimal]]) -> Cell:
    """Return the weighted sum of what is shown; None when all that is known of it is "fewer than 5".

    With weights of 1 it is a multiple of 5 again.
    """
    found = list(parts)
    few = [weight for part, weight in found if part is None]
    told = sum((part * weight for part, weight in found if part is not None), Decimal(0))
    if len(few) == 1 and not told:
        return None
    is_whole = all(weight == 1 for _part, weight in found)
    together = told + sum(few, Decimal(0)) * MIDDLE
    return (together / BASE).quantize(Decimal(1), ROUND_HALF_UP) * BASE if is_whole else together
