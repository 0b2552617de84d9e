"""What the agenda shows: months, filters with counts, chips, and what to do when nothing is found."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from vivier.agenda import dates
from vivier.agenda.models import Event, Place, Series
from vivier.agenda.selection import ALL, COMING, FACETS, FILTERS, PAST, UNDATED, Selection
from vivier.core.names import fold
from vivier.core.translation import label_of
from vivier.directory.models import Actor
from vivier.reference.models import Discipline
from vivier.web.forms.agenda import EventSearch

SHOWN_AT_FIRST = 5
SHOWN_AT_MOST = 40
LEGENDS = {
    "kind": gettext_lazy("Kind"),
    "discipline": gettext_lazy("Discipline"),
    "town": gettext_lazy("Town"),
    "series": gettext_lazy("Festival or series"),
    "place": gettext_lazy("Place"),
    "organiser": gettext_lazy("Organiser"),
}
TIMES = {
    COMING: gettext_lazy("Coming"),
    PAST: gettext_lazy("Past"),
    UNDATED: gettext_lazy("Date not known"),
    ALL: gettext_lazy("All dates"),
}
Labels = dict[str, dict[str, str]]


@dataclass(frozen=True, slots=True)
class Choice:
    """One box of a filter."""

    value: str
    label: str
    count: int
    is_checked: bool
    url: str = ""


@dataclass(frozen=True, slots=True)
class Group:
    """One filter: the boxes shown at first, and those behind "see more"."""

    name: str
    legend: str
    first: list[Choice]
    more: list[Choice]


@dataclass(frozen=True, slots=True)
class Chip:
    """One thing asked, and the address of the list without it."""

    label: str
    url: str


@dataclass(frozen=True, slots=True)
class WayOut:
    """What to change when nothing is found, and how many events that gives."""

    label: str
    url: str
    count: int


@dataclass(frozen=True, slots=True)
class Month:
    """A heading and the events under it."""

    heading: str
    events: list[Event]


@dataclass(frozen=True, slots=True)
class Standing:
    """How far an event is, in large: "in 12 days", "under way", "over"."""

    label: str
    words: str


def standing(event: Event, today: date) -> Standing:
    """Say how far the event is."""
    if event.is_cancelled:
        return Standing(_("This event is"), _("cancelled"))
    first, last = event.starts_on or event.ends_on, event.ends_on or event.starts_on
    if first is None or last is None:
        return Standing(_("When?"), _("not known yet"))
    if last < today:
        return Standing(_("This event is"), _("over"))
    if first <= today:
        return Standing(_("This event is"), _("today") if first == last else _("under way"))
    days = (first - today).days
    return Standing(_("Begins in"), ngettext("%(days)d day", "%(days)d days", days) % {"days": days})


def months(events: Iterable[Event], selection: Selection) -> list[Month]:
    """Group a page of events under their month; those that began before and still last come first."""
    grouped = groupby(events, key=lambda event: _heading(event, selection))
    return [Month(heading, list(group)) for heading, group in grouped]


def _heading(event: Event, selection: Selection) -> str:
    day: date | None = event.starts_on or event.ends_on
    if day is None:
        return _("Date not known")
    if selection.when == COMING and day < selection.today:
        return _("Under way")
    return dates.month_heading(day)


def labels(search: EventSearch) -> Labels:
    """Return the words for the values of the filters that have codes."""
    slugs = Series.objects.values_list("slug", "name")
    return {
        "kind": {code: str(label) for code, label in Event.Kind.choices},
        "discipline": {one.code: label_of(one) for one in Discipline.objects.all()},
        "series": dict(slugs),
        "town": {town: town for town in search.values("town")},
        "place": _names(Place.objects.all(), search.values("place")),
        "organiser": _names(Actor.objects.published(), search.values("organiser")),
    }


def _names(rows: QuerySet[Any], slugs: tuple[str, ...]) -> dict[str, str]:
    return dict(rows.filter(slug__in=slugs).values_list("slug", "name")) if slugs else {}


def groups(search: EventSearch, selection: Selection, words: Labels) -> list[Group]:
    """Return the filters with the count each box would give."""
    return [
        group_of(name, str(LEGENDS[name]), selection.counts(name), search.values(name), words[name])
        for name in FACETS
    ]


def group_of(
    name: str, legend: str, counts: dict[str, int], checked: tuple[str, ...], words: dict[str, str]
) -> Group:
    """Return one filter, the boxes that are checked first, then the largest."""
    choices = [
        Choice(value, words.get(value, value), counts.get(value, 0), value in checked)
        for value in {**dict.fromkeys(checked), **counts}
    ]
    choices.sort(key=lambda one: (not one.is_checked, -one.count, fold(one.label)))
    at_first = max(SHOWN_AT_FIRST, len(checked))
    shown = choices[: max(SHOWN_AT_MOST, len(checked))]
    return Group(name, legend, shown[:at_first], shown[at_first:])


def times(search: EventSearch, counts: dict[str, int]) -> tuple[list[Choice], list[Choice]]:
    """Return the tabs (coming, past…) and the archive's years, each with its count and address."""
    asked = search.when_asked
    everything = counts[COMING] + counts[PAST] + counts[UNDATED]
    numbers = {COMING: counts[COMING], PAST: counts[PAST], UNDATED: counts[UNDATED], ALL: everything}
    tabs = [
        Choice(value, str(label), numbers[value], asked == value, _at(search, value))
        for value, label in TIMES.items()
        if value != UNDATED or numbers[value] or asked == value
    ]
    years = dict(sorted({**({asked: 0} if asked.isdigit() else {}), **_years(counts)}.items(), reverse=True))
    return tabs, [
        Choice(year, year, number, asked == year, _at(search, year)) for year, number in years.items()
    ]


def _years(counts: dict[str, int]) -> dict[str, int]:
    return {year: number for year, number in counts.items() if year.isdigit()}


def _at(search: EventSearch, when: str) -> str:
    return search.address(when=None if when == COMING else when)


def chips(search: EventSearch, words: Labels) -> list[Chip]:
    """Return everything asked, each with the address of the list without it."""
    return list(_chips(search, words))


def _chips(search: EventSearch, words: Labels) -> Iterator[Chip]:
    if search.text:
        yield Chip(_("“%(words)s”") % {"words": search.text}, search.address(q=None))
    for name in FILTERS:
        values = search.values(name)
        for value in values:
            others = tuple(other for other in values if other != value)
            yield Chip(words[name].get(value, value), search.address(**{name: others}))
    if search.when_asked != COMING:
        yield Chip(str(TIMES.get(search.when_asked, search.when_asked)), search.address(when=None))


def ways_out(search: EventSearch, selection: Selection, words: Labels) -> list[WayOut]:
    """When nothing is found: which single filter empties the list, best first."""
    ways = [way for way in _ways_out(search, selection, words) if way.count]
    return sorted(ways, key=lambda way: -way.count)


def _ways_out(search: EventSearch, selection: Selection, words: Labels) -> Iterator[WayOut]:
    if search.text:
        label = _("Search without the words “%(words)s”") % {"words": search.text}
        yield WayOut(label, search.address(q=None), selection.events(leave_out="q").count())
    for name in FILTERS:
        if search.values(name):
            values = ", ".join(words[name].get(value, value) for value in search.values(name))
            label = _("Remove the filter %(filter)s: %(values)s") % {
                "filter": LEGENDS[name],
                "values": values,
            }
            yield WayOut(label, search.address(**{name: None}), selection.events(leave_out=name).count())
    if search.when_asked != ALL:
        label = _("Look at all dates, not only: %(when)s") % {
            "when": TIMES.get(search.when_asked, search.when_asked)
        }
        yield WayOut(label, search.address(when=ALL), selection.events(leave_out="when").count())
