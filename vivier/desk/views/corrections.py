"""Corrections people suggest: the queue, one of them with before and after, the decision, its undo."""

from typing import Any

import django_filters
from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.html import format_html
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import View
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column, DateColumn, TitleColumn
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from vivier.desk import corrections
from vivier.desk.corrections import DecisionForm, RefusalForm
from vivier.desk.files import WIDE, DownloadableListView
from vivier.desk.listing import StateColumn
from vivier.directory.actions import refuse_correction
from vivier.directory.fields import label_of_field
from vivier.directory.models import Correction
from vivier.directory.refusals import DirectoryRefusal

UNDO = "undo_correction"
PER_PAGE = 30


def _state_of(correction: Correction) -> tuple[str, str]:
    return correction.status, correction.get_status_display()


def _field(correction: Correction) -> str:
    return str(label_of_field(correction.field)) if correction.field else ""


class CorrectionFilters(WagtailFilterSet):  # type: ignore[misc]
    """Which corrections to list."""

    actor = django_filters.CharFilter(
        field_name="actor__sort_name", lookup_expr="icontains", label=gettext_lazy("Record")
    )

    class Meta:
        model = Correction
        fields = ("status", "actor", "is_demo")


class CorrectionListView(DownloadableListView):
    """Corrections, those that wait first."""

    model = Correction
    page_title = gettext_lazy("Corrections")
    header_icon = "comment"
    index_url_name = "desk_corrections"
    index_results_url_name = "desk_corrections_results"
    filterset_class = CorrectionFilters
    paginate_by = PER_PAGE
    file_name = "corrections"
    help_text = gettext_lazy(
        "What people say a record should say. Open one to apply it, changed if need be, or to "
        "refuse it with a reason."
    )
    nothing = gettext_lazy("No correction waits.")
    columns = (
        TitleColumn(
            "actor",
            label=gettext_lazy("Record"),
            get_url=lambda correction: reverse("desk_correction", args=[correction.pk]),
        ),
        Column("field", label=gettext_lazy("Field"), accessor=_field),
        Column("proposed", label=gettext_lazy("What it should say")),
        DateColumn("created_at", label=gettext_lazy("Received"), sort_key="created_at", classname=WIDE),
        StateColumn("status", label=gettext_lazy("State"), accessor=_state_of, sort_key="status"),
    )

    def get_base_queryset(self) -> QuerySet[Correction]:
        return Correction.objects.select_related("actor").order_by("-status", "created_at")

    def file_columns(self) -> list[str]:
        """Return the heads of the columns: who asked is left out."""
        names = (
            _("Record"), _("Field"), _("What it should say"), _("Comment"), _("Received"), _("State"),
            _("Decided"), _("Reason"),
        )  # fmt: skip
        return [str(name) for name in names]

    def file_row(self, row: Correction) -> list[Any]:
        """Return one correction."""
        return [
            row.actor.name,
            _field(row),
            row.proposed,
            row.comment,
            row.created_at,
            row.get_status_display(),
            row.decided_at,
            row.reason,
        ]


class CorrectionView(WagtailAdminTemplateMixin, View):  # type: ignore[misc]
    """One correction: what the record says, what it should say, and what to do about it."""

    template_name = "desk/correction.html"
    header_icon = "comment"
    page_title = gettext_lazy("Correction")

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """Find the correction."""
        super().setup(request, *args, **kwargs)
        rows = Correction.objects.select_related("actor__territory", "decided_by")
        self.correction: Correction = get_object_or_404(rows, pk=kwargs["pk"])

    def get(self, _request: HttpRequest, **_kwargs: Any) -> HttpResponse:
        """Show it."""
        return self._show()

    def post(self, request: HttpRequest, **_kwargs: Any) -> HttpResponse:
        """Apply or refuse it."""
        if "refuse" in request.POST:
            return self._refuse(RefusalForm(request.POST))
        return self._apply(DecisionForm(request.POST, correction=self.correction))

    def _apply(self, form: DecisionForm) -> HttpResponse:
        if not form.is_valid():
            return self._show(decision=form, status=422)
        try:
            undo = corrections.apply(
                self.correction,
                by=self.request.user,  # type: ignore[arg-type]
                value=form.cleaned_data.get("value"),
                version=form.cleaned_data["version"],
            )
        except DirectoryRefusal as error:
            form.add_error("value" if "value" in form.fields else None, str(error))
            self.correction.actor.refresh_from_db()
            return self._show(decision=form, status=422)
        return self._done(_("The correction is applied."), undo)

    def _refuse(self, form: RefusalForm) -> HttpResponse:
        if not form.is_valid():
            return self._show(refusal=form, status=422)
        try:
            refuse_correction(
                self.correction,
                by=self.request.user,  # type: ignore[arg-type]
                reason=form.cleaned_data["reason"],
            )
        except DirectoryRefusal as error:
            messages.error(self.request, str(error))
            return redirect("desk_correction", pk=self.correction.pk)
        return self._done(_("The correction is refused."), {})

    def _done(self, said: str, undo: corrections.Undo) -> HttpResponse:
        self.request.session[UNDO] = {"pk": self.correction.pk, **undo}
        messages.success(
            self.request,
            format_html(
                '{} <a href="{}">{}</a>',
                said,
                reverse("desk_correction", args=[self.correction.pk]),
                _("Undo"),
            ),
        )
        return redirect("wagtailadmin_home")

    def _show(
        self, *, decision: DecisionForm | None = None, refusal: RefusalForm | None = None, status: int = 200
    ) -> HttpResponse:
        waits = self.correction.status == Correction.Status.WAITING
        kept = self.request.session.get(UNDO) or {}
        context = self.get_context_data(
            correction=self.correction,
            waits=waits,
            state=_state_of(self.correction),
            field_label=capfirst(_field(self.correction)),
            now=corrections.shown_now(self.correction),
            decision=decision or (DecisionForm(correction=self.correction) if waits else None),
            refusal=refusal or RefusalForm(),
            can_undo=not waits and kept.get("pk") == self.correction.pk,
        )
        return self.render_to_response(context, status=status)  # type: ignore[no-any-return]

    def get_page_subtitle(self) -> str:
        return str(self.correction.actor)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [
            *self.breadcrumbs_items,
            {"url": reverse("desk_corrections"), "label": gettext_lazy("Corrections")},
            {"url": "", "label": str(self.correction.actor)},
        ]


def take_back(request: HttpRequest, pk: int) -> HttpResponse:
    """Take back the decision this person just made."""
    correction = get_object_or_404(Correction, pk=pk)
    kept = request.session.get(UNDO) or {}
    if request.method != "POST" or kept.get("pk") != correction.pk:
        messages.error(request, _("Only the last decision you made can be taken back."))
        return redirect("desk_correction", pk=pk)
    try:
        corrections.take_back(correction, by=request.user, undo=kept)  # type: ignore[arg-type]
    except DirectoryRefusal as error:
        messages.error(request, str(error))
    else:
        request.session.pop(UNDO)
        messages.success(request, _("The correction waits again; the record is as it was."))
    return redirect("desk_correction", pk=pk)
