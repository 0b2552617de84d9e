"""A person's own needs, told with the account or with an address they confirmed."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from vivier.directory.models import Actor
from vivier.support import links
from vivier.support.own_data import drafts_of, needs_of
from vivier.web.forms.needs import ORDER
from vivier.web.people import person_of

SHOWN = 200


@cache_control(private=True, no_store=True)
@require_safe
def space_needs(request: HttpRequest) -> HttpResponse:
    """List them with how far each is, those not sent yet, and the records a new one can begin from."""
    person = person_of(request)
    rows = needs_of(person).filter(erased_at__isnull=True).order_by("-received_at", "-pk")
    context = {
        "needs": [(one, links.of_need(one)) for one in rows[:SHOWN]],
        "drafts": [(one, links.of_draft(one)) for one in drafts_of(person)],
        "question": ORDER[0],
        "records": Actor.objects.published().managed_by(person).distinct(),
    }
    return render(request, "web/space/needs.html", context)
