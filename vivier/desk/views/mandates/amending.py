"""Amending a mandate: what the funder decided, written down once, with what stood before."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from vivier.desk.forms.mandates import AmendmentForm
from vivier.desk.views.mandates.page import MandatePage
from vivier.mandate.actions.amending import Decision, amend_mandate
from vivier.mandate.models import Mandate
from vivier.mandate.refusals import InvalidValue, MandateRefusal


class AmendmentView(MandatePage):
    """A form for one amendment."""

    template_name = "desk/mandates/part.html"
    page_title = gettext_lazy("An amendment of the mandate")

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """Find the mandate."""
        super().setup(request, *args, **kwargs)
        self.mandate = get_object_or_404(Mandate, pk=kwargs["pk"])

    def trail(self) -> list[tuple[str, Any]]:
        return [(self._back(), str(self.mandate.title))]

    def get(self, _request: HttpRequest, **_kwargs: Any) -> HttpResponse:
        """Ask what was decided."""
        return self._form(AmendmentForm())

    def post(self, request: HttpRequest, **_kwargs: Any) -> HttpResponse:
        """Write it down; the same form sent twice is one amendment."""
        form = AmendmentForm(request.POST)
        if form.is_valid():
            try:
                amend_mandate(self.mandate, Decision(**form.cleaned_data), by=self.person)
            except InvalidValue as refusal:
                form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
            except MandateRefusal as refusal:
                form.add_error(None, str(refusal))
            else:
                messages.success(request, _("The amendment is written down."))
                return redirect(self._back())
        return self._form(form, status=422)

    def _form(self, form: AmendmentForm, status: int = 200) -> HttpResponse:
        mandate = str(self.mandate.title)
        return self.show(
            form=form, status=status, title=self.page_title, belongs_to=mandate, back=self._back()
        )

    def _back(self) -> str:
        return reverse("desk_mandate", args=[self.mandate.pk])
