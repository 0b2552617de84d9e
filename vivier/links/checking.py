"""Asking links whether they answer: a few a minute, one a site, patiently before one is called broken."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from hashlib import sha256

from django.db import transaction
from django.utils import timezone

from vivier.core.fetching import Reached, reach
from vivier.core.refusals import NotFetched
from vivier.links.models import Link, LinkChecking

AT_ONCE, MOST_A_ROUND = 8, 40
FINE_DAYS, BROKEN_DAYS = 14, 7
AGAIN_HOURS = 20
# A link is broken when it was tried in vain on so many different days.
DAYS_IN_VAIN = 3
SURELY_GONE = {410}
# The site answers, but not to machines: nobody can tell from here.
REFUSES_MACHINES = {401, 403, 405, 406, 407, 418, 429, 451, 999}
State = Link.State
Reach = Callable[[str], Reached]


def is_paused() -> bool:
    """Say whether somebody stopped the checking."""
    return LinkChecking.objects.filter(is_paused=True).exists()


def check_some(*, ask: Reach = reach) -> int:
    """Ask the links whose time has come, at most one of each site; return how many were asked."""
    if is_paused():
        return 0
    chosen = _due(timezone.now())
    if chosen:
        with ThreadPoolExecutor(AT_ONCE, thread_name_prefix="links") as pool:
            for link, found in zip(
                chosen, pool.map(lambda one: _asked(one.address, ask), chosen), strict=True
            ):
                note(link, found)
    return len(chosen)


def _due(now: datetime) -> list[Link]:
    """Return the links to ask, the longest due first, each site once; nobody else asks them meanwhile."""
    waiting = Link.objects.filter(due_at__lte=now).order_by("due_at", "pk")[: MOST_A_ROUND * 25]
    first: dict[str, Link] = {}
    for link in waiting:
        first.setdefault(link.host, link)
        if len(first) == MOST_A_ROUND:
            break
    return [
        link
        for link in first.values()
        if Link.objects.filter(pk=link.pk, due_at=link.due_at).update(due_at=now + timedelta(hours=1))
    ]


def _asked(address: str, ask: Reach) -> Reached | str:
    """Return what the address answers, or why it does not; touches no database: it runs in a thread."""
    try:
        return ask(address)
    except NotFetched as error:
        return str(error)
    except Exception as error:
        return f"{type(error).__name__}: {error}"


@transaction.atomic
def note(link: Link, found: Reached | str) -> None:
    """Write down what a link answered, and when it is asked again."""
    row = Link.objects.select_for_update().filter(pk=link.pk).first()
    if row is None:
        return
    now = timezone.now()
    row.checked_at, row.moved_to = now, ""
    row.status = None if isinstance(found, str) else found.status
    if isinstance(found, str):
        _note_failure(row, found.replace("\x00", "")[:300], now)
    elif found.status < 400 or found.status == 416:
        _note_answer(row, found)
    elif found.status in REFUSES_MACHINES:
        _note_fine(row, State.UNSURE)
    else:
        _note_failure(row, f"HTTP {found.status}", now)
    row.due_at = now + _pause(row)
    row.save()


def _note_answer(row: Link, found: Reached) -> None:
    """It answers: here, or for good somewhere else."""
    elsewhere = found.moved_for_good and found.url != row.address and len(found.url) <= 500
    _note_fine(row, State.MOVED if elsewhere and not _by_hand(row) else State.FINE)
    if row.state == State.MOVED:
        row.moved_to = found.url


def _note_fine(row: Link, state: str) -> None:
    row.state, row.why = state, ""
    row.failing_since, row.failed_on, row.failed_days = None, None, 0


def _note_failure(row: Link, why: str, now: datetime) -> None:
    """It does not answer: one day in vain more, once a day."""
    today = timezone.localdate(now)
    if row.failed_on != today:
        row.failed_days = min(row.failed_days + 1, 1000)
    row.failing_since = row.failing_since or today
    row.failed_on, row.why = today, why
    broken = row.failed_days >= DAYS_IN_VAIN or (row.status in SURELY_GONE)
    row.state = State.BROKEN if broken and not _by_hand(row) else State.FAILING


def _by_hand(row: Link) -> bool:
    until = row.fine_by_hand_until
    return until is not None and until >= timezone.localdate()


def _pause(row: Link) -> timedelta:
    """Return how long to wait; links asked together drift apart."""
    drift = timedelta(minutes=sha256(row.address.encode()).digest()[0] * 10)
    if row.state == State.FAILING:
        return timedelta(hours=AGAIN_HOURS) + drift / 20
    days = BROKEN_DAYS if row.state == State.BROKEN else FINE_DAYS
    return timedelta(days=days) + drift
