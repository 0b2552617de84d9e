"""Cases: the applicant comes by the need's secret link, a partner by its referral, the team by the need."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from vivier.support import links
from vivier.support.actions.following import stop
from vivier.support.actions.outcomes import answer_survey
from vivier.support.case_links import reader_of, survey_of
from vivier.support.casework import applicant, partner_on, team
from vivier.support.conflicts import is_own, may_answer
from vivier.support.models import Need, Referral
from vivier.support.refusals import CaseRefused
from vivier.support.seeing import contact_of, lines_of, seen_by_partner
from vivier.web.forms.cases import SurveyForm
from vivier.web.people import person_of
from vivier.web.showing.case_page import Door, case_page, document_of, meeting_of

_READ_OR_SEND = require_http_methods(["GET", "HEAD", "POST"])


def _by_link(token: str) -> tuple[Need, Door]:
    need = links.need_of(token)
    if need is None:
        raise Http404
    return need, Door(
        viewer=applicant(),
        page=reverse("web:need_case", args=[token]),
        document=lambda key: reverse("web:need_case_document", args=[token, key]),
        meeting=lambda key: reverse("web:need_case_meeting", args=[token, key]),
        back=reverse("web:need_status", args=[token]),
        back_words=_("Where my need is"),
        lines=lines_of(need),
    )


def _of_partner(request: HttpRequest, pk: int) -> tuple[Need, Door]:
    person = person_of(request)
    rows = Referral.objects.of_partners_of(person).select_related("need__territory", "partner__actor")
    referral = rows.filter(pk=pk).first()
    viewer = partner_on(referral, person) if referral else None
    if referral is None or viewer is None or not may_answer(referral.need, person):
        raise Http404
    return referral.need, Door(
        viewer=viewer,
        page=reverse("space_case", args=[pk]),
        document=lambda key: reverse("space_case_document", args=[pk, key]),
        meeting=lambda key: reverse("space_case_meeting", args=[pk, key]),
        back=reverse("space_referral", args=[pk]),
        back_words=_("The referral"),
        lines=seen_by_partner(referral).lines,
    )


def _of_team(request: HttpRequest, pk: int) -> tuple[Need, Door]:
    person = person_of(request)
    need = get_object_or_404(Need.objects.select_related("territory", "actor"), pk=pk)
    if is_own(need, person):  # somebody else of the team has to look after it
        raise Http404
    return need, Door(
        viewer=team(person),
        page=reverse("space_need_case", args=[pk]),
        document=lambda key: reverse("space_need_case_document", args=[pk, key]),
        meeting=lambda key: reverse("space_need_case_meeting", args=[pk, key]),
        back=reverse("desk_need", args=[pk]),
        back_words=_("The need in the desk"),
        lines=(*contact_of(need), *lines_of(need)),
    )


@never_cache
@_READ_OR_SEND
def need_case(request: HttpRequest, token: str) -> HttpResponse:
    """The case as the applicant sees it."""
    if links.need_of(token) is None:
        return render(request, "web/needs/gone.html", status=404)
    need, door = _by_link(token)
    return case_page(request, need, door)


@never_cache
@require_safe
def need_case_document(request: HttpRequest, token: str, pk: int) -> HttpResponse:  # noqa: ARG001 -- a view
    """One document of the case, for the applicant."""
    need, door = _by_link(token)
    return document_of(need, door.viewer, pk)


@never_cache
@require_safe
def need_case_meeting(request: HttpRequest, token: str, pk: int) -> HttpResponse:  # noqa: ARG001 -- a view
    """One meeting of the case, for the applicant."""
    need, door = _by_link(token)
    return meeting_of(need, door.viewer, pk)


@never_cache
@_READ_OR_SEND
def space_case(request: HttpRequest, pk: int) -> HttpResponse:
    """The case of a referral, as its partner sees it once it took it; to others it does not exist."""
    need, door = _of_partner(request, pk)
    return case_page(request, need, door)


@never_cache
@require_safe
def space_case_document(request: HttpRequest, pk: int, key: int) -> HttpResponse:
    """One document of the case, for a partner."""
    need, door = _of_partner(request, pk)
    return document_of(need, door.viewer, key)


@never_cache
@require_safe
def space_case_meeting(request: HttpRequest, pk: int, key: int) -> HttpResponse:
    """One meeting of the case, for a partner."""
    need, door = _of_partner(request, pk)
    return meeting_of(need, door.viewer, key)


@never_cache
@_READ_OR_SEND
def space_need_case(request: HttpRequest, pk: int) -> HttpResponse:
    """The case of a need, as the team sees it."""
    need, door = _of_team(request, pk)
    return case_page(request, need, door)


@never_cache
@require_safe
def space_need_case_document(request: HttpRequest, pk: int, key: int) -> HttpResponse:
    """One document of the case, for the team."""
    need, door = _of_team(request, pk)
    return document_of(need, door.viewer, key)


@never_cache
@require_safe
def space_need_case_meeting(request: HttpRequest, pk: int, key: int) -> HttpResponse:
    """One meeting of the case, for the team."""
    need, door = _of_team(request, pk)
    return meeting_of(need, door.viewer, key)


@csrf_exempt  # mail programs send the one-click stop of RFC 8058; the signed link is the proof
@never_cache
@_READ_OR_SEND
def need_mails(request: HttpRequest, token: str) -> HttpResponse:
    """Stop the mails about one case: by one click of a mail program, or by the button of the page."""
    reader = reader_of(token)
    if reader is None:
        return render(request, "web/needs/gone.html", status=404)
    if request.method == "POST":
        stop(reader)
        reader.refresh_from_db()
    return render(request, "web/cases/mails.html", {"reader": reader})


@never_cache
@_READ_OR_SEND
def need_survey(request: HttpRequest, token: str) -> HttpResponse:
    """Four questions behind a secret link; a POST answers them, whole or in part."""
    survey = survey_of(token)
    if survey is None:
        return render(request, "web/needs/gone.html", status=404)
    form: Any = SurveyForm(request.POST or None, instance=survey)
    if request.method == "POST" and form.is_valid():
        said = dict(form.cleaned_data)
        try:
            answer_survey(survey, comment=said.pop("comment"), answers=said)
        except CaseRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            return redirect(f"{request.path}?answered=1")
    context = {"form": form, "survey": survey, "is_answered": "answered" in request.GET}
    return render(request, "web/cases/survey.html", context, status=422 if form.errors else 200)
