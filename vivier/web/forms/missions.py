"""What a participant of a mission says: yes, no, a question, somebody met, something obtained."""

from typing import Any
from uuid import uuid4

from django import forms
from django.utils.translation import gettext_lazy

from vivier.missions.models import Result

_DAY = {"type": "date"}


class OnceForm(forms.Form):
    """A form that knows when it is sent twice."""

    submission = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not self.is_bound:
            self.initial = {"submission": uuid4(), **(self.initial or {})}

    def values(self) -> dict[str, Any]:
        """What was said, without the number of the form."""
        return {name: value for name, value in self.cleaned_data.items() if name != "submission"}


class AnswerForm(forms.Form):
    """Who comes, and a word to the team."""

    contact_name = forms.CharField(label=gettext_lazy("Who comes"), max_length=150, required=False)
    said = forms.CharField(
        label=gettext_lazy("A word to the team"),
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=gettext_lazy("For instance a diet, a wish, or why not."),
    )


class QuestionForm(OnceForm):
    """A question to the team."""

    text = forms.CharField(
        label=gettext_lazy("Your question"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3})
    )


class ContactForm(OnceForm):
    """Somebody met, and what follows."""

    who = forms.CharField(
        label=gettext_lazy("Whom you met"),
        max_length=200,
        help_text=gettext_lazy("The organisation, and the function rather than the name of the person."),
    )
    note = forms.CharField(
        label=gettext_lazy("What was said"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    next_step = forms.CharField(label=gettext_lazy("Next step"), max_length=300, required=False)
    due_on = forms.DateField(
        label=gettext_lazy("Until"), required=False, widget=forms.DateInput(attrs=_DAY, format="%Y-%m-%d")
    )


class ResultForm(OnceForm):
    """Something obtained."""

    kind = forms.ChoiceField(label=gettext_lazy("What"), choices=Result.Kind.choices)
    what = forms.CharField(label=gettext_lazy("In a sentence"), max_length=500, required=False)
    amount_eur = forms.DecimalField(
        label=gettext_lazy("Amount in euros"),
        required=False,
        min_value=0,
        max_digits=12,
        decimal_places=2,
        help_text=gettext_lazy("Leave it empty when it is not known or not to be told."),
    )
    jobs = forms.IntegerField(
        label=gettext_lazy("Jobs created"), required=False, min_value=0, max_value=30_000
    )
    happened_on = forms.DateField(
        label=gettext_lazy("When"), required=False, widget=forms.DateInput(attrs=_DAY, format="%Y-%m-%d")
    )
