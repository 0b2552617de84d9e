"""Editing residencies: what artists ask, with past residents as rows."""

from typing import TYPE_CHECKING, Any, ClassVar

from django import forms
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext_lazy as _

from vivier.desk import saving
from vivier.desk.choosers import ActorChooser, SchemeChooser, TerritoryChooser
from vivier.desk.forms.base import Group, RecordForm, Rows, formfield, rows_of
from vivier.opportunities.actions import residencies as actions
from vivier.opportunities.models import PastStay, Residency

if TYPE_CHECKING:
    from vivier.accounts.models import User


class PaysField(forms.MultiValueField):
    """Who pays each item; what is left open is unknown."""

    def __init__(self, **options: Any) -> None:
        payers = [("", _("unknown")), *Residency.Payer.choices]
        fields = [
            forms.ChoiceField(choices=payers, required=False, label=words)
            for _item, words in Residency.Item.choices
        ]
        super().__init__(fields=fields, require_all_fields=False, widget=PaysWidget(payers), **options)

    def compress(self, values: list[str]) -> dict[str, str]:
        """Return {item: payer} of what is known."""
        pairs = zip(Residency.Item.values, values or [], strict=False)
        return {item: payer for item, payer in pairs if payer}


class PaysWidget(forms.MultiWidget):
    """One list a line, each with the name of its item."""

    template_name = "components/pays.html"
    use_fieldset = True

    def __init__(self, payers: list[Any]) -> None:
        super().__init__(widgets={item: forms.Select(choices=payers) for item in Residency.Item.values})

    def decompress(self, value: Any) -> list[str]:
        """Return the payers in the order of the items."""
        known = value if isinstance(value, dict) else {}
        return [known.get(item, "") for item in Residency.Item.values]

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        """Add the name of each item."""
        context: dict[str, Any] = super().get_context(name, value, attrs)
        words = [str(words) for _item, words in Residency.Item.choices]
        context["lines"] = list(zip(words, context["widget"]["subwidgets"], strict=True))
        return context


class Languages(forms.MultipleChoiceField):
    """The languages spoken with artists."""

    def __init__(self, **options: Any) -> None:
        boxes = forms.CheckboxSelectMultiple
        super().__init__(choices=Residency.Tongue.choices, required=False, widget=boxes, **options)


class ResidencyForm(RecordForm):
    """A residency as the team edits it."""

    pays = PaysField(label=_("Who pays what"), required=False)
    languages = Languages(label=_("Languages spoken with artists"))
    expected = forms.CharField(required=False, widget=forms.HiddenInput, max_length=40)

    groups = (
        Group(_("Residency"), ("name", "host", "host_name", "scheme", "url"), "home"),
        Group(_("What it is"), ("description_fr", "equipment_fr", "accessibility_fr"), "openquote"),
        Group(_("How long"), ("days_min", "days_max"), "calendar"),
        Group(_("Lodging and money"), ("lodging", "pays", "fee_amount", "currency"), "decimal"),
        Group(_("For whom"), ("disciplines", "languages", "territory", "city"), "group"),
        Group(
            _("Other languages"),
            ("description_en", "equipment_en", "accessibility_en", "description_nl", "description_de"),
            "globe",
            open=False,
        ),
        Group(_("Where it comes from"), ("source_url", "checked_on", "is_demo"), "history"),
    )
    rows = (
        Rows(
            "stays",
            _("Past residents"),
            rows_of(
                Residency,
                PastStay,
                fields=("actor", "name", "year"),
                widgets={"actor": ActorChooser()},
                most=200,
            ),
            "user",
            _("Add a past resident"),
            _("Their record when there is one; else the public name they work under."),
        ),
    )

    class Meta:
        model = Residency
        fields = (
            "name", "host", "host_name", "scheme", "city", "territory", "disciplines", "languages",
            "days_min", "days_max", "lodging", "pays", "fee_amount", "currency", "description_fr",
            "description_en", "description_nl", "description_de", "equipment_fr", "equipment_en",
            "accessibility_fr", "accessibility_en", "url", "source_url", "checked_on", "is_demo",
        )  # fmt: skip
        widgets: ClassVar[dict[str, Any]] = {
            "host": ActorChooser(),
            "scheme": SchemeChooser(),
            "territory": TerritoryChooser(),
        }
        formfield_callback = formfield

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.initial["expected"] = self.instance.updated_at.isoformat()

    def _values(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in self._meta.fields or ()}

    def create(self, *, by: "User") -> Residency:
        """Write the residency down, then who was there."""
        residency = actions.create_residency(by=by, values=self._values())
        saving.save_rows(self.formset("stays"), residency, by=by)
        return residency

    def update(self, *, by: "User") -> Residency:
        """Write what changed."""
        residency = Residency.objects.get(pk=self.instance.pk)
        expected = parse_datetime(self.cleaned_data.get("expected") or "")
        actions.update_residency(residency, by=by, changes=self._values(), expected=expected)
        saving.save_rows(self.formset("stays"), residency, by=by)
        return residency
