"""Which records show links: each kind says where they are and, when it can, how one is replaced."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from vivier.agenda.actions import update_event
from vivier.agenda.models import Event, Place
from vivier.directory.actions import update_actor
from vivier.directory.models import Actor, FieldSource
from vivier.opportunities.actions.calls import update_call
from vivier.opportunities.actions.residencies import update_residency
from vivier.opportunities.models import Call, Residency

if TYPE_CHECKING:
    from vivier.accounts.models import User


class Use(NamedTuple):
    """One address in one field of one record."""

    key: int
    field: str
    label: str
    address: str


# Writes a new address in the place of an old one: key, field, old, new, who.
Replace = Callable[[int, str, str, str, "User"], bool]


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of record that shows links; without `replace` a person changes them in the record itself."""

    name: str
    uses: Callable[[], Iterable[Use]]
    replace: Replace | None = None


_kinds: dict[str, Kind] = {}


def register(kind: Kind) -> None:
    """Have the links of a kind of record checked."""
    _kinds[kind.name] = kind


def kinds() -> Iterable[Kind]:
    """Return the kinds that are registered."""
    return tuple(_kinds.values())


def kind_called(name: str) -> Kind | None:
    """Return a kind by its name."""
    return _kinds.get(name)


def _of_calls() -> Iterator[Use]:
    rows = Call.objects.published().order_by("pk").values_list("pk", "title_fr", "url", "source_url")
    for key, title, url, source in rows.iterator(1000):
        for field, address in (("url", url), ("source_url", source)):
            if address:
                yield Use(key, field, title, address)


def _of_actors() -> Iterator[Use]:
    rows = Actor.objects.published().exclude(website="").order_by("pk")
    for key, name, address in rows.values_list("pk", "name", "website").iterator(1000):
        yield Use(key, "website", name, address)


def _of_residencies() -> Iterator[Use]:
    rows = Residency.objects.published().order_by("pk").values_list("pk", "name", "url", "source_url")
    for key, name, url, source in rows.iterator(1000):
        for field, address in (("url", url), ("source_url", source)):
            if address:
                yield Use(key, field, name, address)


def _of_events() -> Iterator[Use]:
    rows = Event.objects.published().order_by("pk").values_list("pk", "title_fr", "url", "source_url")
    for key, title, url, source in rows.iterator(1000):
        for field, address in (("url", url), ("source_url", source)):
            if address:
                yield Use(key, field, title, address)


def _of_places() -> Iterator[Use]:
    """Return the websites written at a place; that of its record is the record's."""
    rows = Place.objects.exclude(website="").order_by("pk").values_list("pk", "name", "website")
    for key, name, address in rows.iterator(1000):
        yield Use(key, "website", name, address)


def _in_event(key: int, field: str, old: str, new: str, by: "User") -> bool:
    event = Event.objects.filter(pk=key, **{field: old}).first()
    return bool(event and update_event(event, by=by, changes={field: new}))


def _in_residency(key: int, field: str, old: str, new: str, by: "User") -> bool:
    residency = Residency.objects.filter(pk=key, **{field: old}).first()
    return bool(residency and update_residency(residency, by=by, changes={field: new}))


def _in_call(key: int, field: str, old: str, new: str, by: "User") -> bool:
    call = Call.objects.filter(pk=key, **{field: old}).first()
    return bool(call and update_call(call, by=by, changes={field: new}))


def _in_actor(key: int, field: str, old: str, new: str, by: "User") -> bool:
    actor = Actor.objects.filter(pk=key, **{field: old}).first()
    if actor is None:
        return False
    written = update_actor(actor, by=by, method=FieldSource.Method.TEAM, changes={field: new})
    return bool(written.changed)


CALLS = Kind("opportunity", _of_calls, _in_call)
RESIDENCIES = Kind("residency", _of_residencies, _in_residency)
ACTORS = Kind("actor", _of_actors, _in_actor)
EVENTS = Kind("event", _of_events, _in_event)
PLACES = Kind("place", _of_places)
