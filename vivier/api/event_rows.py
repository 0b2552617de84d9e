"""Events and places as the API gives them: listed field by field, only what is public."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from django.urls import reverse

from vivier.agenda.models import Event, EventQuerySet, Place, Series
from vivier.api.actor_rows import linked_or_named
from vivier.api.answers import Made, absolute, api_url, area, choice, discipline, spot, text
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
        "ics_url": absolute(reverse("web:event_ics", args=[event.slug])),
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


def keys_of_places(asked: "PlacesAsked") -> tuple[int, tuple[int, ...]]:
    """Return how many places are found and the keys of this page."""
    filters = {
        "kind": tuple(one.value for one in asked.kind),
        "commune": tuple(asked.commune),
        "demo": (asked.demo,) if asked.demo else (),
    }
    question = Query(
        text=asked.q,
        kinds=("place",),
        filters={name: values for name, values in filters.items() if values},
        sort="relevance" if asked.q else "name",
        offset=asked.offset,
        limit=asked.size,
    )
    found = engine.search(question)
    return found.total, found.pks


def places(found: Iterable[int]) -> list[Made]:
    """Return these places in their order."""
    wanted = list(found)
    rows = Place.objects.for_list().defer("territory__boundary").in_bulk(wanted)
    return [_place(rows[key]) for key in wanted if key in rows]


def _place(place: Place) -> Made:
    commune = place.territory.code if place.territory else None
    return {
        "slug": place.slug,
        "name": place.name,
        "kind": choice(Place.Kind(place.kind)),
        "description": text(place.description),
        "accessibility": text(place.accessibility),
        "city": place.city,
        "territory": area(commune),
        "location": spot(commune),
        "website": place.address_on_the_web,
        "actor": linked_or_named(place.actor, ""),
        "is_demo": place.is_demo,
        "url": absolute(place.get_absolute_url()),
    }
