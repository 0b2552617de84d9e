"""Editing indicators with their figures, each with its year, perimeter and source."""

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from vivier.desk import saving
from vivier.desk.addresses import free_address
from vivier.desk.forms.base import Group, RecordForm, Rows, formfield, rows_of
from vivier.observatory.models import Figure, Indicator

if TYPE_CHECKING:
    from vivier.accounts.models import User


class IndicatorForm(RecordForm):
    """What is measured, and every published value of it."""

    groups = (
        Group(_("Indicator"), ("name_fr", "definition_fr", "unit", "topic", "position"), "table"),
        Group(_("English"), ("name_en", "definition_en"), "globe", open=False),
    )
    rows = (
        Rows(
            "figures",
            _("Figures"),
            rows_of(
                Indicator,
                Figure,
                fields=("value", "year", "territory", "scope", "source_name", "source_url"),
                most=200,
            ),
            "decimal",
            _("Add a figure"),
            _("Values of different sources stand side by side; they are never averaged."),
        ),
    )

    class Meta:
        model = Indicator
        fields = ("name_fr", "name_en", "definition_fr", "definition_en", "unit", "topic", "position")
        formfield_callback = formfield

    def create(self, *, by: "User") -> Indicator:
        """Write the indicator down with its figures."""
        indicator = Indicator(**self.values(), slug=free_address(Indicator, self.cleaned_data["name_fr"]))
        saving.create(indicator, by=by)
        saving.save_rows(self.formset("figures"), indicator, by=by)
        return indicator

    def update(self, *, by: "User") -> Indicator:
        """Write what differs."""
        indicator = Indicator.objects.get(pk=self.instance.pk)
        saving.update(indicator, self.values(), by=by)
        saving.save_rows(self.formset("figures"), indicator, by=by)
        return indicator
