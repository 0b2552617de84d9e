"""An opportunity somebody tells us of, or what is wrong about one; no account needed."""

from typing import Any
from uuid import uuid4

from django import forms
from django.utils.translation import gettext_lazy as _

from vivier.directory.models import web_address
from vivier.opportunities.models import Kind


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

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **(kwargs | {"label_suffix": ""}))
        if not self.is_bound:
            self.initial.setdefault("submission", uuid4())


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
        widget=forms.DateInput(attrs={"type": "date"}),
    )
    text = forms.CharField(
        label=_("What is it, and for whom?"), max_length=4000, widget=forms.Textarea(attrs={"rows": 5})
    )
    field_order = ("title", "kind", "issuer_name", "url", "closes_on", "text", "author_email", "submission")
