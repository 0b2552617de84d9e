"""A partner's own referrals for its own tool: read with its key, answered with it; nothing of anybody else.

Not part of the read API: private, never cached, no other site's page may call it. Written by plain views,
because the door of the read API only reads.
"""

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import wraps
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.utils.dateparse import parse_datetime
from django.utils.translation import override
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt

from vivier.accounts import journal
from vivier.api import problems
from vivier.api.door import language_of
from vivier.api.pace import told_to_wait
from vivier.core.translation import label_of
from vivier.support.actions.answering import Reply, answer
from vivier.support.actions.connecting import partner_of_key
from vivier.support.actions.outcomes import tell_outcome
from vivier.support.casework import ON_THE_CASE
from vivier.support.models import Answer, Outcome, Partner, Referral, Side
from vivier.support.refusals import KeyEnded, SupportRefusal
from vivier.support.seeing import seen_by_partner
from vivier.support.tool_words import InvalidBody, answer_in, outcome_in

LARGEST_PAGE, LARGEST_BODY, LONGEST_KEY = 100, 20_000, 200
View = Callable[..., HttpResponse]


def for_a_partner(method: str) -> Callable[[View], View]:
    """Let a partner in by its key: `Authorization: Bearer vivier_…`; the view receives the partner."""

    def wrap(view: View) -> View:
        @csrf_exempt  # a key in a header, no cookie: no other site can make a browser send it
        @never_cache
        @wraps(view)
        def guarded(request: HttpRequest, **kwargs: Any) -> HttpResponse:
            with override(language_of(request)):
                if refused := told_to_wait(request):
                    return refused
                try:
                    partner = _by_key(request)
                except KeyEnded as ended:
                    return _refused("key_needed", "WWW-Authenticate", "Bearer", detail=str(ended))
                if partner is None:
                    return _refused("key_needed", "WWW-Authenticate", "Bearer")
                if refused := told_to_wait(request, key=f"partner {partner.pk}"):
                    return refused
                if request.method != method:
                    return _refused("method_not_allowed", "Allow", method)
                return _answered(view, request, partner, kwargs)

        return guarded

    return wrap


def _by_key(request: HttpRequest) -> Partner | None:
    scheme, _space, secret = request.headers.get("Authorization", "").partition(" ")
    return partner_of_key(secret.strip()) if scheme.lower() == "bearer" else None


def _refused(code: str, header: str, value: str, detail: str = "") -> HttpResponse:
    refused = problems.answer(code, detail=detail) if detail else problems.answer(code)
    refused.headers[header] = value
    return refused


def _answered(view: View, request: HttpRequest, partner: Partner, kwargs: dict[str, Any]) -> HttpResponse:
    try:
        return view(request, partner, **kwargs)
    except Http404:
        return problems.answer("not_found")
    except InvalidBody as wrong:
        return problems.answer("invalid_parameters", errors=[wrong.as_error()])
    except SupportRefusal as refusal:
        return problems.answer("refused", detail=str(refusal))


def _mine(partner: Partner) -> Any:
    """The referrals of a partner that it may still see; what was taken back or erased is gone."""
    rows = Referral.objects.filter(partner=partner, need__erased_at__isnull=True)
    rows = rows.exclude(state=Referral.State.RECALLED)
    return rows.select_related("need__territory", "partner__actor").prefetch_related(
        "need__disciplines", "need__consents", "answers"
    )


@for_a_partner("GET")
def partner_referrals(request: HttpRequest, partner: Partner) -> HttpResponse:
    """The partner's referrals, the oldest first: `since` (moment), `state`, `after` (cursor), `size`."""
    unknown = sorted(set(request.GET) - {"since", "state", "after", "size", "lang"})
    if unknown:
        raise InvalidBody(unknown[0][:60], "unknown_parameter", "This operation has no such parameter.")
    size = _number(request, "size", 1, LARGEST_PAGE, usual=25)
    rows = _mine(partner).filter(pk__gt=_number(request, "after", 0, 2**53, usual=0)).order_by("pk")
    if state := request.GET.get("state", ""):
        if state not in Referral.State.values:
            raise InvalidBody("state", "unknown_state", "No referral has this state.")
        rows = rows.filter(state=state)
    if since := request.GET.get("since", ""):
        rows = rows.filter(sent_at__gte=_moment(since))
    found = list(rows[: size + 1])
    page = found[:size]
    return JsonResponse(
        {
            "results": [_row(one) for one in page],
            "next": page[-1].pk if len(found) > size else None,
        }
    )


@for_a_partner("GET")
def partner_referral(_request: HttpRequest, partner: Partner, pk: int) -> HttpResponse:
    """One referral with what the applicant agreed that this partner sees; the reading is written down."""
    referral = _one(partner, pk)
    changes: journal.Changes = {"partner": [None, str(partner)], "way": [None, "api"]}
    journal.record("referral.read", referral.need, by=None, changes=changes)
    return JsonResponse(_whole(referral))


@for_a_partner("POST")
def partner_answers(request: HttpRequest, partner: Partner, pk: int) -> HttpResponse:
    """Answer a referral: `kind`, `text`, `is_shared`. The header Idempotency-Key makes it once."""
    referral = _one(partner, pk)
    said = answer_in(_body(request))
    reply = Reply(said.kind, said.text, is_shared=said.is_shared, submission=_once(request, partner, pk))
    answer(referral, reply, way=Answer.Way.API, by=None)
    return JsonResponse(_whole(_one(partner, pk)), status=201)


@for_a_partner("POST")
def partner_outcomes(request: HttpRequest, partner: Partner, pk: int) -> HttpResponse:
    """Tell what came of it: `result`, `what`, `amount_eur` (text), `jobs`. Idempotency-Key makes it once."""
    referral = _one(partner, pk)
    said = outcome_in(_body(request))
    tell_outcome(
        referral.need,
        side=Side.PARTNER,
        partner=partner,
        result=said.result,
        what=said.what,
        amount_eur=said.amount_eur,
        jobs=said.jobs,
        submission=_once(request, partner, pk),
        by=None,
    )
    return JsonResponse(_whole(_one(partner, pk)), status=201)


def _one(partner: Partner, pk: int) -> Referral:
    found = _mine(partner).filter(pk=pk).first()
    if found is None:
        raise Http404
    return found  # type: ignore[no-any-return]


def _once(request: HttpRequest, partner: Partner, pk: int) -> Any:
    """The number of a form, made of the key of the call: the same call again is the same form."""
    sent = request.headers.get("Idempotency-Key", "")
    if not 8 <= len(sent) <= LONGEST_KEY:
        raise InvalidBody(
            "Idempotency-Key", "missing", "Send this header: 8 to 200 characters, new for each deed."
        )
    return uuid5(NAMESPACE_URL, f"vivier:{partner.pk}:{pk}:{request.path}:{sent}")


def _body(request: HttpRequest) -> dict[str, Any]:
    if len(request.body) > LARGEST_BODY:
        raise InvalidBody("body", "too_long", "The body is too long.")
    try:
        said = json.loads(request.body)
    except (ValueError, RecursionError) as error:
        raise InvalidBody("body", "no_json", "The body is not JSON.") from error
    if not isinstance(said, dict):
        raise InvalidBody("body", "no_object", "The body must be an object.")
    return said


def _number(request: HttpRequest, name: str, least: int, most: int, *, usual: int) -> int:
    sent = request.GET.get(name, "")
    if not sent:
        return usual
    if not (sent.isascii() and sent.isdigit() and len(sent) < 17 and least <= int(sent) <= most):
        raise InvalidBody(name, "out_of_bounds", f"A number from {least} to {most} is needed here.")
    return int(sent)


def _moment(sent: str) -> datetime:
    try:
        found = parse_datetime(sent.replace(" ", "+"))
    except ValueError:
        found = None
    if found is None or not timedelta() <= found.replace(tzinfo=UTC) - datetime(2000, 1, 1, tzinfo=UTC):
        raise InvalidBody("since", "no_moment", "A moment such as 2026-01-31T10:00:00Z is needed here.")
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def _row(referral: Referral) -> dict[str, Any]:
    """What a list says: nothing that names who asks."""
    need = referral.need
    return {
        "id": referral.pk,
        "reference": need.reference,
        "state": referral.state,
        "subject": need.subject,
        "territory": need.territory.code if need.territory else None,
        "disciplines": [row.code for row in need.disciplines.all()],
        "sent_at": referral.sent_at.isoformat(),
        "answered_at": referral.answered_at.isoformat() if referral.answered_at else None,
        "need_state": need.state,
        "is_demo": need.is_demo,
    }


def _whole(referral: Referral) -> dict[str, Any]:
    seen = seen_by_partner(referral)
    outcomes = Outcome.objects.filter(need=referral.need_id, partner=referral.partner_id).order_by("at", "pk")
    place = referral.need.territory
    return _row(referral) | {
        "message": referral.message,
        "sees": seen.level or None,
        "territory_label": label_of(place) if place else None,
        "lines": [{"label": line.label, "value": line.value} for line in seen.lines],
        "answers": [
            {"kind": one.kind, "text": one.text, "at": one.at.isoformat(), "way": one.way}
            for one in referral.answers.all()  # type: ignore[attr-defined]
        ],
        "outcomes": [
            {
                "result": one.result,
                "what": one.what,
                "amount_eur": str(one.amount_eur) if one.amount_eur is not None else None,
                "jobs": one.jobs,
                "at": one.at.isoformat(),
            }
            for one in outcomes
        ],
        "may_tell_outcome": referral.state in ON_THE_CASE,
    }
