"""How often one address, or one partner's key, may ask the API; beyond, 429 with when to come back."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from vivier.api import problems
from vivier.core.pace import Pace

OURSELVES = "vivier.asked_by_ourselves"  # in META: no client can send it
_paces: dict[tuple[float, float], Pace] = {}


def told_to_wait(request: HttpRequest, *, key: str = "") -> HttpResponse | None:
    """Count a request of its address, or of a `key`; return the 429 to give when it comes too often."""
    pace = _pace()
    if pace is None or request.META.get(OURSELVES):
        return None
    wait = pace.wait_of(request.META, key=key)
    if not wait:
        return None
    answer = problems.answer("too_many_requests", retry_after=wait)
    answer.headers["Retry-After"] = str(wait)
    return answer


def _pace() -> Pace | None:
    """Return the pace of the settings, counted by each process for itself; None when there is no limit."""
    wanted = (settings.API_PER_MINUTE / 60, float(max(1, settings.API_AT_ONCE)))
    return _paces.setdefault(wanted, Pace(*wanted)) if wanted[0] > 0 else None
