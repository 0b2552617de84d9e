"""Which events are asked for, and how many each filter would give: the same for page, feed and export."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from django.db.models import Count, F, Q, QuerySet
from django.db.models.functions import Coalesce, ExtractYear

from vivier.agenda.models import Event, EventQuerySet
from vivier.directory.models import Actor
from vivier.directory.survivors import current_addresses
from vivier.search import engine
from vivier.search.query import Query

COMING, PAST, ALL, UNDATED = "coming", "past", "all", "undated"
FACETS = ("kind", "discipline", "town", "series")
# Who organises and where are asked for from their own pages, by their short names.
FILTERS = (*FACETS, "place", "organiser")
MOST_HITS = 5000
_COLUMNS = {"kind": "kind", "discipline": "disciplines__code", "series": "series__slug"}


@dataclass(frozen=True)
class Selection:
    """What is asked: OR inside a filter, AND across; `when` is coming, past, all, undated or a year."""

    today: date
    text: str = ""
    when: str = COMING
    values: dict[str, tuple[str, ...]] = field(default_factory=dict)

    @cached_property
    def _hits(self) -> tuple[int, ...]:
        return engine.search(Query(text=self.text, kinds=("event",), limit=None)).pks[:MOST_HITS]

    def events(self, *, leave_out: str = "") -> EventQuerySet:
        """Return the published events asked for; `leave_out` names one filter to forget."""
        found = Event.objects.published()
        if self.text and leave_out != "q":
            found = found.filter(pk__in=self._hits)
        for name in FILTERS:
            if name != leave_out and self.values.get(name):
                found = found.filter(_condition(name, self.values[name]))
        return found if leave_out == "when" else _at(found, self.when, self.today)

    def ordered(self) -> EventQuerySet:
        """Return the events as a list shows them: coming ones soonest first, past ones latest first."""
        found = self.events().for_list().annotate(day=Coalesce("starts_on", "ends_on"))
        if self.when == COMING:
            return found.order_by("day", "starts_at", "title_fr", "pk")
        return found.order_by(F("day").desc(nulls_last=True), "title_fr", "pk")

    def counts(self, name: str) -> dict[str, int]:
        """Return how many events each value of a filter would give, that filter's own choice aside."""
        found = self.events(leave_out=name).order_by()
        if name == "town":
            return _towns(found)
        column = _COLUMNS[name]
        rows = found.exclude(**{f"{column}__isnull": True}).values_list(column).annotate(n=Count("pk"))
        return {str(value): number for value, number in rows if value}

    def times(self) -> dict[str, int]:
        """Return how many events are coming, past, undated and in each year, the latest year first."""
        found = self.events(leave_out="when").order_by()
        last = Coalesce("ends_on", "starts_on")
        totals = found.annotate(last=last).aggregate(
            coming=Count("pk", filter=Q(last__gte=self.today)),
            past=Count("pk", filter=Q(last__lt=self.today)),
            undated=Count("pk", filter=Q(last__isnull=True)),
        )
        first = ExtractYear(Coalesce("starts_on", "ends_on"))
        years = found.annotate(year=first).values_list("year").annotate(n=Count("pk")).order_by("-year")
        return {**totals, **{str(year): number for year, number in years if year}}


def at_the_same_time(event: Event, *, limit: int = 4) -> list[Event]:
    """Return other published events of those days in the same towns: what a visitor can also see."""
    first, last = event.starts_on or event.ends_on, event.ends_on or event.starts_on
    if first is None or not event.towns:
        return []
    ends = Coalesce("ends_on", "starts_on")
    found = Event.objects.published().filter(_in_any(tuple(event.towns))).annotate(last=ends)
    during = found.filter(starts_on__lte=last, last__gte=first).exclude(pk=event.pk)
    return list(during.for_list().order_by("starts_on", "title_fr")[:limit])


def _condition(name: str, values: tuple[str, ...]) -> Q:
    if name == "town":
        return _in_any(values)
    if name == "discipline":
        links = Event.disciplines.through.objects.filter(discipline__code__in=values)
        return Q(pk__in=links.values("event_id"))
    if name == "place":
        return Q(place__slug__in=values)
    if name == "organiser":
        return Q(organiser__slug__in=current_addresses(values), organiser__status=Actor.Status.PUBLISHED)
    return Q(**{f"{_COLUMNS[name]}__in": values})


def _in_any(towns: tuple[str, ...]) -> Q:
    condition = Q()
    for town in towns:
        condition |= Q(city=town) | Q(city__startswith=f"{town}; ")
        condition |= Q(city__endswith=f"; {town}") | Q(city__contains=f"; {town}; ")
    return condition


def _at(found: EventQuerySet, when: str, today: date) -> EventQuerySet:
    if when == COMING:
        return found.coming(today=today)
    if when == PAST:
        return found.past(today=today)
    if when == UNDATED:
        return found.undated()
    return found.in_year(int(when)) if when.isdigit() else found


def _towns(found: QuerySet[Event]) -> dict[str, int]:
    towns: Counter[str] = Counter()
    for cities, number in found.exclude(city="").values_list("city").annotate(n=Count("pk")):
        for town in {part.strip() for part in cities.split(";")}:
            towns[town] += number
    return dict(towns)
