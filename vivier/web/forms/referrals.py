"""What a partner answers about a need it was handed."""

from typing import Any
from uuid import uuid4

from django import forms
from django.utils.translation import gettext_lazy as _

from vivier.support.models import Answer, Partner, Referral


class AnswerForm(forms.Form):
    """The answer, in the partner's words, with another partner it would suggest."""

    kind = forms.ChoiceField(
        label=_("Your answer"),
        choices=Answer.Kind.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Please choose one of the answers.")},
    )
    text = forms.CharField(
        label=_("In your words"),
        help_text=_("Needed when you cannot help or it is not for you. Only the team reads it."),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    suggests = forms.ModelChoiceField(
        label=_("Who could help instead? (optional)"),
        queryset=Partner.objects.none(),
        required=False,
        empty_label=_("No suggestion"),
    )
    is_shared = forms.BooleanField(
        label=_("The other partners of this need may read my answer"), required=False
    )
    submission = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, referral: Referral, **kwargs: Any) -> None:
        super().__init__(*args, **(kwargs | {"label_suffix": ""}))
        others = Partner.objects.active().exclude(pk=referral.partner_id).select_related("actor")
        self.fields["suggests"].queryset = others  # type: ignore[attr-defined]
        if not self.is_bound:
            self.initial.setdefault("submission", uuid4())
