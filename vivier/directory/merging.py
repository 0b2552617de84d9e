"""Which values a merged record shows: what differs between two records, and what one would choose."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from vivier.directory import fields
from vivier.directory.fields import Value
from vivier.directory.models import Actor, FieldSource
from vivier.directory.provenance import WRITTEN_BY_PEOPLE, Method

KEPT, ABSORBED = "kept", "absorbed"
# Values that only make sense together are chosen together.
GROUPS: dict[str, tuple[str, ...]] = {
    "name": ("name",),
    "kind": ("kind",),
    "legal_form": ("legal_form",),
    "enterprise_number": ("enterprise_number",),
    "place": ("city", "postal_code", "territory"),
    "website": ("website",),
    "email": ("email",),
    "description_fr": ("description_fr",),
    "description_en": ("description_en",),
    "description_nl": ("description_nl",),
    "description_de": ("description_de",),
    "headcount": ("headcount_low", "headcount_high"),
    "stage": ("stage",),
    "founded_on": ("founded_on",),
    "closed_on": ("closed_on",),
}
_LABELS: dict[str, Promise] = {"place": _("place"), "headcount": _("headcount")}
_RANKS = {Method.DATASET: 1, Method.REGISTER: 2} | dict.fromkeys(WRITTEN_BY_PEOPLE, 3)
_NOBODY_SAID = 3  # may be a person's word: it weighs like one
Holders = Mapping[int, Mapping[str, str]]


@dataclass(frozen=True, slots=True)
class Difference:
    """One group of values that two records do not share; `chosen`: the key of the record to follow."""

    group: str
    first: dict[str, Value]
    second: dict[str, Value]
    chosen: int

    @property
    def label(self) -> str:
        """What people call it."""
        return capfirst(str(_LABELS.get(self.group) or fields.label_of_field(self.group)))


def holders_of(actors: Iterable[Actor]) -> Holders:
    """Return how the values shown came, by key of the record and field."""
    held: dict[int, dict[str, str]] = {actor.pk: {} for actor in actors}
    rows = FieldSource.objects.filter(actor__in=list(held), state=FieldSource.State.CURRENT)
    for key, field, method in rows.values_list("actor_id", "field", "method"):
        held[key][field] = method
    return held


def differences(first: Actor, second: Actor, *, kept: int, holders: Holders) -> list[Difference]:
    """Return what differs, with the sensible choice when the record `kept` stays."""
    found = []
    for group, names in GROUPS.items():
        one, other = (fields.values_of(actor, names) for actor in (first, second))
        if all(fields.same(one[name], other[name]) for name in names):
            continue
        sides = {first.pk: one, second.pk: other}
        found.append(Difference(group, one, other, _better(group, sides, kept, holders)))
    return found


def _better(group: str, sides: Mapping[int, Mapping[str, Value]], kept: int, holders: Holders) -> int:
    """What is known beats what is not, a person's word a source's; at equal weight the kept one's stays."""

    def weight(key: int) -> tuple[int, int, bool]:
        known = sum(not fields.is_empty(value) for value in sides[key].values())
        said = max(_rank(holders, key, name) for name in GROUPS[group]) if known else 0
        return said, known, key == kept

    return max(sides, key=weight)


def _rank(holders: Holders, key: int, name: str) -> int:
    method = holders[key].get(name)
    return _RANKS[Method(method)] if method else _NOBODY_SAID


def rank_of(source: FieldSource) -> int:
    """Return how much a source weighs against another."""
    return _RANKS[Method(source.method)]


def better_kept(first: Actor, second: Actor, *, holders: Holders, links: Mapping[int, int]) -> int:
    """Return the key of the record one would keep: shown, written by people, with most links, the older."""

    def weight(actor: Actor) -> tuple[bool, int, int, int]:
        by_people = sum(method in WRITTEN_BY_PEOPLE for method in holders[actor.pk].values())
        shown = actor.status == Actor.Status.PUBLISHED
        return shown, by_people, links.get(actor.pk, 0), -actor.pk

    return max((first, second), key=weight).pk


def chosen_values(
    kept: Actor, absorbed: Actor, choices: Mapping[str, str], *, holders: Holders
) -> dict[str, Any]:
    """Return the values the kept record takes over, by field; without a choice the better side's."""
    taken: dict[str, Any] = {}
    for one in differences(kept, absorbed, kept=kept.pk, holders=holders):
        side = choices.get(one.group) or (KEPT if one.chosen == kept.pk else ABSORBED)
        if side == ABSORBED:
            taken |= {
                name: value for name, value in one.second.items() if not fields.same(value, one.first[name])
            }
    return taken


def in_words(actor: Actor, names: Sequence[str]) -> str:
    """Return the values of a group as people read them."""
    said = []
    for name in names:
        display = getattr(actor, f"get_{name}_display", None)
        value: Value = str(actor.territory or "") if name == "territory" else fields.read(actor, name)
        value = display() if display else value
        if not fields.is_empty(value) and str(value) not in said:
            said.append(str(value))
    return ", ".join(said)
