"""What every form of the desk has in common: groups of fields, rows of parts, deeds instead of a save."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, ClassVar

from django import forms
from django.db import models
from django.forms.models import BaseInlineFormSet, inlineformset_factory
from django.forms.utils import ErrorDict
from django.utils.functional import Promise

from vivier.core.clock_changes import FIRST_OF_TWO, MomentField

if TYPE_CHECKING:
    from vivier.accounts.models import User

Label = str | Promise


@dataclass(frozen=True, slots=True)
class Group:
    """Some fields under one heading; `open` says whether they show before somebody asks for them."""

    heading: Label
    fields: Sequence[str]
    icon: str = "form"
    open: bool = True


@dataclass(frozen=True, slots=True)
class Rows:
    """Parts of a record edited with it, one row each."""

    name: str
    heading: Label
    formset: "type[BaseInlineFormSet[Any, Any, Any]]"
    icon: str = "list-ul"
    add_label: Label = ""
    help_text: Label = ""
    template: str = "desk/rows.html"


WIDGETS: "dict[type[models.Field[Any, Any]], Any]" = {
    models.DateTimeField: lambda: forms.DateTimeInput(
        attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"
    ),
    models.DateField: lambda: forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    models.TimeField: lambda: forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
    models.TextField: lambda: forms.Textarea(attrs={"rows": 4}),
}


def formfield(column: "models.Field[Any, Any]", **options: Any) -> forms.Field | None:
    """Return the form field of a column: the browser's own date and time fields, disciplines as boxes."""
    widget = next((WIDGETS[kind] for kind in type(column).__mro__ if kind in WIDGETS), None)
    if widget and "widget" not in options:
        options["widget"] = widget()
    if isinstance(column, models.ManyToManyField):
        options.setdefault("widget", forms.CheckboxSelectMultiple)
    if isinstance(column, models.DateTimeField):
        options.setdefault("form_class", MomentField)
        if not column.help_text:
            options.setdefault("help_text", FIRST_OF_TWO)
    if isinstance(column, models.URLField):
        options.setdefault("assume_scheme", "https")
    return column.formfield(**options)  # type: ignore[no-any-return]


def rows_of(
    parent: type[models.Model],
    child: type[models.Model],
    *,
    form: "type[forms.ModelForm[Any]]" = forms.ModelForm,
    fk_name: str | None = None,
    fields: Sequence[str] | None = None,
    widgets: dict[str, Any] | None = None,
    extra: int = 1,
    most: int = 60,
    can_delete: bool = True,
) -> "type[BaseInlineFormSet[Any, Any, Any]]":
    """Return the formset class of the parts of a record."""
    return inlineformset_factory(
        parent,
        child,
        form=form,
        fk_name=fk_name,
        fields=list(fields) if fields else None,
        widgets=widgets,
        formfield_callback=formfield,
        extra=extra,
        can_delete=can_delete,
        max_num=most,
        absolute_max=most + 10,
        validate_max=True,
    )


class RecordForm(forms.ModelForm):  # type: ignore[type-arg]
    """A form that does not save: it hands its values to a deed, which checks, journals and indexes."""

    groups: ClassVar[Sequence[Group]] = ()
    rows: ClassVar[Sequence[Rows]] = ()

    @cached_property
    def formsets(self) -> "list[tuple[Rows, BaseInlineFormSet[Any, Any, Any]]]":
        data = self.data if self.is_bound else None
        return [
            (
                rows,
                rows.formset(data, instance=self.instance, prefix=rows.name, **self.rows_options(rows.name)),
            )
            for rows in self.rows
        ]

    def rows_options(self, _name: str) -> dict[str, Any]:
        """Return what else the formset of this name is made with."""
        return {}

    def formset(self, name: str) -> "BaseInlineFormSet[Any, Any, Any]":
        return next(formset for rows, formset in self.formsets if rows.name == name)

    def is_valid(self) -> bool:
        """Check the fields and every row, so that all problems show at once."""
        return all([super().is_valid(), *(formset.is_valid() for _rows, formset in self.formsets)])

    def has_errors(self) -> bool:
        return bool(self.errors) or any(
            formset.total_error_count() for _rows, formset in self.formsets if formset.is_bound
        )

    def sections(self) -> list[tuple[Group, list[forms.BoundField]]]:
        """The groups with their fields; a field no group names comes in a last one."""
        named = {name for group in self.groups for name in group.fields}
        rest = [field.name for field in self.visible_fields() if field.name not in named]
        groups = [*self.groups, *([Group("", rest)] if rest else [])]
        return [(group, [self[name] for name in group.fields if name in self.fields]) for group in groups]

    def quieten(self) -> None:
        """Show what was sent without its errors: somebody is still writing."""
        self._errors = ErrorDict()

    def values(self, *names: str) -> dict[str, Any]:
        """What was entered, by field: these names, or all."""
        return {name: self.cleaned_data[name] for name in names or self.cleaned_data}

    def replace(self, name: str, value: str) -> None:
        """Change one of the values that were sent, before the form is shown again."""
        data: Any = self.data.copy()  # type: ignore[attr-defined]
        data[name] = value
        self.data = data

    def create(self, *, by: "User") -> models.Model:
        """Do the deed that makes a new record."""
        raise NotImplementedError

    def update(self, *, by: "User") -> models.Model:
        """Do the deeds that write what changed."""
        raise NotImplementedError
