"""Indicators in the desk: the period looked at, a composed count, a value told by hand, a gap explained."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from vivier.core.scanning import ScannedFileField
from vivier.mandate.indicators import registry
from vivier.mandate.indicators.periods import Period
from vivier.mandate.indicators.subjects import Subject
from vivier.mandate.models import Indicator, Mandate

FILTER = "filter-"
FIRST_YEAR, LAST_YEAR = 1990, 2100
# More options than this are chosen in a list, fewer are ticked.
_TICKED = 12


def _day(label: Any, **options: Any) -> forms.DateField:
    return forms.DateField(
        label=label, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), **options
    )


class PeriodForm(forms.Form):
    """The days one looks at; the whole mandate when nothing is said."""

    starts_on = _day(gettext_lazy("From"))
    ends_on = _day(gettext_lazy("Until"))

    def clean(self) -> dict[str, Any]:
        """Refuse a period that ends before it begins."""
        cleaned: dict[str, Any] = super().clean() or {}
        first, last = cleaned.get("starts_on"), cleaned.get("ends_on")
        for name, day in (("starts_on", first), ("ends_on", last)):
            if day and not FIRST_YEAR <= day.year <= LAST_YEAR:
                self.add_error(name, _("Write a day between 1990 and 2100."))
        if first and last and last < first:
            self.add_error("ends_on", _("The last day comes before the first one."))
        return cleaned


def period_of(asked: Any, mandate: Mandate) -> tuple[Period, PeriodForm]:
    """Return the period somebody asked for, else that of the mandate, and the form that says so."""
    whole = Period(mandate.starts_on, mandate.ends_on)
    initial = {"starts_on": whole.starts_on, "ends_on": whole.ends_on}
    if not {"starts_on", "ends_on"} <= set(asked):
        return whole, PeriodForm(initial)
    form = PeriodForm(asked)
    if not form.is_valid():
        return whole, form
    return Period(form.cleaned_data["starts_on"], form.cleaned_data["ends_on"]), form


def periods_offered(mandate: Mandate, today: date) -> list[tuple[str, Period]]:
    """Return the periods people look at most: the whole mandate, and each of its years that has begun."""
    found = [(_("The whole mandate"), Period(mandate.starts_on, mandate.ends_on))]
    last = min(mandate.ends_on.year, max(today.year, mandate.starts_on.year))
    for year in range(mandate.starts_on.year, last + 1):
        first, end = date(year, 1, 1), date(year, 12, 31)
        part = Period(max(first, mandate.starts_on), min(end, mandate.ends_on))
        if part != found[0][1]:
            found.append((str(year), part))
    return found


class SourceForm(forms.Form):
    """Where the figure of an indicator comes from."""

    source = forms.ChoiceField(
        label=gettext_lazy("Where it comes from"), choices=Indicator.Source.choices, widget=forms.RadioSelect
    )
    query = forms.ChoiceField(label=gettext_lazy("Count of the platform"), required=False)
    what = forms.ChoiceField(label=gettext_lazy("or compose a count of"), required=False)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        queries = [(one.code, f"{one.name} ({one.unit})") for one in registry.queries().values()]
        subjects = [(one.code, one.name) for one in registry.subjects().values()]
        self.fields["query"].choices = [("", "—"), *queries]  # type: ignore[attr-defined]
        self.fields["what"].choices = [("", "—"), *subjects]  # type: ignore[attr-defined]


class ComposeForm(forms.Form):
    """The parts of a composed count of one subject: each list holds what the subject offers."""

    def __init__(self, subject: Subject, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.subject = subject
        self.fields["day"] = forms.ChoiceField(
            label=_("In the period by"), choices=[(code, one.label) for code, one in subject.days.items()]
        )
        for name, one in subject.filters.items():
            choices = list(one.options().items())
            widget = forms.CheckboxSelectMultiple if len(choices) <= _TICKED else forms.SelectMultiple
            self.fields[FILTER + name] = forms.MultipleChoiceField(
                label=str(one.label).capitalize(), choices=choices, required=False, widget=widget
            )
        self._add("distinct", _("Counted once for each"), subject.distincts)
        self._add("sum", _("Added up"), subject.measures)

    def parts(self) -> dict[str, Any]:
        """Return the definition these choices make, to be checked where it is stored."""
        cleaned = self.cleaned_data
        filters = {name: cleaned[FILTER + name] for name in self.subject.filters if cleaned[FILTER + name]}
        return {
            "what": self.subject.code,
            "day": cleaned["day"],
            "filters": filters,
            "distinct": cleaned.get("distinct", ""),
            "sum": cleaned.get("sum", ""),
        }

    def _add(self, name: str, label: str, offered: Any) -> None:
        if offered:
            choices = [("", "—"), *((code, one.label) for code, one in offered.items())]
            self.fields[name] = forms.ChoiceField(label=label, choices=choices, required=False)


def parts_as_initial(parts: Any) -> dict[str, Any]:
    """Return a stored definition as a form shows it."""
    if not isinstance(parts, dict):
        return {}
    chosen = {FILTER + name: values for name, values in (parts.get("filters") or {}).items()}
    return chosen | {name: parts.get(name, "") for name in ("day", "distinct", "sum")}


class ValueForm(forms.Form):
    """A value told by hand, with the document that proves it."""

    starts_on = _day(gettext_lazy("From"))
    ends_on = _day(gettext_lazy("Until"))
    value = forms.DecimalField(label=gettext_lazy("Value"), max_digits=14, decimal_places=2)
    note = forms.CharField(
        label=gettext_lazy("How it was counted"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3})
    )
    document = ScannedFileField(
        label=gettext_lazy("Document that proves it (PDF, PNG or JPEG)"),
        required=False,
        widget=forms.FileInput(attrs={"accept": ".pdf,.png,.jpg,.jpeg"}),
    )


class ExplainForm(forms.Form):
    """Why a figure differs from what was planned."""

    text = forms.CharField(
        label=gettext_lazy("Why the figure differs from what was planned"),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
