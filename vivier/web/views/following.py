"""A member's own alerts, saved searches and preferences, on one page of their space."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_http_methods

from vivier.alerts.actions import moving
from vivier.alerts.joining import address_for, others_of, subscriber_of
from vivier.alerts.models import Subscriber
from vivier.core.translation import current_language
from vivier.web.forms.alerts import PreferencesForm
from vivier.web.people import person_of
from vivier.web.showing import preferences


@cache_control(private=True, no_store=True)
@require_http_methods(["GET", "HEAD", "POST"])
def space_alerts(request: HttpRequest) -> HttpResponse:
    """Show everything the person follows and how they are told; a POST changes one thing."""
    person = person_of(request)
    address = address_for(person)
    refused: Any = None
    if request.method == "POST" and address:
        refused = _change(request, address)
        if refused is None:
            messages.success(request, _("Saved."))
            return redirect("space_alerts")
        if not isinstance(refused, PreferencesForm):
            messages.error(request, refused)
            return redirect("space_alerts")
    context = preferences.context(subscriber_of(person), refused) | {
        "person": person,
        "address": address,
        "others": others_of(person),
        "has_account": True,
    }
    return render(request, "web/space/alerts.html", context, status=422 if refused else 200)


def _change(request: HttpRequest, address: str) -> str | PreferencesForm | None:
    person = person_of(request)
    if request.POST.get("do") == "gather":
        source = get_object_or_404(Subscriber, email=request.POST.get("address", "")[:254].lower())
        if source not in others_of(person):
            return str(_("Only an address confirmed in your account brings its alerts here."))
        moving.gather(source, by=person)
        return None
    found, _new = Subscriber.objects.get_or_create(
        email=address, defaults={"language": person.language or current_language()}
    )
    return preferences.change(request, found)
