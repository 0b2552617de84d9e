"""Which pairs of records to look at, and what is decided about one."""

from typing import Any

from django import forms
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from vivier.core.names import fold, sort_key
from vivier.directory.merging import ABSORBED, GROUPS, KEPT
from vivier.directory.models import Actor, DuplicateProposal

Band, State = DuplicateProposal.Band, DuplicateProposal.State
PER_PAGE = 30
LONGEST_WHY = 1000
ALL = "all"
SORTS = {"": ("-score", "pk"), "found": ("-found_at", "pk"), "name": ("first__sort_name", "pk")}


class DuplicateFilter(forms.Form):
    """Which pairs to show: without a state, those that wait for a decision today."""

    state = forms.ChoiceField(required=False, choices=[("", ""), *State.choices, (ALL, "")])
    band = forms.ChoiceField(
        required=False,
        label=gettext_lazy("Likeness"),
        choices=[("", gettext_lazy("All")), *Band.choices],
    )
    sort = forms.ChoiceField(
        required=False,
        label=gettext_lazy("Order"),
        choices=[
            ("", gettext_lazy("most alike first")),
            ("found", gettext_lazy("found last first")),
            ("name", gettext_lazy("by name")),
        ],
    )
    q = forms.CharField(required=False, max_length=100, label=gettext_lazy("Name"))
    page = forms.IntegerField(required=False, min_value=1, max_value=10_000)

    def asked(self) -> dict[str, Any]:
        """Return what was asked; what cannot be understood asks nothing."""
        self.is_valid()
        return self.cleaned_data

    def rows(self) -> QuerySet[DuplicateProposal]:
        """Return the pairs asked for, with their records."""
        asked = self.asked()
        rows = self.of_state(asked.get("state") or "").for_list()
        if asked.get("band"):
            rows = rows.filter(band=asked["band"])
        words = (asked.get("q") or "").replace("\x00", "").strip()
        if words:
            text = sort_key(words) or words
            rows = rows.filter(Q(first__sort_name__icontains=text) | Q(second__sort_name__icontains=text))
        return rows.order_by(*SORTS[asked.get("sort") or ""])

    @staticmethod
    def of_state(state: str) -> Any:
        """Return the pairs in a state; merged ones have one record only and are listed as merges."""
        if state == "":
            return DuplicateProposal.objects.to_decide()
        present = DuplicateProposal.objects.between_present()
        return present if state == ALL else present.filter(state=state)


class DecisionForm(forms.Form):
    """Which of two records stays, whose values it shows, and why."""

    why = forms.CharField(
        required=False,
        max_length=LONGEST_WHY,
        label=gettext_lazy("Why, for whoever looks later"),
        widget=forms.TextInput,
    )

    def __init__(self, *args: Any, first: Actor, second: Actor, kept: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.sides = {str(first.pk): first, str(second.pk): second}
        keys = [(key, actor.name) for key, actor in self.sides.items()]
        self.fields["keep"] = forms.ChoiceField(choices=keys, initial=str(kept))
        for actor in self.sides.values():
            self.fields[f"version-{actor.pk}"] = forms.IntegerField(
                widget=forms.HiddenInput, required=False, initial=actor.version
            )
        for group in GROUPS:
            self.fields[f"value-{group}"] = forms.ChoiceField(choices=keys, required=False)

    @property
    def kept(self) -> Actor:
        return self.sides[self.cleaned_data["keep"]]

    @property
    def absorbed(self) -> Actor:
        return next(actor for key, actor in self.sides.items() if key != self.cleaned_data["keep"])

    def choices(self) -> dict[str, str]:
        """Return whose value wins, by group, as the deed wants it."""
        keep = self.cleaned_data["keep"]
        chosen = {group: self.cleaned_data.get(f"value-{group}") for group in GROUPS}
        return {group: KEPT if key == keep else ABSORBED for group, key in chosen.items() if key}

    def versions(self) -> dict[int, int]:
        """Return the versions of the records that the person compared."""
        said = {key: self.cleaned_data.get(f"version-{key}") for key in self.sides}
        return {int(key): version for key, version in said.items() if version is not None}


class WhyForm(forms.Form):
    """Why two records are not the same."""

    why = forms.CharField(
        required=False,
        max_length=LONGEST_WHY,
        label=gettext_lazy("What tells them apart (optional)"),
        widget=forms.TextInput,
    )


class LaterForm(forms.Form):
    """When to ask again."""

    until = forms.DateField(
        required=False,
        label=gettext_lazy("Ask again on (in a month when empty)"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )

    def clean_until(self) -> Any:
        """Only a day to come."""
        day = self.cleaned_data["until"]
        if day and day <= timezone.localdate():
            raise forms.ValidationError(_("Choose a day to come."))
        return day


class TwoRecordsForm(forms.Form):
    """Two records that somebody believes to be the same, by name, number or address."""

    one = forms.CharField(max_length=255, label=gettext_lazy("One record: its name, number or address"))
    other = forms.CharField(max_length=255, label=gettext_lazy("The other"))

    def clean_one(self) -> Actor:
        return found_record(self.cleaned_data["one"])

    def clean_other(self) -> Actor:
        return found_record(self.cleaned_data["other"])

    def clean(self) -> dict[str, Any]:
        """Two of them."""
        cleaned: dict[str, Any] = super().clean() or {}
        if cleaned.get("one") and cleaned.get("one") == cleaned.get("other"):
            raise forms.ValidationError(_("A record is never its own duplicate."))
        return cleaned


def found_record(text: str) -> Actor:
    """Return the one record that a text means."""
    text = text.replace("\x00", "").strip()
    slug = text.rstrip("/").rpartition("/")[2]
    digits = "".join(one for one in text if one.isdigit())
    ways: list[Q] = [Q(slug=slug), Q(name__iexact=text)]
    if len(digits) >= 9:
        ways.insert(0, Q(enterprise_number=digits.zfill(10)))
    for way in ways:
        rows = list(Actor.objects.filter(way)[:2])
        if len(rows) == 1:
            return rows[0]
        if rows:
            raise forms.ValidationError(_("Several records are called so: give the address or the number."))
    named = [row for row in Actor.objects.filter(sort_name=sort_key(text))[:2] if fold(text)]
    if len(named) == 1:
        return named[0]
    raise forms.ValidationError(_("No record is called so."))
