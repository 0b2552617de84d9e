"""Who looks after a record: the managers, invitations, claims; handing over, leaving, objecting."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from vivier.core.pressed import pressed
from vivier.directory import actions
from vivier.directory.models import Actor, Claim, Invitation, Membership
from vivier.directory.refusals import DirectoryRefusal
from vivier.web.forms.claims import ContestForm, InvitationForm
from vivier.web.leading_on import leads_on
from vivier.web.people import person_of
from vivier.web.showing import managers_lately
from vivier.web.waiting import told_to_wait

HTTP_METHODS = ["GET", "HEAD", "POST"]
CLAIMS_SHOWN = 30


@require_http_methods(HTTP_METHODS)
@leads_on
def space_managers(request: HttpRequest, slug: str) -> HttpResponse:
    """The managers of a record the person manages: invite, end, hand over, leave."""
    actor = get_object_or_404(Actor.objects.managed_by(person_of(request)), slug=slug)
    mine = actor.memberships.select_related("user").get(user=person_of(request))
    if request.method == "POST":
        return _change(request, actor, mine)
    return _managers_page(request, actor, mine, InvitationForm())


def _managers_page(
    request: HttpRequest, actor: Actor, mine: Membership, form: InvitationForm, status: int = 200
) -> HttpResponse:
    context = {
        "actor": actor,
        "mine": mine,
        "decides": mine.role == Membership.Role.MAIN,
        "memberships": actor.memberships.for_list(),
        "invitations": actor.invitations.waiting(timezone.now()),
        "form": form,
        "changes": managers_lately.changes(actor),
    }
    return render(request, "web/space/managers.html", context, status=status)


def _change(request: HttpRequest, actor: Actor, mine: Membership) -> HttpResponse:
    if "invite" in request.POST:
        return _invite(request, actor, mine)
    deeds: dict[str, Callable[[], str]] = {
        "end": lambda: _end(request, actor),
        "hand_over": lambda: _hand_over(request, actor, mine),
        "withdraw": lambda: _withdraw(request, actor),
        "leave": lambda: _leave(request, mine),
    }
    deed = pressed(deeds, request.POST)
    if deed is None:
        return redirect("space_managers", slug=actor.slug)
    try:
        messages.success(request, deed())
    except DirectoryRefusal as refusal:
        messages.error(request, str(refusal))
    return redirect("space" if "leave" in request.POST else request.path)


def _invite(request: HttpRequest, actor: Actor, mine: Membership) -> HttpResponse:
    form = InvitationForm(request.POST)
    if not form.is_valid():
        return _managers_page(request, actor, mine, form, 422)
    try:
        actions.invite(actor, by=person_of(request), **form.cleaned_data)
    except DirectoryRefusal as refusal:
        form.add_error(None, str(refusal))
        return told_to_wait(_managers_page(request, actor, mine, form, 422), refusal)
    messages.success(request, _("The invitation is on its way; it is valid for 48 hours."))
    return redirect("space_managers", slug=actor.slug)


def _key(request: HttpRequest, name: str) -> int:
    """Return the number a button sent; anything else does not exist."""
    sent = request.POST.get(name, "")
    if not (sent.isascii() and sent.isdigit() and len(sent) < 18):
        raise Http404
    return int(sent)


def _of(request: HttpRequest, actor: Actor, name: str) -> Membership:
    return get_object_or_404(actor.memberships.select_related("user", "actor"), pk=_key(request, name))


def _end(request: HttpRequest, actor: Actor) -> str:
    membership = _of(request, actor, "end")
    actions.end_membership(membership, by=person_of(request))
    return _("%(person)s no longer looks after the record.") % {"person": membership.user}


def _hand_over(request: HttpRequest, actor: Actor, mine: Membership) -> str:
    membership = _of(request, actor, "hand_over")
    actions.hand_over(mine, to=membership, by=person_of(request))
    return _("%(person)s is the main manager now.") % {"person": membership.user}


def _withdraw(request: HttpRequest, actor: Actor) -> str:
    invitation = get_object_or_404(actor.invitations, pk=_key(request, "withdraw"))
    actions.withdraw_invitation(invitation, by=person_of(request))
    return _("The invitation no longer works.")


def _leave(request: HttpRequest, mine: Membership) -> str:
    actions.leave(mine, by=person_of(request))
    return _("You no longer look after “%(record)s”.") % {"record": mine.actor}


@require_http_methods(HTTP_METHODS)
def space_claims(request: HttpRequest) -> HttpResponse:
    """My claims, claims of others on records I manage, invitations to me; withdraw or accept."""
    if request.method == "POST":
        return _answer(request)
    now = timezone.now()
    held = Actor.objects.managed_by(person_of(request))
    others = Claim.objects.filter(actor__in=held).exclude(claimant=person_of(request))
    states = (Claim.State.DELAYED, Claim.State.CONTESTED)
    addresses = actions.addresses_of(person_of(request))
    mine = Claim.objects.filter(claimant=person_of(request)).exclude(state=Claim.State.EXPIRED)
    context = {
        "held": set(held.values_list("pk", flat=True)),
        "mine": mine.select_related("actor")[:CLAIMS_SHOWN],
        "others": others.filter(state__in=states).select_related("actor", "claimant"),
        "invitations": Invitation.objects.waiting(now)
        .filter(email__in=addresses)
        .select_related("actor", "invited_by"),
    }
    return render(request, "web/space/claims.html", context)


def _answer(request: HttpRequest) -> HttpResponse:
    try:
        if "withdraw" in request.POST:
            mine = Claim.objects.filter(claimant=person_of(request))
            claim = get_object_or_404(mine, pk=_key(request, "withdraw"))
            actions.withdraw_claim(claim, by=person_of(request))
            messages.success(request, _("Your claim is withdrawn."))
        elif "accept" in request.POST:
            addresses = actions.addresses_of(person_of(request))
            waiting = Invitation.objects.waiting(timezone.now()).filter(email__in=addresses)
            return _accept(request, get_object_or_404(waiting, pk=_key(request, "accept")))
    except DirectoryRefusal as refusal:
        messages.error(request, str(refusal))
    return redirect("space_claims")


def _accept(request: HttpRequest, invitation: Invitation) -> HttpResponse:
    membership = actions.accept_invitation(invitation, by=person_of(request))
    messages.success(request, _("You look after this record from now on."))
    return redirect("space_record", slug=membership.actor.slug)


@require_http_methods(HTTP_METHODS)
def space_contest(request: HttpRequest, pk: int) -> HttpResponse:
    """Object to a claim on a record the person manages."""
    held = Actor.objects.managed_by(person_of(request))
    rows = (
        Claim.objects.contestable(timezone.now()).filter(actor__in=held).exclude(claimant=person_of(request))
    )
    claim = get_object_or_404(rows.select_related("actor", "claimant"), pk=pk)
    form = ContestForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.contest_claim(claim, by=person_of(request), text=form.cleaned_data["text"])
        except DirectoryRefusal as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, _("The claim is contested. The team decides."))
        return redirect("space_claims")
    context: dict[str, Any] = {"claim": claim, "actor": claim.actor, "form": form, "shows_claimant": True}
    return render(request, "web/claims/contest.html", context, status=422 if form.is_bound else 200)


@never_cache
@require_http_methods(HTTP_METHODS)
def space_invitation(request: HttpRequest, token: str) -> HttpResponse:
    """What a mailed invitation leads to: GET shows a page, POST accepts."""
    invitation = actions.invitation_behind(token)
    if invitation is None:
        return render(request, "web/claims/link_over.html", status=404)
    context: dict[str, Any] = {"invitation": invitation, "actor": invitation.actor, "next": request.path}
    if not request.user.is_authenticated:
        return render(request, "web/claims/invitation.html", context, status=403 if request.POST else 200)
    context["is_mine"] = actions.has_address(person_of(request), invitation.email)
    if request.method == "POST":
        try:
            return _accept(request, invitation)
        except DirectoryRefusal as refusal:
            context["problem"] = str(refusal)
            return render(request, "web/claims/invitation.html", context, status=422)
    return render(request, "web/claims/invitation.html", context)
