"""What leaves the desk with a report: papers, the workbook, the ZIP, the frozen rows of a figure."""

from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import View
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from vivier.accounts import journal
from vivier.core.exports import XLSX
from vivier.core.refusals import PdfUnavailable
from vivier.desk.listing import FORMATS, download
from vivier.desk.views.reporting import content_of, rows_of
from vivier.mandate.models import Report
from vivier.mandate.reporting import papers
from vivier.mandate.reporting.bundle import bundle_of, mark_of
from vivier.mandate.reporting.frozen_rows import FrozenRows
from vivier.mandate.reporting.workbook import workbook_of

PER_PAGE = 50


def _report(pk: int) -> Report:
    return get_object_or_404(Report.objects.for_page(), pk=pk)


def _noted(request: HttpRequest, report: Report, what: str) -> None:
    changes: journal.Changes = {"document": [None, what]}
    journal.record("report.downloaded", report, by=request.user, changes=changes)  # type: ignore[arg-type]


def _file(answer: HttpResponseBase, report: Report, ending: str) -> HttpResponseBase:
    name = f"{report.reference.replace(' ', '-')}-{ending}"
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


def report_paper(request: HttpRequest, pk: int, code: str, kind: str) -> HttpResponseBase:
    """Show a paper as a page, or hand it out as PDF."""
    report = _report(pk)
    paper = next((one for one in papers.papers_of(report.kind) if one.code == code), None)
    if paper is None or kind not in {"html", "pdf"}:
        raise Http404(code)
    content, mark = content_of(report), mark_of(getattr(report, "seal", None))
    if kind == "html":
        return HttpResponse(papers.html_of(paper, content, mark, on_screen=True))
    try:
        made = papers.pdf_of(paper, content, mark)
    except PdfUnavailable as refusal:
        messages.error(request, str(refusal))
        return redirect("desk_report", pk=pk)
    _noted(request, report, f"{code}.pdf")
    return _file(HttpResponse(made, content_type="application/pdf"), report, f"{code}.pdf")


def report_workbook(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Hand out the workbook: figures with all rows, or lines with all expenses and documents."""
    report = _report(pk)
    _noted(request, report, "workbook.xlsx")
    content = content_of(report)
    answer = StreamingHttpResponse(workbook_of(content, rows_of(report, content)), content_type=XLSX)
    return _file(answer, report, "workbook.xlsx")


def report_bundle(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Hand out everything of a report that was handed in."""
    report = _report(pk)
    if not report.is_frozen:
        raise Http404("not handed in")
    _noted(request, report, "all.zip")
    return _file(StreamingHttpResponse(bundle_of(report), content_type="application/zip"), report, "all.zip")


class ReportRowsView(WagtailAdminTemplateMixin, View):  # type: ignore[misc]
    """The frozen rows behind one figure of a report, as a page or a file."""

    template_name = "desk/reports/frozen_rows.html"
    header_icon = "table"
    page_title = gettext_lazy("Frozen rows")

    def get(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        """Show them; `?export=csv` or `xlsx` hands out as many as the figure says."""
        self.report = _report(pk)
        if not self.report.is_frozen or self.report.kind != Report.Kind.ACTIVITY:
            raise Http404("not frozen")
        content = content_of(self.report)
        code = request.GET.get("figure", "")
        figure = next((one for one in content["figures"] if one["code"] == code), None)
        if figure is None or figure["row_count"] is None:
            raise Http404(code)
        rows, what = FrozenRows(self.report.seal.rows.decode()), figure["what"]
        keys, columns = rows.keys(code), rows.columns(what)
        kind = request.GET.get("export", "")
        if kind in FORMATS:
            _noted(request, self.report, f"{code}.{kind}")
            name = f"{self.report.reference.replace(' ', '-')}-{code}"
            return download(kind, name, columns, self._lines(what, keys))
        page = Paginator(keys, PER_PAGE).get_page(request.GET.get("p"))
        context = self.get_context_data(
            report=self.report,
            figure=figure,
            page=page,
            columns=columns,
            lines=list(rows.lines(what, page.object_list)),
            query=urlencode({"figure": figure["code"]}),
        )
        return self.render_to_response(context)  # type: ignore[no-any-return]

    def _lines(self, what: str, keys: list[int]) -> Iterator[list[Any]]:
        """All rows of a figure: they are read at once."""
        table = rows_of(self.report, {})["tables"][what]["rows"]
        return (table[str(key)] for key in keys)

    def get_page_subtitle(self) -> str:
        return str(self.report)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        url = reverse("desk_report", args=[self.report.pk])
        return [
            *self.breadcrumbs_items,
            {"url": reverse("desk_reports"), "label": _("Reports")},
            {"url": url, "label": str(self.report)},
            {"url": "", "label": self.page_title},
        ]
