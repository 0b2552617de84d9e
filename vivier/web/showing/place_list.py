"""What the list of places shows: which places, filters with counts, chips, ways out."""

from collections.abc import Iterator, Mapping
from functools import cached_property

from django.db.models import Count, Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from vivier.agenda.models import Place, PlaceQuerySet
from vivier.core.names import fold
from vivier.reference import lookup
from vivier.search import engine
from vivier.search.query import Query
from vivier.web.forms.agenda import PlaceSearch
from vivier.web.showing.agenda_list import Chip, Choice, Group, WayOut, group_of

LEGENDS = {"kind": gettext_lazy("Kind"), "town": gettext_lazy("Town"), "commune": gettext_lazy("Commune")}
_COLUMNS = {"kind": "kind", "town": "city", "commune": "territory__code"}


class Places:
    """The places asked for: OR inside a filter, AND across."""

    def __init__(self, search: PlaceSearch) -> None:
        self.search = search

    @cached_property
    def _hits(self) -> tuple[int, ...]:
        return engine.search(Query(text=self.search.text, kinds=("place",), limit=None)).pks

    def rows(self, *, leave_out: str = "") -> PlaceQuerySet:
        """Return the places in the order of their names; `leave_out` names one filter to forget."""
        condition = Q()
        if self.search.text and leave_out != "q":
            condition &= Q(pk__in=self._hits)
        for name, column in _COLUMNS.items():
            if name != leave_out and self.search.values(name):
                condition &= Q(**{f"{column}__in": self.search.values(name)})
        return Place.objects.filter(condition).order_by("sort_name", "pk")

    def counts(self, name: str) -> dict[str, int]:
        """Return how many places each value of a filter would give, that filter's own choice aside."""
        column = _COLUMNS[name]
        rows = self.rows(leave_out=name).order_by().values_list(column).annotate(n=Count("pk"))
        return {str(value): number for value, number in rows if value}


def words_of(name: str, values: Mapping[str, object] | tuple[str, ...]) -> dict[str, str]:
    """Return the words for the values of one filter."""
    if name == "kind":
        return {code: str(label) for code, label in Place.Kind.choices}
    return {value: lookup.name_of(value) if name == "commune" else value for value in values}


def groups(search: PlaceSearch, found: Places) -> list[Group]:
    """Return the filters with the count each box would give; communes are chosen on the map."""
    made = []
    for name in ("kind", "town"):
        counts = found.counts(name)
        group = group_of(name, str(LEGENDS[name]), counts, search.values(name), words_of(name, counts))
        made.append(group)
    return made


def chips(search: PlaceSearch) -> list[Chip]:
    """Return everything asked, each with the address of the list without it."""
    return list(_chips(search))


def _chips(search: PlaceSearch) -> Iterator[Chip]:
    if search.text:
        yield Chip(_("“%(words)s”") % {"words": search.text}, search.address(q=None))
    for name in search.filters:
        values = search.values(name)
        words = words_of(name, values)
        for value in values:
            others = tuple(other for other in values if other != value)
            yield Chip(words.get(value, value), search.address(**{name: others}))


def ways_out(search: PlaceSearch, found: Places) -> list[WayOut]:
    """When nothing is found: which single filter empties the list, best first."""
    ways = [way for way in _ways_out(search, found) if way.count]
    return sorted(ways, key=lambda way: -way.count)


def _ways_out(search: PlaceSearch, found: Places) -> Iterator[WayOut]:
    if search.text:
        label = _("Search without the words “%(words)s”") % {"words": search.text}
        yield WayOut(label, search.address(q=None), found.rows(leave_out="q").count())
    for name in search.filters:
        if search.values(name):
            words = words_of(name, search.values(name))
            values = ", ".join(words.get(value, value) for value in search.values(name))
            said = {"filter": LEGENDS[name], "values": values}
            label = _("Remove the filter %(filter)s: %(values)s") % said
            yield WayOut(label, search.address(**{name: None}), found.rows(leave_out=name).count())


def by_commune(counts: Mapping[str, int]) -> list[Choice]:
    """Return the map's numbers as rows of a table, the largest first."""
    rows = [Choice(code, lookup.name_of(code), count, is_checked=False) for code, count in counts.items()]
    return sorted(rows, key=lambda row: (-row.count, fold(row.label)))
