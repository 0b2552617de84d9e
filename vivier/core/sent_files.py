"""How long files that people sent are kept, and how they go: the row says so first, the file follows.

A deed writes on its row that the file is no longer needed; the file is unlinked after that is committed.
Cut off in between, or before any row names it, a file is left behind: `sweep` finds it the next day.
"""

import logging
import re
import time
from collections.abc import Callable, Set
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.db import transaction

log = logging.getLogger(__name__)
SURELY_ARRIVED = timedelta(days=1)  # a file so young may still wait for its row
_holders: dict[str, list[tuple[re.Pattern[str], Callable[[], Set[str]]]]] = {}


def hold(folder: str, named: str, in_use: Callable[[], Set[str]]) -> None:
    """Make known who names files of a folder of VAR: what ours are called, which paths are in use."""
    _holders.setdefault(folder, []).append((re.compile(named), in_use))


def over_since(now: datetime) -> datetime:
    """Return before which moment something must have ended for its file to go."""
    return now - timedelta(days=settings.SENT_FILES_DAYS)


def unlink_after_commit(path: str, folder: str) -> None:
    """Delete a file of a folder of VAR once the transaction stands; one that lies elsewhere is not ours."""
    file = Path(path)
    if path and file.parent == Path(settings.VAR) / folder:
        transaction.on_commit(lambda: file.unlink(missing_ok=True))


def sweep() -> int:
    """Delete the files that were sent, are a day old and that no row names (any more); return how many."""
    swept = 0
    for folder, holders in _holders.items():
        home = Path(settings.VAR) / folder
        used = set[str]().union(*(in_use() for _named, in_use in holders))
        for file in sorted(home.iterdir()) if home.is_dir() else ():
            ours = any(named.fullmatch(file.name) for named, _in_use in holders)
            if ours and str(file) not in used and file.is_file() and _age(file) > SURELY_ARRIVED:
                file.unlink(missing_ok=True)
                log.info("deleted %s: nothing needs it any more", file)
                swept += 1
    return swept


def _age(file: Path) -> timedelta:
    try:
        return timedelta(seconds=time.time() - file.stat().st_mtime)
    except FileNotFoundError:
        return timedelta()
