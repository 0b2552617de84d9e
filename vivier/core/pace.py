"""How often one sender may ask: counted in this process, forgotten by itself."""

import math
import threading
import time
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings

MOST_SENDERS = 5_000


@dataclass(slots=True)
class Pace:
    """So many a second in the long run, so many at once; each worker counts for itself."""

    per_second: float
    burst: float
    _left: OrderedDict[str, tuple[float, float]] = field(default_factory=OrderedDict)
    _guard: threading.Lock = field(default_factory=threading.Lock)

    def wait_of(self, meta: Mapping[str, Any], *, key: str = "") -> int:
        """Count a request (its `META`) of its address, or of a `key`; return the seconds to wait, 0: none."""
        return self.wait(key or address_in(meta), time.monotonic())

    def takes(self, sender: str, now: float) -> bool:
        """Take one from what the sender has left at this moment (seconds); False when nothing is left."""
        return self.wait(sender, now) == 0

    def wait(self, sender: str, now: float) -> int:
        """Take one as `takes` does; return 0, or after how many whole seconds there is one again."""
        with self._guard:
            left, since = self._left.pop(sender, (self.burst, now))
            left = min(self.burst, left + (now - since) * self.per_second)
            is_allowed = left >= 1
            self._left[sender] = (left - 1 if is_allowed else left, now)
            while len(self._left) > MOST_SENDERS:
                self._left.popitem(last=False)
        return 0 if is_allowed else max(1, math.ceil((1 - left) / self.per_second))


def address_in(meta: Mapping[str, Any]) -> str:
    """The peer's address; a header counts only behind the configured proxy, and only its last hop.

    `meta`: what the server says of a request (`request.META`).
    """
    forwarded = str(meta.get("HTTP_X_FORWARDED_FOR", ""))
    if forwarded and getattr(settings, "SECURE_PROXY_SSL_HEADER", None):
        return forwarded.rpartition(",")[2].strip()
    return str(meta.get("REMOTE_ADDR", ""))
