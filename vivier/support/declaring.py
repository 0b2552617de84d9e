"""What a partner may declare that it takes: each list not said, all of them, or only some."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from vivier.core.translation import label_of
from vivier.directory.models import Actor
from vivier.reference.models import Discipline, Territory
from vivier.support.models import Intake, Subject

UNSAID, ALL, SOME = "unsaid", "all", "some"
SAID = [(UNSAID, _("not said")), (ALL, _("all")), (SOME, _("only these"))]
# Communes are too many to tick, and no partner lives from one.
_LAYERS = ("country", "community", "region", "province", "arrondissement")
Choices = list[tuple[str, Any]]
Lists = list[tuple[str, Any, Choices]]


def lists() -> Lists:
    """Return each list of an intake: its name, its words, what may be chosen."""
    territories = Territory.objects.filter(kind__in=_LAYERS).order_by("label_fr")
    return [
        ("subjects", _("subjects"), list(Subject.choices)),
        ("territories", _("territories"), [(row.code, label_of(row)) for row in territories]),
        ("stages", _("stages"), list(Actor.Stage.choices)),
        ("disciplines", _("disciplines"), [(row.code, label_of(row)) for row in Discipline.objects.all()]),
        ("legal_forms", _("legal forms"), list(Actor.LegalForm.choices)),
    ]


def declared(said: Mapping[str, Any], name: str) -> list[str] | None:
    """Return one list as an intake keeps it, from `<name>_said` and `<name>` of a form."""
    how = said[f"{name}_said"]
    return None if how == UNSAID else [] if how == ALL else list(said[name])


def as_said(intake: Intake, name: str) -> str:
    """Return how a list of an intake was declared."""
    codes = getattr(intake, name)
    return UNSAID if codes is None else SOME if codes else ALL
