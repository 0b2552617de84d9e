"""What a coordinator gives to be imported, and which changes they look at."""

import re
from hashlib import sha256
from pathlib import Path
from typing import Any

from django import forms
from django.conf import settings
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from vivier.core.names import fold
from vivier.core.scanning import refuse_infected
from vivier.directory.models import ChangeSet, ProposedChange
from vivier.registers.sent_extracts import FOLDER, NAMED

MOST_UPLOADED = 4_000_000_000
PER_PAGE = 50
LOOKALIKE = "lookalike"
Decision, Kind = ProposedChange.Decision, ProposedChange.Kind


class ExtractForm(forms.Form):
    """An extract of the company register: a ZIP that is sent, or one that is on the server already."""

    upload = forms.FileField(
        label=gettext_lazy("ZIP file of the extract"),
        required=False,
        widget=forms.ClearableFileInput(attrs={"accept": ".zip,application/zip"}),
    )
    on_server = forms.ChoiceField(label=gettext_lazy("or a file that is on the server"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(str(path), path.name) for path in found_on_server()]
        self.fields["on_server"].choices = [("", "—"), *choices]  # type: ignore[attr-defined]

    def clean_upload(self) -> Any:
        """Refuse what cannot be a ZIP of an extract."""
        sent = self.cleaned_data["upload"]
        if sent is None:
            return None
        if sent.size is None or sent.size > MOST_UPLOADED:
            raise forms.ValidationError(_("The file is larger than 4 GB: copy it to the server instead."))
        start = sent.read(4)
        sent.seek(0)
        if start[:2] != b"PK":
            raise forms.ValidationError(_("This is not a ZIP file."))
        refuse_infected(sent)
        return sent

    def clean(self) -> dict[str, Any]:
        """One of the two is needed."""
        cleaned: dict[str, Any] = super().clean() or {}
        if not self.errors and not cleaned.get("upload") and not cleaned.get("on_server"):
            raise forms.ValidationError(_("Choose a file to import."))
        return cleaned

    def path(self) -> Path:
        """Return where the extract is, after storing what was sent."""
        sent = self.cleaned_data["upload"]
        if sent is None:
            chosen = Path(self.cleaned_data["on_server"])
            if chosen.parent == Path(settings.VAR) / FOLDER and re.fullmatch(NAMED, chosen.name):
                chosen.touch()  # one that was sent before is needed again: it counts as sent now
            return chosen
        folder = Path(settings.VAR) / FOLDER
        folder.mkdir(parents=True, exist_ok=True)
        mark = sha256(f"{sent.name} {sent.size}".encode()).hexdigest()[:12]
        target = folder / f"extract-{mark}.zip"
        with target.open("wb") as file:
            for block in sent.chunks(1 << 20):
                file.write(block)
        return target


def found_on_server() -> list[Path]:
    """Return the ZIP files and folders with a `meta.csv` in the folders that imports may be read from."""
    found: list[Path] = []
    for folder in settings.IMPORT_FOLDERS:
        if folder.is_dir():
            inside = sorted(folder.iterdir())[:200]
            found += [one for one in inside if one.suffix.lower() == ".zip" or (one / "meta.csv").is_file()]
    return found


def resembling(rows: QuerySet[ProposedChange]) -> QuerySet[ProposedChange]:
    """Return the proposed new records that may be known already."""
    return rows.filter(kind=Kind.NEW, origin__has_key="lookalikes")


class ChangeFilter(forms.Form):
    """Which proposed changes to show."""

    kind = forms.ChoiceField(
        required=False, choices=[("", ""), *Kind.choices, ("refused", ""), (LOOKALIKE, "")]
    )
    decision = forms.ChoiceField(
        required=False,
        choices=[("", gettext_lazy("all")), *Decision.choices],
        label=gettext_lazy("Decision"),
    )
    q = forms.CharField(required=False, max_length=100, label=gettext_lazy("Name or number"))
    page = forms.IntegerField(required=False, min_value=1, max_value=10_000)

    def in_bulk(self, change_set: ChangeSet) -> QuerySet[ProposedChange]:
        """Return those of the changes asked for that one button decides.

        What is decided already, only when that decision is asked for; a perhaps and a new record that is
        almost surely known, only when asked for by their kind.
        """
        rows = self.rows(change_set).filter(applied_at__isnull=True)
        if not self["decision"].value():
            rows = rows.filter(decision=Decision.WAITING)
        kind = self["kind"].value()
        rows = rows if kind == Kind.CONFLICT else rows.exclude(kind=Kind.CONFLICT)
        known = resembling(change_set.changes.all()).filter(origin__lookalikes__0__band="sure")
        return rows if kind == LOOKALIKE else rows.exclude(pk__in=known.values("pk"))

    def rows(self, change_set: ChangeSet) -> QuerySet[ProposedChange]:
        """Return the changes asked for; what cannot be understood filters nothing."""
        asked = self.cleaned_data if self.is_valid() else {}
        rows = change_set.changes.select_related("actor").order_by("pk")
        if asked.get("kind") == "refused":
            rows = rows.exclude(refused={})
        elif asked.get("kind") == LOOKALIKE:
            rows = resembling(rows)
        elif asked.get("kind"):
            rows = rows.filter(kind=asked["kind"])
        if asked.get("decision"):
            rows = rows.filter(decision=asked["decision"])
        words = asked.get("q", "").strip()
        digits = "".join(one for one in words if one.isdigit())
        if words and digits and len(digits) >= len(fold(words).replace(".", "").replace(" ", "")) - 2:
            return rows.filter(external_id__startswith=digits)
        return rows.filter(name__icontains=words) if words else rows
