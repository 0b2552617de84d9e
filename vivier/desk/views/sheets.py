"""Spreadsheets in the desk: send one, say what its columns hold, see what is wrong, propose its changes."""

from collections.abc import Callable, Iterator
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import View
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from vivier.core.pressed import pressed
from vivier.core.refusals import SheetRefused
from vivier.desk.forms.sources import MappingForm, SheetForm
from vivier.desk.listing import FORMATS, download
from vivier.desk.receiving import keep, original_name
from vivier.directory import actions, said, sent_sheets, tasks
from vivier.directory.actions.sources import RECEIVED, rows_of
from vivier.directory.from_sheet import Faulty
from vivier.directory.models import DataSource, ReceivedSheet
from vivier.directory.refusals import DirectoryRefusal
from vivier.directory.sheet_mapping import TARGETS, label_of

SHOWN = 20
State = ReceivedSheet.State


class SheetsView(WagtailAdminTemplateMixin, View):  # type: ignore[misc]
    """The sheets that came; a form to send one."""

    template_name = "desk/sheets.html"
    header_icon = "table"
    page_title = gettext_lazy("Spreadsheets")

    def get(self, _request: HttpRequest) -> HttpResponse:
        """Show them."""
        return self._show(SheetForm())

    def post(self, request: HttpRequest) -> HttpResponse:
        """Keep a sheet, guess its columns and check it; nothing of the directory changes."""
        form = SheetForm(request.POST, request.FILES)
        if not form.is_valid():
            return self._show(form, status=422)
        sent = form.cleaned_data["sheet"]
        path = keep(sent, RECEIVED)
        try:
            received = actions.receive_sheet(
                path,
                source_name=form.cleaned_data["source"],
                name=original_name(sent),
                by=request.user,  # type: ignore[arg-type]
            )
        except (SheetRefused, DirectoryRefusal) as error:
            path.unlink(missing_ok=True)
            form.add_error("sheet" if isinstance(error, SheetRefused) else "source", str(error))
            return self._show(form, status=422)
        tasks.check_received_sheet.enqueue(received.pk)
        return redirect("desk_sheet", pk=received.pk)

    def _show(self, form: SheetForm, status: int = 200) -> HttpResponse:
        names = DataSource.objects.filter(kind=DataSource.Kind.SPREADSHEET).values_list("name", flat=True)
        context = self.get_context_data(
            form=form,
            sheets=ReceivedSheet.objects.select_related("source", "by")[:SHOWN],
            names=list(names[:200]),
        )
        return self.render_to_response(context, status=status)  # type: ignore[no-any-return]

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [*self.breadcrumbs_items, {"url": "", "label": self.page_title}]


class SheetView(WagtailAdminTemplateMixin, View):  # type: ignore[misc]
    """One sheet: its columns, its first rows as understood, its errors, what to do with it."""

    template_name = "desk/sheet.html"
    header_icon = "table"
    page_title = gettext_lazy("Spreadsheet")

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """Find it."""
        super().setup(request, *args, **kwargs)
        rows = ReceivedSheet.objects.select_related("source", "by", "change_set")
        self.received = get_object_or_404(rows, pk=kwargs["pk"])

    def get(self, _request: HttpRequest, **_kwargs: Any) -> HttpResponse:
        """Show it; the page comes back by itself while it is read."""
        return self._show(MappingForm(self.received))

    def post(self, request: HttpRequest, **_kwargs: Any) -> HttpResponse:
        """Store what the columns hold and check again, or propose the changes."""
        deeds: dict[str, Callable[[HttpRequest], HttpResponse]] = {
            "choose": self._choose,
            "map": self._map,
            "propose": self._propose,
            "go_on": self._go_on,
        }
        deed = pressed(deeds, request.POST)
        try:
            return deed(request) if deed else self._back()
        except DirectoryRefusal as error:
            messages.error(request, str(error))
            return self._back()

    def _choose(self, request: HttpRequest) -> HttpResponse:
        actions.choose_sheet(self.received, request.POST["choose"], by=request.user)  # type: ignore[arg-type]
        tasks.check_received_sheet.enqueue(self.received.pk)
        return self._back()

    def _map(self, request: HttpRequest) -> HttpResponse:
        form = MappingForm(self.received, request.POST)
        if not form.is_valid():
            return self._show(form, status=422)
        try:
            actions.map_sheet(self.received, form.mapping(), form.if_new(), by=request.user)  # type: ignore[arg-type]
        except DirectoryRefusal as error:
            form.add_error(None, str(error))
            return self._show(form, status=422)
        tasks.check_received_sheet.enqueue(self.received.pk)
        return self._back()

    def _propose(self, request: HttpRequest) -> HttpResponse:
        moved = ReceivedSheet.objects.filter(pk=self.received.pk, state=State.CHECKED)
        if not moved.update(state=State.PROPOSING):
            messages.error(request, _("The file is checked first."))
            return self._back()
        tasks.propose_received_sheet.enqueue(self.received.pk, request.user.pk)
        self.received.refresh_from_db()
        if self.received.change_set_id:
            return redirect("desk_changes", pk=self.received.change_set_id)
        return self._back()

    def _go_on(self, request: HttpRequest) -> HttpResponse:
        """Ask again for work that was cut off; done twice it does no harm."""
        if self.received.state == State.CHECKING:
            tasks.check_received_sheet.enqueue(self.received.pk)
        elif self.received.state == State.PROPOSING:
            tasks.propose_received_sheet.enqueue(self.received.pk, request.user.pk)
        return self._back()

    def _back(self) -> HttpResponse:
        return redirect("desk_sheet", pk=self.received.pk)

    def _show(self, form: MappingForm, status: int = 200) -> HttpResponse:
        received = self.received
        columns = received.sample["columns"]
        chosen = {column: label_of(target) for target, column in received.mapping["fields"].items()}
        named = [one for one in TARGETS if one in received.mapping["fields"]]
        shown = [*named, *(["territory"] if received.preview else [])]
        names = said.discipline_names()
        preview = [[said.in_words(name, row.get(name), names) for name in shown] for row in received.preview]
        context = self.get_context_data(
            received=received,
            form=form,
            columns=[(column, chosen.get(column, "")) for column in columns],
            rows=received.sample["rows"],
            sheets=self._sheets(),
            preview=preview,
            preview_columns=[label_of(name) for name in shown],
            is_identified="external_id" in named,
            open=received.state in {State.CHECKED, State.FAILED} and bool(received.path),
            file_deleted=not received.path,
            file_until=sent_sheets.deletable_from(received),
            error_files=[
                (kind.upper(), reverse("desk_sheet_errors", args=[received.pk, kind])) for kind in FORMATS
            ],
            more=max(0, received.counts.get("wrong", 0) - len(received.problems)),
        )
        return self.render_to_response(context, status=status)  # type: ignore[no-any-return]

    def _sheets(self) -> list[tuple[str, bool]]:
        """Return (title, is it the one that is read) of a workbook with several sheets."""
        titles = self.received.sample.get("sheets", [])
        chosen = self.received.sample.get("sheet", "")
        return [(one, one == chosen) for one in titles] if len(titles) > 1 else []

    def get_page_subtitle(self) -> str:
        return f"{self.received.source}, {self.received.name}"

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        here = {"url": reverse("desk_sheets"), "label": gettext_lazy("Spreadsheets")}
        return [
            *self.breadcrumbs_items,
            here,
            {"url": "", "label": self.get_page_subtitle() or self.page_title},
        ]


def sheet_errors(_request: HttpRequest, pk: int, kind: str) -> HttpResponseBase:
    """Give the rows that are left out with the same columns and what is wrong, to be put right."""
    received = get_object_or_404(ReceivedSheet, pk=pk)
    columns = [*received.sample["columns"], str(_("What is wrong")), str(_("Line"))]

    def rows() -> Iterator[list[Any]]:
        for one in rows_of(received):
            if isinstance(one, Faulty):
                yield [*(cell.replace("\x00", "") for cell in one.cells), " ".join(one.problems), one.line]

    try:
        lines = rows()
        first = next(lines, None)
    except (SheetRefused, OSError) as error:
        messages.error(_request, str(error))
        return redirect("desk_sheet", pk=pk)
    return download(kind if kind in FORMATS else "xlsx", f"errors-{pk}", columns, _chained(first, lines))


def _chained(first: list[Any] | None, rest: Iterator[list[Any]]) -> Iterator[list[Any]]:
    if first is not None:
        yield first
        yield from rest
