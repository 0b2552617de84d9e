"""Whom a mandate served by name, as far as that is public: organisations whose seat on a mission is public.

Who asked for help is never named. A natural person, and a record that is not published, is only counted.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from vivier.directory.models import Actor
from vivier.mandate.indicators import counting
from vivier.mandate.indicators.of_missions import SEATS, named_in_public
from vivier.mandate.indicators.periods import Period
from vivier.mandate.measuring import definition_of
from vivier.mandate.models import Indicator, Mandate
from vivier.mandate.refusals import InvalidValue
from vivier.missions.models import Mission, Participant


@dataclass(slots=True)
class Beneficiary:
    """One organisation and the missions it was on."""

    actor: Actor
    missions: list[Mission] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Beneficiaries:
    """Those who are named, by name, and how many more there are that are not."""

    named: Sequence[Beneficiary] = ()
    unnamed: int = 0

    def __bool__(self) -> bool:
        return bool(self.named or self.unnamed)


def beneficiaries_of(mandate: Mandate, period: Period) -> Beneficiaries:
    """Return the actors behind the seats that the mandate's public indicators count in a period."""
    keys: set[int] = set()
    for indicator in mandate.indicators.all():
        if indicator.is_public:
            keys.update(_seats(indicator, mandate, period))
    if not keys:
        return Beneficiaries()
    seats = Participant.objects.filter(pk__in=keys).select_related("actor", "mission")
    found: dict[int, Beneficiary] = {}
    for seat in seats.order_by("actor__sort_name", "actor_id", "mission__starts_on", "mission_id"):
        one = found.setdefault(seat.actor_id, Beneficiary(seat.actor))
        one.missions.append(seat.mission)
    named = [one for one in found.values() if named_in_public(one.actor)]
    return Beneficiaries(named, len(found) - len(named))


def _seats(indicator: Indicator, mandate: Mandate, period: Period) -> list[int]:
    """Return the keys of the seats an indicator counts: each of them, though it count an actor once."""
    try:
        definition = definition_of(indicator)
    except InvalidValue:
        return []
    if definition is None or definition.what != SEATS.code:
        return []
    every = counting.rows(replace(definition, distinct=""), period, with_demo=mandate.is_demo)
    return list(every.order_by().values_list("pk", flat=True))
