"""One list of opportunities as it was read: its columns, its errors, what it changes, decided and applied."""

from collections.abc import Callable, Iterable, Iterator
from itertools import chain
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.generic import View
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from vivier.core.pressed import pressed
from vivier.core.refusals import SheetRefused
from vivier.desk.call_values import label_of_value, shown_value
from vivier.desk.forms.call_sources import ColumnsForm
from vivier.desk.listing import FORMATS, download
from vivier.desk.views.call_sources import LABEL
from vivier.directory.from_sheet import Faulty
from vivier.opportunities import tasks
from vivier.opportunities.actions import readings as actions_readings
from vivier.opportunities.actions import sources as actions_sources
from vivier.opportunities.lists import applying, sent_lists
from vivier.opportunities.lists.column_words import label_of
from vivier.opportunities.models import CallChange, CallReading
from vivier.opportunities.refusals import OpportunityRefusal

PER_PAGE = 50
State = CallReading.State


class CallReadingView(WagtailAdminTemplateMixin, View):  # type: ignore[misc]
    """A reading from its columns to its undoing; which part shows depends on how far it is."""

    header_icon = "table"
    page_title = gettext_lazy("List of opportunities")

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """Find it."""
        super().setup(request, *args, **kwargs)
        rows = CallReading.objects.select_related("source", "by")
        self.reading = get_object_or_404(rows, pk=kwargs["pk"])
        self.by: Any = request.user

    @property
    def template_name(self) -> str:
        is_decided_on = self.reading.changes.exists() or self.reading.state in {
            State.PROPOSED,
            State.APPLYING,
        }
        return "desk/call_changes.html" if is_decided_on else "desk/call_reading.html"

    def get(self, request: HttpRequest, **_kwargs: Any) -> HttpResponse:
        """Show it; the page comes back by itself while something is done with it."""
        if self.template_name == "desk/call_changes.html":
            return self._show_changes(request)
        return self._show_columns(self._form())

    def post(self, request: HttpRequest, **_kwargs: Any) -> HttpResponse:
        """Do what a button says."""
        deeds: dict[str, Callable[[HttpRequest], HttpResponse]] = {
            "map": self._map,
            "propose": self._propose,
            "go_on": self._go_on,
            "accept": lambda r: self._decide(r, accept=True),
            "decline": lambda r: self._decide(r, accept=False),
            "accept_all": lambda r: self._decide(r, accept=True, all_of_them=True),
            "decline_all": lambda r: self._decide(r, accept=False, all_of_them=True),
            "apply": self._apply,
            "drop": self._drop,
            "undo": self._undo,
        }
        deed = pressed(deeds, request.POST)
        try:
            return deed(request) if deed else self._back()
        except OpportunityRefusal as error:
            messages.error(request, str(error))
            return self._back()

    def _form(self, data: Any = None) -> ColumnsForm:
        return ColumnsForm(self.reading.sample["columns"], self.reading.mapping, data)

    def _map(self, request: HttpRequest) -> HttpResponse:
        form = self._form(request.POST)
        if not form.is_valid():
            return self._show_columns(form, status=422)
        try:
            actions_sources.map_columns(self.reading, form.mapping(), by=self.by)
        except OpportunityRefusal as error:
            form.add_error(None, str(error))
            return self._show_columns(form, status=422)
        tasks.check_reading.enqueue(self.reading.pk)
        return self._back()

    def _propose(self, request: HttpRequest) -> HttpResponse:
        actions_sources.confirm_columns(self.reading)
        moved = CallReading.objects.filter(pk=self.reading.pk, state=State.CHECKED)
        if moved.update(state=State.PROPOSING):
            tasks.propose_reading.enqueue(self.reading.pk, self.by.pk)
        else:
            messages.error(request, _("The list is checked first."))
        return self._back()

    def _go_on(self, _request: HttpRequest) -> HttpResponse:
        """Ask again for work that was cut off; done twice it does no harm."""
        if self.reading.state == State.CHECKING:
            tasks.check_reading.enqueue(self.reading.pk)
        elif self.reading.state == State.PROPOSING:
            tasks.propose_reading.enqueue(self.reading.pk, self.by.pk)
        elif self.reading.state == State.APPLYING:
            tasks.apply_reading.enqueue(self.reading.pk, self.by.pk)
        return self._back()

    def _decide(self, request: HttpRequest, *, accept: bool, all_of_them: bool = False) -> HttpResponse:
        keys = [int(one) for one in request.POST.getlist("change") if one.isdigit() and len(one) < 18]
        chosen = None if all_of_them else keys[:PER_PAGE]
        count = actions_readings.decide(self.reading, keys=chosen, accept=accept, by=self.by)
        words = (
            ngettext("%(count)d change accepted.", "%(count)d changes accepted.", count)
            if accept
            else ngettext("%(count)d change declined.", "%(count)d changes declined.", count)
        )
        messages.success(request, words % {"count": count})
        return self._back()

    def _apply(self, request: HttpRequest) -> HttpResponse:
        tasks.apply_reading.enqueue(self.reading.pk, self.by.pk)
        messages.success(request, _("The accepted changes are being applied; what is new waits as a draft."))
        return self._back()

    def _drop(self, request: HttpRequest) -> HttpResponse:
        actions_readings.drop(self.reading, by=self.by)
        messages.success(request, _("The changes are dropped; nothing was changed."))
        return self._back()

    def _undo(self, request: HttpRequest) -> HttpResponse:
        applying.can_still_be_undone(self.reading)
        tasks.undo_reading.enqueue(self.reading.pk, self.by.pk)
        messages.success(request, _("The changes are being undone."))
        return self._back()

    def _back(self) -> HttpResponse:
        query = self.request.GET.urlencode()
        here = reverse("desk_call_reading", args=[self.reading.pk])
        return redirect(here + (f"?{query}" if query else ""))

    def _show_columns(self, form: ColumnsForm, status: int = 200) -> HttpResponse:
        reading = self.reading
        chosen = {column: label_of(target) for target, column in reading.mapping.items()}
        named = list(dict.fromkeys(name for row in reading.preview for name in row))
        files = [
            (kind.upper(), reverse("desk_call_reading_errors", args=[reading.pk, kind])) for kind in FORMATS
        ]
        context = self.get_context_data(
            received=reading,
            form=form,
            columns=[(column, chosen.get(column, "")) for column in reading.sample["columns"]],
            rows=reading.sample["rows"],
            preview=[[shown_value(name, row.get(name)) for name in named] for row in reading.preview],
            preview_columns=[label_of_value(name) for name in named],
            open=reading.state in {State.CHECKED, State.FAILED} and bool(reading.path),
            file_deleted=not reading.path,
            file_until=sent_lists.deletable_from(reading),
            more=max(0, reading.counts.get("wrong", 0) - len(reading.problems)),
            error_files=files,
        )
        return self.render_to_response(context, status=status)  # type: ignore[no-any-return]

    def _show_changes(self, request: HttpRequest) -> HttpResponse:
        wanted = request.GET.get("kind", "")
        rows = chosen_changes(self.reading, wanted)
        page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
        context = self.get_context_data(
            reading=self.reading,
            page=page,
            rows=[(change, list(lines_of(change))) for change in page],
            tabs=_tabs(self.reading, wanted),
            decided=actions_readings.count_decisions(self.reading),
            open=self.reading.state == State.PROPOSED,
            running=self.reading.state == State.APPLYING,
            kind=wanted,
            file_deleted=not self.reading.path,
            file_until=sent_lists.deletable_from(self.reading),
        )
        return self.render_to_response(context)  # type: ignore[no-any-return]

    def get_page_subtitle(self) -> str:
        return str(self.reading)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        source = self.reading.source
        return [
            *self.breadcrumbs_items,
            {"url": reverse("desk_call_sources"), "label": LABEL},
            {"url": reverse("desk_call_source", args=[source.pk]), "label": str(source)},
            {"url": "", "label": self.page_title},
        ]


def chosen_changes(reading: CallReading, kind: str) -> Any:
    """Return the changes of one kind, those with refused values, or all."""
    rows = reading.changes.select_related("call")
    if kind in CallChange.Kind.values:
        return rows.filter(kind=kind)
    return rows.exclude(refused={}) if kind == "refused" else rows


def _tabs(reading: CallReading, current: str) -> list[tuple[str, str, int, bool]]:
    counts = actions_readings.count_changes(reading)
    names = {
        "": _("All"),
        **dict(CallChange.Kind.choices),
        "refused": _("Values that stay a person’s"),
    }
    counts[""] = sum(counts[one] for one in CallChange.Kind.values)
    return [(kind, capfirst(str(name)), counts[kind], kind == current) for kind, name in names.items()]


def lines_of(change: CallChange) -> Iterator[tuple[str, str, str, bool]]:
    """Yield (field, before, after, refused) in words."""
    for name, (before, after) in change.values.items():
        yield label_of_value(name), shown_value(name, before), shown_value(name, after), False
    for name, value in change.refused.items():
        yield label_of_value(name), "", shown_value(name, value), True


def reading_errors(request: HttpRequest, pk: int, kind: str) -> HttpResponseBase:
    """Give the rows that are left out with the same columns and what is wrong, to be put right."""
    reading = get_object_or_404(CallReading.objects.select_related("source"), pk=pk)
    columns = [*reading.sample["columns"], str(_("What is wrong")), str(_("Line"))]
    try:
        rows = _faulty(actions_sources.rows_of(reading))
        first = next(rows, None)
    except (SheetRefused, OSError) as error:
        messages.error(request, str(error))
        return redirect("desk_call_reading", pk=pk)
    lines = chain([first] if first else [], rows)
    return download(kind if kind in FORMATS else "xlsx", f"errors-{pk}", columns, iter(lines))


def _faulty(found: Iterable[Any]) -> Iterator[list[Any]]:
    for one in found:
        if isinstance(one, Faulty):
            yield [*(cell.replace("\x00", "") for cell in one.cells), " ".join(one.problems), one.line]


def reading_changes(request: HttpRequest, pk: int, kind: str) -> HttpResponseBase:
    """Give the proposed changes that a page shows, all of them, as a file."""
    reading = get_object_or_404(CallReading, pk=pk)
    heads = (_("kind"), _("identifier"), _("title"), _("field"), _("before"), _("after"), _("decision"))

    def rows() -> Iterator[tuple[Any, ...]]:
        for one in chosen_changes(reading, request.GET.get("kind", "")).iterator(500):
            start = one.get_kind_display(), one.external_id, one.title
            for name, before, after, refused in lines_of(one) or [("", "", "", False)]:
                note = str(_("stays a person’s")) if refused else one.get_decision_display()
                yield *start, name, before, after, note
            if not one.values and not one.refused:
                yield *start, "", "", "", one.get_decision_display()

    return download(kind if kind in FORMATS else "csv", f"changes-{pk}", [str(one) for one in heads], rows())
