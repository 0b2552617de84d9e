"""Needs: the queue, late ones first, as a page and as a file; writing one down for somebody."""

from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.db.models import Case, IntegerField, QuerySet, Value, When
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import View
from wagtail.admin.ui.tables import Column, DateColumn, TitleColumn
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from vivier.accounts import journal
from vivier.core.translation import label_of
from vivier.desk.files import DeskListView
from vivier.desk.forms.needs import NeedFilters, OnBehalfForm
from vivier.desk.listing import FORMATS, StateColumn, download
from vivier.support.actions.needs import Arrival, submit
from vivier.support.models import Need
from vivier.support.refusals import InvalidNeed, SupportRefusal

PER_PAGE = 30


def listed() -> QuerySet[Need]:
    """Every need: those to be entered first, the most urgent on top, then those to be referred."""
    urgency = Case(
        When(entered_at__isnull=True, erased_at__isnull=True, then=Value(0)),
        When(state=Need.State.ENTERED, then=Value(1)),
        When(state__in=(Need.State.REFERRED, Need.State.TAKEN, Need.State.HELPED), then=Value(2)),
        default=Value(3),
        output_field=IntegerField(),
    )
    first_due = Case(When(entered_at__isnull=True, then="enter_by"))
    return Need.objects.counted().for_list().order_by(urgency, first_due, "-received_at", "-pk")


def state_of(need: Need) -> tuple[str, str]:
    """Return the state as a tag: late is one of its own."""
    if need.is_late(timezone.localdate()):
        return "late", _("late")
    return need.state, need.get_state_display()


def _partners(need: Need) -> str:
    handed = [row for row in need.referrals.all() if row.state != "recalled"]
    return ", ".join(str(row.partner) for row in handed)


def _enter_by(need: Need) -> str:
    return date_format(need.enter_by, "SHORT_DATE_FORMAT")


def _title(need: Need) -> str:
    return need.reference if need.title == need.reference else f"{need.reference} · {need.title}"


class NeedListView(DeskListView):
    """Needs, late ones first."""

    model = Need
    template_name = "desk/needs.html"
    page_title = gettext_lazy("Needs")
    header_icon = "help"
    index_url_name = "desk_needs"
    index_results_url_name = "desk_needs_results"
    filterset_class = NeedFilters
    paginate_by = PER_PAGE
    files_route = "desk_needs_file"
    help_text = gettext_lazy(
        "Those to be entered within two working days come first, then those to be handed to a partner."
    )
    nothing = gettext_lazy("No need has come in yet.")
    columns = (
        TitleColumn(
            "reference",
            label=gettext_lazy("Need"),
            accessor=_title,
            get_url=lambda need: reverse("desk_need", args=[need.pk]),
        ),
        Column(
            "subject",
            label=gettext_lazy("About"),
            accessor=lambda need: need.get_subject_display(),
            classname="desk-wide",
        ),
        Column("partners", label=gettext_lazy("Partners"), accessor=_partners, classname="desk-wide"),
        DateColumn(
            "received_at", label=gettext_lazy("Came in"), sort_key="received_at", classname="desk-wide"
        ),
        Column("enter_by", label=gettext_lazy("To be entered by"), accessor=_enter_by, sort_key="enter_by"),
        StateColumn("state", label=gettext_lazy("State"), accessor=state_of, sort_key="state"),
    )

    def get_base_queryset(self) -> QuerySet[Need]:
        return listed()

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        """Add the formats of the file and how many are late."""
        late = Need.objects.late(timezone.localdate()).count()
        return super().get_context_data(late=late, **context)


def needs_file(request: HttpRequest, kind: str) -> HttpResponseBase:
    """Give the needs of the list as a file: what is entered of each, without how to reach people."""
    if kind not in FORMATS:
        raise Http404
    asked = NeedFilters(request.GET, queryset=listed(), request=request)
    rows = asked.qs if asked.is_valid() else listed()
    columns = (
        *(_("reference"), _("project"), _("holders"), _("received"), _("state"), _("about"), _("field")),
        *(_("place"), _("came by"), _("to be entered by"), _("entered"), _("first referred")),
        *(_("first answer"), _("closed"), _("partners")),
    )
    changes: journal.Changes = {"list": [None, "support.Need"], "format": [None, kind]}
    journal.record("list.exported", None, by=request.user, changes=changes)  # type: ignore[arg-type]
    return download(kind, "needs", [str(one) for one in columns], _lines(rows))


def _lines(rows: QuerySet[Need]) -> Iterator[tuple[Any, ...]]:
    for need in rows.iterator(500):
        yield (
            need.reference,
            need.project_name,
            need.holders,
            need.received_at,
            need.get_state_display(),
            need.get_subject_display(),
            [label_of(one) for one in need.disciplines.all()],
            label_of(need.territory) if need.territory else "",
            need.get_channel_display(),
            need.enter_by,
            need.entered_at,
            need.referred_at,
            need.answered_at,
            need.closed_at,
            _partners(need),
        )


class OnBehalfView(WagtailAdminTemplateMixin, View):  # type: ignore[misc]
    """Write a need down for somebody who calls, visits or writes on paper."""

    template_name = "desk/need_new.html"
    header_icon = "plus"
    page_title = gettext_lazy("Write a need down")

    def get(self, _request: HttpRequest) -> HttpResponse:
        """Show the form."""
        return self._show(OnBehalfForm(languages=settings.LANGUAGES))

    def post(self, request: HttpRequest) -> HttpResponse:
        """Keep the need; sent twice it is one."""
        form = OnBehalfForm(request.POST, languages=settings.LANGUAGES)
        if not form.is_valid():
            return self._show(form, status=422)
        said = dict(form.cleaned_data)
        arrival = Arrival(said["received_on"], channel=said["channel"], language=said["language"])
        try:
            need = submit(said, arrival, submission=said["submission"], recorded_by=request.user)  # type: ignore[arg-type]
        except SupportRefusal as refusal:
            field = refusal.field if isinstance(refusal, InvalidNeed) else None
            form.add_error(field if field in form.fields else None, str(refusal))
            return self._show(form, status=422)
        messages.success(request, _("The need is kept under the reference %s.") % need.reference)
        return redirect("desk_need", pk=need.pk)

    def _show(self, form: OnBehalfForm, status: int = 200) -> HttpResponse:
        return self.render_to_response(self.get_context_data(form=form), status=status)  # type: ignore[no-any-return]

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [
            *self.breadcrumbs_items,
            {"url": reverse("desk_needs"), "label": gettext_lazy("Needs")},
            {"url": "", "label": self.page_title},
        ]
