"""A partner reads a need it was handed and answers: by the mailed link, or logged in."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from vivier.accounts.models import User
from vivier.support import links
from vivier.support.actions import answering
from vivier.support.conflicts import may_answer
from vivier.support.models import Answer, Referral
from vivier.support.refusals import SupportRefusal
from vivier.support.seeing import seen_by_partner
from vivier.web.forms.referrals import AnswerForm

_READ_OR_SEND = require_http_methods(["GET", "HEAD", "POST"])


@never_cache
@_READ_OR_SEND
def need_referral(request: HttpRequest, token: str) -> HttpResponse:
    """Open one referral by its mailed link: no account, nothing but this need."""
    referral = links.referral_of(token)
    if referral is None:
        return render(request, "web/needs/gone.html", {"is_partner": True}, status=404)
    return _page(request, referral, Answer.Way.LINK, None)


@never_cache
@_READ_OR_SEND
def space_referral(request: HttpRequest, pk: int) -> HttpResponse:
    """Open one referral as an adviser of its partner; to everybody else it does not exist."""
    person = request.user
    assert isinstance(person, User)  # noqa: S101 -- the permission table lets nobody else in
    mine = Referral.objects.of_partners_of(person).exclude(state=Referral.State.RECALLED)
    found = mine.filter(pk=pk, need__erased_at__isnull=True).select_related("need", "partner__actor").first()
    if found is None or not may_answer(found.need, person):
        raise Http404
    return _page(request, found, Answer.Way.SPACE, person)


def _page(request: HttpRequest, referral: Referral, way: str, person: User | None) -> HttpResponse:
    data = request.POST if request.method == "POST" else None
    form = AnswerForm(data, referral=referral)
    if request.method == "POST" and form.is_valid():
        try:
            answering.answer(referral, answering.Reply(**form.cleaned_data), way=way, by=person)
        except SupportRefusal as refusal:
            form.add_error(None, str(refusal))
        else:
            return redirect(f"{request.path}?answered=1")
    context: dict[str, Any] = {
        "form": form,
        "referral": referral,
        "need": referral.need,
        "seen": seen_by_partner(referral),
        "answers": referral.answers.select_related("suggests__actor", "by"),
        "is_answered": "answered" in request.GET,
        "by_link": person is None,
        "has_case": person is not None and referral.state in {Referral.State.TAKEN, Referral.State.HELPED},
    }
    return render(request, "web/needs/referral.html", context, status=422 if form.errors else 200)
