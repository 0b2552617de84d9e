"""Pages of one kind of record: list, new, edit, and the deeds that change its state."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import models, transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.views.generic import View
from wagtail.admin.views.generic import CreateView, EditView
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.views.generic.permissions import PermissionCheckedMixin
from wagtail.admin.viewsets.model import ModelViewSet

from vivier.accounts import actions as account_actions
from vivier.accounts.models import User
from vivier.agenda.refusals import AgendaRefusal
from vivier.desk.forms.base import Label, RecordForm
from vivier.desk.listing import RecordIndexView
from vivier.desk.saving import InUse
from vivier.directory.refusals import DirectoryRefusal
from vivier.links.refusals import LinkRefusal
from vivier.opportunities.refusals import OpportunityRefusal

REFUSALS = (
    DirectoryRefusal,
    OpportunityRefusal,
    AgendaRefusal,
    InUse,
    LinkRefusal,
    account_actions.NotAllowed,
    account_actions.LastAdministrator,
    account_actions.AccountExists,
    account_actions.InvalidAddress,
)


@dataclass(frozen=True, slots=True)
class Deed:
    """Something one can do to a record beside editing it: publish, cancel, remove…"""

    name: str
    label: Label
    run: Callable[[Any, User, str], Any]
    offered: Callable[[Any], bool]
    icon: str = "check"
    question: Label = ""
    done: Label = ""
    reason_needed: bool = False
    leads_to_list: bool = False

    @property
    def asks(self) -> bool:
        """Whether a page asks before it is done."""
        return bool(self.question)


class RefusalMixin:
    """Show a refusal beside the field it concerns, or above the form."""

    request: HttpRequest
    form: RecordForm

    def form_valid(self, form: RecordForm) -> HttpResponse:
        """Do the deed; a refusal brings the form back with its sentence."""
        self.form = form
        try:
            with transaction.atomic():
                self.object = self.save_instance()
        except REFUSALS as error:
            field = getattr(error, "field", None)
            form.add_error(field if field in form.fields else None, str(error))
            form.after_refusal(error) if hasattr(form, "after_refusal") else None
            self.produced_error_code = "refused"
            self.produced_error_message = self.get_error_message()  # type: ignore[attr-defined]
            return self.form_invalid(form)  # type: ignore[attr-defined,no-any-return]
        return self.save_action()  # type: ignore[attr-defined,no-any-return]

    def save_instance(self) -> models.Model:
        raise NotImplementedError


class RecordCreateView(RefusalMixin, CreateView):  # type: ignore[misc]
    """A new record."""

    template_name = "desk/record_form.html"

    def save_instance(self) -> models.Model:
        """Let the form do its deed."""
        return self.form.create(by=self.request.user)  # type: ignore[arg-type]

    def get_success_url(self) -> str:
        """Stay with the record: a draft is rarely finished at once."""
        return self.get_edit_url()  # type: ignore[no-any-return]

    def get_success_buttons(self) -> list[Any]:
        return []


class RecordEditView(RefusalMixin, EditView):  # type: ignore[misc]
    """One record: its fields, its parts, its state and what can be done with it."""

    template_name = "desk/record_form.html"
    deeds: Sequence[Deed] = ()
    deed_url_name = ""
    state_of: Callable[[Any], tuple[str, str]] | None = None
    links_of: Callable[[Any], list[tuple[Any, str, str]]] | None = None
    notes_of: Callable[[Any], list[tuple[str, str]]] | None = None

    def save_instance(self) -> models.Model:
        """Let the form do its deeds."""
        return self.form.update(by=self.request.user)  # type: ignore[arg-type]

    def get_success_url(self) -> str:
        return self.get_edit_url()  # type: ignore[no-any-return]

    def get_success_buttons(self) -> list[Any]:
        return []

    def get_history_url(self) -> str:
        return reverse("desk_journal_of", args=[self.model._meta.label_lower, self.object.pk])

    def get_side_panels(self) -> Any:
        """The record's state stands above its form, not in a side panel."""
        from wagtail.admin.ui.components import MediaContainer  # noqa: PLC0415 -- only here

        return MediaContainer([])

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        """Add the state of the record and what can be done with it."""
        record = type(self.object)._default_manager.get(pk=self.object.pk)
        offered = [
            (deed, reverse(self.deed_url_name, args=[record.pk, deed.name]))
            for deed in self.deeds
            if deed.offered(record)
        ]
        return super().get_context_data(
            record=record,
            offered_deeds=offered,
            record_links=self.links_of(record) if self.links_of else [],
            record_state=self.state_of(record) if self.state_of else None,
            record_notes=self.notes_of(record) if self.notes_of else (),
            record_history_url=self.get_history_url(),
            record_public_url=_public_url(record),
            **context,
        )


def _public_url(record: Any) -> str:
    published = getattr(record, "state", getattr(record, "status", "published")) == "published"
    return record.get_absolute_url() if published and hasattr(record, "get_absolute_url") else ""


class DeedView(PermissionCheckedMixin, WagtailAdminTemplateMixin, View):  # type: ignore[misc]
    """Ask (when the deed wants it), then do it; a refusal is told, nothing is changed."""

    model: Any = None
    permission_required = "change"
    template_name = "desk/deed.html"
    deeds: Sequence[Deed] = ()
    index_url_name = ""
    edit_url_name = ""
    header_icon = "history"

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """Find the record and the deed; what is not offered now does not exist."""
        super().setup(request, *args, **kwargs)
        self.record: Any = get_object_or_404(self.model, pk=kwargs["pk"])
        found = next((deed for deed in self.deeds if deed.name == kwargs["deed"]), None)
        if found is None:
            raise Http404
        self.deed = found

    def get(self, _request: HttpRequest, *_args: Any, **_kwargs: Any) -> HttpResponse:
        """Ask whether to do it; nothing changes."""
        return self.render_to_response(self.get_context_data())  # type: ignore[no-any-return]

    def post(self, request: HttpRequest, *_args: Any, **_kwargs: Any) -> HttpResponse:
        """Do it."""
        here = reverse(self.edit_url_name, args=[self.record.pk])
        if not self.deed.offered(self.record):
            messages.error(request, _("This is not possible any more: the record has changed."))
            return redirect(here)
        reason = request.POST.get("reason", "")[:1000].strip()
        if self.deed.reason_needed and not reason:
            return self.render_to_response(  # type: ignore[no-any-return]
                self.get_context_data(problem=_("Please say why.")), status=422
            )
        if not isinstance(request.user, User):
            raise PermissionDenied
        try:
            self.deed.run(self.record, request.user, reason)
        except REFUSALS as error:
            messages.error(request, str(error))
            return redirect(here)
        messages.success(request, str(self.deed.done) or _("Done."))
        return redirect(self.index_url_name if self.deed.leads_to_list else here)

    def get_page_title(self) -> str:
        return str(self.deed.label)

    def get_page_subtitle(self) -> str:
        return str(self.record)

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        """Say what would be done to which record."""
        back = reverse(self.edit_url_name, args=[self.record.pk])
        return super().get_context_data(  # type: ignore[no-any-return]
            deed=self.deed, record=self.record, back_url=back, **context
        )

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [
            *self.breadcrumbs_items,
            {"url": reverse(self.index_url_name), "label": self.model._meta.verbose_name_plural},
            {"url": reverse(self.edit_url_name, args=[self.record.pk]), "label": str(self.record)},
            {"url": "", "label": str(self.deed.label)},
        ]


class RecordViewSet(ModelViewSet):  # type: ignore[misc]
    """A kind of record in the desk; nothing is saved past its deeds, nothing is copied or listed twice."""

    index_view_class = RecordIndexView
    add_view_class = RecordCreateView
    edit_view_class = RecordEditView
    form: ClassVar[type[RecordForm]]
    deeds: ClassVar[Sequence[Deed]] = ()
    state_of: ClassVar[Any] = None
    links_of: ClassVar[Any] = None
    notes_of: ClassVar[Any] = None
    for_list: ClassVar[Any] = None
    can_be_added: ClassVar[bool] = True
    copy_view_enabled = False
    inspect_view_enabled = False
    add_to_reference_index = False
    search_backend_name = None
    list_per_page = 30

    def get_form_class(self, for_update: bool = False) -> type[RecordForm]:  # noqa: ARG002
        return self.form

    def get_common_view_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        """Name no page that does not exist."""
        nowhere = dict.fromkeys(("history_url_name", "usage_url_name", "delete_url_name"))
        if not self.can_be_added:
            nowhere["add_url_name"] = None
        return super().get_common_view_kwargs(**{**nowhere, **kwargs})  # type: ignore[no-any-return]

    def get_index_view_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_index_view_kwargs(for_list=self.for_list, **kwargs)  # type: ignore[no-any-return]

    def get_edit_view_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        mine = {
            "deeds": self.deeds,
            "deed_url_name": self.get_url_name("deed"),
            "state_of": self.state_of,
            "links_of": self.links_of,
            "notes_of": self.notes_of,
        }
        return super().get_edit_view_kwargs(**{**mine, **kwargs})  # type: ignore[no-any-return]

    @property
    def deed_view(self) -> Any:
        return DeedView.as_view(
            model=self.model,
            deeds=self.deeds,
            index_url_name=self.get_url_name("index"),
            edit_url_name=self.get_url_name("edit"),
        )

    def get_urlpatterns(self) -> list[Any]:
        """List, new, edit and deeds; no copy, usage, delete or second history."""
        patterns = [
            path("", self.index_view, name="index"),
            path("results/", self.index_results_view, name="index_results"),
            path("<int:pk>/", self.edit_view, name="edit"),
            path("<int:pk>/<slug:deed>/", self.deed_view, name="deed"),
        ]
        return [*patterns, path("new/", self.add_view, name="add")] if self.can_be_added else patterns
