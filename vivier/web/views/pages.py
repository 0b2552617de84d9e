"""Home, one search over all, open data, texts of the house."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render


def home(request: HttpRequest) -> HttpResponse:
    """Show the sector at a glance."""
    return render(request, "web/home.html", {})


def search(request: HttpRequest) -> HttpResponse:
    """Search over actors, opportunities, events and articles."""
    return render(request, "web/home.html", {})


def open_data(request: HttpRequest) -> HttpResponse:
    """Say what can be downloaded and how the API is used."""
    return render(request, "web/home.html", {})


def text(request: HttpRequest, slug: str) -> HttpResponse:
    """Show a text of the house (accessibility, privacy…)."""
    raise Http404
