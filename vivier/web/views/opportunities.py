"""The pages of opportunities: the list, one opportunity, calendars, feed and downloads."""

from typing import Any, NamedTuple

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _

from vivier.core.exports import write_csv, write_xlsx
from vivier.core.ways import Way, ways
from vivier.opportunities import stock
from vivier.opportunities.calendar import calendar_of
from vivier.opportunities.linked_data import linked_data_of
from vivier.opportunities.models import Call
from vivier.web.files import call_files
from vivier.web.files.feeds import CALENDAR, conditional
from vivier.web.forms.for_you import Profile
from vivier.web.forms.opportunities import PAGE_SIZE, CallSearch
from vivier.web.mailed import counts_visits
from vivier.web.remembering import remembered
from vivier.web.showing import call_list, call_page
from vivier.web.showing.in_api import in_api

MOST_DEADLINES = 500
WAYS = {
    "rss": "opportunities_feed",
    "atom": "opportunities_feed_atom",
    "json": "opportunities_feed_json",
    "ics": "opportunities_ics",
}
WRITERS = {
    "csv": (write_csv, "text/csv; charset=utf-8"),
    "xlsx": (write_xlsx, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
}


class WrittenList(NamedTuple):
    """The list, written: its title, its HTML, the query string of what is asked, how to follow it."""

    title: str
    main: str
    address: str
    ways: list[Way]


class WrittenCall(NamedTuple):
    """One opportunity, written: title, a sentence, HTML, its own address, the facts for machines."""

    title: str
    description: str
    main: str
    address: str
    linked: dict[str, Any]
    is_personal: bool


def opportunities(request: HttpRequest) -> HttpResponse:
    """List the opportunities asked for, with the count of every filter."""
    htmx: Any = getattr(request, "htmx", None)
    is_update = bool(htmx) and not htmx.history_restore_request
    asked = request.META.get("QUERY_STRING", "")
    written = remembered(
        ("opportunities", asked, is_update), lambda: _write_list(request, is_update=is_update)
    )
    if is_update:
        answer = HttpResponse(written.main, headers={"HX-Push-Url": f"{request.path}{written.address}"})
    else:
        answer = render(request, "web/opportunities/call_list.html", {"written": written})
    patch_vary_headers(answer, ["HX-Request"])
    return answer


def _write_list(request: HttpRequest, *, is_update: bool) -> WrittenList:
    search = CallSearch(request.GET)
    context = _list_context(search) | {"is_update": is_update}
    title = str(render_to_string("web/opportunities/title.html", context)).strip()
    part = "update" if is_update else "page"
    main = render_to_string(f"web/opportunities/call_list.html#{part}", context | {"title": title}, request)
    return WrittenList(title, main, context["query_string"], context["ways"])


def _list_context(search: CallSearch) -> dict[str, Any]:
    listing = search.listing
    page = Paginator(listing.entries, PAGE_SIZE).get_page(search.page_number)
    lines = call_list.lines(page, search.now)
    words = call_list.labels(search.entries)
    suggestion = search.found.suggestion if search.found else None
    query = search.address().rstrip("?")
    return {
        "search": search,
        "listing": listing,
        "page": page,
        "parts": call_list.parts(lines, search.order),
        "groups": call_list.groups(search, words),
        "tabs": call_list.tabs(search),
        "chips": call_list.chips(search, words),
        "ways_out": [] if listing.total else call_list.ways_out(search, words),
        "whole_list": [] if listing.total else call_list.whole_list(search),
        "fallback": next((line.call.title for line in lines if line.call.title.is_fallback), None),
        "suggestion_url": search.address(q=suggestion) if suggestion else "",
        "query_string": query,
        "ways": ways({kind: reverse(f"web:{name}") for kind, name in WAYS.items()}, query),
        "api_url": in_api("opportunities", search.state()),
        "alert_subject": "search",
        "alert_query": search.query_of_alert,
        "now": search.now,
    }


def opportunities_export(request: HttpRequest, fmt: str) -> StreamingHttpResponse:
    """Download the opportunities asked for."""
    if fmt not in WRITERS:
        raise Http404
    write, content_type = WRITERS[fmt]
    search = CallSearch(request.GET)
    calls = (entry.call for entry in search.listing.entries)
    answer = StreamingHttpResponse(
        write(call_files.columns(), call_files.rows(calls, search.now)), content_type=content_type
    )
    answer.headers["Content-Disposition"] = f'attachment; filename="{_("opportunities")}.{fmt}"'
    return answer


def opportunities_ics(request: HttpRequest) -> HttpResponse:
    """Give the deadlines of the opportunities asked for as a calendar one can subscribe to."""
    search = CallSearch(request.GET)
    dated = [entry.call for entry in search.listing.entries if entry.call.closes_at is not None]
    calls = dated[:MOST_DEADLINES]
    body = calendar_of(calls, name=_("Deadlines of opportunities"))
    return conditional(request, body, CALENDAR, (call.updated_at for call in calls))


@counts_visits
def opportunity(request: HttpRequest, slug: str) -> HttpResponse:
    """Show one opportunity and why it fits, may fit or does not fit whoever asks."""
    if request.GET:
        written = _write_call(request, slug)
    else:
        written = remembered(("opportunity", slug), lambda: _write_call(request, slug))
    return render(request, "web/opportunities/call.html", {"written": written})


def _write_call(request: HttpRequest, slug: str) -> WrittenCall:
    offer = stock.offer_called(slug)
    if offer is None:
        raise Http404
    context = call_page.context(offer, Profile(request.GET), timezone.now())
    return WrittenCall(
        title=offer.call.title.text,
        description=call_page.description(offer.call, context["due"]),
        main=render_to_string("web/opportunities/call.html#page", context, request),
        address=call_files.absolute(offer.call),
        linked=linked_data_of(offer.call, context["line"].status),
        is_personal=bool(context["carry"]),
    )


def opportunity_ics(request: HttpRequest, slug: str) -> HttpResponse:  # noqa: ARG001 -- a view
    """Give the deadline of one opportunity as a calendar entry."""
    call = get_object_or_404(Call.objects.published().for_list(), slug=slug, closes_at__isnull=False)
    answer = HttpResponse(calendar_of([call], name=call.title.text), content_type=CALENDAR)
    answer.headers["Content-Disposition"] = f'attachment; filename="{call.slug}.ics"'
    return answer
