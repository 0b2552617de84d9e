"""Numbers the directory follows whatever the definitions say; objections, of which only a hash is kept."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import View
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from vivier.accounts import journal
from vivier.desk.forms.sectors import ObjectionForm, ReasonForm, WatchForm
from vivier.desk.listing import FORMATS, download, key_of
from vivier.directory.actions import honour_objection
from vivier.directory.models import Actor
from vivier.registers import actions
from vivier.registers.models import Objection, RegisterRecord, WatchedNumber
from vivier.registers.refusals import RegisterRefusal

PER_PAGE = 50
SHOWN = 10


class NumbersView(WagtailAdminTemplateMixin, View):  # type: ignore[misc]
    """Watched numbers and objections: listed, added, taken away."""

    template_name = "desk/numbers.html"
    header_icon = "view"
    page_title = gettext_lazy("Watched numbers and objections")

    def get(self, _request: HttpRequest) -> HttpResponse:
        """Show them."""
        return self._show()

    def post(self, request: HttpRequest) -> HttpResponse:
        """Watch a number, stop watching it, or record an objection."""
        if "watch" in request.POST:
            return self._watch(WatchForm(request.POST))
        if "object" in request.POST:
            return self._object(ObjectionForm(request.POST))
        if "stop" in request.POST:
            return self._stop(ReasonForm(request.POST), request.POST["stop"])
        return redirect("desk_numbers")

    def _watch(self, form: WatchForm) -> HttpResponse:
        if form.is_valid():
            try:
                actions.watch_number(**form.cleaned_data, by=self.request.user)  # type: ignore[arg-type]
            except RegisterRefusal as error:
                form.add_error("number", str(error))
            else:
                messages.success(self.request, _("The number is watched: the next import brings it in."))
                return redirect("desk_numbers")
        return self._show(watch=form, status=422)

    def _object(self, form: ObjectionForm) -> HttpResponse:
        if form.is_valid():
            try:
                left = honour_objection(form.cleaned_data["number"], by=self.request.user)  # type: ignore[arg-type]
            except RegisterRefusal as error:
                form.add_error("number", str(error))
            else:
                messages.success(self.request, _("The objection is recorded; every later import honours it."))
                self._say_what_is_left(left)
                return redirect("desk_numbers")
        return self._show(objection=form, status=422)

    def _say_what_is_left(self, actor: Actor | None) -> None:
        """Others than the register spoke of the record: people decide about it."""
        if actor is not None:
            messages.warning(
                self.request,
                _("What the register said was taken off “%(name)s”: open it and decide what stays.")
                % {"name": actor},
            )

    def _stop(self, form: ReasonForm, key: str) -> HttpResponse:
        watched = get_object_or_404(WatchedNumber, pk=key_of(key))
        if not form.is_valid():
            messages.error(self.request, form.first_error())
            return redirect("desk_numbers")
        reason = form.cleaned_data["reason"]
        actions.stop_watching(watched, by=self.request.user, reason=reason)  # type: ignore[arg-type]
        messages.success(self.request, _("The number is not watched any more."))
        return redirect("desk_numbers")

    def _show(
        self, *, watch: WatchForm | None = None, objection: ObjectionForm | None = None, status: int = 200
    ) -> HttpResponse:
        rows = WatchedNumber.objects.select_related("added_by").order_by("-added_at", "pk")
        asked = self.request.GET.get("page", "")
        page = Paginator(rows, PER_PAGE).get_page(asked if len(asked) < 6 else 1)
        numbers = [one.number for one in page]
        names = dict(RegisterRecord.objects.filter(number__in=numbers).values_list("number", "name"))
        objections = Objection.objects.order_by("-received_on", "-pk")
        context = self.get_context_data(
            page=page,
            watched=[(one, written(one.number), names.get(one.number, "")) for one in page],
            objections=objections[:SHOWN],
            objection_count=objections.count(),
            watch_form=watch or WatchForm(),
            objection_form=objection or ObjectionForm(),
        )
        return self.render_to_response(context, status=status)  # type: ignore[no-any-return]

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [*self.breadcrumbs_items, {"url": "", "label": self.page_title}]


def written(number: str) -> str:
    """Write an enterprise number as the register does."""
    return f"{number[:4]}.{number[4:7]}.{number[7:]}"


def numbers_file(request: HttpRequest, kind: str) -> HttpResponseBase:
    """Give the watched numbers as a file."""
    kind = kind if kind in FORMATS else "csv"
    changes: dict[str, Any] = {"list": [None, "registers.WatchedNumber"], "format": [None, kind]}
    journal.record("list.exported", None, by=request.user, changes=changes)  # type: ignore[arg-type]
    rows = WatchedNumber.objects.select_related("added_by").iterator(1000)
    lines = ((written(one.number), one.why, str(one.added_by or ""), one.added_at) for one in rows)
    columns = [str(one) for one in (_("enterprise number"), _("reason"), _("added by"), _("added on"))]
    return download(kind, "watched-numbers", columns, lines)
