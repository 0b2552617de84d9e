"""What the team writes down about partners: how they are reached, what they take, when they are away."""

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from vivier.accounts.models import User
from vivier.core.translation import label_of
from vivier.directory.models import Actor
from vivier.reference.models import Discipline, Territory
from vivier.support.models import Partner, Subject

# What a list of an intake may be: not said, all of them, or only some.
SAID = [("unsaid", _("not said")), ("all", _("all")), ("some", _("only these"))]
_LAYERS = ("country", "community", "region", "province", "arrondissement")


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

    slug = forms.SlugField(
        label=_("Record of the directory"),
        max_length=90,
        help_text=_("The end of its address, as in /actors/wallimage/: wallimage"),
    )
    email = forms.EmailField(label=_("E-mail for referrals"), max_length=254)

    def clean_slug(self) -> Actor:
        """Return the record."""
        found = Actor.objects.filter(slug=self.cleaned_data["slug"]).first()
        if found is None:
            raise forms.ValidationError(_("No record has this address."))
        return found


class IntakeForm(forms.Form):
    """One thing a partner takes: each list is not said, all, or only some."""

    label = forms.CharField(label=_("What it is"), max_length=120, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, label, choices in _lists():
            self.fields[f"{name}_said"] = forms.ChoiceField(label=label, choices=SAID, initial="unsaid")
            self.fields[name] = forms.MultipleChoiceField(
                label=_("Only these"), choices=choices, required=False, widget=forms.CheckboxSelectMultiple
            )

    def lists(self) -> dict[str, list[str] | None]:
        """Return the lists as an intake keeps them: None for not said, empty for all."""
        found: dict[str, list[str] | None] = {}
        for name, _label, _choices in _lists():
            said = self.cleaned_data[f"{name}_said"]
            found[name] = None if said == "unsaid" else [] if said == "all" else self.cleaned_data[name]
        return found

    def clean(self) -> dict[str, Any]:
        """ "Only these" needs at least one."""
        cleaned: dict[str, Any] = super().clean() or {}
        for name, label, _choices in _lists():
            if cleaned.get(f"{name}_said") == "some" and not cleaned.get(name):
                self.add_error(name, _("Choose at least one, or say “all”: %(what)s.") % {"what": label})
        return cleaned

    def rows(self) -> list[tuple[Any, Any]]:
        """The bound fields, two by two, for the page."""
        return [(self[f"{name}_said"], self[name]) for name, _label, _choices in _lists()]


def _lists() -> list[tuple[str, Any, list[tuple[str, Any]]]]:
    territories = Territory.objects.filter(kind__in=_LAYERS).order_by("label_fr")
    return [
        ("subjects", _("subjects"), list(Subject.choices)),
        ("territories", _("territories"), [(row.code, label_of(row)) for row in territories]),
        ("stages", _("stages"), list(Actor.Stage.choices)),
        ("disciplines", _("disciplines"), [(row.code, label_of(row)) for row in Discipline.objects.all()]),
        ("legal_forms", _("legal forms"), list(Actor.LegalForm.choices)),
    ]


class AbsenceForm(forms.Form):
    """Days on which a partner takes nothing new."""

    starts_on = forms.DateField(label=_("From"), widget=forms.DateInput(attrs={"type": "date"}))
    ends_on = forms.DateField(label=_("Until"), widget=forms.DateInput(attrs={"type": "date"}))
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
