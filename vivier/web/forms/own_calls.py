"""A call of one's own organisation: what its managers write."""

from typing import Any, ClassVar

from django import forms
from django.utils.dateparse import parse_datetime
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from vivier.core.clock_changes import FIRST_OF_TWO, MomentField
from vivier.directory.models import Actor
from vivier.opportunities.actions.partners import OWN_FIELDS
from vivier.opportunities.models import Audience, Call, Scheme
from vivier.opportunities.status import ZONE
from vivier.web.forms.blanks import say_blank

_MOMENT = "%Y-%m-%dT%H:%M"


class OwnCallForm(forms.ModelForm):  # type: ignore[type-arg]
    """One call of one of the organisation's schemes; it saves nothing itself."""

    scheme = forms.ModelChoiceField(
        label=_("Scheme"),
        queryset=Scheme.objects.none(),
        required=False,
        empty_label=_("a new one"),
        help_text=_("What comes back each time; this call is one edition of it."),
    )
    scheme_title = forms.CharField(
        label=_("Title of the new scheme"),
        max_length=255,
        required=False,
        help_text=_("Left empty, it is called like the call."),
    )
    audiences = forms.MultipleChoiceField(
        label=_("For whom"),
        choices=Audience.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    expected = forms.CharField(required=False, widget=forms.HiddenInput, max_length=40)
    field_order = ("scheme", "scheme_title")

    class Meta:
        model = Call
        fields = OWN_FIELDS
        field_classes: ClassVar[dict[str, Any]] = {"opens_at": MomentField, "closes_at": MomentField}
        help_texts: ClassVar[dict[str, Any]] = {"opens_at": FIRST_OF_TWO}
        widgets: ClassVar[dict[str, Any]] = {
            "disciplines": forms.CheckboxSelectMultiple,
            "opens_at": forms.DateTimeInput(attrs={"type": "datetime-local"}, format=_MOMENT),
            "closes_at": forms.DateTimeInput(attrs={"type": "datetime-local"}, format=_MOMENT),
            **{
                name: forms.Textarea(attrs={"rows": 4})
                for name in ("summary_fr", "summary_en", "eligibility_fr", "eligibility_en")
            },
        }

    def __init__(self, data: Any = None, *, actor: Actor, instance: Call | None = None) -> None:
        super().__init__(data, instance=instance, label_suffix="")
        say_blank(self)
        if instance is None:
            self.fields["scheme"].queryset = Scheme.objects.filter(issuer=actor)  # type: ignore[attr-defined]
        else:
            del self.fields["scheme"], self.fields["scheme_title"]
            self.initial["expected"] = instance.updated_at.isoformat()
        for field in self.fields.values():
            field.label = capfirst(str(field.label))

    def clean(self) -> dict[str, Any]:
        """When only the day is known, the last minute of that day is the one that counts."""
        cleaned = super().clean() or {}
        closes = cleaned.get("closes_at")
        if closes and cleaned.get("closes_on_day"):
            local = closes.astimezone(ZONE)
            cleaned["closes_at"] = local.replace(hour=23, minute=59, second=0, microsecond=0)
        return cleaned

    def values(self) -> dict[str, Any]:
        """Return what was entered of the call."""
        return {name: self.cleaned_data[name] for name in OWN_FIELDS}

    def seen_at(self) -> Any:
        """Return the last change the writer had seen."""
        try:
            return parse_datetime(self.cleaned_data.get("expected") or "")
        except ValueError:
            return None
