"""Calls with room for the frames of what they call in turn.

CPython 3.11 keeps the frames of nested calls in pieces of 16 KB: where one is full it asks the system for the next,
and gives it back as soon as the first call in it ends. A loop that calls from such an edge asks and gives back at
every turn; a test, some hundred calls deep in its runner, meets several edges in every page it asks for. A frame of
a megabyte makes the next piece two: what is called from it stays in the megabyte that is left. It is asked for, not
used: the system lends no memory never touched.
"""

from collections.abc import Callable
from typing import TypeVar

Result = TypeVar("Result")
ROOM_WORDS = 131_072  # a megabyte: calls as deep as Python allows fit in the rest of the piece


def with_room(call: Callable[[], Result]) -> Result:
    """Call, with room for the frames of all that is called from there."""
    return call()


with_room.__code__ = with_room.__code__.replace(co_stacksize=ROOM_WORDS)
