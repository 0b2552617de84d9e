"""What the list of opportunities shows: lines like a programme, filters with counts, chips, ways out."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from vivier.core.names import fold
from vivier.core.translation import label_of
from vivier.opportunities.catalogue import TEXT, Entry
from vivier.opportunities.conditions import wording
from vivier.opportunities.models import Audience, Call, Kind
from vivier.opportunities.status import ZONE, Status, is_hot, status_of, time_left, year_of_edition
from vivier.opportunities.stock import BANDS, UNSTATED
from vivier.reference.models import Discipline
from vivier.web.forms.agenda import address_of
from vivier.web.forms.opportunities import CallSearch
from vivier.web.showing.actor_list import Chip, Choice, Group, WayOut

SHOWN_AT_FIRST, SHOWN_AT_MOST = 5, 60
LEGENDS = {
    "status": gettext_lazy("Status"),
    "kind": gettext_lazy("Kind of help"),
    "audience": gettext_lazy("For whom"),
    "discipline": gettext_lazy("Discipline"),
    "amount": gettext_lazy("Amount"),
    "issuer": gettext_lazy("Issuer"),
}
# The colour of the label and of the motif of each kind.
TAGS = {
    Kind.FUNDING: ("tag--1", "beurre"),
    Kind.CALL: ("tag--3", "lilas"),
    Kind.SUPPORT: ("tag--4", "vermillon"),
    Kind.RESIDENCY: ("tag--2", "menthe"),
    Kind.MISSION: ("tag--3", "sapin"),
    Kind.TRAINING: ("tag--2", "menthe"),
    Kind.PRIZE: ("tag--1", "beurre"),
    Kind.JOB: ("tag--4", "sapin"),
}
_FIXED_ORDER = {
    "status": [status.value for status in Status],
    "amount": [name for name, _most in BANDS] + [UNSTATED],
}
Labels = Mapping[str, Mapping[str, str]]


@dataclass(frozen=True, slots=True)
class Tab:
    """One part of the list, how much it holds, and its address."""

    label: str
    count: int
    url: str
    is_current: bool


@dataclass(frozen=True, slots=True)
class CallLine:
    """One opportunity as a line of a programme: date, kind, title, issuer, amount, time left."""

    call: Call
    status: Status
    day: str
    month: str
    when: str
    amount: str
    left: str
    is_hot: bool
    tag: str
    motif: str

    @property
    def is_words(self) -> bool:
        """Whether the time left is a word rather than a count."""
        return self.status not in (Status.OPEN, Status.CLOSING_SOON)


def line_of(call: Call, now: datetime) -> CallLine:
    """Return the line of one call at this minute."""
    status = status_of(call, now)
    day, month = _date_of(call, status, now)
    tag, motif = TAGS[Kind(call.kind)]
    return CallLine(
        call=call,
        status=status,
        day=day,
        month=month,
        when=_words_without_date(call, status),
        amount=wording.amount_words(call.amount_min, call.amount_max, call.currency),
        left=_left(call, status, now),
        is_hot=status.is_open and is_hot(call.closes_at, now),
        tag=tag,
        motif=motif,
    )


def _date_of(call: Call, status: Status, now: datetime) -> tuple[str, str]:
    """The day that matters (the opening of an upcoming call, else the closing), and its month."""
    moment = call.opens_at if status is Status.UPCOMING else call.closes_at
    if moment is None:
        return "", ""
    there = localtime(moment, ZONE)
    month = date_format(there, "N")
    same_year = there.year == localtime(now, ZONE).year
    return str(there.day), month if same_year else f"{month} {there.year}"


def _words_without_date(call: Call, status: Status) -> str:
    if status is Status.PERMANENT:
        return _("All year")
    year = year_of_edition(call.edition)
    return str(year) if year else _("No date")


def _left(call: Call, status: Status, now: datetime) -> str:
    if status in (Status.OPEN, Status.CLOSING_SOON) and call.closes_at is not None:
        return wording.short_left(time_left(call.closes_at, now))
    return wording.status_words(status)


def lines(entries: Iterable[Entry], now: datetime) -> list[CallLine]:
    """Return the lines of one page of the list."""
    return [line_of(entry.call, now) for entry in entries]


def labels(entries: Iterable[Entry]) -> Labels:
    """Return the words for the values of the filters."""
    issuers = {entry.offer.values["issuer"][0]: entry.offer.issuer_name for entry in entries}
    return {
        "kind": {code: str(label) for code, label in Kind.choices},
        "audience": {code: str(label) for code, label in Audience.choices},
        "status": {status.value: wording.status_words(status) for status in Status},
        "discipline": {one.code: label_of(one) for one in Discipline.objects.all()},
        "issuer": issuers,
        "amount": _bands(),
    }


def _bands() -> dict[str, str]:
    words: dict[str, str] = {UNSTATED: _("Amount not stated")}
    low = None
    for name, most in BANDS:
        if low is not None and most is None:
            words[name] = _("more than %(amount)s") % {"amount": wording.money(low, "EUR")}
        else:
            words[name] = wording.amount_words(low, most, "EUR")
        low = most
    return words


def groups(search: CallSearch, words: Labels) -> list[Group]:
    """Return the filters with the count each box would give."""
    return [_group(name, search, words[name]) for name in LEGENDS]


def _group(name: str, search: CallSearch, words: Mapping[str, str]) -> Group:
    counts, checked = search.listing.counts[name], search.values(name)
    order = _FIXED_ORDER.get(name)
    values = list(dict.fromkeys([*checked, *(order or ()), *counts]))
    choices = [
        Choice(value, words.get(value, value), counts.get(value, 0), value in checked)
        for value in values
        if counts.get(value) or value in checked
    ]
    if order:
        choices.sort(key=lambda one: order.index(one.value) if one.value in order else len(order))
        return Group(name, str(LEGENDS[name]), tuple(choices[:SHOWN_AT_MOST]), ())
    choices.sort(key=lambda one: (not one.is_checked, -one.count, fold(one.label)))
    at_first = max(SHOWN_AT_FIRST, len(checked))
    shown = tuple(choices[: max(SHOWN_AT_MOST, len(checked))])
    return Group(name, str(LEGENDS[name]), shown[:at_first], shown[at_first:])


def chips(search: CallSearch, words: Labels) -> list[Chip]:
    """Return everything asked, each with the address of the list without it."""
    return list(_chips(search, words))


def _chips(search: CallSearch, words: Labels) -> Iterator[Chip]:
    if search.text:
        yield Chip(_("“%(words)s”") % {"words": search.text}, search.address(q=None))
    for name in LEGENDS:
        values = search.values(name)
        for value in values:
            others = tuple(other for other in values if other != value)
            yield Chip(words[name].get(value, value), search.address(**{name: others}))


def ways_out(search: CallSearch, words: Labels) -> list[WayOut]:
    """When nothing is found: which single filter empties the list, the most helpful first."""
    ways = []
    for name, count in search.listing.without.items():
        label = (
            _("Search without the words “%(words)s”") % {"words": search.text}
            if name == TEXT
            else _("Without the filter “%(filter)s: %(values)s”")
            % {
                "filter": LEGENDS[name],
                "values": ", ".join(words[name].get(value, value) for value in search.values(name)),
            }
        )
        ways.append(WayOut(label, search.address(**{name: None}), count))
    return sorted(ways, key=lambda way: -way.count)


def tabs(search: CallSearch) -> list[Tab]:
    """Return how many of those asked for are open, to come, without a date, closed: each with its list."""
    counts = search.listing.counts["status"]
    asked = frozenset(search.values("status"))
    return [
        Tab(label, number, search.address(status=values, page=None), asked == frozenset(values))
        for values, label, number in _standing(counts)
    ]


def whole_list(search: CallSearch) -> list[Tab]:
    """Return how many there are altogether, open or in the archive, whatever is asked."""
    counts = {status.value: number for status, number in search.listing.statuses.items()}
    counts[Status.OPEN] = counts.get(Status.OPEN, 0) + counts.get(Status.CLOSING_SOON, 0)
    return [
        Tab(label, number, address_of({"status": values}), is_current=False)
        for values, label, number in _standing(counts)
    ]


def _standing(counts: Mapping[str, int]) -> Iterator[tuple[tuple[str, ...], str, int]]:
    parts = (
        ((Status.OPEN.value, Status.PERMANENT.value), _("open now")),
        ((Status.UPCOMING.value,), _("to come")),
        ((Status.UNKNOWN.value,), _("without a known date")),
        ((Status.CLOSED.value,), _("in the archive")),
    )
    for values, label in parts:
        number = sum(counts.get(value, 0) for value in values)
        if number:
            yield values, label, number


@dataclass(frozen=True, slots=True)
class Part:
    """A heading and the lines under it."""

    heading: str
    lines: list[CallLine]


_HEADINGS = {
    Status.CLOSING_SOON: gettext_lazy("Open now"),
    Status.OPEN: gettext_lazy("Open now"),
    Status.PERMANENT: gettext_lazy("All year"),
    Status.UPCOMING: gettext_lazy("To come"),
    Status.UNKNOWN: gettext_lazy("Date not known"),
    Status.CLOSED: gettext_lazy("Closed, kept as an archive"),
}


def parts(page: Iterable[CallLine], order: str) -> list[Part]:
    """Sorted by deadline, a page is divided by status; in another order it is one list."""
    if order != "deadline":
        return [Part("", list(page))]
    grouped = groupby(page, key=lambda line: str(_HEADINGS[line.status]))
    return [Part(heading, list(group)) for heading, group in grouped]
