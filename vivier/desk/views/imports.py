"""Imports: begin one, follow it, look at what it found, apply it, take it back."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import View
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from vivier.desk.deeds import Deed, do_and_say
from vivier.desk.forms.imports import ExtractForm
from vivier.desk.listing import FORMATS, download
from vivier.directory import actions as directory
from vivier.directory import tasks
from vivier.directory.models import ChangeSet
from vivier.directory.refusals import DirectoryRefusal
from vivier.registers import actions as registers
from vivier.registers import difference, imports, kept_reasons, left_out, sent_extracts
from vivier.registers.models import ImportRun, RecordChange
from vivier.registers.refusals import RegisterRefusal

SHOWN = 15
PUT_ASIDE = {ChangeSet.State.UNDONE, ChangeSet.State.DROPPED}
DONE = {ImportRun.State.APPLIED, ImportRun.State.UNCHANGED}
NOT_LIVE = PUT_ASIDE | {ChangeSet.State.COMPARING}


class ImportsView(WagtailAdminTemplateMixin, View):  # type: ignore[misc]
    """The imports so far and the changes they propose; a form to begin one."""

    template_name = "desk/imports.html"
    header_icon = "download"
    page_title = gettext_lazy("Imports")

    def get(self, _request: HttpRequest) -> HttpResponse:
        """Show them."""
        return self._show(ExtractForm())

    def post(self, request: HttpRequest) -> HttpResponse:
        """Begin to read an extract in the background."""
        form = ExtractForm(request.POST, request.FILES)
        if not form.is_valid():
            return self._show(form, status=422)
        try:
            run = registers.begin_import(form.path(), by=request.user, apply=False)  # type: ignore[arg-type]
        except RegisterRefusal as error:
            form.add_error(None, str(error))
            return self._show(form, status=422)
        tasks.carry_out_import.enqueue(run.pk)
        return redirect("desk_import", pk=run.pk)

    def _show(self, form: ExtractForm, status: int = 200) -> HttpResponse:
        runs = ImportRun.objects.select_related("by")[:SHOWN]
        context = self.get_context_data(
            form=form,
            runs=[(one, kept_reasons.in_words(one)) for one in runs],
            change_sets=ChangeSet.objects.select_related("by")[:SHOWN],
        )
        return self.render_to_response(context, status=status)  # type: ignore[no-any-return]

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [*self.breadcrumbs_items, {"url": "", "label": self.page_title}]


class ImportView(WagtailAdminTemplateMixin, View):  # type: ignore[misc]
    """One import: how far it is, what it found, what to do with it."""

    template_name = "desk/import.html"
    header_icon = "download"
    page_title = gettext_lazy("Import")

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """Find it."""
        super().setup(request, *args, **kwargs)
        self.run = get_object_or_404(ImportRun.objects.select_related("by", "overridden_by"), pk=kwargs["pk"])

    def get(self, _request: HttpRequest, **_kwargs: Any) -> HttpResponse:
        """Show it; the page comes back by itself while it runs."""
        steps = [(name, str(STEPS[name])) for name in imports.STEPS]
        change_sets = list(self.run.change_sets.all())
        change_set = next((one for one in change_sets if one.state not in NOT_LIVE), None)
        is_applied = self.run.state == ImportRun.State.APPLIED
        put_aside = any(one.state in PUT_ASIDE for one in change_sets)
        comparing = any(one.state == ChangeSet.State.COMPARING for one in change_sets)
        context = self.get_context_data(
            run=self.run,
            why=kept_reasons.in_words(self.run),
            steps=steps,
            counts=[(capfirst(str(COUNTS.get(name, name))), n) for name, n in self.run.counts.items()],
            rejected=[(one, left_out.in_words(one.why)) for one in self.run.rejected.all()[:SHOWN]],
            difference=self._difference(),
            comparing=is_applied and not change_set and (comparing or not put_aside),
            put_aside=is_applied and not change_set and put_aside and not comparing,
            change_set=change_set,
            was_sent=sent_extracts.was_sent(self.run),
            readable_again=self.run.is_over and self.run.state not in DONE,
            file_deleted=self.run.file_deleted_at is not None,
            file_until=sent_extracts.deletable_from(self.run),
            is_last=ImportRun.objects.applied().values_list("pk", flat=True).first() == self.run.pk,
        )
        return self.render_to_response(context)  # type: ignore[no-any-return]

    def post(self, request: HttpRequest, **_kwargs: Any) -> HttpResponse:
        """Stop it, go on with it, apply it, accept what vanishes, read it again, or take it back."""
        deeds: dict[str, Deed] = {
            "stop": self._stop,
            "go_on": self._go_on,
            "apply": self._apply,
            "compare": self._compare,
            "override": self._override,
            "read_again": self._read_again,
            "roll_back": self._roll_back,
        }
        do_and_say(request, deeds, RegisterRefusal, DirectoryRefusal)
        return redirect("desk_import", pk=self.run.pk)

    def _stop(self, request: HttpRequest) -> str:
        registers.ask_to_stop(self.run, by=request.user)  # type: ignore[arg-type]
        return _("The import stops at its next step.")

    def _go_on(self, _request: HttpRequest) -> str:
        if self.run.is_over:
            raise RegisterRefusal(_("This import is already over."))
        tasks.carry_out_import.enqueue(self.run.pk)
        return _("The import goes on.")

    def _apply(self, request: HttpRequest) -> str:
        registers.apply_import(self.run, by=request.user)  # type: ignore[arg-type]
        tasks.ask_to_compare(self.run, by=request.user)  # type: ignore[arg-type]
        return _("The import is applied. What it changes in the directory is being compared.")

    def _compare(self, request: HttpRequest) -> str:
        if self.run.state != ImportRun.State.APPLIED:
            raise RegisterRefusal(_("Only what an applied import says is compared with the directory."))
        tasks.ask_to_compare(self.run, by=request.user)  # type: ignore[arg-type]
        return _("What the import changes in the directory is being compared.")

    def _override(self, request: HttpRequest) -> str:
        run = registers.accept_difference(self.run, by=request.user)  # type: ignore[arg-type]
        tasks.carry_out_import.enqueue(run.pk)
        return _("You accepted the difference. The import is read again.")

    def _read_again(self, request: HttpRequest) -> str:
        self.run = registers.read_again(self.run, by=request.user)  # type: ignore[arg-type]
        tasks.carry_out_import.enqueue(self.run.pk)
        return _("The extract is read again, as an import of its own.")

    def _roll_back(self, request: HttpRequest) -> str:
        applied = directory.take_back_import(self.run, by=request.user)  # type: ignore[arg-type]
        if applied:
            return _("The import is taken back. What was applied to the directory stays: undo it there.")
        return _("The import is taken back.")

    def _difference(self) -> list[tuple[str, int, list[RecordChange]]]:
        """Return (kind in words, how many, the first of them) of what stands to be decided."""
        if self.run.state != ImportRun.State.READ and not self.run.is_acceptable:
            return []
        found = []
        for kind, words in (("gone", COUNTS["gone"]), ("changed", COUNTS["changed"]), ("new", COUNTS["new"])):
            rows = self.run.changes.filter(kind=kind).order_by("number")
            if some := list(rows[:SHOWN]):
                found.append((capfirst(str(words)), rows.count(), some))
        return found

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [
            *self.breadcrumbs_items,
            {"url": reverse("desk_imports"), "label": gettext_lazy("Imports")},
            {"url": "", "label": self.get_page_subtitle() or self.page_title},
        ]


STEPS = {
    "opening": gettext_lazy("Open the files"),
    "weighing": gettext_lazy("Count and sign the files"),
    "reading": gettext_lazy("Read and check every row"),
    "choosing": gettext_lazy("Compare with what is known"),
    "applying": gettext_lazy("Finish"),
}
COUNTS = {
    "rows": gettext_lazy("rows read"),
    "rejected": gettext_lazy("rows left out"),
    "new": gettext_lazy("new records"),
    "changed": gettext_lazy("changed records"),
    "gone": gettext_lazy("records no longer there"),
    "unchanged": gettext_lazy("unchanged records"),
    "left out after an objection": gettext_lazy("left out after an objection"),
    "without a name": gettext_lazy("without a name"),
}


def rejected_rows(_request: HttpRequest, pk: int, kind: str) -> HttpResponseBase:
    """Give the rows an import left out, as a file."""
    run = get_object_or_404(ImportRun, pk=pk)
    listed = run.rejected.values_list("file", "line", "why", "said").iterator(1000)
    rows = ((file, line, left_out.in_words(why), said) for file, line, why, said in listed)
    columns = [str(one) for one in (_("file"), _("line"), _("reason"), _("what it says"))]
    return download(kind if kind in FORMATS else "csv", f"rejected-{pk}", columns, rows)


def import_difference(_request: HttpRequest, pk: int, kind: str) -> HttpResponseBase:
    """Give what an import changes of what the register says, field by field, as a file."""
    run = get_object_or_404(ImportRun, pk=pk)
    columns = [str(one) for one in (_("kind"), _("number"), _("name"), _("field"), _("before"), _("after"))]
    rows = (
        (one.get_kind_display(), one.number, one.name, *line)
        for one in run.changes.order_by("number").iterator(1000)
        for line in difference.lines_of(one)
    )
    return download(kind if kind in FORMATS else "csv", f"difference-{pk}", columns, rows)
