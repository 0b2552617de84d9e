"""Sources of opportunities in the desk: named, sent a file, read now or by themselves, with their errors."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import View
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from vivier.core.pressed import pressed
from vivier.core.refusals import SheetRefused
from vivier.desk.forms.call_sources import CallSourceForm, ListForm, NewCallSourceForm
from vivier.desk.forms.sectors import ReasonForm
from vivier.desk.receiving import keep, original_name
from vivier.opportunities import tasks
from vivier.opportunities.actions import sources as actions_sources
from vivier.opportunities.models import CallReading, CallSource
from vivier.opportunities.refusals import OpportunityRefusal

SHOWN = 20
LABEL = gettext_lazy("Sources of opportunities")


class CallSourcesView(WagtailAdminTemplateMixin, View):  # type: ignore[misc]
    """The sources with how they fare; a form to write one down."""

    template_name = "desk/call_sources.html"
    header_icon = "download"
    page_title = LABEL

    def get(self, _request: HttpRequest) -> HttpResponse:
        """Show them."""
        return self._show(NewCallSourceForm())

    def post(self, request: HttpRequest) -> HttpResponse:
        """Write a source down."""
        form = NewCallSourceForm(request.POST)
        if not form.is_valid():
            return self._show(form, status=422)
        by: Any = request.user
        try:
            source = actions_sources.name_source(form.cleaned_data["name"], by=by, **form.values())
        except OpportunityRefusal as error:
            form.add_error(None, str(error))
            return self._show(form, status=422)
        messages.success(request, _("The source is written down. Read it, or send it a file."))
        return redirect("desk_call_source", pk=source.pk)

    def _show(self, form: NewCallSourceForm, status: int = 200) -> HttpResponse:
        waiting = Count("readings", filter=Q(readings__state=CallReading.State.PROPOSED))
        context = self.get_context_data(
            form=form,
            sources=CallSource.objects.annotate(waiting=waiting),
            readings=CallReading.objects.select_related("source", "by")[:SHOWN],
        )
        return self.render_to_response(context, status=status)  # type: ignore[no-any-return]

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [*self.breadcrumbs_items, {"url": "", "label": self.page_title}]


class CallSourceView(WagtailAdminTemplateMixin, View):  # type: ignore[misc]
    """One source: read it, send it a file, change how it is read, forget it."""

    template_name = "desk/call_source.html"
    header_icon = "download"
    page_title = gettext_lazy("Source of opportunities")

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """Find it."""
        super().setup(request, *args, **kwargs)
        self.source = get_object_or_404(CallSource, pk=kwargs["pk"])
        self.by: Any = request.user

    def get(self, _request: HttpRequest, **_kwargs: Any) -> HttpResponse:
        """Show it."""
        return self._show()

    def post(self, request: HttpRequest, **_kwargs: Any) -> HttpResponse:
        """Read it, take a file, change it or forget it."""
        deeds: dict[str, Callable[[HttpRequest], HttpResponse]] = {
            "read": self._read,
            "send": self._send,
            "change": self._change,
            "forget": self._forget,
        }
        deed = pressed(deeds, request.POST)
        try:
            return deed(request) if deed else self._back()
        except OpportunityRefusal as error:
            messages.error(request, str(error))
            return self._back()

    def _read(self, request: HttpRequest) -> HttpResponse:
        tasks.read_source.enqueue(self.source.pk, self.by.pk)
        messages.success(request, _("The source is being read; what it changes will be listed below."))
        return self._back()

    def _send(self, request: HttpRequest) -> HttpResponse:
        form = ListForm(request.POST, request.FILES)
        if not form.is_valid():
            return self._show(sending=form, status=422)
        sent = form.cleaned_data["sheet"]
        path = keep(sent, actions_sources.RECEIVED)
        try:
            reading = actions_sources.receive(self.source, path, name=original_name(sent), by=self.by)
        except SheetRefused as error:
            path.unlink(missing_ok=True)
            form.add_error("sheet", str(error))
            return self._show(sending=form, status=422)
        tasks.check_reading.enqueue(reading.pk)
        return redirect("desk_call_reading", pk=reading.pk)

    def _change(self, request: HttpRequest) -> HttpResponse:
        form = CallSourceForm(request.POST, instance=CallSource.objects.get(pk=self.source.pk))
        if not form.is_valid():
            return self._show(changing=form, status=422)
        actions_sources.change_source(self.source, by=self.by, **form.values())
        messages.success(request, _("Saved."))
        return self._back()

    def _forget(self, request: HttpRequest) -> HttpResponse:
        form = ReasonForm(request.POST)
        if not form.is_valid():
            messages.error(request, form.first_error())
            return self._back()
        actions_sources.remove_source(self.source, by=self.by, reason=form.cleaned_data["reason"])
        messages.success(request, _("The source is forgotten."))
        return redirect("desk_call_sources")

    def _back(self) -> HttpResponse:
        return redirect("desk_call_source", pk=self.source.pk)

    def _show(
        self, *, sending: ListForm | None = None, changing: CallSourceForm | None = None, status: int = 200
    ) -> HttpResponse:
        context = self.get_context_data(
            source=self.source,
            sending=sending or ListForm(),
            changing=changing or CallSourceForm(instance=self.source),
            readings=self.source.readings.select_related("source", "by")[:SHOWN],
            ties=self.source.ties.count(),
        )
        return self.render_to_response(context, status=status)  # type: ignore[no-any-return]

    def get_page_subtitle(self) -> str:
        return str(self.source)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        here = {"url": reverse("desk_call_sources"), "label": LABEL}
        return [*self.breadcrumbs_items, here, {"url": "", "label": str(self.source)}]
