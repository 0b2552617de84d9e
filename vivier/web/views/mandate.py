"""The public mandates: what was asked for, what was done, what it cost, what was missed."""

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, render

from vivier.mandate.awards import package_of
from vivier.mandate.models import Amendment, Mandate
from vivier.mandate.shown import shown
from vivier.mandate.totals import mandate_figures


def mandates(request: HttpRequest) -> HttpResponse:
    """List the mandates, the current ones first."""
    found = list(Mandate.objects.public().for_list().order_by("-state", "-starts_on", "pk"))
    figures = mandate_figures(found)
    rows = [(one, figures[one.pk]) for one in found]
    current = [row for row in rows if row[0].state == Mandate.State.CURRENT]
    closed = [row for row in rows if row[0].state == Mandate.State.CLOSED]
    return render(request, "web/mandate/mandates.html", {"current": current, "closed": closed})


def mandate(request: HttpRequest, slug: str) -> HttpResponse:
    """Show one mandate: figures from the last report handed in, money from the ledger as it is now."""
    row = get_object_or_404(Mandate.objects.public().for_list(), slug=slug)
    context = {
        "mandate": row,
        "shown": shown(row),
        "objectives": row.objectives.prefetch_related("activities__deliverables"),
        "instalments": row.instalments.all(),
        "amendments": Amendment.objects.filter(mandate=row),
    }
    return render(request, "web/mandate/mandate.html", context)


def awards(request: HttpRequest) -> HttpResponse:  # noqa: ARG001 -- a view
    """Hand out the awards as 360Giving; without one there is no such file."""
    found = list(Mandate.objects.public().select_related("funder__actor").order_by("starts_on", "pk"))
    if not found:
        raise Http404("no award is public")
    return JsonResponse(package_of(found), json_dumps_params={"ensure_ascii": False, "indent": 1})
