"""How complete a record is, and the one step that would help most. What does not apply does not count."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from vivier.directory.models import Actor

_Kind = Actor.Kind
_WITHOUT_OWN_FORM = frozenset(
    {_Kind.PROGRAMME, _Kind.FESTIVAL, _Kind.VENUE, _Kind.HUB, _Kind.MEDIA, _Kind.MUSEUM}
)
_WITHOUT_TOWN = frozenset({_Kind.PROGRAMME})
_WITH_STAFF = frozenset({_Kind.ENTERPRISE, _Kind.STUDIO, _Kind.AGENCY, _Kind.ASSOCIATION})
_LONG_ENOUGH = 80
_FRESH_DAYS, _STALE_DAYS = 365, 730

# In the order in which a missing part hurts the people who search.
_STEPS: dict[str, Promise] = {
    "disciplines": _("Say in which disciplines it works."),
    "description": _("Write two sentences that say what it does."),
    "place": _("Say in which commune it is."),
    "website": _("Add its website."),
    "roles": _("Say which parts it plays: funder, host, trainer…"),
    "legal_form": _("Give its legal form: many calls ask for it."),
    "headcount": _("Say how many people work there: many calls ask for it."),
    "freshness": _("Check the record and confirm that it is still right."),
}


class Described(Protocol):
    """What is looked at in a record."""

    @property
    def kind(self) -> str: ...
    @property
    def city(self) -> str: ...
    @property
    def website(self) -> str: ...
    @property
    def legal_form(self) -> str: ...
    @property
    def territory_id(self) -> int | None: ...
    @property
    def headcount_low(self) -> int | None: ...
    @property
    def confirmed_on(self) -> date | None: ...


@dataclass(frozen=True, slots=True)
class Completeness:
    """A score between 0 and 1, its parts (None: does not apply), and the next best step."""

    score: float
    parts: dict[str, float | None]

    @property
    def percent(self) -> int:
        return round(100 * self.score)

    @property
    def next_step(self) -> str:
        """The part of the record to work on next; empty when nothing is missing."""
        return next(
            (part for part in _STEPS if (self.parts[part] or 0) < 1 and self.parts[part] is not None), ""
        )

    @property
    def advice(self) -> str:
        """The next step as a sentence."""
        return str(_STEPS[self.next_step]) if self.next_step else ""


def completeness(actor: Described, *, disciplines: int, roles: int, today: date) -> Completeness:
    """Weigh what a record says; the numbers of disciplines and roles come from who has read them."""
    parts = dict(_parts(actor, disciplines, roles, today))
    counted = [part for part in parts.values() if part is not None]
    return Completeness(sum(counted) / len(counted), parts)


def _parts(actor: Described, disciplines: int, roles: int, today: date) -> Iterator[tuple[str, float | None]]:
    yield "disciplines", float(disciplines > 0)
    yield "description", _description(actor)
    yield "place", None if actor.kind in _WITHOUT_TOWN else _place(actor)
    yield "website", float(bool(actor.website))
    yield "roles", float(roles > 0)
    yield "legal_form", None if actor.kind in _WITHOUT_OWN_FORM else float(bool(actor.legal_form))
    yield "headcount", float(actor.headcount_low is not None) if actor.kind in _WITH_STAFF else None
    yield "freshness", _freshness(actor, today)


def _description(actor: Described) -> float:
    longest = max(len(getattr(actor, f"description_{language}")) for language in ("fr", "en", "nl", "de"))
    return 1.0 if longest >= _LONG_ENOUGH else 0.5 if longest else 0.0


def _place(actor: Described) -> float:
    return 1.0 if actor.territory_id else 0.5 if actor.city else 0.0


def _freshness(actor: Described, today: date) -> float:
    if actor.confirmed_on is None:
        return 0.0
    age = (today - actor.confirmed_on).days
    return 1.0 if age <= _FRESH_DAYS else 0.5 if age <= _STALE_DAYS else 0.0
