"""The pages of the places: the list with its map, one place, downloads."""

from collections.abc import Iterable, Iterator
from typing import Any

from django.core.paginator import Paginator
from django.db.models import F, Q
from django.db.models.functions import Coalesce
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from vivier.agenda import linked_data
from vivier.agenda.models import Event, Place
from vivier.core.exports import Feature, write_csv, write_geojson, write_xlsx
from vivier.core.ways import ways
from vivier.newsroom.citing import articles_citing
from vivier.web.forms.agenda import PAGE_SIZE, PlaceSearch
from vivier.web.showing import place_list
from vivier.web.showing.in_api import in_api
from vivier.web.showing.maps import territory_map

TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "geojson": "application/geo+json; charset=utf-8",
}
MOST_PAST = 30
WAYS = {"rss": "places_feed", "atom": "places_feed_atom", "json": "places_feed_json"}
TABLES = {"csv": write_csv, "xlsx": write_xlsx}


def places(request: HttpRequest) -> HttpResponse:
    """List the places asked for, with filters, counts and the map of the same results."""
    search = PlaceSearch(request.GET)
    htmx: Any = getattr(request, "htmx", None)
    is_update = bool(htmx) and not htmx.history_restore_request
    template = "web/places/places.html#update" if is_update else "web/places/places.html"
    answer = render(request, template, _list_context(search) | {"is_update": is_update})
    patch_vary_headers(answer, ["HX-Request"])
    if is_update:
        answer.headers["HX-Push-Url"] = f"{request.path}{search.address()}".rstrip("?")
    return answer


def _list_context(search: PlaceSearch) -> dict[str, Any]:
    found = place_list.Places(search)
    page = Paginator(found.rows().for_list(), PAGE_SIZE).get_page(search.page_number)
    counts = found.counts("commune")
    context: dict[str, Any] = {
        "search": search,
        "page": page,
        "total": page.paginator.count,
        "groups": place_list.groups(search, found),
        "chips": place_list.chips(search),
        "ways_out": [] if page.paginator.count else place_list.ways_out(search, found),
        "query_string": search.address(),
        "api_url": in_api("places", search.state()),
        "alert_subject": "events",
        "alert_query": search.query_of_alert,
        "ways": ways(
            {kind: reverse(f"web:{name}") for kind, name in WAYS.items()}, search.address().rstrip("?")
        ),
        "map_href": f"{search.address(commune=None)}&".replace("?&", "?"),
        "map_url": f"{search.address(view=None if search.shows_table else 'table')}#map",
        "unplaced": found.rows().filter(territory=None).count(),
    }
    if search.shows_table:
        return context | {"map_table": place_list.by_commune(counts)}
    return context | {"map": territory_map(counts, selected=search.values("commune"))}


def place(request: HttpRequest, slug: str) -> HttpResponse:
    """Show one place with what happens there."""
    shown = get_object_or_404(Place.objects.for_list(), slug=slug)
    events = _events_at(shown)
    past = events.past(today=timezone.localdate()).order_by(F("day").desc(nulls_last=True))
    context = {
        "place": shown,
        "coming": list(events.coming(today=timezone.localdate()).order_by("day", "starts_at", "pk")),
        "past": list(past[:MOST_PAST]),
        "undated": list(events.undated()),
        "past_count": past.count(),
        "articles": articles_citing(actor=shown.record) if shown.record else [],
        "linked": linked_data.of_place(shown),
        "town_query": urlencode({"town": shown.city, "when": "all"}),
    }
    return render(request, "web/places/place.html", context)


def _events_at(place: Place) -> Any:
    """Events there, and those its own team organises unless they are known to be elsewhere."""
    there = Q(place=place)
    if place.actor_id:
        there |= Q(organiser_id=place.actor_id, place__isnull=True)
    events = Event.objects.published().filter(there).for_list()
    return events.annotate(day=Coalesce("starts_on", "ends_on"))


def places_export(request: HttpRequest, fmt: str) -> StreamingHttpResponse:
    """Download the places asked for."""
    if fmt not in TYPES:
        raise Http404
    rows = place_list.Places(PlaceSearch(request.GET)).rows().for_list()
    written = write_geojson(_features(rows)) if fmt == "geojson" else TABLES[fmt](_columns(), _lines(rows))
    answer = StreamingHttpResponse(written, content_type=TYPES[fmt])
    answer.headers["Content-Disposition"] = f'attachment; filename="lieux.{fmt}"'
    return answer


def _columns() -> list[str]:
    return [
        _("name"), _("kind"), _("town"), _("commune (code)"), _("website"), _("description"),
        _("accessibility"), _("demonstration"),
    ]  # fmt: skip


def _lines(rows: Iterable[Place]) -> Iterator[list[Any]]:
    for row in rows:
        yield [
            row.name, row.get_kind_display(), row.city, row.territory.code if row.territory else None,
            row.address_on_the_web, row.description, row.accessibility, row.is_demo,
        ]  # fmt: skip


def _features(rows: Iterable[Place]) -> Iterator[Feature]:
    for row in rows:
        commune = row.territory
        properties = {
            "name": row.name,
            "kind": row.kind,
            "city": row.city,
            "commune": commune.code if commune else None,
            "website": row.address_on_the_web,
            "url": row.get_absolute_url(),
            "precision": "commune",
            "is_demo": row.is_demo,
        }
        yield Feature(
            commune.latitude if commune else None, commune.longitude if commune else None, properties
        )
