"""What may be asked of the list of residencies; what a host's manager writes of theirs."""

from typing import Any, ClassVar

from django import forms
from django.utils.dateparse import parse_datetime
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from vivier.opportunities.models import Kind, Residency
from vivier.web.forms.agenda import Listing, Values, address_of
from vivier.web.forms.blanks import say_blank

FILTERS = ("discipline", "town", "length", "lodging", "fee", "dates", "commune")


class ResidencySearch(Listing):
    """The words and the filters of the list of residencies."""

    filters = FILTERS
    discipline, town, length, lodging, fee, dates, commune = (Values(required=False) for _name in FILTERS)
    view = forms.ChoiceField(choices=[("map", ""), ("table", "")], required=False)

    @property
    def commune_values(self) -> tuple[str, ...]:
        return self.values("commune")

    @property
    def shows_table(self) -> bool:
        return self.asked.get("view") == "table"

    @property
    def query_of_alert(self) -> str:
        """Return what an alert about calls for residencies takes of this: the words and the disciplines."""
        asked = {"q": self.text, "kind": Kind.RESIDENCY.value, "discipline": self.values("discipline")}
        return address_of(asked).removeprefix("?")

    def state(self) -> dict[str, Any]:
        return super().state() | {"view": "table" if self.shows_table else None}


class OwnResidencyForm(forms.ModelForm):  # type: ignore[type-arg]
    """A residency as its host's manager edits it; it saves nothing itself."""

    languages = forms.MultipleChoiceField(
        label=_("Languages spoken with artists"),
        choices=Residency.Tongue.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    expected = forms.CharField(required=False, widget=forms.HiddenInput, max_length=40)

    class Meta:
        model = Residency
        fields = (
            "description_fr", "description_en", "days_min", "days_max", "lodging", "fee_amount",
            "equipment_fr", "equipment_en", "accessibility_fr", "accessibility_en", "disciplines",
            "languages", "city", "url",
        )  # fmt: skip
        widgets: ClassVar[dict[str, Any]] = {
            "disciplines": forms.CheckboxSelectMultiple,
            **{
                name: forms.Textarea(attrs={"rows": 4})
                for name in (
                    "description_fr", "description_en", "equipment_fr", "equipment_en", "accessibility_fr",
                    "accessibility_en",
                )
            },
        }  # fmt: skip

    def __init__(self, data: Any = None, *, instance: Residency) -> None:
        super().__init__(data, instance=instance, label_suffix="")
        say_blank(self)
        self.initial["expected"] = instance.updated_at.isoformat()
        payers = [("", _("unknown")), *Residency.Payer.choices]
        for item, words in Residency.Item.choices:
            self.fields[f"pays_{item}"] = forms.ChoiceField(
                label=capfirst(str(words)),
                choices=payers,
                required=False,
                initial=instance.pays.get(item, ""),
            )
        for field in self.fields.values():
            field.label = capfirst(str(field.label))

    def changes(self) -> dict[str, Any]:
        """Return what was entered, by field."""
        said = {name: self.cleaned_data[name] for name in self._meta.fields or ()}
        pays = {item: self.cleaned_data[f"pays_{item}"] for item in Residency.Item.values}
        return said | {"pays": pays}

    def seen_at(self) -> Any:
        """Return the last change the writer had seen."""
        try:
            return parse_datetime(self.cleaned_data.get("expected") or "")
        except ValueError:
            return None
