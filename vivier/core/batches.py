"""Things by the thousand, some at a time."""

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import TypeVar

Thing = TypeVar("Thing")


def batched(things: Iterable[Thing], size: int) -> Iterator[list[Thing]]:
    """Yield lists of at most `size` things, in their order."""
    waiting = iter(things)
    while some := list(islice(waiting, size)):
        yield some
