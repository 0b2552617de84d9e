"""What the team writes down about partners: how they are reached, what they take, when they are away."""

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from vivier.accounts.models import User
from vivier.desk.forms.duplicates import found_record
from vivier.directory.models import Actor
from vivier.support import declaring
from vivier.support.models import Partner


class PartnerForm(forms.Form):
    """How a partner is reached and how much it takes."""

    email = forms.EmailField(
        label=_("E-mail for referrals"),
        max_length=254,
        help_text=_("Links sent there answer a referral without an account."),
    )
    language = forms.ChoiceField(label=_("Language"), choices=settings.LANGUAGES)
    capacity = forms.IntegerField(
        label=_("Needs at the same time"),
        min_value=0,
        max_value=10_000,
        required=False,
        help_text=_("Empty: the partner has not said."),
    )
    is_active = forms.BooleanField(label=_("Takes needs"), required=False)
    note = forms.CharField(
        label=_("Note of the team"), max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )

    @classmethod
    def of(cls, partner: Partner, data: Any = None) -> "PartnerForm":
        """Return the form filled with what is known."""
        return cls(data, initial={name: getattr(partner, name) for name in cls.base_fields})


class OpenPartnerForm(forms.Form):
    """An organisation of the directory that begins to take needs."""

    slug = forms.CharField(
        label=_("Record of the directory"),
        max_length=255,
        help_text=_("Its name, number or address"),
    )
    email = forms.EmailField(label=_("E-mail for referrals"), max_length=254)

    def clean_slug(self) -> Actor:
        """Return the record."""
        return found_record(self.cleaned_data["slug"])


class IntakeForm(forms.Form):
    """One thing a partner takes: each list is not said, all, or only some."""

    label = forms.CharField(label=_("What it is"), max_length=120, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._lists = declaring.lists()
        for name, label, choices in self._lists:
            self.fields[f"{name}_said"] = forms.ChoiceField(
                label=label, choices=declaring.SAID, initial=declaring.UNSAID
            )
            self.fields[name] = forms.MultipleChoiceField(
                label=_("Only these"), choices=choices, required=False, widget=forms.CheckboxSelectMultiple
            )

    def lists(self) -> dict[str, list[str] | None]:
        """Return the lists as an intake keeps them: None for not said, empty for all."""
        return {name: declaring.declared(self.cleaned_data, name) for name, _label, _choices in self._lists}

    def clean(self) -> dict[str, Any]:
        """“Only these” needs at least one."""
        cleaned: dict[str, Any] = super().clean() or {}
        for name, label, _choices in self._lists:
            if cleaned.get(f"{name}_said") == declaring.SOME and not cleaned.get(name):
                self.add_error(name, _("Choose at least one, or say “all”: %(what)s.") % {"what": label})
        return cleaned

    def rows(self) -> list[tuple[Any, Any]]:
        """The bound fields, two by two, for the page."""
        return [(self[f"{name}_said"], self[name]) for name, _label, _choices in self._lists]


class AbsenceForm(forms.Form):
    """Days on which a partner takes nothing new."""

    starts_on = forms.DateField(
        label=_("From"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    ends_on = forms.DateField(
        label=_("Until"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    reason = forms.CharField(label=_("Reason"), max_length=120, required=False)


class AdviserForm(forms.Form):
    """A person with an account who answers for the partner."""

    email = forms.EmailField(label=_("E-mail of their account"), max_length=254)

    def clean_email(self) -> User:
        """Return the person."""
        found = User.objects.filter(email__iexact=self.cleaned_data["email"], is_active=True).first()
        if found is None:
            raise forms.ValidationError(_("No account has this address."))
        return found
