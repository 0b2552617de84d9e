"""A lock between the processes of one machine; it goes with the process that holds it."""

import fcntl
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def locked_file(path: Path, *, wait: float) -> Iterator[bool]:
    """Hold a lock between processes, gone with its holder; False when not had in time (seconds)."""
    with path.open("a") as file:
        deadline = time.monotonic() + wait
        while not (mine := _locked(file.fileno())) and time.monotonic() < deadline:
            time.sleep(0.02)
        yield mine


def _locked(descriptor: int) -> bool:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
