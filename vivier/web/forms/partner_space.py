"""What an adviser asks of the partner's own page: a period, a key, where the tool is told."""

from datetime import date
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

_DAY = {"type": "date"}
EARLIEST = date(2000, 1, 1)


class PeriodForm(forms.Form):
    """A period, both days included; this year when nothing is said."""

    first = forms.DateField(label=_("From"), widget=forms.DateInput(attrs=_DAY, format="%Y-%m-%d"))
    last = forms.DateField(label=_("Until"), widget=forms.DateInput(attrs=_DAY, format="%Y-%m-%d"))

    @classmethod
    def of(cls, data: Any) -> "PeriodForm":
        """Read the address; what it leaves out is this year."""
        today = timezone.localdate()
        usual = {"first": today.replace(month=1, day=1), "last": today.replace(month=12, day=31)}
        return cls({name: data.get(name) or usual[name] for name in usual})

    def clean(self) -> dict[str, Any]:
        """Refuse a period that ends before it begins, or that no calendar knows."""
        cleaned = super().clean() or {}
        first, last = cleaned.get("first"), cleaned.get("last")
        if first and last and not EARLIEST <= first <= last:
            self.add_error("last", _("The last day is before the first."))
        return cleaned

    @property
    def period(self) -> tuple[date, date]:
        return self.cleaned_data["first"], self.cleaned_data["last"]


class KeyForm(forms.Form):
    """A key to the API."""

    label = forms.CharField(label=_("What it is for"), max_length=80)
    days = forms.IntegerField(label=_("Valid for how many days"), min_value=1, max_value=365, initial=365)


class HookForm(forms.Form):
    """Where the tool is told."""

    url = forms.URLField(
        label=_("Address of your tool"),
        max_length=500,
        assume_scheme="https",
        help_text=_("It begins with https://. Only public addresses are asked."),
    )
    is_active = forms.BooleanField(label=_("Tell it what happens"), required=False, initial=True)
