"""Five questions at most, then the opportunities that fit, may fit or do not fit, and why."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from vivier.web.forms.for_you import Profile
from vivier.web.showing import for_you as page


def for_you(request: HttpRequest) -> HttpResponse:
    """Show the questions and what the answers in the address lead to; nothing is stored."""
    profile = Profile(request.GET)
    if "" in request.GET.values() and not profile.actor_asked:
        return redirect(f"{request.path}{profile.query()}")  # a shorter address to share
    return render(request, "web/for_you/for_you.html", page.context(profile, timezone.now()))
