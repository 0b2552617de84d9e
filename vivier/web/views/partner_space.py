"""A partner's own page: its queue, its figures for any period, its file at any time, its own tool."""

from decimal import Decimal
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from vivier.accounts import journal
from vivier.support import figures
from vivier.support.actions import connecting
from vivier.support.casefiles import partners_of
from vivier.support.casework import ON_THE_CASE
from vivier.support.conflicts import may_answer
from vivier.support.models import Delivery, Hook, Partner, PartnerKey, Referral
from vivier.support.refusals import ToolRefused
from vivier.support.webhooks import secret_of
from vivier.web.files.downloads import FORMATS, download
from vivier.web.forms.cases import sent_number
from vivier.web.forms.partner_space import HookForm, KeyForm, PeriodForm
from vivier.web.people import person_of

SHOWN, PAST = 200, 20
_SAID_NO = (Referral.State.CANNOT, Referral.State.UNREACHABLE, Referral.State.NOT_FOR_ME)


@never_cache
@require_safe
def space_partner(request: HttpRequest) -> HttpResponse:
    """Lead to the only partner a person advises for, or offer the choice."""
    partners = partners_of(person_of(request))
    if len(partners) == 1:
        return redirect("space_partner_page", pk=partners[0].pk)
    return render(request, "web/cases/partners.html", {"partners": partners})


def _mine(request: HttpRequest, pk: int) -> Partner:
    found = next((one for one in partners_of(person_of(request)) if one.pk == pk), None)
    if found is None:
        raise Http404
    return found


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def space_partner_page(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the queue and the figures; a POST makes or revokes a key, or says where the tool is told."""
    partner = _mine(request, pk)
    if request.method == "POST":
        return _do(request, partner)
    return _show(request, partner)


def _do(request: HttpRequest, partner: Partner) -> HttpResponse:
    said, by = request.POST.get("do", ""), person_of(request)
    try:
        if said == "revoke":
            key = PartnerKey.objects.filter(
                partner=partner, pk=sent_number(request.POST.get("key", ""))
            ).first()
            if key is None:
                raise Http404
            connecting.revoke_key(key, by=by)
            messages.success(request, _("The key opens nothing any more."))
            return redirect("space_partner_page", pk=partner.pk)
        if said == "key":
            return _make_key(request, partner)
        if said == "hook":
            return _set_hook(request, partner)
        if said in ("hook_secret", "hook_stop"):
            return _end_hook(said, partner, request)
    except ToolRefused as refusal:
        messages.error(request, str(refusal))
        return redirect("space_partner_page", pk=partner.pk)
    raise Http404


def _make_key(request: HttpRequest, partner: Partner) -> HttpResponse:
    form = KeyForm(request.POST)
    if not form.is_valid():
        return _show(request, partner, key_form=form, status=422)
    _key, secret = connecting.make_key(partner, by=person_of(request), **form.cleaned_data)
    return _show(request, partner, secret=secret)


def _end_hook(said: str, partner: Partner, request: HttpRequest) -> HttpResponse:
    hook = get_object_or_404(Hook, partner=partner)
    if said == "hook_stop":
        connecting.stop_hook(hook, by=person_of(request))
        messages.success(request, _("Your tool is told nothing any more."))
    else:
        connecting.renew_secret(hook, by=person_of(request))
        messages.success(request, _("The old secret signs nothing any more: put the new one into your tool."))
    return redirect("space_partner_page", pk=partner.pk)


def _set_hook(request: HttpRequest, partner: Partner) -> HttpResponse:
    form = HookForm(request.POST)
    if not form.is_valid():
        return _show(request, partner, hook_form=form, status=422)
    connecting.set_hook(partner, by=person_of(request), **form.cleaned_data)
    messages.success(request, _("Saved."))
    return redirect("space_partner_page", pk=partner.pk)


def _show(
    request: HttpRequest,
    partner: Partner,
    *,
    key_form: KeyForm | None = None,
    hook_form: HookForm | None = None,
    secret: str = "",
    status: int = 200,
) -> HttpResponse:
    period = PeriodForm.of(request.GET)
    valid, hook = period.is_valid(), Hook.objects.filter(partner=partner).first()
    rows = figures.referrals_in(*period.period, partner=partner, with_demo=settings.DEMO) if valid else None
    now = timezone.now()
    context = {
        "partner": partner,
        "groups": _groups(request, partner),
        "period": period,
        "counts": _labelled(figures.counts_of(rows)) if rows is not None else (),
        "query": f"?first={period.period[0]}&last={period.period[1]}" if valid else "",
        "keys": [(key, key.is_live(now)) for key in partner.keys.all()],  # type: ignore[attr-defined]
        "key_form": key_form or KeyForm(auto_id="key_%s"),
        "hook": hook,
        "hook_secret": secret_of(hook) if hook else "",
        "hook_form": hook_form or HookForm(auto_id="hook_%s", initial=_initial(hook)),
        "deliveries": Delivery.objects.filter(hook=hook).select_related("referral__need")[:10]
        if hook
        else (),
        "secret": secret,
    }
    return render(request, "web/cases/partner.html", context, status=status if valid else 422)


def _initial(hook: Hook | None) -> dict[str, Any]:
    return {"url": hook.url, "is_active": hook.is_active} if hook else {"is_active": True}


def _labelled(counts: figures.Counts) -> list[tuple[str, Any]]:
    return [(label, _shown(getattr(counts, name))) for name, label in figures.count_labels().items()]


def _shown(value: Any) -> Any:
    return number_format(value, 2, force_grouping=True) if isinstance(value, Decimal) else value


Group = tuple[str, str, list[Referral], str]


def _groups(request: HttpRequest, partner: Partner) -> list[Group]:
    """What waits for this partner, what it works on, what is over; never a person's own need."""
    person, state = person_of(request), Referral.State
    rows = Referral.objects.filter(partner=partner, need__erased_at__isnull=True).for_list()
    rows = rows.exclude(state=state.RECALLED)
    over = Q(state__in=_SAID_NO) | Q(need__closed_at__isnull=False)
    waiting = rows.filter(state=state.SENT).order_by("sent_at", "pk")
    at_work = rows.filter(state__in=ON_THE_CASE).exclude(over).order_by("sent_at", "pk")
    past = rows.filter(over).order_by("-sent_at", "-pk")[:PAST]

    def own(found: Any) -> list[Referral]:
        return [one for one in found[:SHOWN] if may_answer(one.need, person)]

    return [
        ("wait", _("What waits for your answer"), own(waiting), _("Nothing waits for you.")),
        ("work", _("What you work on"), own(at_work), _("Nothing is in your hands.")),
        ("past", _("Over"), own(past), _("Nothing yet.")),
    ]


@never_cache
@require_safe
def space_partner_file(request: HttpRequest, pk: int, kind: str) -> HttpResponseBase:
    """Hand out the partner's referrals of a period; written down."""
    partner, period = _mine(request, pk), PeriodForm.of(request.GET)
    if kind not in FORMATS or not period.is_valid():
        raise Http404
    rows = figures.referrals_in(*period.period, partner=partner, with_demo=settings.DEMO)
    changes: journal.Changes = {"list": [None, "referrals"], "format": [None, kind]}
    journal.record("list.exported", partner, by=person_of(request), changes=changes)
    return download(kind, "referrals", figures.export_columns(), figures.export_rows(rows))
