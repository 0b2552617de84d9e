"""Mandates: all of them, one at a glance, its budget, its structure; each list leaves as a file."""

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

from django.db.models import Prefetch
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from vivier.accounts import journal
from vivier.desk.listing import FORMATS, download
from vivier.desk.timeline import timeline_of
from vivier.desk.views.mandates.overheads import chargeable, last_day
from vivier.desk.views.mandates.page import MandatePage
from vivier.mandate.conditions import verdicts_on
from vivier.mandate.models import (
    Activity,
    ActivityFunding,
    Amendment,
    Deliverable,
    Evidence,
    Expense,
    Mandate,
    Obligation,
)
from vivier.mandate.totals import NOTHING, figures_of, mandate_figures, total_of

NEXT = 6


class MandatesView(MandatePage):
    """All mandates, with what is spent, committed and left of each."""

    template_name = "desk/mandates/mandates.html"

    def get(self, _request: HttpRequest) -> HttpResponse:
        """Show them, current ones first."""
        mandates = list(Mandate.objects.for_list())
        order = {Mandate.State.CURRENT: 0, Mandate.State.PREPARED: 1, Mandate.State.CLOSED: 2}
        mandates.sort(key=lambda one: order[Mandate.State(one.state)])
        figures = mandate_figures(mandates)
        current = [figures[one.pk] for one in mandates if one.state == Mandate.State.CURRENT]
        today = timezone.localdate()
        return self.show(
            rows=[(one, figures[one.pk]) for one in mandates],
            together=sum(current, NOTHING),
            current=len(current),
            to_check=Expense.objects.filter(state=Expense.State.SUBMITTED).count(),
            late=Obligation.objects.filter(
                state=Obligation.State.DUE, due_on__lt=today, mandate__state=Mandate.State.CURRENT
            ).count(),
            formats=list(FORMATS),
        )


class OneMandate(MandatePage):
    """A page of one mandate."""

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """Find it."""
        super().setup(request, *args, **kwargs)
        self.mandate = get_object_or_404(Mandate.objects.for_list(), pk=kwargs["pk"])

    def get_page_subtitle(self) -> str:
        return str(self.mandate.title)

    def trail(self) -> list[tuple[str, Any]]:
        return [(reverse("desk_mandate", args=[self.mandate.pk]), str(self.mandate.title))]


class MandateView(OneMandate):
    """How are we doing: money, deliverables, what is due next, instalments, the months at a glance."""

    template_name = "desk/mandates/mandate.html"

    def get(self, _request: HttpRequest, **_kwargs: Any) -> HttpResponse:
        """Show it."""
        mandate, today = self.mandate, timezone.localdate()
        deliverables = list(
            Deliverable.objects.filter(activity__objective__mandate=mandate).select_related("activity")
        )
        obligations = list(mandate.obligations.order_by("due_on", "pk"))
        due = [one for one in obligations if one.state == Obligation.State.DUE]
        lines = figures_of(mandate.lines.all())
        activities = Activity.objects.filter(fundings__mandate=mandate).select_related("objective").distinct()
        instalments = mandate.instalments.prefetch_related("conditions")
        return self.show(
            mandate=mandate,
            figures=mandate_figures([mandate])[mandate.pk],
            lines=lines,
            planned=total_of(lines).planned,
            states=_states(deliverables),
            late=[one for one in deliverables if _is_late(one, today)],
            due=due[:NEXT],
            overdue=sum(1 for one in due if one.due_on < today),
            today=today,
            instalments=[(one, verdicts_on(one)) for one in instalments],
            timeline=timeline_of(mandate, list(activities), obligations, today),
            elapsed=_elapsed(mandate, today),
            amendments=Amendment.objects.filter(mandate=mandate),
            here="overview",
        )


def _states(deliverables: Sequence[Deliverable]) -> list[tuple[str, str, int]]:
    counts = Counter(one.state for one in deliverables)
    return [(value, str(label), counts[value]) for value, label in Deliverable.State.choices if counts[value]]


def _is_late(one: Deliverable, today: Any) -> bool:
    is_open = one.state in (Deliverable.State.PLANNED, Deliverable.State.UNDER_WAY)
    return bool(is_open and one.due_on and one.due_on < today)


def _elapsed(mandate: Mandate, today: Any) -> int:
    """Return whole per cent of the period that has gone by."""
    whole = (mandate.ends_on - mandate.starts_on).days + 1
    return max(0, min(100, (today - mandate.starts_on).days * 100 // whole))


class BudgetView(OneMandate):
    """The lines of a mandate with their rules; rates and thresholds."""

    template_name = "desk/mandates/budget.html"
    page_title = gettext_lazy("Budget")

    def get(self, _request: HttpRequest, **_kwargs: Any) -> HttpResponse:
        """Show them."""
        lines = figures_of(self.mandate.lines.prefetch_related("cofundings__funder"))
        rates = list(self.mandate.flat_rates.all())
        return self.show(
            mandate=self.mandate,
            lines=lines,
            total=total_of(lines),
            rates=rates,
            overheads=chargeable(self.mandate, [one.line for one in lines], rates),
            last_day=last_day(self.mandate),
            thresholds=self.mandate.thresholds.all(),
            formats=list(FORMATS),
            here="budget",
        )


class StructureView(OneMandate):
    """Objectives, activities, deliverables and indicators, read from top to bottom."""

    template_name = "desk/mandates/structure.html"
    page_title = gettext_lazy("Objectives and deliverables")

    def get(self, _request: HttpRequest, **_kwargs: Any) -> HttpResponse:
        """Show them."""
        objectives = self.mandate.objectives.prefetch_related(
            Prefetch("activities__fundings", ActivityFunding.objects.select_related("mandate__funder")),
            Prefetch("activities__deliverables__evidence", Evidence.objects.standing()),
            "indicators__targets",
        )
        foreign = (
            Activity.objects.filter(fundings__mandate=self.mandate)
            .exclude(objective__mandate=self.mandate)
            .select_related("objective__mandate__funder")
        )
        return self.show(
            mandate=self.mandate,
            objectives=objectives,
            foreign=foreign,
            loose=self.mandate.indicators.filter(objective=None).prefetch_related("targets"),
            formats=list(FORMATS),
            here="structure",
        )


def mandates_file(request: HttpRequest, kind: str) -> HttpResponseBase:
    """Give all mandates with their figures as a file."""
    mandates = list(Mandate.objects.for_list())
    figures = mandate_figures(mandates)
    columns = (
        *(_("mandate"), _("funder"), _("legal reference"), _("from"), _("until"), _("state")),
        *(_("amount"), _("spent"), _("committed"), _("remaining"), _("demonstration")),
    )
    rows = (
        (
            str(one.title),
            one.funder.name,
            one.legal_reference,
            one.starts_on,
            one.ends_on,
            one.get_state_display(),
            one.amount_eur,
            figures[one.pk].spent,
            figures[one.pk].committed,
            figures[one.pk].remaining,
            one.is_demo,
        )
        for one in mandates
    )
    return file_of(request, kind, "mandates", columns, rows)


def budget_file(request: HttpRequest, pk: int, kind: str) -> HttpResponseBase:
    """Give the lines of a mandate with their figures as a file."""
    mandate = get_object_or_404(Mandate, pk=pk)
    columns = (
        *(_("code"), _("line"), _("category"), _("accounting code"), _("share in per cent")),
        *(_("planned"), _("never more than"), _("spent"), _("committed"), _("remaining")),
    )
    rows = (
        (
            one.line.code,
            str(one.line.title),
            one.line.get_category_display(),
            one.line.account,
            one.line.share,
            one.line.planned_eur,
            one.line.cap_eur,
            one.figures.spent,
            one.figures.committed,
            one.figures.remaining,
        )
        for one in figures_of(mandate.lines.all())
    )
    return file_of(request, kind, f"budget-{mandate.slug}", columns, rows)


def structure_file(request: HttpRequest, pk: int, kind: str) -> HttpResponseBase:
    """Give the activities and deliverables of a mandate as a file."""
    mandate = get_object_or_404(Mandate, pk=pk)
    columns = (
        *(_("objective"), _("activity"), _("code"), _("deliverable"), _("due on")),
        *(_("state"), _("delivered on"), _("comment")),
    )

    def rows() -> Iterator[tuple[Any, ...]]:
        wanted = Deliverable.objects.filter(activity__objective__mandate=mandate)
        for one in wanted.select_related("activity__objective").order_by(
            "activity__objective__position", "activity__position", "position", "pk"
        ):
            activity = one.activity
            yield (
                *(str(activity.objective.title), str(activity.title), one.code, str(one.title)),
                *(one.due_on, one.get_state_display(), one.delivered_on, one.state_comment),
            )

    return file_of(request, kind, f"structure-{mandate.slug}", columns, rows())


def file_of(
    request: HttpRequest, kind: str, name: str, columns: Sequence[str], rows: Iterator[Sequence[Any]]
) -> HttpResponseBase:
    """Give a list as a file, and write down who took it."""
    if kind not in FORMATS:
        raise Http404
    changes: journal.Changes = {"list": [None, name], "format": [None, kind]}
    journal.record("list.exported", None, by=request.user, changes=changes)  # type: ignore[arg-type]
    return download(kind, name, [str(one) for one in columns], rows)
