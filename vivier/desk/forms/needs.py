"""What the team writes down about needs: on behalf of somebody, as entered, handed on, consented."""

from typing import Any
from uuid import uuid4

import django_filters
from django import forms
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.filters import WagtailFilterSet

from vivier.core.clock_changes import MomentField
from vivier.core.translation import label_of
from vivier.directory.models import Actor
from vivier.opportunities.conditions.whereabouts import place_for
from vivier.reference.models import Discipline
from vivier.search import engine
from vivier.search.query import Query
from vivier.support.models import Answer, Channel, Consent, Need, Partner, Subject

MOST_CANDIDATES = 6
_CLOCK = [
    ("late", gettext_lazy("late")),
    ("to_enter", gettext_lazy("to be entered")),
    ("unanswered", gettext_lazy("never answered by a partner")),
]


class NeedFilters(WagtailFilterSet):  # type: ignore[misc]
    """Which needs to list."""

    words = django_filters.CharFilter(method="with_words", label=gettext_lazy("Reference, project or person"))
    clock = django_filters.ChoiceFilter(method="by_clock", choices=_CLOCK, label=gettext_lazy("Clock"))
    partner = django_filters.ModelChoiceFilter(
        method="with_partner",
        queryset=Partner.objects.select_related("actor"),
        label=gettext_lazy("Partner"),
    )

    class Meta:
        model = Need
        fields = ("state", "subject", "channel", "disciplines", "is_demo")

    def with_words(self, rows: QuerySet[Need], _name: str, words: str) -> QuerySet[Need]:
        """Find by a part of what names a need."""
        text = words.replace("\x00", "").strip()[:100]
        columns = ("reference", "project_name", "organisation", "name", "email", "holders")
        wanted = Q()
        for column in columns:
            wanted |= Q(**{f"{column}__icontains": text})
        return rows.filter(wanted)

    def by_clock(self, rows: QuerySet[Need], _name: str, value: str) -> QuerySet[Need]:
        """Keep what waits to be entered, is late, or got no answer up to the last reminder."""
        if value == "unanswered":
            late = {"referrals__state": "sent", "referrals__escalated_at__isnull": False}
            return rows.filter(**late).distinct()
        waiting = rows.filter(entered_at__isnull=True, erased_at__isnull=True)
        return waiting.filter(enter_by__lt=timezone.localdate()) if value == "late" else waiting

    def with_partner(self, rows: QuerySet[Need], _name: str, partner: Partner) -> QuerySet[Need]:
        """Keep what was handed to one partner."""
        return rows.filter(referrals__partner=partner).distinct()


class OnBehalfForm(forms.Form):
    """A need told on the phone, on a visit or on paper, written down by the team."""

    channel = forms.ChoiceField(
        label=gettext_lazy("How it came"), choices=[one for one in Channel.choices if one[0] != Channel.WEB]
    )
    received_on = MomentField(
        label=gettext_lazy("When it was told"),
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        help_text=gettext_lazy("The clock of two working days starts there."),
    )
    subject = forms.ChoiceField(label=gettext_lazy("About"), choices=Subject.choices)
    sought = forms.CharField(
        label=gettext_lazy("What is sought"), max_length=4000, widget=forms.Textarea(attrs={"rows": 5})
    )
    project_name = forms.CharField(label=gettext_lazy("Name of the project"), max_length=255, required=False)
    name = forms.CharField(label=gettext_lazy("Name"), max_length=150)
    organisation = forms.CharField(label=gettext_lazy("Organisation"), max_length=255, required=False)
    email = forms.EmailField(label=gettext_lazy("E-mail"), max_length=254, required=False)
    phone = forms.CharField(label=gettext_lazy("Phone"), max_length=40, required=False)
    who = forms.ChoiceField(
        label=gettext_lazy("Who asks"), choices=[("", "—"), *Need.Who.choices], required=False
    )
    stage = forms.ChoiceField(
        label=gettext_lazy("Stage"), choices=[("", "—"), *Actor.Stage.choices], required=False
    )
    place = forms.CharField(
        label=gettext_lazy("Place"),
        max_length=120,
        required=False,
        help_text=gettext_lazy("Commune or postal code"),
    )
    disciplines = forms.MultipleChoiceField(
        label=gettext_lazy("Disciplines"), required=False, widget=forms.CheckboxSelectMultiple
    )
    language = forms.ChoiceField(label=gettext_lazy("Language of the mails"))
    sharing = forms.ChoiceField(
        label=gettext_lazy("What the person agreed to"),
        choices=[
            ("ask", gettext_lazy("nothing yet: ask them before each partner")),
            ("need", gettext_lazy("partners the team chooses see the need, without who asks")),
            ("contact", gettext_lazy("partners the team chooses see the need and who asks")),
        ],
    )
    submission = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, languages: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["language"].choices = languages  # type: ignore[attr-defined]
        rows = [(row.code, label_of(row)) for row in Discipline.objects.all()]
        self.fields["disciplines"].choices = rows  # type: ignore[attr-defined]
        if not self.is_bound:
            self.initial.setdefault("submission", uuid4())
            self.initial.setdefault("received_on", timezone.localtime())

    def clean_received_on(self) -> Any:
        """Nobody tells a need tomorrow."""
        moment = self.cleaned_data["received_on"]
        if moment > timezone.now():
            raise forms.ValidationError(_("This moment lies in the future."))
        return moment

    def clean(self) -> dict[str, Any]:
        """One way to answer is needed."""
        cleaned: dict[str, Any] = super().clean() or {}
        if not self.errors and not cleaned.get("email") and not cleaned.get("phone"):
            self.add_error("email", _("Leave an e-mail address or a phone number so that we can answer."))
        return cleaned


class EnterForm(forms.Form):
    """Project, holders and field, whatever becomes of the need; what the person said may be made exact."""

    project_name = forms.CharField(label=gettext_lazy("Name of the project"), max_length=255)
    holders = forms.CharField(
        label=gettext_lazy("Holders of the project"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    disciplines = forms.ModelMultipleChoiceField(
        label=gettext_lazy("Field of the project"),
        queryset=Discipline.objects.all(),
        widget=forms.CheckboxSelectMultiple,
    )
    subject = forms.ChoiceField(label=gettext_lazy("About"), choices=Subject.choices)
    who = forms.ChoiceField(
        label=gettext_lazy("Who asks"), choices=[("", "—"), *Need.Who.choices], required=False
    )
    stage = forms.ChoiceField(
        label=gettext_lazy("Stage"), choices=[("", "—"), *Actor.Stage.choices], required=False
    )
    legal_form = forms.ChoiceField(
        label=gettext_lazy("Legal form"), choices=[("", "—"), *Actor.LegalForm.choices], required=False
    )
    where = forms.CharField(label=gettext_lazy("Place"), max_length=120, required=False)
    actor = forms.ModelChoiceField(
        label=gettext_lazy("Record of the directory"),
        queryset=Actor.objects.none(),
        required=False,
        empty_label=gettext_lazy("none, or not known"),
    )

    def __init__(self, *args: Any, need: Need, **kwargs: Any) -> None:
        territory = label_of(need.territory) if need.territory else need.place
        said = {name: getattr(need, name) for name in ("project_name", "holders", "subject", "who", "stage")}
        said |= {"legal_form": need.legal_form, "where": territory, "actor": need.actor_id}
        said["project_name"] = said["project_name"] or need.organisation
        said["holders"] = said["holders"] or need.name
        said["disciplines"] = need.disciplines.all()
        super().__init__(*args, **(kwargs | {"initial": said}))
        self.need = need
        self.fields["actor"].queryset = candidates_for(need)  # type: ignore[attr-defined]

    def clean_where(self) -> Any:
        """A place nobody knows is said so; none is none."""
        text = self.cleaned_data["where"].strip()
        place = place_for(text)
        if text and place is None and text != self.need.place:
            raise forms.ValidationError(
                _("We know no such place: write a commune, a postal code or a province.")
            )
        return place

    def corrected(self) -> dict[str, Any]:
        """Return what may be corrected, as `enter_need` takes it."""
        names = ("subject", "who", "stage", "legal_form", "actor")
        return {name: self.cleaned_data[name] for name in names} | {"territory": self.cleaned_data["where"]}


def candidates_for(need: Need) -> QuerySet[Actor]:
    """Return the record of a need, and those whose name resembles the organisation that was written."""
    keys = [need.actor_id] if need.actor_id else []
    if need.organisation:
        question = Query(text=need.organisation[:120], kinds=("actor",), limit=MOST_CANDIDATES)
        keys += list(engine.search(question).pks)
    return Actor.objects.filter(pk__in=keys)


class ReferForm(forms.Form):
    """A partner for a need, with a message, and why all the same when it does not fit."""

    partner = forms.ModelChoiceField(queryset=Partner.objects.active())
    message = forms.CharField(max_length=2000, required=False)
    override = forms.CharField(max_length=1000, required=False)


class ConsentForm(forms.Form):
    """What the applicant said about a partner, and how."""

    partner = forms.ModelChoiceField(queryset=Partner.objects.all(), required=False)
    sees = forms.ChoiceField(choices=[*Consent.Sees.choices, ("", "no")], required=False)
    how = forms.ChoiceField(choices=Channel.choices)


class DeskAnswerForm(forms.Form):
    """What a partner said on the phone, written down by the team."""

    kind = forms.ChoiceField(label=gettext_lazy("Their answer"), choices=Answer.Kind.choices)
    text = forms.CharField(
        label=gettext_lazy("In their words"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    submission = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not self.is_bound:
            self.initial.setdefault("submission", uuid4())
