"""Claiming a record: where to send the code, the code itself, evidence for the team, an objection by link.

What these pages answer never depends on who manages a record, nor on whether an address is known.
"""

from typing import Any

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from vivier.directory import actions
from vivier.directory.models import OPEN_STATES, Actor, Claim
from vivier.directory.refusals import DirectoryRefusal
from vivier.web.forms.claims import CodeForm, CodeRequestForm, ContestForm, EvidenceForm
from vivier.web.leading_on import leads_on
from vivier.web.people import person_of
from vivier.web.waiting import told_to_wait

HTTP_METHODS = ["GET", "HEAD", "POST"]


@require_http_methods(HTTP_METHODS)
@leads_on
def actor_claim(request: HttpRequest, slug: str) -> HttpResponse:
    """Explain how to claim a record; a member asks here for the code."""
    shown = get_object_or_404(Actor.objects.published(), slug=slug)
    if not request.user.is_authenticated:
        if request.method == "POST":
            return redirect_to_login(request.path)
        return render(request, "web/claims/claim.html", {"actor": shown, "next": request.path})
    form = CodeRequestForm(request.POST or None, actor=shown, initial={"address": request.user.email})
    if request.method == "POST" and form.is_valid():
        try:
            actions.start_claim(
                shown,
                by=person_of(request),
                address=form.destination,
                submission=form.cleaned_data["submission"],
            )
        except DirectoryRefusal as refusal:
            return _refused(request, shown, form, refusal)
        return redirect("web:actor_claim_code", slug=slug)
    return _claim_page(request, shown, form, 422 if form.is_bound else 200)


def _refused(
    request: HttpRequest, shown: Actor, form: CodeRequestForm, refusal: DirectoryRefusal
) -> HttpResponse:
    form.add_error(None, str(refusal))
    return told_to_wait(_claim_page(request, shown, form, 422), refusal)


def _claim_page(request: HttpRequest, shown: Actor, form: CodeRequestForm, status: int) -> HttpResponse:
    context: dict[str, Any] = {"actor": shown, "form": form} | _own_part(request, shown)
    return render(request, "web/claims/claim.html", context, status=status)


def _own_part(request: HttpRequest, shown: Actor) -> dict[str, Any]:
    """What the person already has to do with the record: their own claim, their own membership."""
    mine = Claim.objects.filter(actor=shown, claimant=person_of(request), state__in=OPEN_STATES).first()
    return {"mine": mine, "manages": shown.memberships.filter(user=person_of(request)).exists()}


@require_http_methods(HTTP_METHODS)
@leads_on
def actor_claim_code(request: HttpRequest, slug: str) -> HttpResponse:
    """Take the code that was mailed."""
    shown = get_object_or_404(Actor.objects.published(), slug=slug)
    begun = Claim.objects.filter(actor=shown, claimant=person_of(request), state=Claim.State.STARTED)
    claim = begun.select_related("actor", "claimant").first()
    if claim is None:
        return redirect("web:actor_claim", slug=slug)
    form = CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            proven = actions.enter_code(claim, code=form.cleaned_data["code"], by=person_of(request))
        except DirectoryRefusal as refusal:
            form.add_error("code", str(refusal))
        else:
            messages.success(request, _said(proven))
            if proven.state == Claim.State.GRANTED:
                return redirect("space_record", slug=slug)
            return redirect("space_claims")
    context = {"actor": shown, "form": form, "claim": claim, "attempts": actions.CODE_ATTEMPTS}
    return render(request, "web/claims/code.html", context, status=422 if form.is_bound else 200)


def _said(claim: Claim) -> str:
    if claim.state == Claim.State.GRANTED:
        return _("The record is in your hands from now on.")
    if claim.state == Claim.State.DELAYED:
        return _("You have proved it. The people who look after the record have seven days to object.")
    return _("You have proved it. The team looks at it within two working days.")


@require_http_methods(HTTP_METHODS)
@leads_on
def actor_claim_evidence(request: HttpRequest, slug: str) -> HttpResponse:
    """Take what shows that the record is the claimant's, for the team."""
    shown = get_object_or_404(Actor.objects.published(), slug=slug)
    form = EvidenceForm(request.POST or None, request.FILES or None)
    status = 422 if form.is_bound else 200
    refused: DirectoryRefusal | None = None
    if request.method == "POST" and form.is_valid():
        try:
            actions.send_evidence(shown, by=person_of(request), **form.cleaned_data)
        except DirectoryRefusal as refusal:
            form.add_error(None, str(refusal))
            refused = refusal
        else:
            messages.success(request, _("The team looks at it within two working days and writes to you."))
            return redirect("space_claims")
    context = {"actor": shown, "form": form} | _own_part(request, shown)
    return told_to_wait(render(request, "web/claims/evidence.html", context, status=status), refused)


@never_cache
@require_http_methods(HTTP_METHODS)
def claim_contest(request: HttpRequest, token: str) -> HttpResponse:
    """Object with the link mailed to the organisation's own address: GET shows a page, POST objects."""
    claim = actions.claim_behind(token)
    if claim is None:
        return render(request, "web/claims/link_over.html", status=404)
    form = ContestForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            by = request.user if request.user.is_authenticated else None
            actions.contest_by_link(token, text=form.cleaned_data["text"], by=by)
        except DirectoryRefusal as refusal:
            form.add_error(None, str(refusal))
        else:
            return render(request, "web/claims/contested.html", {"actor": claim.actor})
    context = {"claim": claim, "actor": claim.actor, "form": form, "back": reverse("web:home")}
    return render(request, "web/claims/contest.html", context, status=422 if form.is_bound else 200)
