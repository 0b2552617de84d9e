"""Documents: handed out after a check of the permission, attached, withdrawn."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from vivier.accounts import journal
from vivier.desk.forms.expenses import EvidenceForm
from vivier.desk.receiving import original_name
from vivier.desk.views.mandates.page import try_to
from vivier.mandate import actions
from vivier.mandate.models import Deliverable, Evidence, Expense, HandValue, Obligation

THINGS: dict[str, Any] = {
    "expense": Expense,
    "deliverable": Deliverable,
    "hand_value": HandValue,
    "obligation": Obligation,
}
PAGES = {
    Expense: "desk_expense",
    Deliverable: "desk_mandate_deliverable",
    Obligation: "desk_obligation",
}


@require_safe
def evidence_file(request: HttpRequest, pk: int) -> HttpResponse:
    """Give a document as it came, to be saved, never shown by the browser as a page of ours."""
    proof = get_object_or_404(Evidence.objects.select_related("file"), pk=pk)
    changes: journal.Changes = {"document": [None, proof.name], "sha256": [None, proof.file.digest]}
    journal.record("evidence.read", actions.proved_by(proof), by=request.user, changes=changes)  # type: ignore[arg-type]
    answer = HttpResponse(bytes(proof.file.content), content_type=proof.file.content_type)
    answer.headers["Content-Disposition"] = content_disposition_header(True, proof.name) or "attachment"
    answer.headers["X-Content-Type-Options"] = "nosniff"
    answer.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return answer


@require_POST
def attach(request: HttpRequest, what: str, pk: int) -> HttpResponse:
    """Keep a document that proves something."""
    if what not in THINGS:
        raise Http404
    thing = get_object_or_404(THINGS[what], pk=pk)
    form = EvidenceForm(request.POST, request.FILES)
    if not form.is_valid():
        for errors in form.errors.values():
            messages.error(request, str(errors[0]))
        return redirect(page_of(thing))
    sent = form.cleaned_data["file"]
    try_to(
        request,
        lambda: actions.attach_evidence(
            thing,
            by=request.user,  # type: ignore[arg-type]
            name=original_name(sent),
            content=sent.read(),
            kind=form.cleaned_data["kind"],
        ),
        _("The document is kept."),
    )
    return redirect(page_of(thing))


@require_POST
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Set a wrong document aside."""
    proof = get_object_or_404(Evidence, pk=pk)
    try_to(
        request,
        lambda: actions.withdraw_evidence(proof, by=request.user),  # type: ignore[arg-type]
        _("The document is set aside; it stays readable."),
    )
    return redirect(page_of(actions.proved_by(proof)))


def page_of(thing: Any) -> str:
    """Return the address of the page of what a document proves."""
    route = PAGES.get(type(thing))
    if route is None:
        return reverse("desk_mandate", args=[thing.indicator.mandate_id])
    return reverse(route, args=[thing.pk])
