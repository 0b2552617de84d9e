"""The pages of the residencies: the list with its map, one residency, downloads, feeds, deadlines."""

from collections.abc import Iterable, Iterator
from typing import Any

from django.core.paginator import Paginator
from django.db.models import Prefetch
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _

from vivier.core.exports import Feature, write_csv, write_geojson, write_xlsx
from vivier.core.ways import ways
from vivier.opportunities.calendar import calendar_of
from vivier.opportunities.conditions.wording import moment_words
from vivier.opportunities.models import Call, Residency
from vivier.opportunities.residencies import describing as residencies
from vivier.opportunities.residencies import linked_data as linked_residencies
from vivier.web.files.feeds import CALENDAR, MOST_ENTRIES, Entry, Feed, answer, conditional
from vivier.web.forms.agenda import PAGE_SIZE
from vivier.web.forms.residencies import ResidencySearch
from vivier.web.showing import place_list, residency_list
from vivier.web.showing.in_api import in_api
from vivier.web.showing.maps import territory_map
from vivier.web.showing.residency_list import Line, Residencies
from vivier.web.views.places import TYPES

TABLES = {"csv": write_csv, "xlsx": write_xlsx}
WAYS = {
    "rss": "residencies_feed",
    "atom": "residencies_feed_atom",
    "json": "residencies_feed_json",
    "ics": "residencies_ics",
}
MOST_PAST = 30
MOST_DEADLINES = 500


def residency_index(request: HttpRequest) -> HttpResponse:
    """List the residencies asked for, with filters, counts and the map of the same results."""
    search = ResidencySearch(request.GET)
    htmx: Any = getattr(request, "htmx", None)
    is_update = bool(htmx) and not htmx.history_restore_request
    template = "web/residencies/residencies.html" + ("#update" if is_update else "")
    answer = render(request, template, _list_context(search) | {"is_update": is_update})
    patch_vary_headers(answer, ["HX-Request"])
    if is_update:
        answer.headers["HX-Push-Url"] = f"{request.path}{search.address()}".rstrip("?")
    return answer


def _list_context(search: ResidencySearch) -> dict[str, Any]:
    found = Residencies(search, timezone.now())
    lines = found.found()
    page = Paginator(lines, PAGE_SIZE).get_page(search.page_number)
    counts = found.counts("commune")
    context: dict[str, Any] = {
        "search": search,
        "page": page,
        "total": len(lines),
        "groups": residency_list.groups(search, found),
        "chips": list(residency_list.chips(search)),
        "ways_out": [] if lines else residency_list.ways_out(search, found),
        "query_string": search.address(),
        "api_url": in_api("residencies", search.state()),
        "alert_subject": "search",
        "alert_query": search.query_of_alert,
        "ways": ways(
            {kind: reverse(f"web:{name}") for kind, name in WAYS.items()}, search.address().rstrip("?")
        ),
        "map_href": f"{search.address(commune=None)}&".replace("?&", "?"),
        "map_url": f"{search.address(view=None if search.shows_table else 'table')}#map",
        "unplaced": sum(line.residency.territory is None for line in lines),
    }
    if search.shows_table:
        return context | {"map_table": place_list.by_commune(counts)}
    return context | {"map": territory_map(counts, selected=search.values("commune"))}


def residency(request: HttpRequest, slug: str) -> HttpResponse:
    """Show one residency: what is known, what is not, its calls, who was there."""
    calls = Prefetch("scheme__calls", Call.objects.published().for_list(), to_attr="shown_calls")
    rows = Residency.objects.published().for_list().prefetch_related(calls)
    shown = get_object_or_404(rows, slug=slug)
    coming, others = residencies.dated(shown.scheme.shown_calls if shown.scheme else [], timezone.now())  # type: ignore[attr-defined]
    stays = list(shown.stays.select_related("actor"))
    context = {
        "residency": shown,
        "line": residency_list.line_of(shown, timezone.now()),
        "coming": [one.call for one in coming],
        "others": [one.call for one in others][:MOST_PAST],
        "stays": stays[:MOST_PAST],
        "stay_count": len(stays),
        "payers": (payers := list(residencies.who_pays(shown))),
        "pays_known": any(payer for _what, payer in payers),
        "tongues": residencies.tongues(shown),
        "whole": residencies.completeness(shown, disciplines=len(shown.disciplines.all())),
        "linked": linked_residencies.of_residency(shown),
    }
    return render(request, "web/residencies/residency.html", context)


def residencies_export(request: HttpRequest, fmt: str) -> StreamingHttpResponse:
    """Download the residencies asked for."""
    if fmt not in TYPES:
        raise Http404
    lines = Residencies(ResidencySearch(request.GET), timezone.now()).found()
    written = write_geojson(_features(lines)) if fmt == "geojson" else TABLES[fmt](_columns(), _rows(lines))
    answer = StreamingHttpResponse(written, content_type=TYPES[fmt])
    answer.headers["Content-Disposition"] = f'attachment; filename="residences.{fmt}"'
    return answer


def _columns() -> list[str]:
    return [
        _("name"), _("host"), _("town"), _("commune (code)"), _("shortest stay (days)"),
        _("longest stay (days)"), _("lodging"), _("fee"), _("currency"), _("who pays what"), _("disciplines"),
        _("languages"), _("equipment"), _("accessibility"), _("closes"), _("official page"), _("source"),
        _("checked on"), _("demonstration"),
    ]  # fmt: skip


def _rows(lines: Iterable[Line]) -> Iterator[list[Any]]:
    for line in lines:
        row = line.residency
        closes = [one.call.closes_at for one in line.coming if one.call.closes_at]
        yield [
            row.name, row.hosted_by, row.city, row.territory.code if row.territory else None, row.days_min,
            row.days_max, row.get_lodging_display() if row.lodging else "", row.fee_amount,
            row.currency if row.fee_amount else "",
            [f"{what}: {payer}" for what, payer in residencies.who_pays(row) if payer],
            [one.code for one in row.disciplines.all()], row.languages, row.equipment, row.accessibility,
            min(closes, default=None), row.url, row.source_url, row.checked_on, row.is_demo,
        ]  # fmt: skip


def _features(lines: Iterable[Line]) -> Iterator[Feature]:
    for line in lines:
        row, commune = line.residency, line.residency.territory
        properties = {
            "name": row.name,
            "host": row.hosted_by,
            "city": row.city,
            "commune": commune.code if commune else None,
            "url": row.get_absolute_url(),
            "precision": "commune",
            "is_demo": row.is_demo,
        }
        spot = (commune.latitude, commune.longitude) if commune else (None, None)
        yield Feature(*spot, properties)


def residencies_feed(request: HttpRequest, kind: str = "rss") -> HttpResponse:
    """Give the residencies asked for, the newest first, with their next deadline."""
    search = ResidencySearch(request.GET)
    lines = sorted(
        Residencies(search, timezone.now()).found(), key=lambda line: line.residency.created_at, reverse=True
    )
    feed = Feed(
        _("Residencies"),
        f"{reverse('web:residencies')}{search.address().rstrip('?')}",
        _("Residencies for artists."),
        [_entry(line) for line in lines[:MOST_ENTRIES]],
    )
    return answer(request, feed, kind)


def residencies_ics(request: HttpRequest) -> HttpResponse:
    """Give the coming deadlines of the residencies asked for as a calendar one can subscribe to."""
    lines = Residencies(ResidencySearch(request.GET), timezone.now()).found()
    calls = {one.call.pk: one.call for line in lines for one in line.coming if one.call.closes_at}
    dated = sorted(calls.values(), key=lambda call: (call.closes_at, call.pk))[:MOST_DEADLINES]
    body = calendar_of(dated, name=_("Deadlines of residencies"))
    return conditional(request, body, CALENDAR, (call.updated_at for call in dated))


def _entry(line: Line) -> Entry:
    row = line.residency
    deadline = next((one.call.closes_at for one in line.coming if one.call.closes_at), None)
    said = (row.hosted_by, row.city, line.length, moment_words(deadline, day_only=True) if deadline else "")
    return Entry(
        identity=f"residency:{row.slug}",
        title=row.name,
        url=row.get_absolute_url(),
        text="\n".join([" · ".join(filter(None, said)), row.description.text]).strip(),
        created=row.created_at,
        updated=row.updated_at,
    )
