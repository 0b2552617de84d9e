"""What an organisation edits of its own record, and the difference it makes."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms
from django.db import models
from django.forms.models import ModelForm
from django.utils.datastructures import MultiValueDict
from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from vivier.directory import fields
from vivier.directory.actions.owning import OWN_FIELDS, with_consequences
from vivier.directory.models import Actor, ActorRole, FieldSource
from vivier.reference.models import Discipline
from vivier.web.forms.blanks import say_blank
from vivier.web.showing.actor_facts import words_for
from vivier.web.showing.actor_list import discipline_labels

_PLAIN = tuple(field for field in OWN_FIELDS if field != "roles")
SECTIONS: tuple[tuple[str | Promise, tuple[str, ...]], ...] = (
    (gettext_lazy("Identity"), ("name", "kind", "legal_form")),
    (gettext_lazy("What it does"), ("description_fr", "disciplines", "roles")),
    (gettext_lazy("In other languages"), ("description_en", "description_nl", "description_de")),
    (gettext_lazy("Where it is and how to reach it"), ("city", "postal_code", "website", "email")),
    (gettext_lazy("Size and age"), ("headcount_low", "headcount_high", "stage", "founded_on")),
)
_HINTS = {
    "name": gettext_lazy(
        "When it changes, the name of today stays among the former names: search finds both."
    ),
    "description_fr": gettext_lazy("Two or three sentences that say what you do and for whom."),
    "city": gettext_lazy("Visitors find you by the commune of this town."),
    "email": gettext_lazy("Everybody sees it. Leave it empty to publish none."),
}


def _formfield(column: "models.Field[Any, Any]", **options: Any) -> forms.Field | None:
    """Return the form field of a column; it remembers what it said when the form was opened."""
    if isinstance(column, models.DateField):
        options["widget"] = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    if isinstance(column, models.TextField):
        options["widget"] = forms.Textarea(attrs={"rows": 4, "maxlength": 5000})
        options["max_length"] = 5000
    if isinstance(column, models.ManyToManyField):
        options["widget"] = forms.CheckboxSelectMultiple
    if isinstance(column, models.URLField):
        options["assume_scheme"] = "https"
    field: forms.Field | None = column.formfield(**options)
    return field


class OwnRecordForm(ModelForm):  # type: ignore[type-arg]
    """The public fields of a record; it saves nothing itself."""

    roles = forms.MultipleChoiceField(
        label=gettext_lazy("Roles in the sector"),
        choices=ActorRole.Kind.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0)

    class Meta:
        model = Actor
        fields = _PLAIN
        formfield_callback = _formfield

    def __init__(self, data: Any = None, *, instance: Actor) -> None:
        super().__init__(data, instance=instance, label_suffix="")
        say_blank(self)
        self.initial["roles"] = fields.read(instance, "roles")
        self.initial["version"] = instance.version
        for name, field in self.fields.items():
            field.show_hidden_initial = name != "version"
            field.help_text = _HINTS.get(name, "")
            field.label = capfirst(str(field.label))

    def clean(self) -> dict[str, Any]:
        """Refuse a headcount that ends before it begins."""
        cleaned = super().clean() or {}
        low, high = cleaned.get("headcount_low"), cleaned.get("headcount_high")
        if low is not None and high is not None and low > high:
            self.add_error("headcount_high", _("The headcount would end before it begins."))
        return cleaned

    def validate_constraints(self) -> None:
        """The form's own sentence is clearer."""

    @property
    def sections(self) -> list[tuple[str | Promise, list[forms.BoundField]]]:
        return [(heading, [self[name] for name in names]) for heading, names in SECTIONS]

    def changes(self) -> dict[str, fields.Value]:
        """Return what the person changed since they opened the form, as the directory keeps it."""
        return {
            name: fields.clean(name, self.cleaned_data[name])
            for name in self.changed_data
            if name in OWN_FIELDS
        }

    def as_sent(self) -> Iterator[str]:
        """Yield hidden inputs with everything that was sent, for the page that asks again before saving."""
        for name in OWN_FIELDS:
            yield self[name].as_hidden()
            yield self[name].as_hidden(only_initial=True)


@dataclass(frozen=True, slots=True)
class Difference:
    """One field before and after, in words; `is_disputed` when somebody else changed it meanwhile."""

    label: str
    before: str
    after: str
    is_disputed: bool = False


def differences(actor: Actor, changes: Mapping[str, Any], opened: Mapping[str, Any]) -> list[Difference]:
    """Return what would change in a record; `opened` is what the person read when they began."""
    labels = discipline_labels()
    found = []
    for name, value in with_consequences(actor, changes).items():
        now = fields.read(actor, name)
        if not fields.same(now, value):
            disputed = name in opened and not fields.same(now, opened[name])
            label = capfirst(str(fields.label_of_field(name)))
            found.append(
                Difference(label, words_for(name, now, labels), words_for(name, value, labels), disputed)
            )
    return found


def opened_values(form: OwnRecordForm) -> dict[str, fields.Value]:
    """Return what the fields said when the person opened the form, as the directory keeps it."""
    said: dict[str, Any] = {}
    for name in OWN_FIELDS:
        bound = form[name]
        raw = bound.field.hidden_widget().value_from_datadict(
            form.data, form.files, form.add_initial_prefix(name)
        )
        try:
            said[name] = fields.clean(name, bound.field.clean(raw) if raw else raw or "")
        except Exception:  # noqa: S112 -- a value that was tampered with says nothing
            continue
    return said


def data_with(actor: Actor, name: str, value: Any) -> MultiValueDict[str, Any]:
    """Return what the form of a record would send if one value were changed."""
    form = OwnRecordForm(instance=actor)
    data: MultiValueDict[str, Any] = MultiValueDict({"version": [str(actor.version)]})
    for one in OWN_FIELDS:
        said = _sent(form[one].value())
        _put(data, form.add_prefix(one), said)
        _put(data, form.add_initial_prefix(one), said)
    if name == "disciplines":
        value = list(Discipline.objects.filter(code__in=value or []).values_list("pk", flat=True))
    _put(data, name, _sent(value))
    return data


def _put(data: MultiValueDict[str, Any], name: str, said: list[str]) -> None:
    """A list without a value is not sent at all, as browsers do with boxes nobody ticked."""
    data.pop(name, None)
    if said:
        data.setlist(name, said)


def _sent(value: Any) -> list[str]:
    if isinstance(value, list | tuple | models.QuerySet):
        return [str(getattr(one, "pk", one)) for one in value]
    if isinstance(value, date):
        return [value.isoformat()]
    return ["" if value is None else str(value)]


class Refused:
    """Values that a register or dataset gave and that did not replace what people wrote."""

    def __init__(self, actor: Actor) -> None:
        rows = actor.field_sources.filter(state=FieldSource.State.REFUSED, field__in=OWN_FIELDS)
        self.rows: dict[str, FieldSource] = {}
        for row in rows.order_by("recorded_at", "pk"):
            if fields.same(row.value, fields.read(actor, row.field)):
                self.rows.pop(row.field, None)
            else:
                self.rows[row.field] = row

    def __iter__(self) -> Iterator[dict[str, Any]]:
        labels = discipline_labels()
        for name, row in self.rows.items():
            yield {
                "pk": row.pk,
                "label": capfirst(str(fields.label_of_field(name))),
                "value": words_for(name, row.value, labels),
                "source": row.source_name or row.get_method_display(),
                "day": row.observed_on,
            }

    def get(self, key: str) -> FieldSource | None:
        """Return the one with this key, when it is still refused."""
        return next((row for row in self.rows.values() if str(row.pk) == key), None)
