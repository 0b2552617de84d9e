"""Sources of opportunities: whose list, where it is, what its columns hold."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from vivier.desk.forms.base import formfield
from vivier.desk.receiving import SheetField
from vivier.opportunities.lists.column_words import TARGETS, label_of
from vivier.opportunities.models import CallSource

LISTS = ".csv,.tsv,.txt,.xlsx,.json,.jsonl,.xml,.rss,.atom,text/csv,application/json,application/xml"


class CallSourceForm(forms.ModelForm):  # type: ignore[type-arg]
    """How a source is read."""

    class Meta:
        model = CallSource
        fields: tuple[str, ...] = ("url", "language", "kind", "every", "is_whole")
        formfield_callback = formfield

    def values(self) -> dict[str, Any]:
        """Return what was entered."""
        return {name: self.cleaned_data[name] for name in self._meta.fields or () if name != "name"}


class NewCallSourceForm(CallSourceForm):
    """A source that is written down."""

    class Meta(CallSourceForm.Meta):
        fields = ("name", *CallSourceForm.Meta.fields)


class ListForm(forms.Form):
    """A list that is sent."""

    sheet = SheetField(label=gettext_lazy("CSV, XLSX, JSON, RSS or Atom file"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["sheet"].widget.attrs["accept"] = LISTS


class ColumnsForm(forms.Form):
    """Which column holds which field."""

    def __init__(self, columns: list[str], mapping: dict[str, str], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [("", "—"), *((one, one) for one in columns)]
        for target in TARGETS:
            self.fields[f"field_{target}"] = forms.ChoiceField(
                label=label_of(target), choices=choices, required=False, initial=mapping.get(target, "")
            )

    def targets(self) -> list[forms.BoundField]:
        """The fields that a column can hold."""
        return [self[f"field_{target}"] for target in TARGETS]

    def mapping(self) -> dict[str, str]:
        """Return the chosen column of each field."""
        return {target: self.cleaned_data[f"field_{target}"] for target in TARGETS}
