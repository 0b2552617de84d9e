"""What the team writes about a mission: itself, its participants, its plan, what came of it."""

from typing import Any
from uuid import uuid4

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from vivier.core.names import sort_key
from vivier.desk.forms.base import formfield
from vivier.directory.models import Actor
from vivier.missions.actions import planning, preparing
from vivier.missions.models import Mission, Participant, Result, Visit
from vivier.opportunities.models import Audience
from vivier.reference.models import Territory

LAYERS = (
    Territory.Kind.REGION,
    Territory.Kind.COMMUNITY,
    Territory.Kind.PROVINCE,
    Territory.Kind.ARRONDISSEMENT,
)
MOST_PARTNERS = 30


class MissionForm(forms.ModelForm):  # type: ignore[type-arg]
    """A mission; partners one a line, with what they bring after a colon."""

    audiences = forms.MultipleChoiceField(
        label=_("For whom"), choices=Audience.choices, required=False, widget=forms.CheckboxSelectMultiple
    )
    partner_lines = forms.CharField(
        label=_("Partners"),
        required=False,
        max_length=8000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_(
            "One a line; after a colon, what it brings. A name of the directory links to its record."
        ),
    )
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    class Meta:
        model = Mission
        fields = preparing.FIELDS
        formfield_callback = formfield

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        territories: Any = self.fields["territories"]
        territories.queryset = Territory.objects.filter(kind__in=LAYERS).order_by("kind", "label_fr")
        territories.widget = forms.SelectMultiple(attrs={"size": 8})
        territories.widget.choices = territories.choices
        if self.instance.pk and not self.is_bound:
            rows = self.instance.partners.select_related("actor")
            lines = (f"{one}: {one.role}" if one.role else str(one) for one in rows)
            self.initial["partner_lines"] = "\n".join(lines)
            self.initial["version"] = self.instance.version

    def clean_partner_lines(self) -> list[dict[str, Any]]:
        """Read the partners, each with its record when the directory has one of exactly that name."""
        lines = [line.strip() for line in self.cleaned_data["partner_lines"].splitlines() if line.strip()]
        if len(lines) > MOST_PARTNERS:
            raise forms.ValidationError(_("At most %(most)d partners."), params={"most": MOST_PARTNERS})
        split = [line.partition(":") for line in lines]
        names = {name.strip()[:200] for name, _colon, _role in split}
        found = Actor.objects.published().filter(sort_name__in=[sort_key(name) for name in names])
        actors = {actor.name: actor for actor in found}
        return [_partner(name.strip()[:200], role.strip()[:200], actors) for name, _colon, role in split]

    def values(self) -> dict[str, Any]:
        """What the deed writes."""
        return {name: self.cleaned_data[name] for name in preparing.FIELDS}


def _partner(name: str, role: str, actors: dict[str, Actor]) -> dict[str, Any]:
    actor = actors.get(name)
    return {"actor": actor, "name": "" if actor else name, "role": role}


class ReasonForm(forms.Form):
    """Why; the participants read it."""

    reason = forms.CharField(
        label=_("Reason, for those concerned"), max_length=1000, widget=forms.Textarea(attrs={"rows": 2})
    )


class ParticipantForm(forms.ModelForm):  # type: ignore[type-arg]
    """Who goes for an actor, and how to reach them."""

    class Meta:
        model = Participant
        fields = ("contact_name", "email", "language", "team_note")
        formfield_callback = formfield

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["language"] = forms.ChoiceField(label=_("Language"), choices=settings.LANGUAGES)


class VisitForm(forms.ModelForm):  # type: ignore[type-arg]
    """One line of the plan."""

    class Meta:
        model = Visit
        fields = tuple(name for name in planning.FIELDS if name != "counterpart")
        formfield_callback = formfield

    def __init__(self, *args: Any, mission: Mission, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        chosen: Any = self.fields["participants"]
        chosen.queryset = Participant.objects.seated().filter(mission=mission).select_related("actor")
        chosen.label_from_instance = lambda one: one.actor.name
        chosen.help_text = _("Nobody ticked: for everybody.")
        if not self.is_bound and not self.instance.pk:
            self.initial.setdefault("day", mission.starts_on)

    def _post_clean(self) -> None:
        """Leave the checks to the deed: the instance is not touched here."""


class TeamContactForm(forms.Form):
    """Somebody met, told by the team."""

    participant = forms.ModelChoiceField(
        label=_("By whom"), queryset=Participant.objects.none(), required=False, empty_label=_("the team")
    )
    who = forms.CharField(label=_("Whom"), max_length=200)
    note = forms.CharField(
        label=_("What was said"), max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )
    next_step = forms.CharField(label=_("Next step"), max_length=300, required=False)
    due_on = forms.DateField(
        label=_("Until"), required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    submission = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, mission: Mission, **kwargs: Any) -> None:
        super().__init__(*args, **{"auto_id": "contact_%s", **kwargs})
        offer_participants(self, mission)
        if not self.is_bound:
            self.initial = {"submission": uuid4()}


class TeamResultForm(forms.Form):
    """Something obtained, told by the team for a participant."""

    participant = forms.ModelChoiceField(label=_("By whom"), queryset=Participant.objects.none())
    kind = forms.ChoiceField(label=_("What"), choices=Result.Kind.choices)
    what = forms.CharField(label=_("In a sentence"), max_length=500, required=False)
    amount_eur = forms.DecimalField(
        label=_("Amount in euros"), required=False, min_value=0, max_digits=12, decimal_places=2
    )
    jobs = forms.IntegerField(label=_("Jobs created"), required=False, min_value=0, max_value=30_000)
    happened_on = forms.DateField(
        label=_("When"), required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    submission = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, mission: Mission, **kwargs: Any) -> None:
        super().__init__(*args, **{"auto_id": "result_%s", **kwargs})
        offer_participants(self, mission)
        if not self.is_bound:
            self.initial = {"submission": uuid4()}


def offer_participants(form: forms.Form, mission: Mission) -> None:
    """Offer those who hold a seat on this mission."""
    field: Any = form.fields["participant"]
    field.queryset = Participant.objects.seated().filter(mission=mission).select_related("actor")
    field.label_from_instance = lambda one: one.actor.name
