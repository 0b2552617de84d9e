"""Telling the team of an opportunity, or of an error in one: no account, one proposal per form."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.views.decorators.http import require_http_methods

from vivier.accounts.models import User
from vivier.opportunities import proposing
from vivier.opportunities.models import Call, OpportunityProposal
from vivier.opportunities.refusals import OpportunityRefusal
from vivier.web.forms.proposals import AmendmentForm, ChangeForm, ProposalForm
from vivier.web.senders import sender_of
from vivier.web.waiting import told_to_wait

_READ_OR_SEND = require_http_methods(["GET", "HEAD", "POST"])


@_READ_OR_SEND
def propose(request: HttpRequest) -> HttpResponse:
    """Take a new opportunity from anybody."""
    return _take(request, ProposalForm, None)


@_READ_OR_SEND
def propose_change(request: HttpRequest, slug: str) -> HttpResponse:
    """Take a change to a published opportunity from anybody."""
    return _take(request, AmendmentForm, get_object_or_404(Call.objects.published(), slug=slug))


def _take(request: HttpRequest, kind: type[ChangeForm], call: Call | None) -> HttpResponse:
    address = (
        reverse("web:opportunity_change", args=[call.slug]) if call else reverse("web:propose_opportunity")
    )
    sent = _sent(request.GET.get("sent", ""))
    context: dict[str, Any] = {"call": call, "sent": sent}
    if sent:
        return render(request, "web/opportunities/propose.html", context)
    form = kind(request.POST or None)
    refused: OpportunityRefusal | None = None
    if request.method == "POST" and form.is_valid():
        submission = form.cleaned_data["submission"]
        by = request.user if isinstance(request.user, User) else None
        idea = proposing.Idea(call=call, language=(get_language() or "fr")[:2], **form.idea())
        try:
            proposing.propose(idea, submission=submission, sender=sender_of(request), by=by)
        except OpportunityRefusal as refusal:
            form.add_error(None, str(refusal))
            refused = refusal
        else:
            return redirect(f"{address}?sent={submission}")
    context["form"] = form
    status = 422 if form.is_bound else 200
    return told_to_wait(render(request, "web/opportunities/propose.html", context, status=status), refused)


def _sent(number: str) -> OpportunityProposal | None:
    try:
        submission = UUID(number)
    except ValueError:
        return None
    return OpportunityProposal.objects.filter(submission=submission).first()
