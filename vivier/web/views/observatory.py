"""The observatory's pages and downloads, and the land under the interactive map."""

from typing import Any

from django.conf import settings
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotModified, StreamingHttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.cache import patch_vary_headers

from vivier.core.exports import write_csv, write_xlsx
from vivier.core.translation import label_of
from vivier.core.ways import ways
from vivier.observatory import charts, comparing, linked_data
from vivier.observatory.models import Indicator
from vivier.web.forms.observatory import PAGE_SIZE, FigureSearch
from vivier.web.showing import figure_list, shapes
from vivier.web.showing.in_api import in_api

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
WRITERS = {"csv": (write_csv, "text/csv"), "xlsx": (write_xlsx, XLSX)}
WAYS = {"rss": "figures_feed", "atom": "figures_feed_atom", "json": "figures_feed_json"}
NEIGHBOURS = 6


def observatory(request: HttpRequest) -> HttpResponse:
    """List the indicators asked for, under their topics, with the count of every filter."""
    search = FigureSearch(request.GET)
    htmx: Any = getattr(request, "htmx", None)
    is_update = bool(htmx) and not htmx.history_restore_request
    template = "web/observatory/observatory.html#update" if is_update else "web/observatory/observatory.html"
    answer = render(request, template, _list_context(search) | {"is_update": is_update})
    patch_vary_headers(answer, ["HX-Request"])
    if is_update:
        answer.headers["HX-Push-Url"] = f"{request.path}{search.address()}".rstrip("?")
    return answer


def _list_context(search: FigureSearch) -> dict[str, Any]:
    selection = search.selection()
    headings = figure_list.topics()
    words = figure_list.labels(selection, headings)
    rows = figure_list.ordered(selection.indicators(), headings)
    page = Paginator(rows, PAGE_SIZE).get_page(search.page_number)
    shown = list(page.object_list)
    return {
        "search": search,
        "page": page,
        "total": len(rows),
        "figure_count": sum(len(row.figures.all()) for row in rows),
        "sections": figure_list.sections(shown, headings),
        "groups": figure_list.groups(search, selection, words),
        "chips": figure_list.chips(search, words),
        "ways_out": [] if shown else figure_list.ways_out(search, selection, words),
        "comparisons": figure_list.side_by_side() if search.is_open and page.number == 1 else [],
        "fallback": next((row.name for row in shown if row.name.is_fallback), None),
        "query_string": search.address(),
        "ways": ways(
            {kind: reverse(f"web:{name}") for kind, name in WAYS.items()}, search.address().rstrip("?")
        ),
        "api_url": in_api("indicators", search.state()),
    }


def indicator(request: HttpRequest, slug: str) -> HttpResponse:
    """Show one indicator: every figure with its source, what differs, what looks alike."""
    row = get_object_or_404(Indicator.objects.for_list(), slug=slug)
    figures = sorted(row.figures.all(), key=lambda one: (-(one.year or 0), one.territory, one.pk))
    headings = figure_list.topics()
    neighbours = Indicator.objects.filter(topic=row.topic or None).exclude(pk=row.pk)
    newest = comparing.latest(figures)
    return render(
        request,
        "web/observatory/indicator.html",
        {
            "indicator": row,
            "figures": figures,
            "newest": newest,
            "chart": charts.chart_of(figures),
            "disagreements": comparing.disagreements(figures),
            "alike": comparing.alike(row),
            "sources": comparing.sources(figures),
            "topic": label_of(headings[row.topic]) if row.topic in headings else "",
            "neighbours": list(neighbours[:NEIGHBOURS]),
            "citations": [figure_list.citation(row, figure) for figure in newest[:3]],
            "linked": linked_data.of_indicator(
                row, figures, address=f"{settings.SITE_URL}{row.get_absolute_url()}", files=_files(row)
            ),
        },
    )


def _files(row: Indicator) -> dict[str, str]:
    query = f"?indicator={row.slug}"
    return {
        kind: f"{settings.SITE_URL}{reverse('web:indicators_export', args=[fmt])}{query}"
        for fmt, (_write, kind) in WRITERS.items()
    }


def indicators_export(request: HttpRequest, fmt: str) -> StreamingHttpResponse:
    """Download the figures asked for, one line per source."""
    if fmt not in WRITERS:
        raise Http404
    write, content_type = WRITERS[fmt]
    headings = figure_list.topics()
    rows = figure_list.ordered(FigureSearch(request.GET).selection().indicators(), headings)
    lines = figure_list.lines(rows, headings, settings.SITE_URL)
    answer = StreamingHttpResponse(write(figure_list.columns(), lines), content_type=content_type)
    answer.headers["Content-Disposition"] = f'attachment; filename="indicators.{fmt}"'
    return answer


def map_shapes(request: HttpRequest) -> HttpResponse:
    """Give the boundaries for the interactive map, once per visitor and day."""
    found = shapes.shapes()
    if request.headers.get("If-None-Match") == found.etag:
        return HttpResponseNotModified(headers={"ETag": found.etag})
    headers = {"ETag": found.etag, "Cache-Control": "public, max-age=86400", "Vary": "Accept-Encoding"}
    body = found.plain
    if "gzip" in request.headers.get("Accept-Encoding", ""):
        body, headers["Content-Encoding"] = found.compressed, "gzip"
    return HttpResponse(body, content_type="application/geo+json", headers=headers)
