"""Parts of pages that everybody sees alike are written once for each state of the public records.

The state is that of the search index together with the journal: whoever changes a record tells both, in the
transaction of the change. What depends on the hour is written again every minute.
"""

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Any, TypeVar

from django.utils import timezone

from vivier.accounts.models import JournalSeal
from vivier.core.prepared import Prepared
from vivier.core.translation import current_language
from vivier.reference import lookup
from vivier.search import store

Written = TypeVar("Written")
State = tuple[Hashable, ...]

MOST = 500
_deeds = Prepared(lambda _key: JournalSeal.objects.values_list("entries"))
_guard = threading.Lock()
_known: OrderedDict[Hashable, Any] = OrderedDict()
_known_state: list[State | None] = [None]


def remembered(key: tuple[Hashable, ...], write: Callable[[], Written]) -> Written:
    """Return what was written for this key in the present state of the records, or write it now."""
    state = _state()
    if state is None:
        return write()
    whole = (*key, current_language(), int(timezone.now().timestamp()) // 60)
    with _guard:
        if _known_state[0] == state and whole in _known:
            _known.move_to_end(whole)
            found: Written = _known[whole]
            return found
    written = write()
    with _guard:
        if _known_state[0] != state:
            _known.clear()
            _known_state[0] = state
        _known[whole] = written
        while len(_known) > MOST:
            _known.popitem(last=False)
    return written


def _state() -> State | None:
    """Return what changes whenever a public record does; None while there is no index to go by."""
    snapshot = store.snapshot()
    if snapshot is None:
        return None
    deeds = _deeds.rows(0)
    return (str(store.root()), snapshot.stamp, lookup.edition(), deeds[0][0] if deeds else 0)
