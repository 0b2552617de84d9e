"""What is due: the list and its calendar file, one of them with its documents and its deeds."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from vivier.desk.forms.expenses import EvidenceForm
from vivier.desk.listing import FORMATS
from vivier.desk.views.mandates.overview import file_of
from vivier.desk.views.mandates.page import MandatePage, try_to
from vivier.desk.views.mandates.parts import parse_day
from vivier.mandate import actions
from vivier.mandate.calendar import calendar_of
from vivier.mandate.conditions import verdicts_on
from vivier.mandate.due import documents_there, standing_report
from vivier.mandate.models import DocumentKind, Instalment, Mandate, Obligation

State = Obligation.State


def _listed() -> Any:
    rows = Obligation.objects.select_related("mandate__funder", "after", "instalment")
    return rows.prefetch_related("evidence", "reports").order_by("due_on", "pk")


class ObligationsView(MandatePage):
    """What is due, nearest first, then what the funder has to answer, then what is done."""

    template_name = "desk/mandates/obligations.html"
    page_title = gettext_lazy("What is due")

    def get(self, _request: HttpRequest) -> HttpResponse:
        """Show them."""
        rows = [(one, actions.missing_documents(one)) for one in _listed()]
        waiting = sorted(
            (row for row in rows if row[0].state in (State.DUE, State.SENT)),
            key=lambda row: row[0].state == State.SENT,
        )
        return self.show(
            waiting=waiting,
            over=[row for row in reversed(rows) if row[0].state not in (State.DUE, State.SENT)],
            today=timezone.localdate(),
            current=Mandate.objects.exclude(state=Mandate.State.CLOSED).for_list(),
            formats=list(FORMATS),
        )


class ObligationView(MandatePage):
    """One obligation: its documents, what hinders it, what may be done now."""

    template_name = "desk/mandates/obligation.html"
    page_title = gettext_lazy("What is due")

    def trail(self) -> list[tuple[str, Any]]:
        return [(reverse("desk_obligations"), gettext_lazy("What is due"))]

    def get(self, _request: HttpRequest, pk: int) -> HttpResponse:
        """Show it."""
        one = get_object_or_404(_listed(), pk=pk)
        there = documents_there(one)
        return self.show(
            obligation=one,
            today=timezone.localdate(),
            reports=sorted(one.reports.all(), key=lambda report: -report.pk),
            follows=standing_report(one),
            needed=[(kind, kind in there) for kind in one.needs],
            hindrances=actions.hindrances(one) if one.state == State.DUE else [],
            verdicts=verdicts_on(one.instalment) if one.instalment else [],
            evidence=one.evidence.select_related("file", "by", "withdrawn_by").defer("file__content"),
            attach=EvidenceForm(label_suffix="", initial={"kind": next(iter(one.needs), "other")}),
        )


@require_POST
def obligation_deed(request: HttpRequest, pk: int) -> HttpResponse:
    """Send it, say it was approved, sent back or cancelled."""
    one = get_object_or_404(Obligation, pk=pk)
    by: Any = request.user
    on, reason = parse_day(request.POST.get("on", "")), request.POST.get("reason", "")
    deeds: dict[str, tuple[Callable[[], Any], str]] = {
        "send": (lambda: actions.send_obligation(one, by=by, on=on), _("It is written down as sent.")),
        "approve": (lambda: actions.approve_obligation(one, by=by, on=on), _("It is approved.")),
        "return": (lambda: actions.return_obligation(one, by=by, reason=reason), _("It is due again.")),
        "cancel": (lambda: actions.cancel_obligation(one, by=by, reason=reason), _("It is cancelled.")),
    }
    for name, (deed, done) in deeds.items():
        if name in request.POST:
            try_to(request, deed, done)
            break
    return redirect("desk_obligation", pk=pk)


@require_POST
def instalment_received(request: HttpRequest, pk: int) -> HttpResponse:
    """Say that the money of an instalment came."""
    one = get_object_or_404(Instalment, pk=pk)
    on = parse_day(request.POST.get("on", "")) or timezone.localdate()
    try_to(
        request,
        lambda: actions.receive_instalment(one, by=request.user, on=on),  # type: ignore[arg-type]
        _("The money came: it is written down."),
    )
    return redirect("desk_mandate", pk=one.mandate_id)


@require_safe
def obligations_calendar(_request: HttpRequest) -> HttpResponse:
    """Give what is due as a calendar file, without closed mandates."""
    rows = _listed().exclude(mandate__state=Mandate.State.CLOSED)
    answer = HttpResponse(calendar_of(rows, _("What is due")), content_type="text/calendar; charset=utf-8")
    answer.headers["Content-Disposition"] = 'attachment; filename="obligations.ics"'
    return answer


def obligations_file(request: HttpRequest, kind: str) -> HttpResponseBase:
    """Give the list as a file."""
    columns = (
        *(_("due on"), _("what"), _("kind"), _("mandate"), _("funder"), _("state"), _("sent on")),
        *(_("approved on"), _("documents it needs"), _("documents missing")),
    )
    rows = (
        (
            one.due_on,
            str(one.title),
            one.get_kind_display(),
            str(one.mandate.title),
            one.mandate.funder.name,
            one.get_state_display(),
            one.sent_on,
            one.approved_on,
            [str(DocumentKind(need).label) for need in one.needs],
            actions.missing_documents(one),
        )
        for one in _listed()
    )
    return file_of(request, kind, "obligations", columns, rows)
