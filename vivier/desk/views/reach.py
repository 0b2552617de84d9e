"""What came of telling people of opportunities in a period: a table, and the same as a file."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext
from django.views.generic import View
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from vivier.accounts import journal
from vivier.alerts import figures
from vivier.desk.listing import FORMATS, download

USUAL = timedelta(days=365)


class PeriodForm(forms.Form):
    """The first and the last day; what makes no sense counts as the last year."""

    first = forms.DateField(
        label=gettext_lazy("From"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    last = forms.DateField(
        label=gettext_lazy("Until"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )

    def period(self) -> tuple[date, date]:
        """Return the days asked for, in order."""
        said = self.cleaned_data if self.is_valid() else {}
        last = said.get("last") or timezone.localdate()
        first = said.get("first") or max(last, figures.EVER[0] + USUAL) - USUAL
        return (first, last) if first <= last else (last, first)


def columns() -> list[str]:
    """Return the headings, in the language of the page."""
    return [
        _("Opportunity"),
        _("Told"),
        _("Reached"),
        _("Visits from these mails"),
        _("Visits from alerts"),
        pgettext("to a call", "Applied"),
        _("Obtained"),
    ]


class ReachView(WagtailAdminTemplateMixin, View):  # type: ignore[misc]
    """The figures of a period, by opportunity and in total."""

    template_name = "desk/reach.html"
    header_icon = "mail"
    page_title = gettext_lazy("What came of telling people")

    def get(self, request: HttpRequest) -> HttpResponse:
        """Show them."""
        first, last = PeriodForm(request.GET).period()
        period = {"first": first.isoformat(), "last": last.isoformat()}
        rows = figures.reach(first, last)
        context = self.get_context_data(
            form=PeriodForm(period),
            period=urlencode(period),
            columns=columns(),
            rows=rows,
            whole=figures.total(rows) if rows else None,
        )
        return self.render_to_response(context)  # type: ignore[no-any-return]

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [*self.breadcrumbs_items, {"url": "", "label": self.page_title}]


def reach_file(request: HttpRequest, kind: str) -> HttpResponseBase:
    """Give the figures of a period as a file, and write down who took it."""
    if kind not in FORMATS:
        raise Http404
    first, last = PeriodForm(request.GET).period()
    changes: dict[str, Any] = {"list": [None, "alerts.figures"], "format": [None, kind]}
    journal.record("list.exported", None, by=request.user, changes=changes)  # type: ignore[arg-type]
    rows: Iterator[list[Any]] = (
        [row.call.title.text if row.call else "", *row.numbers] for row in figures.reach(first, last)
    )
    return download(kind, "told", columns(), rows)
