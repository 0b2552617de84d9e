"""The pages of the agenda: the list by month, one event, a series, calendars and downloads."""

from collections.abc import Iterable, Iterator
from typing import Any

from django.core.paginator import Paginator
from django.db.models import F
from django.db.models.functions import Coalesce
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _

from vivier.agenda import calendars, linked_data
from vivier.agenda.models import Event, Series
from vivier.agenda.selection import at_the_same_time
from vivier.core.exports import write_csv, write_xlsx
from vivier.core.ways import ways
from vivier.newsroom.citing import articles_citing
from vivier.web.files.feeds import CALENDAR, conditional
from vivier.web.forms.agenda import PAGE_SIZE, EventSearch
from vivier.web.showing import agenda_list
from vivier.web.showing.in_api import in_api

WAYS = {"rss": "agenda_feed", "atom": "agenda_feed_atom", "json": "agenda_feed_json", "ics": "agenda_ics"}
WRITERS = {
    "csv": (write_csv, "text/csv; charset=utf-8"),
    "xlsx": (write_xlsx, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
}
MOST_EXPORTED = 50_000
NEIGHBOURS = 4


def agenda(request: HttpRequest) -> HttpResponse:
    """List the events asked for, by month, with the count of every filter."""
    search = EventSearch(request.GET)
    htmx: Any = getattr(request, "htmx", None)
    is_update = bool(htmx) and not htmx.history_restore_request
    template = "web/agenda/agenda.html#update" if is_update else "web/agenda/agenda.html"
    answer = render(request, template, _list_context(search) | {"is_update": is_update})
    patch_vary_headers(answer, ["HX-Request"])
    if is_update:
        answer.headers["HX-Push-Url"] = f"{request.path}{search.address()}".rstrip("?")
    return answer


def _list_context(search: EventSearch) -> dict[str, Any]:
    selection = search.selection()
    words = agenda_list.labels(search)
    page = Paginator(selection.ordered(), PAGE_SIZE).get_page(search.page_number)
    events = list(page.object_list)
    tabs, years = agenda_list.times(search, selection.times())
    query = search.address().rstrip("?")
    fallback = next((text for one in events for text in (one.summary, one.title) if text.is_fallback), None)
    return {
        "search": search,
        "page": page,
        "total": page.paginator.count,
        "months": agenda_list.months(events, selection),
        "groups": agenda_list.groups(search, selection, words),
        "tabs": tabs,
        "years": years,
        "chips": agenda_list.chips(search, words),
        "ways_out": [] if events else agenda_list.ways_out(search, selection, words),
        "fallback": fallback,
        "query_string": search.address(),
        "ways": ways({kind: reverse(f"web:{name}") for kind, name in WAYS.items()}, query),
        "api_url": in_api("events", search.state()),
        "alert_subject": "events",
        "alert_query": search.query_of_alert,
    }


def agenda_ics(request: HttpRequest) -> HttpResponse:
    """Give the events asked for as a calendar that one can subscribe to."""
    search = EventSearch(request.GET)
    events = list(search.selection().ordered()[: calendars.MOST_EVENTS])
    body = calendars.calendar_of(events, _("Agenda"))
    return conditional(request, body, CALENDAR, (event.updated_at for event in events))


def agenda_export(request: HttpRequest, fmt: str) -> StreamingHttpResponse:
    """Download the events asked for."""
    if fmt not in WRITERS:
        raise Http404
    write, content_type = WRITERS[fmt]
    events = EventSearch(request.GET).selection().ordered()[:MOST_EXPORTED]
    answer = StreamingHttpResponse(write(_columns(), _rows(events)), content_type=content_type)
    answer.headers["Content-Disposition"] = f'attachment; filename="agenda.{fmt}"'
    return answer


def _columns() -> list[str]:
    return [
        _("title"), _("kind"), _("first day"), _("last day"), _("from (hour)"), _("until (hour)"), _("place"),
        _("town"), _("organiser"), _("disciplines"), _("cancelled"), _("series"), _("summary"), _("website"),
        _("source"), _("demonstration"),
    ]  # fmt: skip


def _rows(events: Iterable[Event]) -> Iterator[list[Any]]:
    for event in events:
        yield [
            event.title, event.get_kind_display(), event.starts_on, event.ends_on,
            event.starts_at.isoformat("minutes") if event.starts_at else None,
            event.ends_at.isoformat("minutes") if event.ends_at else None,
            event.place_name, event.towns, event.organised_by, list(event.disciplines.all()),
            event.is_cancelled, event.series.name if event.series else None, event.summary, event.url,
            event.source_url, event.is_demo,
        ]  # fmt: skip


def event(request: HttpRequest, slug: str) -> HttpResponse:
    """Show one event."""
    shown = get_object_or_404(Event.objects.published().for_list(), slug=slug)
    others = shown.series.editions.published() if shown.series else Event.objects.none()
    editions = others.exclude(pk=shown.pk).order_by("-starts_on")[:NEIGHBOURS]
    context = {
        "event": shown,
        "editions": list(editions),
        "meanwhile": at_the_same_time(shown),
        "articles": articles_citing(event=shown),
        "linked": linked_data.of_event(shown),
        "standing": agenda_list.standing(shown, timezone.localdate()),
        "fallback": shown.summary if shown.summary.is_fallback else shown.title,
    }
    return render(request, "web/agenda/event.html", context)


def event_ics(_request: HttpRequest, slug: str) -> HttpResponse:
    """Give one event as a calendar file."""
    shown = get_object_or_404(Event.objects.published().for_list(), slug=slug)
    if not (shown.starts_on or shown.ends_on):
        raise Http404
    answer = HttpResponse(calendars.calendar_of([shown], str(shown.title)), content_type=CALENDAR)
    answer.headers["Content-Disposition"] = f'attachment; filename="{shown.slug}.ics"'
    return answer


def series(request: HttpRequest, slug: str) -> HttpResponse:
    """Show all editions of a festival or of another thing that comes back."""
    shown = get_object_or_404(Series.objects.select_related("organiser"), slug=slug)
    editions = shown.editions.published().for_list().annotate(day=Coalesce("starts_on", "ends_on"))
    rows = list(editions.order_by(F("day").desc(nulls_last=True), "-title_fr")[:200])
    if not rows:
        raise Http404
    coming = [one for one in rows if not one.is_over and (one.starts_on or one.ends_on)]
    context = {
        "series": shown,
        "coming": coming[::-1],
        "past": [one for one in rows if one not in coming],
        "number": len(rows),
        "first": min((one.starts_on.year for one in rows if one.starts_on), default=None),
        "today": timezone.localdate(),
    }
    return render(request, "web/agenda/series.html", context)
