"""Hostile values sent under several names at once."""

from collections.abc import Sequence

LONG = 300


def in_rounds(names: Sequence[str], values: Sequence[str]) -> list[dict[str, str]]:
    """Deal the values to the names: one round for each value, and each name has each value once.

    For names that are read apart from each other: where one refused hides the next, send them alone.
    Long values go alone: an address that holds several is refused for its length.
    """
    short = [value for value in values if len(value) < LONG]
    together = [
        {name: short[(first + place) % len(short)] for place, name in enumerate(names)}
        for first in range(len(short))
    ]
    return [*together, *({name: value} for name in names for value in values if len(value) >= LONG)]
