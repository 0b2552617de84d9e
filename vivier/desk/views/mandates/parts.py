"""Writing a mandate, a funder, and each part of a mandate: one small form a page."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from vivier.core.names import address_of
from vivier.desk.forms.mandates import PARTS, FunderForm, MandateForm
from vivier.desk.views.mandates.page import MandatePage, try_to
from vivier.mandate import actions
from vivier.mandate.models import Deliverable, Funder, Mandate
from vivier.mandate.refusals import InvalidValue, MandateRefusal

WHERE = {
    **dict.fromkeys(("line", "cofunding", "rate", "threshold"), "desk_mandate_budget"),
    **dict.fromkeys(("instalment", "condition"), "desk_mandate"),
}


def mandate_of(holder: Any) -> Mandate:
    """Return the mandate of what a part belongs to."""
    if isinstance(holder, Mandate):
        return holder
    return holder.mandate if hasattr(holder, "mandate_id") else holder.objective.mandate  # type: ignore[no-any-return]


class FormPage(MandatePage):
    """A page with one form, whose row a deed writes."""

    template_name = "desk/mandates/part.html"

    def show_form(self, form: Any, status: int = 200, **context: Any) -> HttpResponse:
        """Answer with the form."""
        return self.show(form=form, status=status, **context)

    def write(self, form: Any, **context: Any) -> HttpResponse | None:
        """Write what the form holds; return the page again when it cannot be."""
        if form.is_valid():
            try:
                actions.save_part(form.instance, by=self.person)
            except InvalidValue as refusal:
                form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
            except MandateRefusal as refusal:
                form.add_error(None, str(refusal))
            else:
                messages.success(self.request, _("It is written down."))
                return None
        return self.show_form(form, status=422, **context)


class MandateFormView(FormPage):
    """A new mandate, or the facts of one."""

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """Find it, or begin one."""
        super().setup(request, *args, **kwargs)
        self.mandate = get_object_or_404(Mandate, pk=kwargs["pk"]) if "pk" in kwargs else Mandate()

    def get(self, _request: HttpRequest, **_kwargs: Any) -> HttpResponse:
        """Ask for its facts."""
        return self.show_form(MandateForm(instance=self.mandate), title=self.get_page_title())

    def post(self, request: HttpRequest, **_kwargs: Any) -> HttpResponse:
        """Write them."""
        data = request.POST.copy()
        if not data.get("slug"):
            data["slug"] = address_of(data.get("title_fr", ""))
        form = MandateForm(data, instance=self.mandate)
        again = self.write(form, title=self.get_page_title())
        return again or redirect("desk_mandate", pk=form.instance.pk)

    def get_page_title(self) -> str:
        return _("Facts of the mandate") if self.mandate.pk else _("New mandate")

    def here(self) -> str:
        return self.get_page_title()

    def trail(self) -> list[tuple[str, Any]]:
        if not self.mandate.pk:
            return []
        return [(reverse("desk_mandate", args=[self.mandate.pk]), str(self.mandate.title))]


class FundersView(FormPage):
    """The funders, and a form for one more."""

    template_name = "desk/mandates/funders.html"
    page_title = gettext_lazy("Funders")

    def get(self, _request: HttpRequest) -> HttpResponse:
        """Show them."""
        return self._page(FunderForm())

    def post(self, request: HttpRequest) -> HttpResponse:
        """Write one more."""
        form = FunderForm(request.POST, instance=Funder())
        return self.write(form, funders=Funder.objects.all()) or redirect("desk_mandate_part_funders")

    def _page(self, form: Any) -> HttpResponse:
        return self.show_form(form, funders=Funder.objects.all())


class PartView(FormPage):
    """A part of a mandate: written, changed, taken away."""

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """Find the part, or what a new one belongs to."""
        super().setup(request, *args, **kwargs)
        if kwargs["kind"] not in PARTS:
            raise Http404
        self.kind = kwargs["kind"]
        model, self.form_class, self.above = PARTS[self.kind]
        if "pk" in kwargs:
            self.row = get_object_or_404(model, pk=kwargs["pk"])
        else:
            holder = model._meta.get_field(self.above).related_model
            self.row = model(**{self.above: get_object_or_404(holder, pk=kwargs["of"])})
        self.mandate = mandate_of(getattr(self.row, self.above))

    def trail(self) -> list[tuple[str, Any]]:
        return [(reverse("desk_mandate", args=[self.mandate.pk]), str(self.mandate.title))]

    def get(self, _request: HttpRequest, **_kwargs: Any) -> HttpResponse:
        """Ask for its facts."""
        return self.show_form(self.form_class(instance=self.row), **self._around())

    def post(self, request: HttpRequest, **_kwargs: Any) -> HttpResponse:
        """Write or take away."""
        if "remove" in request.POST and self.row.pk:
            try_to(request, lambda: actions.remove_part(self.row, by=self.person), _("It is taken away."))
            return redirect(self._back())
        again = self.write(self.form_class(request.POST, instance=self.row), **self._around())
        return again or redirect(self._back())

    def _back(self) -> str:
        if self.kind == "obligation":
            return (
                reverse("desk_obligation", args=[self.row.pk]) if self.row.pk else reverse("desk_obligations")
            )
        return reverse(WHERE.get(self.kind, "desk_mandate_structure"), args=[self.mandate.pk])

    def get_page_title(self) -> str:
        return capfirst(str(self.row._meta.verbose_name))

    def here(self) -> str:
        return self.get_page_title()

    def _around(self) -> dict[str, Any]:
        above = getattr(self.row, self.above)
        return {
            "title": self.get_page_title(),
            "belongs_to": above,
            "can_remove": bool(self.row.pk),
            "back": self._back(),
        }


class DeliverableView(FormPage):
    """Where a deliverable stands."""

    template_name = "desk/mandates/deliverable.html"
    page_title = gettext_lazy("Deliverable")

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """Find it."""
        super().setup(request, *args, **kwargs)
        rows = Deliverable.objects.select_related("activity__objective__mandate")
        self.deliverable = get_object_or_404(rows, pk=kwargs["pk"])

    def trail(self) -> list[tuple[str, Any]]:
        mandate = self.deliverable.activity.objective.mandate
        structure = (reverse("desk_mandate_structure", args=[mandate.pk]), _("Objectives and deliverables"))
        return [(reverse("desk_mandate", args=[mandate.pk]), mandate.title), structure]

    def here(self) -> Any:
        return f"{self.deliverable.code} {self.deliverable.title}"

    def get_page_subtitle(self) -> str:
        return str(self.here())

    def get(self, _request: HttpRequest, **_kwargs: Any) -> HttpResponse:
        """Show it with its documents."""
        return self._page()

    def post(self, request: HttpRequest, **_kwargs: Any) -> HttpResponse:
        """Say where it stands."""
        day = parse_day(request.POST.get("on", ""))
        done = try_to(
            request,
            lambda: actions.set_deliverable_state(
                self.deliverable,
                by=self.person,
                state=request.POST.get("state", ""),
                on=day,
                comment=request.POST.get("comment", ""),
            ),
            _("It is written down."),
        )
        if not done:
            return self._page(status=422)
        return redirect("desk_mandate_deliverable", pk=self.deliverable.pk)

    def _page(self, status: int = 200) -> HttpResponse:
        return self.show(
            status=status,
            deliverable=self.deliverable,
            mandate=self.deliverable.activity.objective.mandate,
            evidence=self.deliverable.evidence.standing().select_related("file", "by").defer("file__content"),
            states=Deliverable.State.choices,
        )


def parse_day(text: str) -> date | None:
    """Return a day a browser sent; None for none or for what is no day."""

    try:
        return date.fromisoformat(text[:10])
    except ValueError:
        return None
