"""Work on many thousand short-lived things, without the collector looking through all that is loaded."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager

# Container objects made before the collector looks for cycles; some thousand rows make fewer.
SELDOM = 200_000


@contextmanager
def collecting_seldom() -> Iterator[None]:
    """Let the collector of cycles run seldom, and over what is made in here only.

    What was loaded before (the whole of Django, all our modules) is set aside: looking through it again and
    again took four tenths of the time of a refresh. Nested, the outer one holds until its end.
    """
    before = gc.get_threshold()
    if before[0] >= SELDOM or not gc.isenabled():
        yield
        return
    gc.freeze()
    gc.set_threshold(SELDOM, *before[1:])
    try:
        yield
    finally:
        gc.set_threshold(*before)
        gc.unfreeze()
