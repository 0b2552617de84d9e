"""What people give about an expense, a payment, a document, hours, a file of the accounts."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any
from uuid import uuid4

import django_filters
from django import forms
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.filters import WagtailFilterSet

from vivier.core.money import HUNDRED
from vivier.core.names import fold, sort_key
from vivier.core.scanning import ScannedFileField
from vivier.desk.forms.mandates import DayInput
from vivier.desk.receiving import SheetField
from vivier.directory.attachments import MOST_BYTES
from vivier.mandate.accounting import LABELS
from vivier.mandate.models import (
    AccountingImport,
    Activity,
    BudgetLine,
    Category,
    DocumentKind,
    Expense,
    Mandate,
    PaymentProof,
)

MOST_SHARES = 4
MONEY: dict[str, Any] = {
    "max_digits": 12,
    "decimal_places": 2,
    "min_value": Decimal("0.01"),
    "localize": True,
}


def open_lines() -> QuerySet[BudgetLine]:
    """Lines of current mandates."""
    return (
        BudgetLine.objects.filter(mandate__state=Mandate.State.CURRENT)
        .select_related("mandate__funder")
        .order_by("mandate", "position", "pk")
    )


class LineField(forms.ModelChoiceField):  # type: ignore[type-arg]
    """A budget line, named with whose money it is."""

    def label_from_instance(self, line: Any) -> str:
        return f"{line.mandate.funder.label} · {line.code} {line.title}"


class ActivityField(forms.ModelChoiceField):  # type: ignore[type-arg]
    """An activity, named with its code."""

    def label_from_instance(self, activity: Any) -> str:
        return f"{activity.code} {activity.title}"


def current_activities() -> QuerySet[Activity]:
    """Activities current mandates fund."""
    wanted = Activity.objects.filter(fundings__mandate__state=Mandate.State.CURRENT)
    return wanted.select_related("objective").distinct().order_by("objective", "position", "pk")


class ExpenseForm(forms.Form):
    """One invoice and the lines that pay it; a number of its own makes sending it twice sending it once."""

    submission = forms.UUIDField(widget=forms.HiddenInput)
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    supplier = forms.CharField(label=gettext_lazy("Supplier"), max_length=200)
    invoice_number = forms.CharField(
        label=gettext_lazy("Invoice number"),
        max_length=80,
        required=False,
        help_text=gettext_lazy("As it is on the invoice; it keeps anybody from entering it twice."),
    )
    dated_on = forms.DateField(label=gettext_lazy("Date of the invoice"), widget=DayInput)
    description = forms.CharField(label=gettext_lazy("What for"), max_length=300)
    category = forms.ChoiceField(label=gettext_lazy("Category"), choices=Category.choices)
    amount_excl_eur = forms.DecimalField(label=gettext_lazy("Amount excluding VAT"), **MONEY)
    amount_incl_eur = forms.DecimalField(label=gettext_lazy("Amount including VAT"), **MONEY)
    activity = ActivityField(
        label=gettext_lazy("Activity it serves"), queryset=Activity.objects.none(), required=False
    )

    def __init__(self, *args: Any, shares: list[tuple[int, Decimal]] | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **(kwargs | {"label_suffix": ""}))
        if not self.is_bound:
            self.initial.setdefault("submission", uuid4())
        activity: Any = self.fields["activity"]
        activity.queryset = current_activities()
        lines = open_lines()
        for number in range(MOST_SHARES):
            line, share = (shares or [])[number] if number < len(shares or []) else (None, None)
            self.fields[f"line_{number}"] = LineField(
                label=_("Budget line"), queryset=lines, required=not number, initial=line
            )
            self.fields[f"share_{number}"] = forms.DecimalField(
                label=_("Share in per cent"),
                required=False,
                min_value=Decimal("0.01"),
                max_value=HUNDRED,
                decimal_places=2,
                initial=share,
                localize=True,
                help_text="" if number else _("Empty: all the line pays."),
            )
            self.fields[f"line_{number}"].label_suffix = self.fields[f"share_{number}"].label_suffix = ""

    def facts(self) -> list[forms.BoundField]:
        """The fields of the invoice."""
        return [one for one in self.visible_fields() if not one.name.startswith(("line_", "share_"))]

    def share_rows(self) -> Iterator[tuple[forms.BoundField, forms.BoundField]]:
        """The lines and their shares, row by row."""
        for number in range(MOST_SHARES):
            yield self[f"line_{number}"], self[f"share_{number}"]

    def values(self) -> dict[str, Any]:
        """Return the facts by name."""
        names = [one.name for one in self.facts()]
        return {name: self.cleaned_data[name] for name in names}

    def shares(self) -> list[tuple[BudgetLine, Decimal]]:
        """Return each line with its share; without one, all the line pays."""
        chosen = []
        for number in range(MOST_SHARES):
            line = self.cleaned_data.get(f"line_{number}")
            if line:
                chosen.append((line, self.cleaned_data.get(f"share_{number}") or line.share))
        return chosen


class PaymentForm(forms.Form):
    """A payment, as the bank shows it."""

    paid_on = forms.DateField(label=gettext_lazy("Paid on"), widget=DayInput)
    amount_eur = forms.DecimalField(label=gettext_lazy("Amount"), **MONEY)
    way = forms.ChoiceField(label=gettext_lazy("How"), choices=PaymentProof.Way.choices)
    bank_reference = forms.CharField(
        label=gettext_lazy("Bank statement and number"), max_length=80, required=False
    )


class EvidenceForm(forms.Form):
    """A document and what it is."""

    file = ScannedFileField(
        label=gettext_lazy("Document"),
        help_text=gettext_lazy("PDF, PNG or JPEG, at most 10 MB."),
        widget=forms.FileInput(attrs={"accept": ".pdf,.png,.jpg,.jpeg"}),
    )
    kind = forms.ChoiceField(label=gettext_lazy("What it is"), choices=DocumentKind.choices)

    def clean_file(self) -> Any:
        """Refuse what is too large before it is read."""
        sent = self.cleaned_data["file"]
        if (sent.size or 0) > MOST_BYTES:
            raise forms.ValidationError(_("The file is larger than 10 MB."))
        return sent


class CommentForm(forms.Form):
    """What is wrong with an expense, for who entered it."""

    comment = forms.CharField(
        label=gettext_lazy("Comment"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("Needed to send it back or refuse it: who entered it reads it."),
    )


class ExpenseFilters(WagtailFilterSet):  # type: ignore[misc]
    """Which expenses to list."""

    words = django_filters.CharFilter(
        method="by_words", label=gettext_lazy("Supplier, invoice, number or subject")
    )
    mandate = django_filters.ModelChoiceFilter(
        field_name="shares__line__mandate",
        distinct=True,
        queryset=Mandate.objects.all(),
        label=gettext_lazy("Mandate"),
    )
    line = django_filters.ModelChoiceFilter(
        field_name="shares__line",
        distinct=True,
        queryset=BudgetLine.objects.select_related("mandate"),
        label=gettext_lazy("Budget line"),
    )
    since = django_filters.DateFilter(
        field_name="dated_on", lookup_expr="gte", label=gettext_lazy("From"), widget=DayInput
    )
    until = django_filters.DateFilter(
        field_name="dated_on", lookup_expr="lte", label=gettext_lazy("Until"), widget=DayInput
    )

    class Meta:
        model = Expense
        fields = ("state", "category", "kind")

    def by_words(self, rows: QuerySet[Expense], _name: str, value: str) -> QuerySet[Expense]:
        """Search the supplier, the invoice, the number and the subject."""
        words = value.replace("\x00", "").strip()[:100]
        found = Q(description__icontains=words) | Q(invoice_number__icontains=words)
        if sort_key(words):
            found |= Q(supplier_key__contains=sort_key(words))
        digits = fold(words).lstrip("d0")
        if digits.isascii() and digits.isdigit() and len(digits) < 9:
            found |= Q(number=int(digits))
        return rows.filter(found)


class AccountsForm(forms.Form):
    """A file of the accounts."""

    sheet = SheetField(label=gettext_lazy("CSV or XLSX file"))


class AccountsMappingForm(forms.Form):
    """Which column of the file holds what."""

    def __init__(self, batch: AccountingImport, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **(kwargs | {"label_suffix": ""}))
        choices = [("", "—"), *((one, one) for one in batch.columns)]
        for name, label in LABELS.items():
            self.fields[f"field_{name}"] = forms.ChoiceField(
                label=str(label), choices=choices, required=False, initial=batch.mapping.get(name, "")
            )

    def mapping(self) -> dict[str, str]:
        """Return the column of each field."""
        return {name: self.cleaned_data[f"field_{name}"] for name in LABELS}
