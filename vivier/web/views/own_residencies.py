"""The residencies of an organisation one looks after: how complete they are, edited by its managers."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from vivier.directory.models import Actor
from vivier.opportunities.actions.residencies import update_residency
from vivier.opportunities.models import Residency
from vivier.opportunities.refusals import EditConflict, OpportunityRefusal
from vivier.opportunities.residencies.describing import completeness
from vivier.web.forms.residencies import OwnResidencyForm
from vivier.web.people import person_of


@require_http_methods(["GET", "HEAD", "POST"])
def space_residency(request: HttpRequest, slug: str, residency: str) -> HttpResponse:
    """Edit one residency of one's own organisation; any other does not exist."""
    held = get_object_or_404(Actor.objects.managed_by(person_of(request)), slug=slug)
    shown = get_object_or_404(Residency.objects.filter(host=held), slug=residency)
    form = OwnResidencyForm(request.POST or None, instance=shown)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            fresh = Residency.objects.get(pk=shown.pk)
            try:
                changed = update_residency(
                    fresh, by=person_of(request), changes=form.changes(), expected=form.seen_at()
                )
            except EditConflict as refusal:
                form.add_error(None, str(refusal))
                status = 409
            except OpportunityRefusal as refusal:
                field = getattr(refusal, "field", "")
                form.add_error(field if field in form.fields else None, str(refusal))
            else:
                words = _("Saved.") if changed else _("Nothing was different: nothing is changed.")
                messages.success(request, words)
                return redirect("space_residency", slug=slug, residency=residency)
    context = {
        "actor": held,
        "residency": shown,
        "form": form,
        "whole": completeness(Residency.objects.get(pk=shown.pk), disciplines=shown.disciplines.count()),
    }
    return render(request, "web/space/residency.html", context, status=status)
