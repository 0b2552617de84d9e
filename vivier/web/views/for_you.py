"""Five questions at most, then the opportunities that fit, may fit or do not fit, and why."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from vivier.web import for_you as page
from vivier.web.forms.for_you import Profile


def for_you(request: HttpRequest) -> HttpResponse:
    """Show the questions and what the answers in the address lead to; nothing is stored."""
    return render(request, "web/for_you/for_you.html", page.context(Profile(request.GET), timezone.now()))
