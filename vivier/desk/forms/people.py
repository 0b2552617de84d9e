"""Opening accounts and giving roles; only administrators come here."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from vivier.accounts import actions
from vivier.accounts.models import User
from vivier.accounts.roles import DUTIES
from vivier.desk.forms.base import Group, RecordForm


class Explained(forms.RadioSelect):
    """Choices with a sentence each: they take the whole width."""


class PersonForm(RecordForm):
    """Who somebody is and which role they have."""

    reason = forms.CharField(label=_("Reason of the change"), max_length=500, required=False)

    groups = (Group(_("Person"), ("email", "name", "role", "reason"), "user"),)

    class Meta:
        model = User
        fields = ("email", "name", "role")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        role: Any = self.fields["role"]
        role.widget = Explained()
        role.choices = [
            (value, _("%(role)s: %(duties)s") % {"role": label, "duties": DUTIES[value]})
            for value, label in User.Role.choices
        ]
        if self.instance.pk:
            self.fields["email"].disabled = True
        else:
            del self.fields["reason"]

    def validate_unique(self) -> None:
        """The deed says in its own words when somebody has the address."""

    def create(self, *, by: User) -> User:
        """Open the account."""
        return actions.add_person(by=by, **self.values("email", "name", "role"))

    def update(self, *, by: User) -> User:
        """Write the name and give the role."""
        person = User.objects.get(pk=self.instance.pk)
        if person.name != self.cleaned_data["name"]:
            actions.rename(person, name=self.cleaned_data["name"], by=by)
        if person.role != self.cleaned_data["role"]:
            actions.assign_role(
                person, role=self.cleaned_data["role"], by=by, reason=self.cleaned_data["reason"]
            )
        return person
