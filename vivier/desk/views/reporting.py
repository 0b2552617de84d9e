"""Reports in the desk: prepared, handed in, approved or sent back; papers, workbook, ZIP, frozen rows."""

import json
from collections.abc import Callable
from typing import Any
from uuid import uuid4

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import View
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from vivier.accounts.permissions import rule_for
from vivier.core.pressed import pressed
from vivier.desk import counted_tables
from vivier.desk.forms.report_tables import ReportTableForm
from vivier.desk.forms.reporting import AnswerForm, HighlightForm, NewReportForm, ReportForm
from vivier.desk.listing import FORMATS, key_of
from vivier.desk.views.report_lists import reports_file
from vivier.mandate.actions import highlights
from vivier.mandate.actions import reports as actions
from vivier.mandate.models import Mandate, Report
from vivier.mandate.refusals import EditConflict, MandateRefusal, NotReady
from vivier.mandate.reporting import freezing, hindrances, papers, sealing, telling
from vivier.mandate.reporting.live import beside
from vivier.mandate.reporting.spending import corrected_since

Content = dict[str, Any]
TOLD = (
    ("articles", gettext_lazy("Articles")),
    ("events", gettext_lazy("Events")),
    ("calls", gettext_lazy("Opportunities")),
    ("needs", gettext_lazy("Needs, without names")),
)


class ReportsView(WagtailAdminTemplateMixin, View):  # type: ignore[misc]
    """All mandates with their reports."""

    template_name = "desk/reports/reports.html"
    header_icon = "doc-full"
    page_title = gettext_lazy("Reports")

    def get(self, _request: HttpRequest) -> HttpResponse:
        """Show them."""
        mandates = Mandate.objects.for_list().prefetch_related("reports")
        return self.render_to_response(self.get_context_data(mandates=mandates))  # type: ignore[no-any-return]

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [*self.breadcrumbs_items, {"url": "", "label": self.page_title}]


class ReportListView(WagtailAdminTemplateMixin, View):  # type: ignore[misc]
    """The reports of one mandate, and a form to begin one."""

    template_name = "desk/reports/report_list.html"
    header_icon = "doc-full"
    page_title = gettext_lazy("Reports")

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """Find the mandate."""
        super().setup(request, *args, **kwargs)
        self.mandate = get_object_or_404(Mandate.objects.for_list(), pk=kwargs["pk"])

    def get(self, request: HttpRequest, **_kwargs: Any) -> HttpResponseBase:
        """Show them; `?export=csv` or `xlsx` hands them out."""
        kind = request.GET.get("export", "")
        if kind in FORMATS:
            return reports_file(request, self.mandate, kind)
        days = {"starts_on": self.mandate.starts_on, "ends_on": self.mandate.ends_on}
        return self._show(NewReportForm(initial={**days, "submission": uuid4()}))

    def post(self, request: HttpRequest, **_kwargs: Any) -> HttpResponse:
        """Begin one; the same form sent twice begins one."""
        form = NewReportForm(request.POST)
        if form.is_valid():
            try:
                by: Any = request.user
                report = actions.start_report(self.mandate, actions.Asked(**form.cleaned_data), by=by)
                return redirect("desk_report", pk=report.pk)
            except MandateRefusal as refusal:
                form.add_error(None, str(refusal))
        return self._show(form, 422)

    def _show(self, form: NewReportForm, status: int = 200) -> HttpResponse:
        may_begin = rule_for("desk_report_new").allows(self.request.user)
        reports = self.mandate.reports.for_list()
        context = self.get_context_data(
            mandate=self.mandate, reports=reports, form=form if may_begin else None
        )
        return self.render_to_response(context, status=status)  # type: ignore[no-any-return]

    def get_page_subtitle(self) -> str:
        return str(self.mandate)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [
            *self.breadcrumbs_items,
            {"url": reverse("desk_reports"), "label": self.page_title},
            {"url": "", "label": self.get_page_subtitle() or self.page_title},
        ]


def content_of(report: Report) -> Content:
    """Return what a report says, rows left out: the frozen copy, or what it would say now."""
    if report.is_frozen:
        frozen: Content = json.loads(report.seal.content)
        return frozen
    return freezing.content_of(report)


def rows_of(report: Report, content: Content) -> Content:
    """Return the rows behind the figures of a content."""
    if not report.is_frozen:
        return content.get("rows") or {}
    frozen: Content = json.loads(report.seal.rows)
    return frozen


class ReportView(WagtailAdminTemplateMixin, View):  # type: ignore[misc]
    """One report: what is missing, what it says, its papers; figures frozen beside live ones."""

    template_name = "desk/reports/report.html"
    header_icon = "doc-full"
    page_title = gettext_lazy("Report")

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """Find it."""
        super().setup(request, *args, **kwargs)
        self.report = get_object_or_404(Report.objects.for_page(), pk=kwargs["pk"])

    def get(self, _request: HttpRequest, **_kwargs: Any) -> HttpResponse:
        """Show it."""
        return self.show()

    def show(self, status: int = 200, **forms: Any) -> HttpResponse:
        """Show it, with forms for whom may change it."""
        report = self.report
        may_change = rule_for("desk_report_change").allows(self.request.user)
        is_activity = report.kind == Report.Kind.ACTIVITY
        context = self.get_context_data(
            report=report,
            mandate=report.mandate,
            seal=getattr(report, "seal", None),
            problems=[] if report.is_frozen else hindrances.of_report(report),
            broken=sealing.problems_of(report.seal, with_rows=False) if report.is_frozen else [],
            papers=papers.papers_of(report.kind),
            figures=self._figures() if is_activity else [],
            money=_money(report) if not is_activity else None,
            highlights=report.highlights.all(),
            tables=report.tables.all(),
            may_change=may_change,
            answer_form=AnswerForm(),
            **(self._forms() if may_change and not report.is_frozen else {}),
            **forms,
        )
        return self.render_to_response(context, status=status)  # type: ignore[no-any-return]

    def _figures(self) -> list[Any]:
        return beside(self.report, again="again" in self.request.GET)

    def _forms(self) -> dict[str, Any]:
        found: dict[str, Any] = {"form": ReportForm(instance=self.report)}
        if self.report.kind == Report.Kind.ACTIVITY:
            if "include" in self.request.GET:
                found["table_form"] = ReportTableForm()
            subject = self.request.GET.get("tell", "")
            known = {code for code, _label in TOLD}
            found |= {"told": TOLD, "telling": subject if subject in known else ""}
            if subject in known:
                found["highlight_form"] = HighlightForm(telling.choices(self.report, subject))
        return found

    def get_page_subtitle(self) -> str:
        return str(self.report)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        mandate = self.report.mandate
        return [
            *self.breadcrumbs_items,
            {"url": reverse("desk_reports"), "label": _("Reports")},
            {"url": reverse("desk_report_list", args=[mandate.pk]), "label": str(mandate)},
            {"url": "", "label": self.get_page_subtitle() or self.page_title},
        ]


def _money(report: Report) -> Content:
    content = content_of(report)
    return {
        "lines": content["lines"],
        "sums": content["sums"],
        "expense_count": len(content["expenses"]),
        "corrections": corrected_since(report) if report.is_frozen else [],
    }


class ReportChangeView(ReportView):
    """What a coordinator does with a report."""

    def get(self, _request: HttpRequest, **_kwargs: Any) -> HttpResponse:
        """There is nothing to see here: the page of the report is the other one."""
        return redirect("desk_report", pk=self.report.pk)

    def post(self, request: HttpRequest, **_kwargs: Any) -> HttpResponse:
        """Do one of the deeds; what was written stays in the form when it is refused."""
        deeds: dict[str, Callable[[HttpRequest], HttpResponse]] = {
            "save": self._save,
            "add": self._add,
            "leave_out": self._leave_out,
            "include": self._include,
            "leave_table_out": self._leave_table_out,
            "submit": self._submit,
            "approve": self._approve,
            "return": self._return,
        }
        deed = pressed(deeds, request.POST)
        if deed is None:
            raise Http404("no deed")
        return deed(request)

    def _save(self, request: HttpRequest) -> HttpResponse:
        form = ReportForm(request.POST, instance=Report.objects.get(pk=self.report.pk))
        if not form.is_valid():
            return self._show_form(form)
        said = dict(form.cleaned_data)
        try:
            actions.change_report(self.report, said, edits=said.pop("edits"), by=request.user)  # type: ignore[arg-type]
        except MandateRefusal as refusal:
            form.add_error(None, str(refusal))
            return self._show_form(form, 409 if isinstance(refusal, EditConflict) else 422)
        messages.success(request, _("Kept."))
        return redirect("desk_report", pk=self.report.pk)

    def _show_form(self, form: ReportForm, status: int = 422) -> HttpResponse:
        self.bound: Content = {"form": form}
        return self.show(status)

    def _forms(self) -> dict[str, Any]:
        return super()._forms() | getattr(self, "bound", {})

    def _add(self, request: HttpRequest) -> HttpResponse:
        subject = request.POST.get("subject", "")
        try:
            form = HighlightForm(telling.choices(self.report, subject), request.POST)
            if form.is_valid():
                said = form.cleaned_data
                highlights.add_highlight(
                    self.report,
                    subject=subject,
                    key=said["key"],
                    text=said["text"],
                    by=request.user,  # type: ignore[arg-type]
                )
                return redirect("desk_report", pk=self.report.pk)
        except MandateRefusal as refusal:
            return self._refused(str(refusal))
        self.bound = {"highlight_form": form, "telling": subject}
        return self.show(422)

    def _leave_out(self, request: HttpRequest) -> HttpResponse:
        one = get_object_or_404(self.report.highlights, pk=key_of(request.POST["leave_out"]))
        return self._do(lambda: highlights.remove_highlight(one, by=request.user), _("Left out."))  # type: ignore[arg-type]

    def _include(self, request: HttpRequest) -> HttpResponse:
        form = ReportTableForm(request.POST)
        if not form.is_valid():
            self.bound = {"table_form": form}
            return self.show(422)
        said = form.cleaned_data
        return self._do(
            lambda: highlights.add_table(
                self.report,
                source=counted_tables.SOURCE,
                address=counted_tables.address_of(said["table"]),
                text=said["words"],
                by=request.user,  # type: ignore[arg-type]
            ),
            _("Included."),
        )

    def _leave_table_out(self, request: HttpRequest) -> HttpResponse:
        one = get_object_or_404(self.report.tables, pk=key_of(request.POST["leave_table_out"]))
        return self._do(lambda: highlights.remove_table(one, by=request.user), _("Left out."))  # type: ignore[arg-type]

    def _submit(self, request: HttpRequest) -> HttpResponse:
        return self._do(
            lambda: actions.submit_report(self.report, by=request.user),  # type: ignore[arg-type]
            _("Handed in: frozen and signed. Later changes in the data do not move it."),
        )

    def _approve(self, request: HttpRequest) -> HttpResponse:
        comment = request.POST.get("comment", "")[:4000]
        return self._do(
            lambda: actions.approve_report(self.report, by=request.user, comment=comment),  # type: ignore[arg-type]
            _("The approval is written down."),
        )

    def _return(self, request: HttpRequest) -> HttpResponse:
        comment = request.POST.get("comment", "")[:4000]
        try:
            following = actions.return_report(self.report, by=request.user, comment=comment)  # type: ignore[arg-type]
        except MandateRefusal as refusal:
            return self._refused(str(refusal))
        messages.success(request, _("A new version is open for correction."))
        return redirect("desk_report", pk=following.pk)

    def _do(self, deed: Callable[[], Any], said: str) -> HttpResponse:
        try:
            deed()
        except NotReady as refusal:
            self.report.refresh_from_db()
            return self.show(422, refused=refusal.problems)
        except MandateRefusal as refusal:
            return self._refused(str(refusal))
        messages.success(self.request, said)
        return redirect("desk_report", pk=self.report.pk)

    def _refused(self, sentence: str) -> HttpResponse:
        self.report.refresh_from_db()
        return self.show(422, refused=[sentence])
