"""What partners did with the needs referred to them in a period, for the reference organisation."""

from collections.abc import Iterator
from dataclasses import fields
from datetime import date
from typing import Any

from django import forms
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe
from django.views.generic import View
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from vivier.accounts import journal
from vivier.desk.listing import FORMATS, download
from vivier.support import figures
from vivier.support.models import Partner

_DAY = {"type": "date"}


class FiguresPeriodForm(forms.Form):
    """A period, both days included; this year when nothing is said."""

    first = forms.DateField(label=gettext_lazy("From"), widget=forms.DateInput(attrs=_DAY, format="%Y-%m-%d"))
    last = forms.DateField(label=gettext_lazy("Until"), widget=forms.DateInput(attrs=_DAY, format="%Y-%m-%d"))

    @classmethod
    def of(cls, data: Any) -> "FiguresPeriodForm":
        """Read the address; what it leaves out is this year."""
        today = timezone.localdate()
        usual = {"first": today.replace(month=1, day=1), "last": today.replace(month=12, day=31)}
        return cls({name: data.get(name) or usual[name] for name in usual})

    @property
    def period(self) -> tuple[date, date]:
        return self.cleaned_data["first"], self.cleaned_data["last"]


class PartnerFiguresView(WagtailAdminTemplateMixin, View):  # type: ignore[misc]
    """One line for each partner, and all of them together."""

    template_name = "desk/partner_figures.html"
    header_icon = "table"
    page_title = gettext_lazy("Figures of the partners")

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [
            *self.breadcrumbs_items,
            {"url": reverse("desk_partners"), "label": gettext_lazy("Partners")},
            {"url": "", "label": self.page_title},
        ]

    def get(self, request: HttpRequest) -> HttpResponse:
        """Show them for a period."""
        form = FiguresPeriodForm.of(request.GET)
        rows: list[tuple[Partner, list[Any]]] = []
        together: list[Any] = []
        heads = list(figures.count_labels().values())
        if form.is_valid():
            found = figures.counts_by_partner(*form.period, with_demo=settings.DEMO)
            partners = Partner.objects.filter(pk__in=found).select_related("actor")
            rows = [(one, _values(found[one.pk])) for one in partners.order_by("actor__sort_name", "pk")]
            together = _values(figures.counts_of(figures.referrals_in(*form.period, with_demo=settings.DEMO)))
        context = self.get_context_data(
            form=form,
            heads=heads,
            rows=[(one, list(zip(heads, values, strict=True))) for one, values in rows],
            together=list(zip(heads, together, strict=False)),
            query=f"?first={form.period[0]}&last={form.period[1]}" if form.is_valid() else "",
        )
        return self.render_to_response(context, status=200 if form.is_valid() else 422)  # type: ignore[no-any-return]


def _values(counts: figures.Counts) -> list[Any]:
    return [getattr(counts, field.name) for field in fields(figures.Counts)]


@require_safe
def partner_figures_file(request: HttpRequest, kind: str) -> HttpResponseBase:
    """Hand out the table of all partners; or the referrals of one, as that partner can download them."""
    form = FiguresPeriodForm.of(request.GET)
    if kind not in FORMATS or not form.is_valid():
        raise Http404
    sent = request.GET.get("partner", "")
    by: Any = request.user
    if sent:
        key = int(sent) if sent.isascii() and sent.isdigit() and len(sent) < 18 else 0
        partner = get_object_or_404(Partner, pk=key)
        rows = figures.export_rows(
            figures.referrals_in(*form.period, partner=partner, with_demo=settings.DEMO)
        )
        journal.record("list.exported", partner, by=by, changes={"list": [None, "referrals"]})
        return download(kind, "referrals", figures.export_columns(), rows)
    journal.record("list.exported", None, by=by, changes={"list": [None, "partners"]})
    columns = [_("Partner"), *figures.count_labels().values()]
    return download(kind, "partners", columns, _table(*form.period))


def _table(first: date, last: date) -> Iterator[list[Any]]:
    found = figures.counts_by_partner(first, last, with_demo=settings.DEMO)
    for one in (
        Partner.objects.filter(pk__in=found).select_related("actor").order_by("actor__sort_name", "pk")
    ):
        yield [str(one), *_values(found[one.pk])]
