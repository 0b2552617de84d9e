"""What a source says, compared with what the records show: what is new, what changes, what people keep.

A field that an arrival does not name is not spoken of: unknown is not empty. A record is found by its
enterprise number, then by what the source called it before; by its name alone it is only *perhaps* the same.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

from vivier.directory import fields
from vivier.directory.fields import Value
from vivier.directory.models import MERGED_NUMBER, Actor, ChangeSet, ExternalId, FieldSource, ProposedChange
from vivier.directory.naming import KnownNames
from vivier.directory.provenance import Decision, Method, decide

Kind = ProposedChange.Kind
# What the review keeps beside an origin: what would be assumed of a new record, what it resembles, what it is
# attached to. The source said none of it.
IF_NEW = "if_new"
REVIEWED = frozenset({IF_NEW, "lookalikes", "attached"})
METHODS = {
    ChangeSet.Source.REGISTER: FieldSource.Method.REGISTER,
    ChangeSet.Source.SPREADSHEET: FieldSource.Method.SPREADSHEET,
    ChangeSet.Source.FEED: FieldSource.Method.FEED,
}


@dataclass(frozen=True, slots=True)
class Arrival:
    """One body as a source describes it: what the source calls it, values by field (dates as ISO text).

    `origin`: why the source names it, and how it was placed. `if_new`: what is assumed of a new record only.
    """

    external_id: str
    values: Mapping[str, Value]
    origin: Mapping[str, Any] = field(default_factory=dict)
    if_new: Mapping[str, Value] = field(default_factory=dict)

    @property
    def name(self) -> str:
        return str(self.values.get("name") or "")


@dataclass(slots=True)
class Proposal:
    """What an arrival would do to the directory."""

    kind: str
    arrival: Arrival
    actor: Actor | None = None
    values: dict[str, list[Value]] = field(default_factory=dict)
    refused: dict[str, Value] = field(default_factory=dict)


class Comparison:
    """The records of the directory, ready to be compared with what a source says, some at a time."""

    def __init__(self, *, method: str, source_name: str) -> None:
        self.method = method
        self.source_name = source_name
        merged = ExternalId.objects.filter(source=MERGED_NUMBER)
        self._merged = frozenset(merged.values_list("value", flat=True))

    @cached_property
    def _names(self) -> KnownNames:
        """Every name of every record, read when the first arrival without a record of its own comes."""
        return KnownNames()

    @cached_property
    def _taken(self) -> dict[int, str]:
        return _numbers_by_key()

    def of(self, arrivals: Iterable[Arrival]) -> list[Proposal | None]:
        """Compare arrivals; None for one that changes nothing."""
        arrivals = list(arrivals)
        said = self._said_before(arrivals)
        keys = {value: key for value, (key, _origin) in said.items()} | _keys_by_number(arrivals)
        # What this source said before of why it names a record.
        known = {value: origin for value, (_key, origin) in said.items()}
        actors = _with_values(set(keys.values()))
        held = _holders(set(keys.values()))
        return [self._one(one, keys.get(one.external_id), actors, held, known) for one in arrivals]

    def _said_before(self, arrivals: Iterable[Arrival]) -> dict[str, tuple[int, Any]]:
        """Return the record (key) this source named before by what it calls it, and why it named it."""
        ids = ExternalId.objects.filter(source=self.source_name)
        if not ids.exists():
            return {}  # before the first refresh: thousands of names need not be asked for
        rows = ids.filter(value__in=[one.external_id for one in arrivals])
        return {
            value: (key, origin) for value, key, origin in rows.values_list("value", "actor_id", "origin")
        }

    def _one(
        self,
        arrival: Arrival,
        key: int | None,
        actors: Mapping[int, Actor],
        held: Mapping[int, Mapping[str, str]],
        known: Mapping[str, Any],
    ) -> Proposal | None:
        if arrival.values.get("enterprise_number") in self._merged:
            return None  # people merged it into a record with another number: that one speaks
        if key is not None:
            kept = _as_the_source_said(known.get(arrival.external_id, arrival.origin))
            moved = bool(arrival.origin) and kept != arrival.origin
            return self._against(arrival, actors[key], held.get(key, {}), moved=moved)
        if arrival.values.get("closed_on"):
            return None  # somebody the directory never had is gone: nothing to say
        namesake = self._names.key_of(arrival.name)
        if namesake is not None and not self._is_another(namesake, arrival):
            actor = Actor.objects.get(pk=namesake)
            origin = {**arrival.origin, IF_NEW: dict(arrival.if_new)}
            return Proposal(Kind.CONFLICT, replace(arrival, origin=origin), actor, _from_nothing(arrival))
        return Proposal(Kind.NEW, arrival, None, _from_nothing(arrival, arrival.if_new))

    def _is_another(self, key: int, arrival: Arrival) -> bool:
        """Two numbers are two bodies, whatever they are called."""
        number = arrival.values.get("enterprise_number")
        return bool(number and self._taken.get(key) not in {None, "", number})

    def against(self, arrival: Arrival, actor: Actor) -> Proposal | None:
        """Compare an arrival with a record that a person says is the same; None when nothing would change."""
        return self._against(arrival, actor, _holders({actor.pk}).get(actor.pk, {}), moved=False)

    def _against(
        self, arrival: Arrival, actor: Actor, held: Mapping[str, str], *, moved: bool
    ) -> Proposal | None:
        proposal = Proposal(Kind.CHANGED, arrival, actor)
        for one, value in arrival.values.items():
            shown = fields.read(actor, one)
            value = fields.added(one, shown, value)
            decision = decide(shown=shown, holder=held.get(one), arriving=value, method=self.method)
            if decision is Decision.WRITE:
                proposal.values[one] = [shown, value]
            elif decision is Decision.REFUSE and not self._refused_before(actor, one, value):
                proposal.refused[one] = value
        if proposal.values.get("closed_on", [None, None])[1]:
            proposal.kind = Kind.CLOSED
        return proposal if proposal.values or proposal.refused or moved else None

    def _refused_before(self, actor: Actor, one: str, value: Value) -> bool:
        return FieldSource.objects.filter(
            actor=actor, field=one, value=value, method=self.method, state=FieldSource.State.REFUSED
        ).exists()


def _as_the_source_said(origin: Any) -> Any:
    """Return an origin without what the review wrote beside it."""
    return {key: origin[key] for key in origin if key not in REVIEWED} if isinstance(origin, dict) else origin


def _from_nothing(arrival: Arrival, also: Mapping[str, Value] | None = None) -> dict[str, list[Value]]:
    said = {**(also or {}), **arrival.values}
    return {one: [None, value] for one, value in said.items() if not fields.is_empty(value)}


def _keys_by_number(arrivals: Iterable[Arrival]) -> dict[str, int]:
    """Return the primary key of the record with the number of each arrival, by the source's name for it."""
    numbers = {str(one.values.get("enterprise_number") or ""): one.external_id for one in arrivals}
    numbers.pop("", None)
    held = Actor.objects.exclude(enterprise_number="")  # said so that the index of numbers is used
    if not held.exists():
        return {}
    rows = held.filter(enterprise_number__in=numbers).values_list("enterprise_number", "pk")
    return {numbers[number]: key for number, key in rows}


def _numbers_by_key() -> dict[int, str]:
    return dict(Actor.objects.exclude(enterprise_number="").values_list("pk", "enterprise_number"))


def _with_values(keys: set[int]) -> dict[int, Actor]:
    if not keys:
        return {}
    related = ("disciplines", "roles", "former_names")
    rows = Actor.objects.filter(pk__in=keys).select_related("territory").prefetch_related(*related)
    return {actor.pk: actor for actor in rows}


def _holders(keys: set[int]) -> dict[int, dict[str, str]]:
    held: dict[int, dict[str, str]] = {}
    if not keys:
        return held
    rows = FieldSource.objects.filter(actor_id__in=keys, state=FieldSource.State.CURRENT)
    for key, one, method in rows.values_list("actor_id", "field", "method"):
        held.setdefault(key, {})[one] = Method(method)
    return held
