"""Home, one search over all, open data, texts of the house."""

import json
from collections.abc import Iterator
from pathlib import Path

from django.core.paginator import Page, Paginator
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.utils.timezone import localdate

from vivier.newsroom.models import TextPage
from vivier.search import unanswered
from vivier.search.engine import count_by_kind
from vivier.search.engine import search as find
from vivier.search.query import Query
from vivier.web.files import catalogue, dumping, opendata
from vivier.web.finding import rows_behind
from vivier.web.forms.search import KINDS, SearchForm
from vivier.web.showing.asking_alerts import wishes_of
from vivier.web.showing.front import front_page

PAGE_SIZE = 20


def home(request: HttpRequest) -> HttpResponse:
    """Show the sector at a glance."""
    return render(request, "web/home.html", front_page())


def search(request: HttpRequest) -> HttpResponse:
    """Search over actors, opportunities, events, articles, places and figures."""
    text, kind, number = SearchForm(request.GET).asked()
    counts = count_by_kind(text) if text else {}
    kinds = (kind,) if kind else tuple(KINDS)
    results = (
        find(Query(text=text, kinds=kinds, offset=(number - 1) * PAGE_SIZE, limit=PAGE_SIZE))
        if text
        else None
    )
    if text and not counts and number == 1:
        unanswered.note(text, today=localdate())
    pages: Page[int] = Paginator(range(results.total if results else 0), PAGE_SIZE).get_page(number)
    context = {
        "text": text,
        "kind": kind,
        "tabs": [(code, label, counts.get(code, 0)) for code, label in KINDS.items()],
        "total": sum(counts.values()),
        "found": rows_behind(results.hits) if results else [],
        "results": results,
        "page": pages,
        "wishes": wishes_of(text, kind) if text else [],
    }
    template = "web/search.html" + ("#results" if getattr(request, "htmx", False) else "")
    return render(request, template, context)


def open_data(request: HttpRequest) -> HttpResponse:
    """Say what can be downloaded and how the API is used."""
    return render(request, "web/open_data.html", opendata.downloads() | {"dumps": dumping.dumps()})


def catalogue_jsonld(request: HttpRequest) -> HttpResponse:  # noqa: ARG001 -- the same for all
    """Give the open data as a DCAT-AP catalogue that portals harvest."""
    body = json.dumps(catalogue.catalogue(), ensure_ascii=False, indent=1)
    headers = {"Access-Control-Allow-Origin": "*"}
    return HttpResponse(body, content_type="application/ld+json", headers=headers)


def dump(request: HttpRequest, day: str, name: str) -> StreamingHttpResponse:  # noqa: ARG001 -- for all
    """Give one file of a dated dump."""
    path = dumping.path_of(day, name)
    if path is None:
        raise Http404
    kind = dumping.MEDIA_TYPES[path.suffix]
    answer = StreamingHttpResponse(_pieces(path), content_type=kind)
    answer.headers["Content-Length"] = str(path.stat().st_size)
    answer.headers["Content-Disposition"] = f'attachment; filename="{day}-{name}"'
    return answer


def _pieces(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while some := file.read(1 << 16):
            yield some


def text(request: HttpRequest, slug: str) -> HttpResponse:
    """Show a text of the house (accessibility, privacy…), in the page's language or the one it exists in."""
    page = TextPage.in_language(slug)
    if page is None:
        raise Http404
    return render(request, "web/text.html", {"page": page})
