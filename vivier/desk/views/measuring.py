"""Indicators of a mandate in the desk: planned and actual, the rows behind each figure, how it is counted."""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import View
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from vivier.accounts import journal, rules
from vivier.accounts.permissions import rule_for
from vivier.core.pressed import pressed
from vivier.desk.forms.measuring import (
    ComposeForm,
    ExplainForm,
    SourceForm,
    ValueForm,
    parts_as_initial,
    period_of,
    periods_offered,
)
from vivier.desk.listing import FORMATS, download
from vivier.desk.views.report_lists import figures_file
from vivier.mandate.actions import measuring as actions
from vivier.mandate.indicators import counting, registry
from vivier.mandate.indicators.columns import read_rows
from vivier.mandate.indicators.definitions import checked
from vivier.mandate.indicators.periods import Period
from vivier.mandate.indicators.subjects import Subject
from vivier.mandate.measured_lately import measured_lately
from vivier.mandate.measuring import Measured, indicators_of, meaning_of, measured
from vivier.mandate.models import Indicator, Mandate
from vivier.mandate.refusals import InvalidValue, MandateRefusal
from vivier.mandate.reporting.figures import in_words

PER_PAGE = 50


def reads_rows(user: Any) -> bool:
    """Say whether somebody sees the columns of rows that name people and projects."""
    return bool(rules.is_coordinator.test(user))


def address_of(indicator: Indicator, period: Period) -> str:
    """Return the page of a figure in a period."""
    query = urlencode({"starts_on": period.starts_on, "ends_on": period.ends_on})
    return f"{reverse('desk_mandate_indicator', args=[indicator.pk])}?{query}"


class IndicatorsView(WagtailAdminTemplateMixin, View):  # type: ignore[misc]
    """All indicators of a mandate in a period: planned, actual, gap."""

    template_name = "desk/reports/indicators.html"
    header_icon = "table"
    page_title = gettext_lazy("Indicators")

    def get(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        """Show them, counted at most five minutes ago; `?export=csv` or `xlsx` hands them out."""
        mandate = get_object_or_404(Mandate.objects.for_list(), pk=pk)
        self.mandate = mandate
        period, form = period_of(request.GET, mandate)
        found, counted_at = measured_lately(indicators_of(mandate), period, again="again" in request.GET)
        kind = request.GET.get("export", "")
        if kind in FORMATS:
            return figures_file(request, mandate, period, found, kind)
        context = self.get_context_data(
            mandate=mandate,
            period=period,
            form=form,
            periods=periods_offered(mandate, timezone.localdate()),
            figures=[(one, address_of(one.indicator, period)) for one in found],
            counted_at=counted_at,
            missed_count=sum(one.is_missed is True and not one.is_running for one in found),
        )
        return self.render_to_response(context)  # type: ignore[no-any-return]

    def get_page_subtitle(self) -> str:
        return str(self.mandate)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [
            *self.breadcrumbs_items,
            {"url": reverse("desk_reports"), "label": _("Reports")},
            {"url": "", "label": self.get_page_subtitle() or self.page_title},
        ]


class IndicatorView(WagtailAdminTemplateMixin, View):  # type: ignore[misc]
    """One figure: what it means, the rows behind it, its target and its explanation."""

    template_name = "desk/reports/indicator.html"
    header_icon = "table"
    page_title = gettext_lazy("Indicator")

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """Find it with everything a figure looks at."""
        super().setup(request, *args, **kwargs)
        self.indicator = _indicator(kwargs["pk"])
        self.period, self.period_form = period_of(request.GET, self.indicator.mandate)

    def get(self, _request: HttpRequest, **_kwargs: Any) -> HttpResponse:
        """Show it."""
        return self.show()

    def show(self, status: int = 200, **forms: Any) -> HttpResponse:
        """Show it, with forms for whom may change it."""
        figure = measured(self.indicator, self.period)
        may_change = rule_for("desk_mandate_indicator_change").allows(self.request.user)
        shown = _forms(self.indicator, self.period, self.request) if may_change else {}
        context = self.get_context_data(
            figure=figure,
            indicator=self.indicator,
            mandate=self.indicator.mandate,
            period=self.period,
            period_form=self.period_form,
            periods=periods_offered(self.indicator.mandate, timezone.localdate()),
            meaning=meaning_of(self.indicator),
            words=in_words(figure.definition) if figure.definition else [],
            may_change=may_change,
            query=urlencode({"starts_on": self.period.starts_on, "ends_on": self.period.ends_on}),
            **_rows(self.request, figure),
            **(shown | forms),
        )
        return self.render_to_response(context, status=status)  # type: ignore[no-any-return]

    def get_page_subtitle(self) -> str:
        return str(self.indicator)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        mandate = self.indicator.mandate
        return [
            *self.breadcrumbs_items,
            {"url": reverse("desk_mandate_indicators", args=[mandate.pk]), "label": str(mandate)},
            {"url": "", "label": self.get_page_subtitle() or self.page_title},
        ]


def _indicator(pk: int) -> Indicator:
    row = get_object_or_404(Indicator.objects.select_related("mandate__funder"), pk=pk)
    return indicators_of(row.mandate, only=pk)[0]


def _rows(request: HttpRequest, figure: Measured) -> dict[str, Any]:
    definition = figure.definition
    if definition is None:
        return {"page": None}
    found = counting.rows(definition, figure.period, with_demo=figure.indicator.mandate.is_demo)
    paginator = Paginator(found, PER_PAGE)
    if figure.number is not None and not definition.sum:
        paginator.count = int(figure.number)  # the figure is the number of its rows: it was just counted
    page = paginator.get_page(request.GET.get("p"))
    columns = counting.columns_of(definition, private=reads_rows(request.user))
    rows: Any = page.object_list
    return {
        "page": page,
        "columns": [one.label for one in columns],
        "lines": list(read_rows(definition.subject, columns, rows)),
    }


def _forms(indicator: Indicator, period: Period, request: HttpRequest) -> dict[str, Any]:
    days = {"starts_on": period.starts_on, "ends_on": period.ends_on}
    subject = registry.subjects().get(
        request.GET.get("what", "") or str(indicator.definition.get("what", ""))
    )
    source = {"source": indicator.source, "query": indicator.query, "what": subject.code if subject else ""}
    return {
        "explain_form": ExplainForm(),
        "value_form": ValueForm(initial=days),
        "source_form": SourceForm(initial=source),
        "subject": subject,
        "compose_form": _compose_form(subject, indicator) if subject else None,
    }


def _compose_form(subject: Subject, indicator: Indicator) -> ComposeForm:
    same = indicator.definition.get("what") == subject.code
    return ComposeForm(subject, initial=parts_as_initial(indicator.definition) if same else {})


def indicator_rows(request: HttpRequest, pk: int, kind: str) -> StreamingHttpResponse:
    """Hand out the rows behind a figure as CSV or XLSX: as many as the figure says."""
    indicator = _indicator(pk)
    period, _form = period_of(request.GET, indicator.mandate)
    definition = measured(indicator, period).definition
    if kind not in FORMATS or definition is None:
        raise Http404(kind)
    private = reads_rows(request.user)
    columns = [str(one.label) for one in counting.columns_of(definition, private=private)]
    found = counting.rows(definition, period, with_demo=indicator.mandate.is_demo)
    changes: journal.Changes = {"period": [None, str(period)], "format": [None, kind]}
    journal.record("indicator.rows_exported", indicator, by=request.user, changes=changes)  # type: ignore[arg-type]
    name = f"{indicator.code}-{period.starts_on}-{period.ends_on}"
    return download(kind, name, columns, counting.table(definition, found, private=private))


class IndicatorChangeView(IndicatorView):
    """What a coordinator adds to an indicator: how it is counted, a value by hand, an explanation."""

    def get(self, _request: HttpRequest, **_kwargs: Any) -> HttpResponse:
        """There is nothing to see here: the page of the indicator is the other one."""
        return redirect("desk_mandate_indicator", pk=self.indicator.pk)

    def post(self, request: HttpRequest, **_kwargs: Any) -> HttpResponse:
        """Do one of them; what was written stays in the form when it is refused."""
        deeds: dict[str, Callable[[HttpRequest], HttpResponse]] = {
            "explain": self._explain,
            "tell": self._tell,
            "count": self._count,
            "compose": self._compose,
        }
        deed = pressed(deeds, request.POST)
        if deed is None:
            raise Http404("no deed")
        return deed(request)

    def _explain(self, request: HttpRequest) -> HttpResponse:
        form = ExplainForm(request.POST)
        targets = measured(self.indicator, self.period).targets
        if not targets:
            form.add_error(None, _("There is no target for this period."))
        if not form.is_valid():
            return self.show(422, explain_form=form)
        return self._done(
            lambda: actions.explain_gap(targets[-1], text=form.cleaned_data["text"], by=request.user),  # type: ignore[arg-type]
            _("The explanation is kept; reports show it from now on."),
            explain_form=form,
        )

    def _tell(self, request: HttpRequest) -> HttpResponse:
        form = ValueForm(request.POST, request.FILES)
        if not form.is_valid():
            return self.show(422, value_form=form)
        return self._done(lambda: self._told(form), _("The value is kept."), value_form=form)

    def _told(self, form: ValueForm) -> None:
        said = form.cleaned_data
        by: Any = self.request.user
        period = Period(said["starts_on"], said["ends_on"])
        sent = said["document"]
        document = (sent.name, sent.read()) if sent else None
        actions.tell_value(
            self.indicator, period, value=said["value"], note=said["note"], document=document, by=by
        )

    def _count(self, request: HttpRequest) -> HttpResponse:
        form = SourceForm(request.POST)
        if not form.is_valid():
            return self.show(422, source_form=form)
        said = form.cleaned_data
        if said["source"] == Indicator.Source.COMPOSED:
            return redirect(f"{address_of(self.indicator, self.period)}&what={said['what']}#compose")
        by: Any = request.user
        return self._done(
            lambda: actions.count_by(self.indicator, source=said["source"], query=said["query"], by=by),
            _("The indicator is counted this way from now on; reports handed in stay as they are."),
            source_form=form,
        )

    def _compose(self, request: HttpRequest) -> HttpResponse:
        subject = registry.subjects().get(request.POST.get("what", ""))
        if subject is None:
            raise Http404("no subject")
        form = ComposeForm(subject, request.POST)
        if not form.is_valid():
            return self.show(422, compose_form=form, subject=subject)
        parts = form.parts()
        if "try" in request.POST:
            return self._tried(form, parts)
        by: Any = request.user
        return self._done(
            lambda: actions.count_by(self.indicator, source="composed", parts=parts, by=by),
            _("The indicator is counted this way from now on; reports handed in stay as they are."),
            compose_form=form,
            subject=subject,
        )

    def _tried(self, form: ComposeForm, parts: dict[str, Any]) -> HttpResponse:
        try:
            definition = checked(parts)
        except InvalidValue as refusal:
            form.add_error(None, str(refusal))
            return self.show(422, compose_form=form, subject=form.subject)
        value = counting.value(definition, self.period, with_demo=self.indicator.mandate.is_demo)
        return self.show(compose_form=form, subject=form.subject, tried=value)

    def _done(self, deed: Callable[[], Any], said: str, **forms: Any) -> HttpResponse:
        form = next(iter(forms.values()))
        try:
            deed()
        except MandateRefusal as refusal:
            form.add_error(None, str(refusal))
            return self.show(422, **forms)
        messages.success(self.request, said)
        return redirect(address_of(self.indicator, self.period))
