"""Missions: the public list and page, the booklet, a participant's page by secret link and in the space."""

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_http_methods, require_safe

from vivier.core.refusals import PdfUnavailable
from vivier.directory.models import Actor
from vivier.missions import links, plans
from vivier.missions.booklets import Booklet, booklet_of, pdf_of
from vivier.missions.calendars import calendar_of
from vivier.missions.models import Mission, Participant
from vivier.web.people import person_of
from vivier.web.showing.mission_page import Door, participant_page

_PRIVATE = cache_control(private=True, no_store=True)
_READ_OR_SEND = require_http_methods(["GET", "HEAD", "POST"])
MOST_PAST = 100


@require_safe
def missions(request: HttpRequest) -> HttpResponse:
    """Show the missions ahead and those that were."""
    today, shown = timezone.localdate(), Mission.objects.shown()
    context = {"ahead": shown.ahead(today), "over": shown.over(today)[:MOST_PAST]}
    return render(request, "web/missions/missions.html", context)


@require_safe
def mission(request: HttpRequest, slug: str) -> HttpResponse:
    """Show one mission: theme, dates, partners, who goes, and the plan when the team publishes it."""
    found = _shown(slug)
    booklet = booklet_of(found, is_public=True)
    context = {
        "mission": found,
        "booklet": booklet,
        "days": booklet.days if found.is_programme_public else (),
        "answers_closed": bool(found.answer_by and found.answer_by < timezone.localdate()),
    }
    return render(request, "web/missions/mission.html", context)


@require_safe
def mission_booklet(request: HttpRequest, slug: str) -> HttpResponse:
    """Show the public booklet, once the team has published the plan."""
    found = _shown(slug)
    if not found.is_programme_public:
        raise Http404
    return _booklet(request, found, None)


def _shown(slug: str) -> Mission:
    rows = Mission.objects.shown().prefetch_related("disciplines", "territories")
    return get_object_or_404(rows, slug=slug)


def _booklet(request: HttpRequest, found: Mission, participant: Participant | None) -> HttpResponse:
    """Show the booklet, or hand it out on paper when `?format=pdf` asks for it."""
    visits = list(plans.lines_of(found, participant)) if participant else None
    booklet = booklet_of(found, is_public=participant is None, visits=visits)
    if request.GET.get("format") == "pdf":
        return _paper(request, booklet)
    return render(request, "web/missions/booklet.html", {"booklet": booklet, "mission": found})


def _paper(request: HttpRequest, booklet: Booklet) -> HttpResponse:
    try:
        body = pdf_of(booklet)
    except PdfUnavailable as refusal:
        messages.error(request, str(refusal))
        return redirect(request.path)
    answer = HttpResponse(body, content_type="application/pdf")
    answer.headers["Content-Disposition"] = f'attachment; filename="{booklet.mission.slug}.pdf"'
    return answer


def _calendar(participant: Participant) -> HttpResponse:
    body = calendar_of(participant.mission, plans.lines_of(participant.mission, participant))
    answer = HttpResponse(body, content_type="text/calendar; charset=utf-8")
    answer.headers["Content-Disposition"] = f'attachment; filename="{participant.mission.slug}.ics"'
    return answer


def _by_link(token: str) -> Participant | None:
    return links.participant_of(token)


def _seated_by_link(token: str) -> Participant:
    found = _by_link(token)
    if found is None or not found.is_seated:
        raise Http404
    return found


@_PRIVATE
@_READ_OR_SEND
def mission_link(request: HttpRequest, token: str) -> HttpResponse:
    """Show the invitation to whoever holds its link; a POST answers it."""
    found = _by_link(token)
    if found is None:
        return render(request, "web/claims/link_over.html", status=404)
    door = Door(
        page=reverse("mission_link", args=[token]),
        calendar=reverse("mission_link_calendar", args=[token]),
        booklet=reverse("mission_link_booklet", args=[token]),
        by=None,
    )
    return participant_page(request, found, door)


@_PRIVATE
@require_safe
def mission_link_calendar(request: HttpRequest, token: str) -> HttpResponse:  # noqa: ARG001 -- a view
    """Hand out the plan of whoever holds the link."""
    return _calendar(_seated_by_link(token))


@_PRIVATE
@require_safe
def mission_link_booklet(request: HttpRequest, token: str) -> HttpResponse:
    """Show the booklet to whoever holds the link and a seat."""
    found = _seated_by_link(token)
    return _booklet(request, found.mission, found)


def _mine(request: HttpRequest) -> QuerySet[Participant]:
    """The participations of the records a person manages; the team's shortlist is its own."""
    held = Actor.objects.managed_by(person_of(request))
    rows = Participant.objects.filter(actor__in=held).exclude(state=Participant.State.SHORTLISTED)
    return rows.select_related("mission", "actor").order_by("-mission__starts_on", "actor__sort_name", "pk")


@require_safe
def space_missions(request: HttpRequest) -> HttpResponse:
    """Show the missions of the records a person looks after."""
    return render(request, "web/missions/mine.html", {"rows": _mine(request)})


@_READ_OR_SEND
def space_mission(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one of them; a POST answers, asks or tells."""
    found = get_object_or_404(_mine(request), pk=pk)
    door = Door(
        page=reverse("space_mission", args=[pk]),
        calendar=reverse("space_mission_calendar", args=[pk]),
        booklet=reverse("space_mission_booklet", args=[pk]),
        by=person_of(request),
        is_space=True,
    )
    return participant_page(request, found, door)


def _seated_of_mine(request: HttpRequest, pk: int) -> Participant:
    return get_object_or_404(_mine(request).filter(pk__in=Participant.objects.seated()), pk=pk)


@require_safe
def space_mission_calendar(request: HttpRequest, pk: int) -> HttpResponse:
    """Hand out the plan of one participation."""
    return _calendar(_seated_of_mine(request, pk))


@require_safe
def space_mission_booklet(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the booklet of one participation."""
    found = _seated_of_mine(request, pk)
    return _booklet(request, found.mission, found)
