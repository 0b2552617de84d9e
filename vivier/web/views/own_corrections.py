"""What others say the record of one's organisation should say: write it, or say why not."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from vivier.directory import actions, said
from vivier.directory.fields import label_of_field, read
from vivier.directory.models import Actor, Correction
from vivier.directory.refusals import DirectoryRefusal
from vivier.web.leading_on import leads_on
from vivier.web.people import person_of

MOST_WRITTEN = 5_000


@require_http_methods(["GET", "HEAD", "POST"])
@leads_on
def space_corrections(request: HttpRequest, slug: str) -> HttpResponse:
    """Show the corrections that wait; a POST decides on one. Who sent them, only the team sees."""
    actor = get_object_or_404(Actor.objects.managed_by(person_of(request)), slug=slug)
    if request.method == "POST":
        return _decide(request, actor)
    names = said.discipline_names()
    lines = [
        {
            "correction": one,
            "label": label_of_field(one.field),
            "now": said.in_words(one.field, read(actor, one.field), names),
            "is_written": one.field in actions.WRITTEN,
        }
        for one in actions.corrections_to_decide(actor)
    ]
    return render(request, "web/space/corrections.html", {"actor": actor, "lines": lines})


def _decide(request: HttpRequest, actor: Actor) -> HttpResponse:
    correction = _asked_for(request, actor)
    deed: dict[str, Any] = {"by": person_of(request)}
    try:
        if "refuse" in request.POST:
            actions.refuse_own_correction(correction, reason=_text(request, "reason"), **deed)
            messages.success(request, _("The correction is refused; its author can read why."))
        elif "write" in request.POST:
            actions.apply_own_correction(correction, value=_text(request, "value"), **deed)
            messages.success(request, _("The record says so now."))
        elif "done" in request.POST:
            actions.apply_own_correction(correction, **deed)
            messages.success(request, _("Thank you. The correction is settled."))
    except DirectoryRefusal as refusal:
        messages.error(request, str(refusal))
    return redirect("space_corrections", slug=actor.slug)


def _asked_for(request: HttpRequest, actor: Actor) -> Correction:
    """Return the correction a form is about; one that was decided meanwhile says so when it is decided."""
    sent = request.POST.get("correction", "")
    if not (sent.isascii() and sent.isdigit() and len(sent) < 18):
        raise Http404
    return get_object_or_404(actor.corrections.select_related("actor"), pk=int(sent))


def _text(request: HttpRequest, name: str) -> str:
    return request.POST.get(name, "").strip()[:MOST_WRITTEN]
