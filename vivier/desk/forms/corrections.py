"""What people give to correct an accepted expense."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any
from uuid import uuid4

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from vivier.core.money import HUNDRED
from vivier.desk.forms.expenses import MONEY
from vivier.desk.forms.mandates import DayInput
from vivier.mandate.models import BudgetLine, Expense

LESS, MORE = "less", "more"


class CorrectionForm(forms.Form):
    """What was wrong with an expense, what that takes off or adds, and on which of its lines."""

    submission = forms.UUIDField(widget=forms.HiddenInput)
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    way = forms.ChoiceField(
        label=gettext_lazy("What the correction does"),
        choices=[
            (LESS, gettext_lazy("it takes something off")),
            (MORE, gettext_lazy("it adds something")),
        ],
        widget=forms.RadioSelect,
    )
    cause = forms.ChoiceField(label=gettext_lazy("Why it is corrected"), choices=Expense.Cause.choices)
    invoice_number = forms.CharField(
        label=gettext_lazy("Number of the credit note or of the new invoice"), max_length=80, required=False
    )
    dated_on = forms.DateField(
        label=gettext_lazy("Date"),
        widget=DayInput,
        help_text=gettext_lazy(
            "Of the credit note or invoice, otherwise the day it was found out: the next statement of that "
            "period states it."
        ),
    )
    description = forms.CharField(label=gettext_lazy("What was wrong, in a few words"), max_length=300)
    amount_excl_eur = forms.DecimalField(
        label=gettext_lazy("Amount excluding VAT"),
        help_text=gettext_lazy("Without a sign. Nought when VAT alone was wrong."),
        **(MONEY | {"min_value": Decimal(0)}),
    )
    amount_incl_eur = forms.DecimalField(label=gettext_lazy("Amount including VAT"), **MONEY)

    def __init__(self, original: Expense, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **(kwargs | {"label_suffix": ""}))
        if not self.is_bound:
            self.initial.setdefault("submission", uuid4())
        self._lines = {
            f"share_{one.line_id}": one.line
            for one in original.shares.select_related("line__mandate__funder").order_by("pk")
        }
        shares = kwargs.get("initial", {}).get("shares", {})
        for name, line in self._lines.items():
            self.fields[name] = forms.DecimalField(
                label=_("Share of %(line)s, in per cent")
                % {"line": f"{line.mandate.funder.label} · {line.code} {line.title}"},
                required=False,
                min_value=Decimal("0.01"),
                max_value=HUNDRED,
                decimal_places=2,
                localize=True,
                initial=shares.get(line.pk),
                label_suffix="",
            )

    def facts(self) -> Iterator[forms.BoundField]:
        """The fields of the correction itself."""
        return (one for one in self.visible_fields() if one.name not in self._lines)

    def lines(self) -> Iterator[forms.BoundField]:
        """The share of each line that pays the expense."""
        return (self[name] for name in self._lines)

    def values(self) -> dict[str, Any]:
        """Return the facts by name, amounts with their sign."""
        names = ("cause", "invoice_number", "dated_on", "description", "amount_excl_eur", "amount_incl_eur")
        found = {name: self.cleaned_data[name] for name in names}
        if self.cleaned_data["way"] == LESS:
            found |= {name: -found[name] for name in names[-2:]}
        return found

    def shares(self) -> list[tuple[BudgetLine, Decimal]]:
        """Return each line that takes a part of it, with its share."""
        return [(line, share) for name, line in self._lines.items() if (share := self.cleaned_data.get(name))]
