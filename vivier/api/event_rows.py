"""Events and places as the API gives them: listed field by field, only what is public."""

from typing import TYPE_CHECKING, Any

from django.db.models import Q, QuerySet
from django.urls import reverse

from vivier.agenda.models import Event, EventQuerySet, Place, Series
from vivier.api.actor_rows import linked_or_named
from vivier.api.answers import Made, absolute, api_url, area, choice, discipline, spot, text
from vivier.core.translation import in_language
from vivier.directory.models import Actor
from vivier.search import engine
from vivier.search.query import Query

if TYPE_CHECKING:
    from vivier.api.events import PlacesAsked


def with_territory(rows: EventQuerySet) -> EventQuerySet:
    """Add what one line needs beside what the site's lists show."""
    return rows.select_related("organiser", "place", "series", "territory").defer(
        "territory__boundary", "loaded"
    )


def listed() -> EventQuerySet:
    """Return the public events with what one line needs."""
    return with_territory(Event.objects.published().for_list())


def line(event: Event) -> Made:
    """Return one line of a list."""
    dated = bool(event.starts_on or event.ends_on)
    return {
        "slug": event.slug,
        "title": text(event.title),
        "kind": choice(Event.Kind(event.kind)),
        "starts_on": event.starts_on,
        "ends_on": event.ends_on,
        "starts_at": event.starts_at,
        "ends_at": event.ends_at,
        "is_cancelled": event.is_cancelled,
        "city": event.city,
        "place": _linked(event.place) or _named(event.place_name),
        "organiser": linked_or_named(event.organiser, event.organiser_name),
        "series": _linked(event.series),
        "disciplines": [discipline(row) for row in event.disciplines.all()],
        "territory": area(event.territory.code if event.territory else None),
        "is_demo": event.is_demo,
        "updated_at": event.updated_at,
        "url": absolute(event.get_absolute_url()),
        "ics_url": absolute(reverse("web:event_ics", args=[event.slug])) if dated else None,
        "api_url": api_url("event", event.slug),
    }


def record(event: Event) -> Made:
    """Return the whole public record."""
    return line(event) | {
        "summary": text(event.summary),
        "cancellation_reason": event.cancellation_reason,
        "official_url": event.url,
        "source_url": event.source_url,
    }


def _linked(row: Place | Series | None) -> Made | None:
    if row is None:
        return None
    return _named(row.name) | {"slug": row.slug, "url": absolute(row.get_absolute_url())}


def _named(name: str) -> Any:
    return {"name": name, "slug": None, "url": None, "api_url": None} if name else None


def places(asked: "PlacesAsked") -> QuerySet[Place]:
    """Return the places asked for in the order of their names, as the site's list does."""
    condition = Q()
    if asked.q:
        condition &= Q(pk__in=engine.search(Query(text=asked.q, kinds=("place",), limit=None)).pks)
    wanted = {"kind": asked.kind, "city": asked.town, "territory__code": asked.commune}
    for column, values in wanted.items():
        if values:
            condition &= Q(**{f"{column}__in": values})
    rows = Place.objects.filter(condition).for_list()
    return rows.defer("territory__boundary").order_by("sort_name", "pk")


def place(row: Place) -> Made:
    """Return one place; of a record that is not public, nothing is borrowed."""
    own = row.actor is None or row.actor.status == Actor.Status.PUBLISHED
    commune = row.territory.code if row.territory else None
    return {
        "slug": row.slug,
        "name": row.name,
        "kind": choice(Place.Kind(row.kind)),
        "description": text(row.description if own else in_language(row, "description")),
        "accessibility": text(row.accessibility),
        "city": row.city,
        "territory": area(commune),
        "location": spot(commune),
        "website": row.address_on_the_web if own else row.website,
        "actor": linked_or_named(row.actor, ""),
        "is_demo": row.is_demo,
        "url": absolute(row.get_absolute_url()),
    }
