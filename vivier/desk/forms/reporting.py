"""Reports in the desk: a new one, what it says, what it highlights, what the funder answered."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from vivier.desk.forms.measuring import PeriodForm
from vivier.mandate.actions.reports import EDITABLE
from vivier.mandate.models import Report

_OF_MONEY = ("instalment", "claimed_eur", "signatory", "signatory_function", "account")


class NewReportForm(PeriodForm):
    """Which report, on which days."""

    kind = forms.ChoiceField(label=gettext_lazy("Which report"), choices=Report.Kind.choices)
    submission = forms.UUIDField(widget=forms.HiddenInput)
    field_order = ("kind", "starts_on", "ends_on", "submission")


class ReportForm(forms.ModelForm):  # type: ignore[type-arg]
    """What a report in preparation says beside its figures."""

    edits = forms.IntegerField(widget=forms.HiddenInput)

    class Meta:
        model = Report
        fields = EDITABLE
        widgets = {"introduction": forms.Textarea(attrs={"rows": 8})}
        labels = {
            "obligation": gettext_lazy("Deadline this report answers"),
            "instalment": gettext_lazy("Instalment it claims"),
        }

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        report = self.instance
        self.fields["edits"].initial = report.edits
        of_mandate: Any = self.fields["obligation"]
        of_mandate.queryset = report.mandate.obligations.all()
        if report.kind == Report.Kind.ACTIVITY:
            for name in _OF_MONEY:
                del self.fields[name]
        else:
            del self.fields["introduction"]
            instalments: Any = self.fields["instalment"]
            instalments.queryset = report.mandate.instalments.all()

    def _post_clean(self) -> None:
        """Leave the report as it is: the deed writes and checks it."""


class HighlightForm(forms.Form):
    """One row to tell of, in somebody's words."""

    key = forms.TypedChoiceField(label=gettext_lazy("What to tell of"), coerce=int)
    text = forms.CharField(
        label=gettext_lazy("In your words"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, choices: list[tuple[int, str]], *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["key"].choices = choices  # type: ignore[attr-defined]


class AnswerForm(forms.Form):
    """What the funder answered."""

    comment = forms.CharField(
        label=gettext_lazy("What the funder answered"),
        max_length=4000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
