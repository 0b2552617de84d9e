"""What an empty choice says: a row of dashes tells nobody that it means "unknown"."""

from django import forms
from django.utils.translation import gettext as _


def say_blank(form: forms.BaseForm) -> None:
    """Put words in place of the dashes of every choice that may stay empty, or must be made."""
    for field in form.fields.values():
        if isinstance(field, forms.TypedChoiceField):
            words = _("Choose") if field.required else _("Unknown")
            field.choices = [
                (value, words if value == "" and str(label).startswith("---") else label)
                for value, label in field.widget.choices  # type: ignore[attr-defined]
            ]
