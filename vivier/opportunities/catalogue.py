"""The published opportunities as a list one can filter: status at this minute, counts in one pass."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

from vivier.directory.survivors import current_addresses
from vivier.opportunities import stock
from vivier.opportunities.models import Call
from vivier.opportunities.status import Status
from vivier.opportunities.stock import Offer

FIELDS = ("kind", "audience", "discipline", "status", "issuer", "amount")
TEXT = "q"
_LAST = datetime.max.replace(tzinfo=UTC)
_RANKS = {
    Status.CLOSING_SOON: 0,
    Status.OPEN: 0,
    Status.PERMANENT: 1,
    Status.UPCOMING: 2,
    Status.UNKNOWN: 3,
    Status.CLOSED: 4,
}
# What closes soon is open too.
_STATUSES = {status: (status.value,) for status in Status} | {
    Status.CLOSING_SOON: (Status.OPEN.value, Status.CLOSING_SOON.value)
}


@dataclass(frozen=True, slots=True)
class Entry:
    """One opportunity with its status at the moment of the list."""

    offer: Offer
    status: Status

    @property
    def call(self) -> Call:
        return self.offer.call

    @property
    def pk(self) -> int:
        return self.offer.call.pk

    def values(self, name: str) -> tuple[str, ...]:
        """Return the values of one filter."""
        return _STATUSES[self.status] if name == "status" else self.offer.values[name]


@dataclass(frozen=True, slots=True)
class Asked:
    """The filters (OR inside one, AND across), and the keys of the calls with the words asked, best first."""

    filters: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    found: Sequence[int] | None = None
    sort: str = "deadline"


@dataclass(frozen=True, slots=True)
class Listing:
    """The calls that match, with for every filter what each of its values would give.

    `without` says how many would match if that one filter (or the words) were dropped.
    """

    entries: tuple[Entry, ...]
    counts: Mapping[str, Mapping[str, int]]
    without: Mapping[str, int]
    statuses: Mapping[Status, int]

    @property
    def total(self) -> int:
        return len(self.entries)


def entries(now: datetime) -> list[Entry]:
    """All published opportunities with their status at this moment."""
    return [Entry(offer, offer.status_at(now)) for offer in stock.offers()]


def listing(rows: Iterable[Entry], asked: Asked) -> Listing:
    """Filter, count and sort. A filter's own values never reduce its counts."""
    wanted = {name: frozenset(values) for name, values in asked.filters.items() if values}
    if "issuer" in wanted:
        wanted["issuer"] = frozenset(current_addresses(sorted(wanted["issuer"])))
    found = None if asked.found is None else {key: rank for rank, key in enumerate(asked.found)}
    matching: list[Entry] = []
    counts: dict[str, Counter[str]] = {name: Counter() for name in FIELDS}
    without: Counter[str] = Counter()
    statuses: Counter[Status] = Counter()
    for entry in rows:
        statuses[entry.status] += 1
        failing = [name for name, values in wanted.items() if values.isdisjoint(entry.values(name))]
        if found is not None and entry.pk not in found:
            failing.append(TEXT)
        if not failing:
            matching.append(entry)
        if len(failing) <= 1:
            without.update(failing)
            for name in failing or FIELDS:
                if name != TEXT:
                    counts[name].update(entry.values(name))
    matching.sort(key=lambda entry: _order(entry, asked.sort, found or {}))
    return Listing(tuple(matching), counts, without, statuses)


def _order(entry: Entry, sort: str, found: Mapping[int, int]) -> tuple[object, ...]:
    call, offer = entry.call, entry.offer
    if sort == "relevance" and found:
        return (found[call.pk],)
    if sort == "newest":
        return (-call.created_at.timestamp(), -call.pk)
    if sort == "amount":
        return (offer.amount is None, -(offer.amount or 0), offer.sort_title, call.pk)
    return by_deadline(entry)


def by_deadline(entry: Entry) -> tuple[object, ...]:
    """Open by deadline, then permanent, upcoming by opening, unknown by edition, closed by closing date."""
    call, status = entry.call, entry.status
    closes = call.closes_at or _LAST
    day: object = closes
    if status is Status.UPCOMING:
        day = call.opens_at or _LAST
    elif status is Status.UNKNOWN:
        day = -(entry.offer.year or 9999)
    elif status is Status.CLOSED:
        day = -closes.timestamp()
    return (_RANKS[status], day, entry.offer.sort_title, call.pk)


def closing_soon(limit: int, *, now: datetime) -> list[Call]:
    """The open calls with the nearest deadlines."""
    calls = Call.objects.published().open_at(now).closing_after(now).for_list()
    return list(calls.filter(closes_at__isnull=False)[:limit])
