"""Words of the search: what is entered, and which ideas are looked at."""

import re
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from vivier.directory.models import GivenWord
from vivier.directory.vocabulary import Idea

_BETWEEN = re.compile(r"[,;\n]")


class WordsForm(forms.Form):
    """One or more words, and the idea they mean."""

    words = forms.CharField(
        label=gettext_lazy("Words"),
        max_length=2000,
        help_text=gettext_lazy("One or more words or phrases, with commas between them."),
        widget=forms.TextInput,
    )
    concept = forms.ChoiceField(
        label=gettext_lazy("Mean the same as"),
        required=False,
        help_text=gettext_lazy("Without an idea of the list, the words mean each other."),
    )
    language = forms.ChoiceField(
        label=gettext_lazy("Language"), required=False, choices=GivenWord.Language.choices
    )

    def __init__(self, ideas: list[Idea], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = sorted(((idea.code, idea.label) for idea in ideas), key=lambda one: one[1].casefold())
        self.fields["concept"].choices = [("", gettext_lazy("An idea of their own")), *known]  # type: ignore[attr-defined]

    def clean_words(self) -> list[str]:
        """Part the words."""
        return [word for word in map(str.strip, _BETWEEN.split(self.cleaned_data["words"])) if word]


class IdeasForm(forms.Form):
    """Which ideas are shown: by a word, and only those the team changed; anything else is ignored."""

    q = forms.CharField(label=gettext_lazy("Word"), required=False, max_length=100)
    changed = forms.BooleanField(label=gettext_lazy("Only what the team changed"), required=False)
