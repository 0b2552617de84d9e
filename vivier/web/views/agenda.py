"""The pages of the agenda."""

from django.http import Http404, HttpRequest, HttpResponse


def agenda(request: HttpRequest) -> HttpResponse:
    raise Http404


def agenda_ics(request: HttpRequest) -> HttpResponse:
    raise Http404


def agenda_export(request: HttpRequest, fmt: str) -> HttpResponse:
    raise Http404


def event(request: HttpRequest, slug: str) -> HttpResponse:
    raise Http404


def event_ics(request: HttpRequest, slug: str) -> HttpResponse:
    raise Http404


def series(request: HttpRequest, slug: str) -> HttpResponse:
    raise Http404
