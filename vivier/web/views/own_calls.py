"""The calls of an organisation one looks after: written, published or sent to the team, taken back."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from vivier.directory.models import Actor
from vivier.opportunities.actions import partners as actions_partners
from vivier.opportunities.conditions import trials
from vivier.opportunities.conditions.cases import cases_of
from vivier.opportunities.models import Call, OpportunityProposal
from vivier.opportunities.refusals import EditConflict, OpportunityRefusal
from vivier.web.forms.own_calls import OwnCallForm
from vivier.web.people import person_of

HTTP_METHODS = ["GET", "HEAD", "POST"]


def _held(request: HttpRequest, slug: str) -> Actor:
    """Return a record the person manages at this moment; any other does not exist for them."""
    return get_object_or_404(Actor.objects.managed_by(person_of(request)), slug=slug)


@require_safe
def space_calls(request: HttpRequest, slug: str) -> HttpResponse:
    """List the calls of the organisation's own schemes, and of no other."""
    actor = _held(request, slug)
    calls = Call.objects.filter(scheme__issuer=actor).select_related("scheme").order_by("-created_at", "-pk")
    waiting = OpportunityProposal.objects.filter(became__in=calls, state=OpportunityProposal.State.WAITING)
    context = {
        "actor": actor,
        "calls": calls,
        "waiting": set(waiting.values_list("became_id", flat=True)),
        "publishes": actions_partners.may_publish(actor),
    }
    return render(request, "web/space/calls.html", context)


@require_http_methods(HTTP_METHODS)
def space_call_new(request: HttpRequest, slug: str) -> HttpResponse:
    """Write a new call of one of the organisation's schemes."""
    actor = _held(request, slug)
    form = OwnCallForm(request.POST or None, actor=actor)
    if request.method == "POST" and form.is_valid():
        try:
            call = actions_partners.write_call(
                actor,
                by=person_of(request),
                values=form.values(),
                scheme=form.cleaned_data["scheme"],
                scheme_title=form.cleaned_data["scheme_title"],
            )
        except OpportunityRefusal as refusal:
            _tell(form, refusal)
        else:
            messages.success(request, _("The draft is saved. Read it again, then publish it."))
            return redirect("space_call", slug=slug, call=call.slug)
    return _page(request, actor, form, None)


@require_http_methods(HTTP_METHODS)
def space_call(request: HttpRequest, slug: str, call: str) -> HttpResponse:
    """Change one call of the organisation, publish it or take it off the site."""
    actor = _held(request, slug)
    shown = get_object_or_404(Call.objects.filter(scheme__issuer=actor), slug=call)
    if request.method != "POST":
        return _page(request, actor, OwnCallForm(actor=actor, instance=shown), shown)
    if "publish" in request.POST or "withdraw" in request.POST:
        return _change_state(request, actor, shown)
    form = OwnCallForm(request.POST, actor=actor, instance=shown)
    if not form.is_valid():
        return _page(request, actor, form, Call.objects.get(pk=shown.pk))
    fresh = Call.objects.get(pk=shown.pk)
    try:
        actions_partners.change_call(
            fresh, actor, by=person_of(request), changes=form.values(), expected=form.seen_at()
        )
    except OpportunityRefusal as refusal:
        _tell(form, refusal)
        return _page(request, actor, form, fresh, 409 if isinstance(refusal, EditConflict) else 422)
    messages.success(request, _("Saved."))
    return redirect("space_call", slug=slug, call=call)


@require_http_methods(HTTP_METHODS)
def space_call_trial(request: HttpRequest, slug: str, call: str) -> HttpResponse:
    """Show for every condition who meets it, who does not, who may; a POST agrees to what was shown."""
    actor = _held(request, slug)
    shown = get_object_or_404(Call.objects.filter(scheme__issuer=actor), slug=call)
    if request.method == "POST":
        seen = request.POST.get("seen", "")[:64]
        try:
            actions_partners.try_own(shown, actor, seen=seen, by=person_of(request))
        except OpportunityRefusal as refusal:
            messages.error(request, str(refusal))
            return redirect("space_call_trial", slug=slug, call=call)
        messages.success(request, _("The conditions are tried: the opportunity can be published."))
        return redirect("space_call", slug=slug, call=call)
    context = {
        "actor": actor,
        "call": shown,
        "rows": cases_of(trials.trial_of(shown)),
        "seen": trials.fingerprint(shown),
        "was_tried": trials.was_tried(shown),
        "publishes": actions_partners.may_publish(actor),
    }
    return render(request, "web/space/trial.html", context)


def _change_state(request: HttpRequest, actor: Actor, call: Call) -> HttpResponse:
    by = person_of(request)
    try:
        if "withdraw" in request.POST:
            actions_partners.withdraw_own(call, actor, by=by)
            messages.success(request, _("It is off the site; nothing of it is lost."))
        elif actions_partners.publish_own(call, actor, by=by):
            messages.success(request, _("Published."))
        else:
            messages.success(request, _("Thank you: the team looks at it within two working days."))
    except OpportunityRefusal as refusal:
        messages.error(request, str(refusal))
    return redirect("space_call", slug=actor.slug, call=call.slug)


def _tell(form: OwnCallForm, refusal: OpportunityRefusal) -> None:
    field = getattr(refusal, "field", "")
    form.add_error(field if field in form.fields else None, str(refusal))


def _page(
    request: HttpRequest, actor: Actor, form: OwnCallForm, call: Call | None, status: int = 0
) -> HttpResponse:
    context = {
        "actor": actor,
        "form": form,
        "call": call,
        "waits": bool(call and actions_partners.waits(call)),
        "publishes": actions_partners.may_publish(actor),
        "to_try": bool(call and not trials.was_tried(call)),
    }
    status = status or (422 if form.is_bound else 200)
    return render(request, "web/space/call.html", context, status=status)
