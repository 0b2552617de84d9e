"""What may be asked of the alerts: an address and a thing; a rhythm and a language."""

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from vivier.agenda.models import Place
from vivier.alerts.actions.asking import LONGEST_NAME
from vivier.alerts.models import LONGEST_QUERY, Subscriber, Subscription
from vivier.alerts.parameters import is_search
from vivier.directory.models import Actor
from vivier.opportunities.models import Call, Scheme

_THINGS = {
    Subscription.Subject.ACTOR: Actor.objects.published,
    Subscription.Subject.SCHEME: lambda: Scheme.objects.filter(calls__state=Call.State.PUBLISHED).distinct(),
    Subscription.Subject.PLACE: Place.objects.all,
    Subscription.Subject.DEADLINE: Call.objects.published,
}


class What(forms.Form):
    """What an address of our site says one wants to hear of; anything else is nothing."""

    # A record's own alerts are asked for in the member space.
    subject = forms.ChoiceField(
        choices=[one for one in Subscription.Subject.choices if one[0] != Subscription.Subject.RECORD]
    )
    slug = forms.SlugField(max_length=120, required=False)
    query = forms.CharField(max_length=LONGEST_QUERY, required=False)

    def thing(self) -> Actor | Scheme | Call | Place | None:
        """Return the published record that is named, or None."""
        find = _THINGS.get(Subscription.Subject(self.cleaned_data["subject"]))
        slug = self.cleaned_data["slug"]
        found: Any = find().filter(slug=slug).first() if find and slug else None
        return found


class AskForm(forms.Form):
    """The address to write to."""

    email = forms.EmailField(
        label=_("Your e-mail"),
        max_length=254,
        help_text=_("A mail asks you to confirm; nothing else is sent before."),
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )


class KeepForm(forms.Form):
    """What somebody with an account keeps: under which name, and with or without mails."""

    name = forms.CharField(label=_("A name of your own (optional)"), max_length=LONGEST_NAME, required=False)
    by_mail = forms.BooleanField(label=_("Tell me by mail of what is new"), required=False, initial=True)

    def __init__(self, subject: str, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **(kwargs | {"label_suffix": ""}))
        if not is_search(subject) or subject == Subscription.Subject.PROFILE:
            del self.fields["name"]
        if subject == Subscription.Subject.DEADLINE:
            del self.fields["by_mail"]


class PreferencesForm(forms.Form):
    """How often and in which language."""

    frequency = forms.ChoiceField(
        label=_("How often"), choices=Subscriber.Frequency.choices, widget=forms.RadioSelect
    )
    language = forms.ChoiceField(label=_("Language of the mails"), choices=settings.LANGUAGES)
