"""What a partner declares about itself: what it takes, how much at once, when it is away."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from vivier.support import declaring
from vivier.support.models import Intake


class DeclaredForm(forms.Form):
    """One thing the partner takes: each list is not said, all, or only some."""

    label = forms.CharField(label=gettext_lazy("What it is"), max_length=120, required=False)

    def __init__(
        self, *args: Any, intake: Intake | None, lists: declaring.Lists | None = None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **(kwargs | {"label_suffix": ""}))
        self._lists = lists or declaring.lists()
        self.fields["label"].initial = intake.label if intake else ""
        for name, label, choices in self._lists:
            self.fields[f"{name}_said"] = forms.ChoiceField(
                label=label,
                choices=declaring.SAID,
                initial=declaring.as_said(intake, name) if intake else declaring.UNSAID,
            )
            self.fields[name] = forms.MultipleChoiceField(
                label=_("Only these: %(what)s") % {"what": label},
                choices=choices,
                required=False,
                widget=forms.CheckboxSelectMultiple,
                initial=getattr(intake, name) if intake else None,
            )

    def clean(self) -> dict[str, Any]:
        """“Only these” needs at least one."""
        cleaned: dict[str, Any] = super().clean() or {}
        for name, label, _choices in self._lists:
            if cleaned.get(f"{name}_said") == declaring.SOME and not cleaned.get(name):
                self.add_error(name, _("Choose at least one, or say “all”: %(what)s.") % {"what": label})
        return cleaned

    def lists(self) -> dict[str, list[str] | None]:
        """Return the lists as an intake keeps them."""
        return {name: declaring.declared(self.cleaned_data, name) for name, _label, _choices in self._lists}

    def rows(self) -> list[tuple[Any, Any]]:
        """The bound fields, two by two, for the page."""
        return [(self[f"{name}_said"], self[name]) for name, _label, _choices in self._lists]


class RoomForm(forms.Form):
    """How many needs at once; empty is no limit said."""

    capacity = forms.IntegerField(
        label=gettext_lazy("Needs at the same time"),
        help_text=gettext_lazy("Leave it empty to name no limit."),
        min_value=0,
        max_value=10_000,
        required=False,
    )


class AwayForm(forms.Form):
    """Days on which nothing new is taken, both included."""

    starts_on = forms.DateField(
        label=gettext_lazy("From"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    ends_on = forms.DateField(
        label=gettext_lazy("Until"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    reason = forms.CharField(label=gettext_lazy("Reason"), max_length=120, required=False)
