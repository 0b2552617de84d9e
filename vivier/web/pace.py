"""How often one sender may ask for something cheap: counted in this process, forgotten by itself."""

import threading
import time
from collections import OrderedDict
from dataclasses import dataclass, field

from django.http import HttpRequest

from vivier.web.senders import address_of

MOST_SENDERS = 5_000


@dataclass(slots=True)
class Pace:
    """So many a second in the long run, so many at once; each worker counts for itself."""

    per_second: float
    burst: float
    _left: OrderedDict[str, tuple[float, float]] = field(default_factory=OrderedDict)
    _guard: threading.Lock = field(default_factory=threading.Lock)

    def allows(self, request: HttpRequest) -> bool:
        """Count one request of its sender; False when it comes too fast."""
        return self.takes(address_of(request), time.monotonic())

    def takes(self, sender: str, now: float) -> bool:
        """Take one from what the sender has left at this moment (seconds)."""
        with self._guard:
            left, since = self._left.pop(sender, (self.burst, now))
            left = min(self.burst, left + (now - since) * self.per_second)
            is_allowed = left >= 1
            self._left[sender] = (left - 1 if is_allowed else left, now)
            while len(self._left) > MOST_SENDERS:
                self._left.popitem(last=False)
        return is_allowed
