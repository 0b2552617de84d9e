"""The pages of the places."""

from django.http import Http404, HttpRequest, HttpResponse


def places(request: HttpRequest) -> HttpResponse:
    raise Http404


def places_export(request: HttpRequest, fmt: str) -> HttpResponse:
    raise Http404


def place(request: HttpRequest, slug: str) -> HttpResponse:
    raise Http404
