"""What somebody may tell of a need, cleaned; what is not understood is refused with its field."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _

from vivier.directory.models import Actor
from vivier.opportunities.conditions.whereabouts import place_for
from vivier.reference.models import Discipline, Territory
from vivier.support.models import Consent, Need, Subject
from vivier.support.refusals import InvalidNeed

# Who may see it, as the form asks: any partner the team finds, any without knowing who asks, or each in turn.
SHARING = {"contact": Consent.Sees.CONTACT, "need": Consent.Sees.NEED, "ask": None}
_CHOICES = {
    "subject": Subject.values,
    "who": Need.Who.values,
    "stage": Actor.Stage.values,
    "legal_form": Actor.LegalForm.values,
    "sharing": list(SHARING),
}
_TEXTS = {
    "sought": 4000,
    "project_name": 255,
    "place": 120,
    "name": 150,
    "organisation": 255,
    "email": 254,
    "phone": 40,
    "best_time": 120,
}


@dataclass(frozen=True, slots=True)
class Told:
    """A need as told: the columns of Need, its disciplines, and what may be shared."""

    columns: Mapping[str, Any]
    disciplines: tuple[Discipline, ...]
    sharing: str


def clean(answers: Mapping[str, Any]) -> Told:
    """Return what was told, ready to be stored. Raises InvalidNeed for the first thing that is wrong."""
    texts = {name: _text(answers.get(name), most, name) for name, most in _TEXTS.items()}
    chosen = {name: _chosen(answers.get(name), name) for name in _CHOICES}
    _check_together(texts, chosen)
    sharing = chosen.pop("sharing")
    return Told(
        columns=texts | chosen | {"territory": _territory(texts["place"])},
        disciplines=_disciplines(answers.get("disciplines") or ()),
        sharing=sharing,
    )


def _text(value: object, most: int, field: str) -> str:
    text = str(value or "").replace("\x00", "").strip()
    if len(text) > most:
        raise InvalidNeed(field, _("Please keep it under %(most)d characters.") % {"most": most})
    return text


def _chosen(value: object, field: str) -> str:
    code = str(value or "")
    if code and code not in _CHOICES[field]:
        raise InvalidNeed(field, _("Please choose one of the answers."))
    return code


def _check_together(texts: Mapping[str, str], chosen: Mapping[str, str]) -> None:
    if not chosen["subject"]:
        raise InvalidNeed("subject", _("Say what it is about."))
    if not texts["sought"]:
        raise InvalidNeed("sought", _("Say in a few words what you are looking for."))
    if not texts["name"]:
        raise InvalidNeed("name", _("Say what we may call you."))
    if not texts["email"] and not texts["phone"]:
        raise InvalidNeed("email", _("Leave an e-mail address or a phone number so that we can answer."))
    if texts["email"]:
        try:
            validate_email(texts["email"])
        except ValidationError as error:
            raise InvalidNeed("email", _("This is not an e-mail address.")) from error
    if not chosen["sharing"]:
        raise InvalidNeed("sharing", _("Say who may see your need."))


def _territory(place: str) -> Territory | None:
    return place_for(place)


def _disciplines(codes: Iterable[object]) -> tuple[Discipline, ...]:
    wanted = [str(code) for code in codes][:40]
    return tuple(Discipline.objects.filter(code__in=wanted))
