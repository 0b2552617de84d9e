"""News and agenda for feed readers."""

from django.http import Http404, HttpRequest, HttpResponse


def agenda_feed(request: HttpRequest) -> HttpResponse:
    raise Http404


def news_feed(request: HttpRequest, kind: str = "rss") -> HttpResponse:
    raise Http404
