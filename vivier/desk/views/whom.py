"""Whom a call concerns: eligible, to check, not yet reached, and how exposed each actor is."""

from typing import Any

from django.contrib import messages
from django.db.models import Count, Max, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import View
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from vivier.core.translation import label_of
from vivier.directory.models import Actor
from vivier.opportunities import tasks
from vivier.opportunities.conditions.explaining import missing_words
from vivier.opportunities.fitting.ordering import MOST_AT_ONCE, Concerned, matches_of_call
from vivier.opportunities.fitting.reasons import reasons_in_words
from vivier.opportunities.models import Call, Response, StoredMatch
from vivier.reference.models import Discipline

MOST_EXPOSED = 30


class WhomView(WagtailAdminTemplateMixin, View):  # type: ignore[misc]
    """The actors one published call concerns, the most relevant first, with reasons."""

    template_name = "desk/whom.html"
    header_icon = "group"
    page_title = gettext_lazy("Whom it concerns")

    def get(self, _request: HttpRequest, pk: int) -> HttpResponse:
        """Work it out now for a small directory; else show the list of the night."""
        rows = Call.objects.published().for_list().select_related("territory").prefetch_related("criteria")
        call = get_object_or_404(rows, pk=pk)
        self.title = str(call)
        now = timezone.now()
        live = Actor.objects.published().count() <= MOST_AT_ONCE
        context = self.get_context_data(
            call=call,
            stored=_stored(call) if not live else None,
            responses=_responses(call),
            **(_live(call, now) if live else {}),
        )
        return self.render_to_response(context)  # type: ignore[no-any-return]

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [
            *self.breadcrumbs_items,
            {"url": reverse("desk_call:index"), "label": gettext_lazy("Opportunities")},
            {"url": reverse("desk_call:edit", args=[self.kwargs["pk"]]), "label": self.title},
            {"url": "", "label": self.page_title},
        ]


def _live(call: Call, now: Any) -> dict[str, Any]:
    found = matches_of_call(call, now=now)
    labels = {row.code: label_of(row) for row in Discipline.objects.all()}
    reached = set(Response.objects.filter(call=call).values_list("actor_id", flat=True))
    missing = missing_words([found.missing_most]) if found.missing_most else ()
    return {
        "found": found,
        "eligible": [_line(one, labels, reached) for one in found.eligible],
        "to_check": [_line(one, labels, reached) for one in found.to_check],
        "missing_most": missing[0] if missing else "",
    }


def _line(one: Concerned, labels: dict[str, str], reached: set[int]) -> dict[str, Any]:
    return {
        "actor": one.actor,
        "reasons": reasons_in_words(one.reasons, labels),
        "missing": missing_words(one.missing)[:3],
        "is_reached": one.actor.pk in reached,
    }


def _stored(call: Call) -> QuerySet[StoredMatch]:
    return StoredMatch.objects.filter(call=call).select_related("actor").order_by("position")


def _responses(call: Call) -> dict[str, int]:
    """How many answered what."""
    rows = Response.objects.filter(call=call).values("kind").annotate(count=Count("pk")).order_by("kind")
    labels = dict(Response.Kind.choices)
    return {str(labels[row["kind"]]): row["count"] for row in rows}


class ExposureView(WagtailAdminTemplateMixin, View):  # type: ignore[misc]
    """In how many lists each actor stands: are newcomers hidden by the well known?"""

    template_name = "desk/exposure.html"
    header_icon = "view"
    page_title = gettext_lazy("Exposure")

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [
            *self.breadcrumbs_items,
            {"url": reverse("desk_call:index"), "label": gettext_lazy("Opportunities")},
            {"url": "", "label": self.page_title},
        ]

    def get(self, _request: HttpRequest) -> HttpResponse:
        """Show the most exposed, and how many stand in no list at all."""
        actors = Actor.objects.published()
        counted = actors.annotate(lists=Count("matches", filter=Q(matches__position__lte=20)))
        never = counted.filter(lists=0).count()
        context = self.get_context_data(
            total=actors.count(),
            never=never,
            rows=counted.filter(lists__gt=0).order_by("-lists", "sort_name")[:MOST_EXPOSED],
            made_at=StoredMatch.objects.aggregate(at=Max("made_at"))["at"],
        )
        return self.render_to_response(context)  # type: ignore[no-any-return]

    def post(self, request: HttpRequest) -> HttpResponse:
        """Work all lists out again in the background."""
        tasks.match_everyone.enqueue()
        messages.success(request, _("All lists are being worked out again."))
        return redirect("desk_call_exposure")
