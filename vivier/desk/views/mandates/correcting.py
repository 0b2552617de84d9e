"""Correcting an accepted expense: the form of a new correction, and of one that is put right."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from vivier.desk.forms.corrections import LESS, MORE, CorrectionForm
from vivier.desk.views.mandates.page import MandatePage
from vivier.mandate import actions
from vivier.mandate.corrections import borne
from vivier.mandate.models import Expense
from vivier.mandate.refusals import InvalidValue, MandateRefusal


class CorrectionView(MandatePage):
    """A correction of the expense of this address; the address of a correction puts that one right."""

    template_name = "desk/mandates/correction_form.html"
    page_title = pgettext_lazy("kind of expense", "Correction")

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """Find what is corrected, and the correction if there is one."""
        super().setup(request, *args, **kwargs)
        found = get_object_or_404(Expense.objects.select_related("corrects"), pk=kwargs["pk"])
        self.correction = found if found.corrects is not None else None
        self.original: Expense = found.corrects or found

    def trail(self) -> list[tuple[str, Any]]:
        return [
            (reverse("desk_expenses"), gettext_lazy("Expenses")),
            (reverse("desk_expense", args=[self.original.pk]), self.original.reference),
        ]

    def get(self, _request: HttpRequest, **_kwargs: Any) -> HttpResponse:
        """Ask what was wrong."""
        one = self.correction
        shares = dict((one or self.original).shares.values_list("line", "share"))
        initial: dict[str, Any] = {"shares": shares, "dated_on": timezone.localdate(), "way": LESS}
        if one is not None:
            names = ("cause", "invoice_number", "dated_on", "description", "version")
            initial |= {name: getattr(one, name) for name in names}
            initial |= {name: abs(getattr(one, name)) for name in ("amount_excl_eur", "amount_incl_eur")}
            initial["way"] = LESS if one.takes_off else MORE
        return self._page(CorrectionForm(self.original, initial=initial))

    def post(self, request: HttpRequest, **_kwargs: Any) -> HttpResponse:
        """Write it."""
        form = CorrectionForm(self.original, request.POST)
        if form.is_valid():
            try:
                written = self._write(form)
            except InvalidValue as refusal:
                form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
            except MandateRefusal as refusal:
                form.add_error(None, str(refusal))
            else:
                said = _("The correction is written down as %(number)s.") % {"number": written.reference}
                messages.success(request, said)
                return redirect("desk_expense", pk=written.pk)
        return self._page(form, 422)

    def _write(self, form: CorrectionForm) -> Expense:
        if self.correction is None:
            return actions.enter_correction(
                self.original,
                by=self.person,
                values=form.values(),
                shares=form.shares(),
                submission=form.cleaned_data["submission"],
            )
        return actions.change_correction(
            self.correction,
            by=self.person,
            version=form.cleaned_data["version"] or 0,
            values=form.values(),
            shares=form.shares(),
        )

    def _page(self, form: CorrectionForm, status: int = 200) -> HttpResponse:
        left = borne(self.original, but=self.correction)
        shares = self.original.shares.select_related("line__mandate__funder").order_by("pk")
        return self.show(
            form=form,
            original=self.original,
            correction=self.correction,
            left=left,
            lines=[(one.line, left.lines[one.line_id]) for one in shares],
            status=status,
        )
