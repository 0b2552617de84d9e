"""The opportunities of a record one looks after: in order, with reasons; what was answered to them."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from vivier.alerts.actions import asking
from vivier.alerts.joining import address_for
from vivier.alerts.models import Subscription
from vivier.directory.models import Actor
from vivier.opportunities.actions.responses import respond, withdraw_response
from vivier.opportunities.fitting.ordering import calls_for, records
from vivier.opportunities.models import Call, Response
from vivier.opportunities.refusals import OpportunityRefusal
from vivier.web.people import person_of
from vivier.web.showing import fitting_lines


@require_http_methods(["GET", "HEAD", "POST"])
def space_opportunities(request: HttpRequest, slug: str) -> HttpResponse:
    """Show what fits the record in order; a POST answers to one of them or takes an answer back."""
    held = get_object_or_404(Actor.objects.managed_by(person_of(request)), slug=slug)
    mine = Subscription.objects.filter(
        subscriber__email=address_for(person_of(request)) or "",
        subject=Subscription.Subject.RECORD,
        actor=held,
        state=Subscription.State.ACTIVE,
        by_mail=True,
    )
    if request.method == "POST":
        return _follow(request, held, mine.first()) if "follow" in request.POST else _answer(request, held)
    actor = records().filter(pk=held.pk).first() or held
    now = timezone.now()
    labels = fitting_lines.disciplines()
    responses = Response.objects.filter(actor=held).select_related("call").order_by("-at")
    said = {one.call_id: one for one in responses}
    suggestions = [fitting_lines.shown(one, labels, said) for one in calls_for(actor, now=now)]
    context = {
        "actor": held,
        "suggestions": suggestions,
        "responses": responses,
        "because": Response.Because.choices,
        "is_told": mine.exists(),
    }
    return render(request, "web/space/opportunities.html", context)


def _follow(request: HttpRequest, actor: Actor, running: Subscription | None) -> HttpResponse:
    """Begin or end the mails about this record; the address of the account needs no other proof."""
    person = person_of(request)
    address = address_for(person)
    if address is None:
        messages.error(request, _("Confirm your e-mail address first: nothing can be sent to it yet."))
    elif running is not None:
        asking.stop(running)
        messages.success(request, _("You are no longer told about this record."))
    else:
        asking.ask(
            email=address,
            subject=Subscription.Subject.RECORD,
            language=(get_language() or "fr")[:2],
            thing=actor,
            by=person,
        )
        messages.success(request, _("You are told by mail when something new fits this record."))
    return redirect("space_opportunities", slug=actor.slug)


def _answer(request: HttpRequest, actor: Actor) -> HttpResponse:
    person = person_of(request)
    try:
        if "withdraw" in request.POST:
            response = get_object_or_404(
                Response.objects.select_related("actor", "call").filter(actor=actor),
                pk=_key(request, "withdraw"),
            )
            withdraw_response(response, by=person)
            messages.success(request, _("The answer is taken back."))
        else:
            call = get_object_or_404(Call, pk=_key(request, "call"))
            kind, because = request.POST.get("kind", ""), request.POST.get("because", "")
            respond(actor, call, kind=kind, because=because, by=person)
            messages.success(request, _("Thank you: your answer is written down."))
    except OpportunityRefusal as refusal:
        messages.error(request, str(refusal))
    return redirect("space_opportunities", slug=actor.slug)


def _key(request: HttpRequest, name: str) -> int:
    """Return the number a button sent; anything else does not exist."""
    sent = request.POST.get(name, "")
    if not (sent.isascii() and sent.isdigit() and len(sent) < 18):
        raise Http404
    return int(sent)
