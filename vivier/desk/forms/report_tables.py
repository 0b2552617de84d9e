"""Which figure of the observatory a report includes, counted how and from which snapshot."""

from typing import Any

from django import forms
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy

from vivier.core.written_dates import written
from vivier.observatory.computed.counting import choices_in
from vivier.observatory.computed.measures import BREAKDOWNS, MEASURES
from vivier.observatory.computed.showing import NotCounted, Shown, definition_name, holds, shown
from vivier.observatory.models import Snapshot

MOST_SNAPSHOTS = 24


class ReportTableForm(forms.Form):
    """One table; the definition and the version of NACE are read for figures of the register only."""

    figure = forms.ChoiceField(label=gettext_lazy("Figure"))
    definition = forms.ChoiceField(label=gettext_lazy("Definition of the sector"), required=False)
    nace = forms.ChoiceField(label=gettext_lazy("Version of NACE"), required=False)
    snapshot = forms.ChoiceField(label=gettext_lazy("Snapshot"))
    words = forms.CharField(
        label=gettext_lazy("In your words"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        taken = list(Snapshot.objects.defer("content")[:MOST_SNAPSHOTS])
        offered: dict[str, list[Any]] = {"figure": [], "definition": [("", "—")], "nace": [("", "—")]}
        if taken:
            offered = _offered(taken[0])
        offered["snapshot"] = [
            (one.pk, f"{written(localdate(one.taken_at), 'DATE_FORMAT')} ({one.pk})") for one in taken
        ]
        for name, choices in offered.items():
            self.fields[name].choices = choices  # type: ignore[attr-defined]

    @property
    def has_figures(self) -> bool:
        """Whether anything was photographed yet."""
        return bool(self.fields["figure"].choices)  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Find the table that was asked for, as `table`."""
        said: dict[str, Any] = super().clean() or {}
        if not self.errors:
            said["table"] = self._table(said)
        return said

    def _table(self, said: dict[str, Any]) -> Shown | None:
        slug, _mark, by = said["figure"].partition(" ")
        of_register = MEASURES[slug].has_definitions
        chosen = {name: said[name] if of_register else "" for name in ("definition", "nace")}
        try:
            found = shown(slug, by=by, snapshot=str(said["snapshot"]), **chosen)
        except NotCounted as refusal:
            self.add_error(refusal.parameter if refusal.parameter in self.fields else None, str(refusal))
            return None
        if found is None:
            self.add_error("snapshot", gettext_lazy("This snapshot holds nothing of it."))
        return found


def _offered(newest: Snapshot) -> dict[str, list[Any]]:
    """Return what may be chosen in the newest snapshot, by field."""
    figures: list[Any] = []
    ways = set()
    for measure in MEASURES.values():
        if holds(newest, measure):
            lines = [
                (f"{measure.slug} {by}", f"{measure.name}, {BREAKDOWNS[by]}") for by in measure.breakdowns
            ]
            figures.append((str(measure.name), lines))
            ways |= set(choices_in(newest, measure))
    slugs = sorted({one.definition for one in ways if one.definition})
    versions = sorted({one.nace for one in ways if one.nace})
    return {
        "figure": figures,
        "definition": [("", "—"), *((slug, definition_name(newest, slug)) for slug in slugs)],
        "nace": [("", gettext_lazy("all")), *((one, one) for one in versions)],
    }
