"""Spreadsheets and feeds: what people send, and what they say of it."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from vivier.desk.receiving import SheetField
from vivier.directory.models import Actor, DataSource, ReceivedSheet
from vivier.directory.sheet_mapping import TARGETS, label_of
from vivier.reference.models import Discipline


class SheetForm(forms.Form):
    """A table, and whose it is."""

    sheet = SheetField(label=gettext_lazy("CSV or XLSX file"))
    source = forms.CharField(
        label=gettext_lazy("Whose data it is"),
        max_length=200,
        help_text=gettext_lazy("The same name next time: its columns and its records are known."),
        widget=forms.TextInput(attrs={"list": "known-sources"}),
    )


class MappingForm(forms.Form):
    """Which column holds which field; what is assumed of records the directory does not have yet."""

    kind_if_new = forms.ChoiceField(label=gettext_lazy("Kind of a new record"), required=False)
    discipline_if_new = forms.ChoiceField(
        label=gettext_lazy("Discipline of a new record"),
        required=False,
        help_text=gettext_lazy("Without a discipline a new record waits as a draft."),
    )

    def __init__(self, received: ReceivedSheet, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        columns = received.sample["columns"]
        choices = [("", "—"), *((one, one) for one in columns)]
        fields, if_new = received.mapping["fields"], received.mapping["if_new"]
        for target in TARGETS:
            self.fields[f"field_{target}"] = forms.ChoiceField(
                label=label_of(target), choices=choices, required=False, initial=fields.get(target, "")
            )
        kinds: Any = self.fields["kind_if_new"]
        kinds.choices, kinds.initial = Actor.Kind.choices, if_new.get("kind", Actor.Kind.ASSOCIATION)
        known = [(one.code, str(one)) for one in Discipline.objects.all()]
        disciplines: Any = self.fields["discipline_if_new"]
        disciplines.choices = [("", "—"), *known]
        disciplines.initial = next(iter(if_new.get("disciplines") or ()), "")

    def targets(self) -> list[forms.BoundField]:
        """The fields that a column can hold."""
        return [self[f"field_{target}"] for target in TARGETS]

    def assumed(self) -> list[forms.BoundField]:
        """The fields of what is assumed of new records."""
        return [self["kind_if_new"], self["discipline_if_new"]]

    def mapping(self) -> dict[str, str]:
        """Return the chosen column of each field."""
        return {target: self.cleaned_data[f"field_{target}"] for target in TARGETS}

    def if_new(self) -> dict[str, object]:
        """Return what is assumed of new records."""
        discipline = self.cleaned_data["discipline_if_new"]
        return {
            "kind": self.cleaned_data["kind_if_new"],
            "disciplines": [discipline] if discipline else [],
        }


class FeedForm(forms.Form):
    """A feed of actors: its name, address, licence."""

    name = forms.CharField(label=gettext_lazy("Name"), max_length=200)
    url = forms.URLField(
        label=gettext_lazy("Address of the list"),
        max_length=500,
        assume_scheme="https",
        help_text=gettext_lazy("Such as https://vivier.example.org/api/v1/actors"),
    )
    licence = forms.CharField(label=gettext_lazy("Licence"), max_length=200)
    read_every = forms.ChoiceField(
        label=gettext_lazy("When it is read"), choices=DataSource.Every.choices, required=False
    )


class FeedChangeForm(forms.Form):
    """What of a feed may change: its name is its identity."""

    url = forms.URLField(label=gettext_lazy("Address of the list"), max_length=500, assume_scheme="https")
    licence = forms.CharField(label=gettext_lazy("Licence"), max_length=200)
    read_every = forms.ChoiceField(
        label=gettext_lazy("When it is read"), choices=DataSource.Every.choices, required=False
    )

    @classmethod
    def of(cls, source: DataSource, data: Any = None) -> "FeedChangeForm":
        """Return the form of a source."""
        said = {"url": source.url, "licence": source.licence, "read_every": source.read_every}
        return cls(data, initial=said, auto_id=f"feed{source.pk}_%s")
