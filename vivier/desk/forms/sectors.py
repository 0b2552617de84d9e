"""Definitions of the sector, watched numbers and objections: what people enter."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from vivier.desk.forms.base import formfield
from vivier.desk.receiving import SheetField
from vivier.observatory.computed.showing import DOMAINS
from vivier.registers import actions, code_sheet
from vivier.registers.definitions import TEXTS
from vivier.registers.models import SectorDefinition
from vivier.registers.refusals import RegisterRefusal


class NewDefinitionForm(forms.Form):
    """A definition of one's own."""

    name = forms.CharField(label=gettext_lazy("Name (French)"), max_length=200)
    source = forms.CharField(label=gettext_lazy("Where it comes from"), max_length=500)


class DefinitionForm(forms.ModelForm):  # type: ignore[type-arg]
    """The texts of a version."""

    class Meta:
        model = SectorDefinition
        fields = TEXTS
        formfield_callback = formfield


class CodeForm(forms.Form):
    """One activity to count in."""

    nace_version = forms.ChoiceField(
        label=gettext_lazy("Version of NACE"), choices=[(one, one) for one in code_sheet.VERSIONS[::-1]]
    )
    code = forms.CharField(label=gettext_lazy("Code"), max_length=12)
    domain = forms.ChoiceField(label=gettext_lazy("Domain"))
    weight = forms.CharField(label=gettext_lazy("Weight"), max_length=8, initial="1.00")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["domain"].choices = [  # type: ignore[attr-defined]
            (one, DOMAINS.get(one, one.replace("_", " "))) for one in code_sheet.domains()
        ]

    def clean(self) -> dict[str, Any]:
        """Check the activity as the sheet of activities is checked."""
        cleaned: dict[str, Any] = super().clean() or {}
        if not self.errors:
            try:
                cleaned["counted"] = code_sheet.counted(cleaned, code_sheet.KnownCodes())
            except code_sheet.WrongCode as error:
                raise forms.ValidationError(str(error)) from error
        return cleaned


class CodesForm(forms.Form):
    """All activities of a version, as a sheet."""

    codes = SheetField(label=gettext_lazy("CSV or XLSX file of activities"))


class NumberForm(forms.Form):
    """An enterprise number, however it is written."""

    number = forms.CharField(
        label=gettext_lazy("Enterprise number"),
        max_length=20,
        help_text=gettext_lazy("Ten digits, with or without dots"),
    )

    def clean_number(self) -> str:
        """Check its digits."""
        try:
            return actions.digits_of(self.cleaned_data["number"])
        except RegisterRefusal as error:
            raise forms.ValidationError(str(error)) from error


class WatchForm(NumberForm):
    """A number to watch, and why."""

    why = forms.CharField(label=gettext_lazy("Reason"), max_length=200)


class ObjectionForm(NumberForm):
    """The number of somebody who objects; told twice that it cannot be taken back."""

    sure = forms.BooleanField(
        label=gettext_lazy("The number will not be readable any more, and this cannot be undone"),
        error_messages={"required": gettext_lazy("Tick the box: this cannot be undone.")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"auto_id": "objection_%s", **kwargs})


class ReasonForm(forms.Form):
    """Why something is taken away."""

    reason = forms.CharField(label=gettext_lazy("Reason"), max_length=1000)

    def first_error(self) -> str:
        """Say what is missing."""
        return _("Please say why.")
