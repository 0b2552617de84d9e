"""What the list of residencies shows: which ones, filters with counts, chips, ways out, the next dates."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from django.db.models import Prefetch
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from vivier.core.translation import label_of
from vivier.opportunities.models import Call, Residency
from vivier.opportunities.residencies import describing as residencies
from vivier.reference import lookup
from vivier.reference.models import Discipline
from vivier.search import engine
from vivier.search.query import Query
from vivier.web.forms.residencies import FILTERS, ResidencySearch
from vivier.web.showing.agenda_list import Chip, Group, WayOut, group_of

UNKNOWN = "unknown"
LEGENDS = {
    "dates": gettext_lazy("Applications"),
    "discipline": gettext_lazy("Discipline"),
    "length": gettext_lazy("Length"),
    "lodging": gettext_lazy("Lodging"),
    "fee": gettext_lazy("Fee"),
    "town": gettext_lazy("Town"),
    "commune": gettext_lazy("Commune"),
}
WORDS = {
    "length": {
        "weeks": gettext_lazy("up to a month"),
        "months": gettext_lazy("one to four months"),
        "long": gettext_lazy("more than four months"),
    },
    "fee": {"paid": gettext_lazy("the artist is paid"), "unpaid": gettext_lazy("no fee")},
    "dates": {"open": gettext_lazy("a call is open or announced"), "none": gettext_lazy("no call now")},
    "lodging": dict(Residency.Lodging.choices),
}


@dataclass(frozen=True, slots=True)
class Line:
    """One residency with what its line and its filters need."""

    residency: Residency
    coming: tuple[residencies.Dated, ...]
    length: str
    paid: bool | None

    def values(self, name: str) -> tuple[str, ...]:
        """Return the values of one filter; what nobody knows has a value of its own."""
        row = self.residency
        if name == "discipline":
            return tuple(one.code for one in row.disciplines.all())
        if name == "commune":
            return (row.territory.code,) if row.territory else ()
        found = {
            "town": row.city,
            "length": residencies.length_code(row) or UNKNOWN,
            "lodging": row.lodging or UNKNOWN,
            "fee": UNKNOWN if self.paid is None else ("paid" if self.paid else "unpaid"),
            "dates": "open" if self.coming else "none",
        }[name]
        return (found,) if found else ()


def line_of(residency: Residency, now: datetime) -> Line:
    """Work one residency out; its scheme's published calls are read with it (`scheme.shown_calls`)."""
    calls = residency.scheme.shown_calls if residency.scheme else []  # type: ignore[attr-defined]
    coming, _others = residencies.dated(calls, now)
    return Line(
        residency,
        tuple(coming),
        residencies.length_in_words(residency),
        residencies.is_paid(residency),
    )


class Residencies:
    """The published residencies, filtered: OR inside a filter, AND across."""

    def __init__(self, search: ResidencySearch, now: datetime) -> None:
        self.search, self.now = search, now

    @cached_property
    def lines(self) -> list[Line]:
        calls = Prefetch("scheme__calls", Call.objects.published(), to_attr="shown_calls")
        rows = Residency.objects.published().for_list().prefetch_related(calls)
        return [line_of(row, self.now) for row in rows.order_by("sort_name", "pk")]

    @cached_property
    def _hits(self) -> frozenset[int]:
        return frozenset(engine.search(Query(text=self.search.text, kinds=("residency",), limit=None)).pks)

    def found(self, *, leave_out: str = "") -> list[Line]:
        """Return the lines asked for; `leave_out` names one filter to forget."""
        wanted = {
            name: frozenset(self.search.values(name))
            for name in FILTERS
            if name != leave_out and self.search.values(name)
        }
        asks_words = bool(self.search.text) and leave_out != "q"
        return [
            line
            for line in self.lines
            if all(not values.isdisjoint(line.values(name)) for name, values in wanted.items())
            and (not asks_words or line.residency.pk in self._hits)
        ]

    def counts(self, name: str) -> dict[str, int]:
        """Return how many each value of a filter would give, that filter's own choice aside."""
        found = self.found(leave_out=name)
        return dict(Counter(value for line in found for value in line.values(name)))


def words_of(name: str, values: tuple[str, ...]) -> dict[str, str]:
    """Return the words for the values of one filter."""
    if name == "discipline":
        return {row.code: label_of(row) for row in Discipline.objects.filter(code__in=values)}
    if name == "commune":
        return {value: lookup.name_of(value) for value in values}
    fixed = {code: str(words) for code, words in WORDS.get(name, {}).items()}
    return {value: value for value in values} | fixed | {UNKNOWN: _("not known")}


def groups(search: ResidencySearch, found: Residencies) -> list[Group]:
    """Return the filters with the count each box would give; communes are chosen on the map."""
    made = []
    for name in ("dates", "discipline", "length", "lodging", "fee", "town"):
        counts = found.counts(name)
        words = words_of(name, tuple(counts))
        made.append(group_of(name, str(LEGENDS[name]), counts, search.values(name), words))
    return made


def chips(search: ResidencySearch) -> Iterator[Chip]:
    """Yield everything asked, each with the address of the list without it."""
    if search.text:
        yield Chip(_("“%(words)s”") % {"words": search.text}, search.address(q=None))
    for name in FILTERS:
        values = search.values(name)
        words = words_of(name, values) if values else {}
        for value in values:
            others = tuple(other for other in values if other != value)
            yield Chip(f"{LEGENDS[name]} : {words.get(value, value)}", search.address(**{name: others}))


def ways_out(search: ResidencySearch, found: Residencies) -> list[WayOut]:
    """When nothing is found: which single filter empties the list, best first."""
    ways = []
    if search.text:
        label = _("Search without the words “%(words)s”") % {"words": search.text}
        ways.append(WayOut(label, search.address(q=None), len(found.found(leave_out="q"))))
    for name in FILTERS:
        if values := search.values(name):
            words = words_of(name, values)
            said = {"filter": LEGENDS[name], "values": ", ".join(words.get(one, one) for one in values)}
            label = _("Remove the filter %(filter)s: %(values)s") % said
            ways.append(WayOut(label, search.address(**{name: None}), len(found.found(leave_out=name))))
    return sorted((way for way in ways if way.count), key=lambda way: -way.count)
