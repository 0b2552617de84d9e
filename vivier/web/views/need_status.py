"""The applicant follows a need by its secret link: where it is, who may see it, withdraw, erase."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from vivier.accounts.models import User
from vivier.core.pressed import pressed
from vivier.support import links
from vivier.support.actions import closing, consents, erasing
from vivier.support.consenting import agreed
from vivier.support.models import Channel, Consent, Need, Referral
from vivier.support.refusals import NeedRefused, SupportRefusal
from vivier.support.seeing import contact_of, lines_of

Deed = Callable[[HttpRequest, Need], str]


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def need_status(request: HttpRequest, token: str) -> HttpResponse:
    """Show where a need is; a POST says who may see it, withdraws it or has it erased."""
    need = links.need_of(token)
    if need is None:
        return render(request, "web/needs/gone.html", status=404)
    if request.method == "POST":
        return _do(request, need, token)
    return render(request, "web/needs/status.html", _context(request, need, token))


def _do(request: HttpRequest, need: Need, token: str) -> HttpResponse:
    deeds: dict[str, Deed] = {"withdraw": _withdraw, "erase": _erase, "consent": _consent}
    deed = pressed(deeds, request.POST)
    if deed is None:
        return redirect("web:need_status", token)
    try:
        messages.success(request, deed(request, need))
    except SupportRefusal as refusal:
        messages.error(request, str(refusal))
    return redirect("web:need") if need.erased_at else redirect("web:need_status", token)


def _by(request: HttpRequest, need: Need) -> User | None:
    person = request.user if isinstance(request.user, User) else None
    return person if person is not None and person.pk == need.user_id else None


def _withdraw(request: HttpRequest, need: Need) -> str:
    closing.withdraw_need(need, by=_by(request, need))
    return _("Your need is withdrawn. No partner sees it any more.")


def _erase(request: HttpRequest, need: Need) -> str:
    erasing.erase_need(need, by=_by(request, need))
    return _("Everything that says who you are is erased.")


def _consent(request: HttpRequest, need: Need) -> str:
    """Change what was said of one partner, or of any partner; nothing can be said of an unknown one."""
    said = request.POST.get("sees", "")
    row = need.consents.filter(pk=_key(request.POST.get("consent", ""))).select_related("partner").first()
    if row is None or said not in ("", *Consent.Sees.values):
        raise NeedRefused(_("Please choose one of the answers."))
    consents.write_consent(need, row.partner, sees=said, how=Channel.WEB, by=_by(request, need))
    return _("Your answer is kept.")


def _key(sent: str) -> int:
    return int(sent) if sent.isascii() and sent.isdigit() and len(sent) < 10 else 0


def _is_held_back(need: Need, referrals: Any) -> bool:
    """Whether a partner that took it in hand may not know who asks."""
    agreed_to = list(need.consents.all())
    taken = [one for one in referrals if one.state == Referral.State.TAKEN]
    return any(agreed(agreed_to, one.partner) != Consent.Sees.CONTACT for one in taken)


def _context(request: HttpRequest, need: Need, token: str) -> dict[str, Any]:
    rows = need.referrals.exclude(state="recalled").select_related("partner__actor")
    return {
        "need": need,
        "token": token,
        "is_new": "sent" in request.GET,
        "referrals": rows,
        "is_held_back": need.is_open and _is_held_back(need, rows),
        "consents": need.consents.select_related("partner__actor"),
        "lines": (*lines_of(need), *contact_of(need)),
        "address": request.build_absolute_uri(request.path),
    }
