"""An opportunity somebody tells us of, or what is wrong about one; no account needed."""

from collections.abc import Sequence
from typing import Any
from uuid import uuid4

from django import forms
from django.utils.translation import gettext_lazy as _

from vivier.directory.models import web_address
from vivier.opportunities.models import Kind
from vivier.opportunities.status import end_of_day


class ChangeForm(forms.Form):
    """What should an opportunity say, and where to answer."""

    text = forms.CharField(
        label=_("What should it say?"),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("With the address of a page that says so, if there is one."),
    )
    author_email = forms.EmailField(
        max_length=254,
        label=_("Your e-mail, if you want an answer"),
        help_text=_("Only the team sees it, and only to answer you."),
        required=False,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
    submission = forms.UUIDField(widget=forms.HiddenInput)

    field_order: Sequence[str] = ("text",)

    def idea(self) -> dict[str, Any]:
        """Return what is told, but for the number of the form."""
        return {name: value for name, value in self.cleaned_data.items() if name != "submission"}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **(kwargs | {"label_suffix": ""}))
        if not self.is_bound:
            self.initial.setdefault("submission", uuid4())


class AmendmentForm(ChangeForm):
    """What a published opportunity should say instead, field by field where that is clear."""

    new_title = forms.CharField(label=_("Its title, if it is wrong"), max_length=255, required=False)
    new_closes_on = forms.DateField(
        label=_("Its last day, if it is wrong"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    new_amount_max = forms.DecimalField(
        label=_("The highest amount in euros, if it is wrong"),
        max_digits=14,
        decimal_places=2,
        min_value=0,
        required=False,
    )
    new_url = forms.URLField(
        label=_("Its official page, if it has moved"),
        max_length=500,
        required=False,
        validators=[web_address],
        assume_scheme="https",
    )
    new_summary = forms.CharField(
        label=_("Its summary, if it is wrong"),
        max_length=4000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    text = forms.CharField(
        label=_("What is wrong, and how do you know?"),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("With the address of a page that says so, if there is one."),
    )
    field_order = (
        "text", "new_title", "new_closes_on", "new_amount_max", "new_url", "new_summary", "author_email",
        "submission",
    )  # fmt: skip

    def idea(self) -> dict[str, Any]:
        """Return what is told, the fields that should change apart."""
        said = super().idea()
        new = {
            name: said.pop(f"new_{name}") for name in ("title", "closes_on", "amount_max", "url", "summary")
        }
        day = new.pop("closes_on")
        return said | {"amendments": new | ({"closes_at": end_of_day(day)} if day else {})}


class ProposalForm(ChangeForm):
    """A new opportunity: its title, kind and issuer, and what people should know."""

    title = forms.CharField(label=_("What is it called?"), max_length=255)
    kind = forms.ChoiceField(label=_("What kind of help is it?"), choices=Kind.choices)
    issuer_name = forms.CharField(label=_("Who offers it?"), max_length=255)
    url = forms.URLField(
        label=_("Its official page"),
        max_length=500,
        required=False,
        validators=[web_address],
        assume_scheme="https",
    )
    closes_on = forms.DateField(
        label=_("Last day to apply, if there is one"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    text = forms.CharField(
        label=_("What is it, and for whom?"), max_length=4000, widget=forms.Textarea(attrs={"rows": 5})
    )
    field_order = ("title", "kind", "issuer_name", "url", "closes_on", "text", "author_email", "submission")
