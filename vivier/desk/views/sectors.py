"""Definitions of the sector in the desk: read by coordinators, changed by administrators."""

from collections.abc import Callable, Iterable
from typing import Any

from django.contrib import messages
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.generic import View
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from vivier.accounts import journal
from vivier.accounts.permissions import rule_for
from vivier.core.pressed import pressed
from vivier.core.refusals import SheetRefused
from vivier.core.sheets import open_sheet
from vivier.core.translation import label_of
from vivier.desk.forms.sectors import CodeForm, CodesForm, DefinitionForm, NewDefinitionForm, ReasonForm
from vivier.desk.listing import FORMATS, download, key_of
from vivier.desk.receiving import keep
from vivier.directory.origin import dotted
from vivier.reference.models import ActivityCode
from vivier.registers import actions_sectors as actions
from vivier.registers.code_sheet import read_codes
from vivier.registers.definitions import CODE
from vivier.registers.models import SectorCode, SectorDefinition
from vivier.registers.refusals import RegisterRefusal

MOST_PROBLEMS = 50


class DefinitionsView(WagtailAdminTemplateMixin, View):  # type: ignore[misc]
    """All definitions with their versions; a form to begin one."""

    template_name = "desk/definitions.html"
    header_icon = "clipboard-list"
    page_title = gettext_lazy("Definitions of the sector")

    def get(self, _request: HttpRequest) -> HttpResponse:
        """Show them."""
        return self._show(NewDefinitionForm())

    def post(self, request: HttpRequest) -> HttpResponse:
        """Begin one of one's own."""
        form = NewDefinitionForm(request.POST)
        if form.is_valid():
            try:
                made = actions.start_definition(**form.cleaned_data, by=request.user)  # type: ignore[arg-type]
                return redirect("desk_definition", pk=made.pk)
            except RegisterRefusal as error:
                form.add_error("name", str(error))
        return self._show(form, status=422)

    def _show(self, form: NewDefinitionForm, status: int = 200) -> HttpResponse:
        rows = SectorDefinition.objects.annotate(code_count=Count("codes"))
        may_edit = rule_for("desk_definitions_new").allows(self.request.user)
        context = self.get_context_data(definitions=rows, form=form if may_edit else None)
        return self.render_to_response(context, status=status)  # type: ignore[no-any-return]

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [*self.breadcrumbs_items, {"url": "", "label": self.page_title}]


class DefinitionView(WagtailAdminTemplateMixin, View):  # type: ignore[misc]
    """One version: its texts, its activities, what an administrator may do with it."""

    template_name = "desk/definition.html"
    header_icon = "clipboard-list"
    page_title = gettext_lazy("Definition of the sector")

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """Find it."""
        super().setup(request, *args, **kwargs)
        self.definition = get_object_or_404(SectorDefinition, pk=kwargs["pk"])

    def get(self, _request: HttpRequest, **_kwargs: Any) -> HttpResponse:
        """Show it."""
        return self.show()

    def show(self, status: int = 200, **forms: Any) -> HttpResponse:
        """Show it with forms for whom may change it."""
        may_edit = rule_for("desk_definition_change").allows(self.request.user)
        open_to_edit = may_edit and self.definition.first_used_at is None
        codes = list(self.definition.codes.all())
        shown: dict[str, Any] = {
            "problems": [],
            "refused": "",
            "code_form": CodeForm(),
            "codes_form": CodesForm(),
        }
        shown["text_form"] = DefinitionForm(instance=self.definition)
        versions = SectorDefinition.objects.filter(slug=self.definition.slug)
        context = self.get_context_data(
            definition=self.definition,
            versions=versions,
            groups=_by_version(codes),
            code_count=len(codes),
            may_edit=may_edit,
            open_to_edit=open_to_edit,
            **(shown | forms),
        )
        return self.render_to_response(context, status=status)  # type: ignore[no-any-return]

    def get_page_subtitle(self) -> str:
        return str(self.definition)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        label = gettext_lazy("Definitions of the sector")
        return [
            *self.breadcrumbs_items,
            {"url": reverse("desk_definitions"), "label": label},
            {"url": "", "label": self.get_page_subtitle() or self.page_title},
        ]


def _by_version(codes: Iterable[SectorCode]) -> list[tuple[str, list[tuple[SectorCode, str, str]]]]:
    """Return the activities by version of NACE, each with its code as people write it and its label."""
    groups: dict[str, list[SectorCode]] = {}
    for one in codes:
        groups.setdefault(one.nace_version, []).append(one)
    wanted = {dotted(one.code) for one in codes}
    rows = ActivityCode.objects.filter(version__in=groups, code__in=wanted)
    labels = {(row.version, row.code): label_of(row) for row in rows}
    return [
        (
            version,
            [(one, dotted(one.code), labels.get((version, dotted(one.code)), "")) for one in groups[version]],
        )
        for version in sorted(groups, reverse=True)
    ]


class DefinitionChangeView(DefinitionView):
    """What an administrator does with a version."""

    def get(self, _request: HttpRequest, **_kwargs: Any) -> HttpResponse:
        """There is nothing to see here: the page of the version is the other one."""
        return redirect("desk_definition", pk=self.definition.pk)

    def post(self, request: HttpRequest, **_kwargs: Any) -> HttpResponse:
        """Copy, use, stop using, remove, write texts or activities."""
        deeds: dict[str, Callable[[HttpRequest], HttpResponse]] = {
            "copy": self._copy,
            "use": self._use,
            "stop": self._stop,
            "remove": self._remove,
            "texts": self._texts,
            "add": self._add,
            "take_out": self._take_out,
            "upload": self._upload,
        }
        deed = pressed(deeds, request.POST)
        if deed is None:
            return self._back()
        try:
            return deed(request)
        except RegisterRefusal as error:
            messages.error(request, str(error))
            return self._back()

    def _back(self, said: str = "", pk: int | None = None) -> HttpResponse:
        if said:
            messages.success(self.request, said)
        return redirect("desk_definition", pk=pk or self.definition.pk)

    def _copy(self, request: HttpRequest) -> HttpResponse:
        made = actions.copy_definition(self.definition, by=request.user)  # type: ignore[arg-type]
        said = _("Version %(n)s is a copy: change it, then let imports use it.") % {"n": made.version}
        return self._back(said, made.pk)

    def _use(self, request: HttpRequest) -> HttpResponse:
        actions.use_definition(self.definition, by=request.user)  # type: ignore[arg-type]
        return self._back(_("Imports use this version from now on."))

    def _stop(self, request: HttpRequest) -> HttpResponse:
        actions.stop_using(self.definition, by=request.user)  # type: ignore[arg-type]
        return self._back(_("Imports do not use this definition any more."))

    def _remove(self, request: HttpRequest) -> HttpResponse:
        form = ReasonForm(request.POST)
        if not form.is_valid():
            raise RegisterRefusal(form.first_error())
        actions.remove_version(self.definition, by=request.user, reason=form.cleaned_data["reason"])  # type: ignore[arg-type]
        messages.success(request, _("Removed."))
        return redirect("desk_definitions")

    def _texts(self, request: HttpRequest) -> HttpResponse:
        form = DefinitionForm(request.POST, instance=SectorDefinition(pk=self.definition.pk))
        if not form.is_valid():
            return self.show(422, text_form=form)
        actions.write_definition(self.definition, form.cleaned_data, by=request.user)  # type: ignore[arg-type]
        return self._back(_("Saved."))

    def _add(self, request: HttpRequest) -> HttpResponse:
        form = CodeForm(request.POST)
        if not form.is_valid():
            return self.show(422, code_form=form)
        actions.put_code(self.definition, form.cleaned_data["counted"], by=request.user)  # type: ignore[arg-type]
        return self._back(_("The activity counts."))

    def _take_out(self, request: HttpRequest) -> HttpResponse:
        keys = [key_of(one) for one in request.POST.getlist("code")]
        count = actions.remove_codes(self.definition, keys, by=request.user)  # type: ignore[arg-type]
        words = ngettext("%(count)d activity taken out.", "%(count)d activities taken out.", count)
        return self._back(words % {"count": count})

    def _upload(self, request: HttpRequest) -> HttpResponse:
        form = CodesForm(request.POST, request.FILES)
        if not form.is_valid():
            return self.show(422, codes_form=form)
        path = keep(form.cleaned_data["codes"], "received")
        try:
            codes, problems = read_codes(open_sheet(path))
        except SheetRefused as error:
            form.add_error("codes", str(error))
            return self.show(422, codes_form=form)
        finally:
            path.unlink(missing_ok=True)
        if problems:
            more = max(0, len(problems) - MOST_PROBLEMS)
            return self.show(422, codes_form=form, problems=problems[:MOST_PROBLEMS], more_problems=more)
        count = actions.write_codes(self.definition, codes, by=request.user)  # type: ignore[arg-type]
        words = ngettext(
            "%(count)d activity differs and was stored.",
            "%(count)d activities differ and were stored.",
            count,
        )
        return self._back(words % {"count": count})


def definition_codes(request: HttpRequest, pk: int, kind: str) -> HttpResponseBase:
    """Give the activities of a version as a file that can be sent back."""
    definition = get_object_or_404(SectorDefinition, pk=pk)
    kind = kind if kind in FORMATS else "csv"
    journal.record(
        "list.exported",
        definition,
        by=request.user,  # type: ignore[arg-type]
        changes={"list": [None, "registers.SectorCode"], "format": [None, kind]},
    )
    rows = definition.codes.values_list(*CODE).iterator(1000)
    return download(kind, f"{definition.slug}-v{definition.version}", CODE, iter(rows))
