"""What people give about a mandate and its parts."""

from typing import Any
from uuid import uuid4

from django import forms
from django.utils.translation import gettext_lazy as _

from vivier.mandate import models
from vivier.mandate.models import DocumentKind

WORDS = ("title_fr", "title_en", "title_nl", "title_de", "note_fr", "note_en")
DAY = {"type": "date"}


class DayInput(forms.DateInput):
    """A day, chosen with the browser's own calendar."""

    input_type = "date"

    def __init__(self, **options: Any) -> None:
        super().__init__(format="%Y-%m-%d", **options)


class PartForm(forms.ModelForm):  # type: ignore[type-arg]
    """A form of a part: days with a calendar, short texts, lists of documents to tick."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **(kwargs | {"label_suffix": ""}))
        for name, one in self.fields.items():
            if isinstance(one, forms.DateField):
                one.widget = DayInput()
            elif isinstance(one, forms.TimeField):
                one.widget = forms.TimeInput(format="%H:%M", attrs={"type": "time"})
            elif isinstance(one.widget, forms.Textarea):
                one.widget.attrs["rows"] = 3
            if name == "needs" and isinstance(one, forms.JSONField):
                self.fields[name] = forms.MultipleChoiceField(
                    label=one.label,
                    choices=DocumentKind.choices,
                    required=False,
                    widget=forms.CheckboxSelectMultiple,
                    initial=one.initial,
                )

    def _post_clean(self) -> None:
        """Write the values on the row; the deed checks the row as a whole."""
        opts = self._meta
        self.instance = forms.models.construct_instance(self, self.instance, opts.fields, opts.exclude)


def _form(model: Any, *names: str) -> Any:
    return forms.modelform_factory(model, form=PartForm, fields=names)


MandateForm = _form(
    models.Mandate,
    *("title_fr", "title_en", "title_nl", "title_de", "slug", "funder", "legal_reference", "source_url"),
    *("starts_on", "ends_on", "paid_until", "amount_eur", "is_amount_minimum", "vat", "state"),
    *("is_public", "note_fr", "note_en"),
)


class ObligationForm(PartForm):
    """Something due: its day, its documents, what it waits for, when people are reminded."""

    remind = forms.CharField(
        label=_("Reminders, days before"),
        help_text=_("Whole numbers, separated by commas: 30, 7, 1."),
        max_length=60,
        required=False,
    )

    class Meta:
        model = models.Obligation
        fields = (
            *("title_fr", "title_en", "kind", "due_on", "starts_at", "place", "instalment", "after"),
            *("needs", "note_fr", "note_en"),
        )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        days = self.instance.remind_days
        self.fields["remind"].initial = ", ".join(str(one) for one in days)
        self.fields["remind"].label_suffix = ""
        mandate = self.instance.mandate
        for name, rows in (("instalment", mandate.instalments), ("after", mandate.obligations)):
            choice: Any = self.fields[name]
            choice.queryset = rows.exclude(pk=self.instance.pk) if name == "after" else rows.all()

    def clean_remind(self) -> list[int]:
        """Return the days, the farthest first."""
        said = self.cleaned_data["remind"].replace(";", ",").split(",")
        try:
            days = {int(one) for one in said if one.strip()}
        except ValueError as error:
            raise forms.ValidationError(_("Write whole numbers of days, separated by commas.")) from error
        if any(not 0 <= one <= 365 for one in days) or len(days) > 10:
            raise forms.ValidationError(_("At most ten reminders, each within a year."))
        return sorted(days, reverse=True)

    def _post_clean(self) -> None:
        super()._post_clean()
        if "remind" in self.cleaned_data:
            self.instance.remind_days = self.cleaned_data["remind"]


class IndicatorForm(PartForm):
    """An indicator; how it is counted is chosen with the indicators themselves."""

    class Meta:
        model = models.Indicator
        fields = (
            *("code", "title_fr", "title_en", "objective", "deliverable", "unit", "direction"),
            *("is_public", "position", "note_fr", "note_en"),
        )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        mandate = self.instance.mandate
        objective: Any = self.fields["objective"]
        objective.queryset = mandate.objectives.all()
        deliverable: Any = self.fields["deliverable"]
        deliverable.queryset = models.Deliverable.objects.filter(activity__objective__mandate=mandate)


class AmendmentForm(forms.Form):
    """A decision of the funder that changes the amount or the period of a mandate."""

    submission = forms.UUIDField(widget=forms.HiddenInput)
    dated_on = forms.DateField(label=_("Decided on"), widget=DayInput)
    reference = forms.CharField(label=_("Reference of the decision"), max_length=300)
    text = forms.CharField(
        label=_("What it changes"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3})
    )
    amount_eur = forms.DecimalField(
        label=_("New amount"),
        help_text=_("Empty: the amount stays."),
        required=False,
        min_value=0,
        max_digits=12,
        decimal_places=2,
        localize=True,
    )
    ends_on = forms.DateField(
        label=_("New last day"), help_text=_("Empty: it stays."), required=False, widget=DayInput
    )
    paid_until = forms.DateField(
        label=_("Payments accepted until"), help_text=_("Empty: it stays."), required=False, widget=DayInput
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **(kwargs | {"label_suffix": ""}))
        if not self.is_bound:
            self.initial.setdefault("submission", uuid4())


# By name in the address: the form, and the field that holds what the part belongs to.
PARTS: dict[str, tuple[Any, Any, str]] = {
    "objective": (
        models.Objective,
        _form(models.Objective, "code", *WORDS, "position"),
        "mandate",
    ),
    "activity": (
        models.Activity,
        _form(models.Activity, "code", *WORDS, "starts_on", "ends_on", "position"),
        "objective",
    ),
    "funding": (models.ActivityFunding, _form(models.ActivityFunding, "mandate", "share"), "activity"),
    "deliverable": (
        models.Deliverable,
        _form(models.Deliverable, "code", *WORDS, "due_on", "url", "position"),
        "activity",
    ),
    "indicator": (models.Indicator, IndicatorForm, "mandate"),
    "target": (models.Target, _form(models.Target, "starts_on", "ends_on", "planned"), "indicator"),
    "line": (
        models.BudgetLine,
        _form(
            models.BudgetLine,
            *("code", *WORDS, "account", "category", "planned_eur", "cap_eur", "share", "needs"),
            *("is_open", "position"),
        ),
        "mandate",
    ),
    "cofunding": (models.CoFunding, _form(models.CoFunding, "funder", "share"), "line"),
    "rate": (
        models.FlatRate,
        _form(models.FlatRate, "kind", "function", "value", "since", "until"),
        "mandate",
    ),
    "threshold": (
        models.Threshold,
        _form(models.Threshold, "from_eur", "needs", "since", "until", "legal_reference"),
        "mandate",
    ),
    "instalment": (
        models.Instalment,
        _form(models.Instalment, "position", "kind", "amount_eur", "expected_on"),
        "mandate",
    ),
    "condition": (
        models.InstalmentCondition,
        _form(models.InstalmentCondition, "kind", "text", "spent_percent", "met_on"),
        "instalment",
    ),
    "obligation": (models.Obligation, ObligationForm, "mandate"),
}
FunderForm = _form(models.Funder, "name", "short_name", "kind")
