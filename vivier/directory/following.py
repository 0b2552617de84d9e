"""What hangs on a record anywhere in the house, and follows it when it goes into another.

Every foreign key to an actor is found by looking at the models, so that none is forgotten: a key nobody
declared follows too. Declaring says that somebody thought about it, and what else has to be told; the suite
fails on a key that is not declared. The module that owns the model declares it when the application starts.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.db import models

from vivier.directory.models import Actor

# Told the primary keys of the rows that moved, in the transaction that moved them.
Tell = Callable[[Sequence[int]], None]


@dataclass(frozen=True, slots=True)
class Link:
    """One foreign key to an actor."""

    model: type[models.Model]
    field: str

    @property
    def label(self) -> str:
        """Its name, like "agenda.event.organiser"."""
        return f"{self.model._meta.label_lower}.{self.field}"

    @property
    def column(self) -> str:
        """The attribute that holds the key."""
        return str(self.model._meta.get_field(self.field).attname)  # type: ignore[union-attr]

    @property
    def rows(self) -> models.QuerySet[Any]:
        """All rows of the model, whatever its managers hide."""
        return self.model._base_manager.all()

    @property
    def may_collide(self) -> bool:
        """Whether a constraint speaks of the field: then a row that moves may meet its twin."""
        field: Any = self.model._meta.get_field(self.field)
        together = any(self.field in names for names in self.model._meta.unique_together)
        return field.unique or together or any(map(self._concerns, self.model._meta.constraints))

    def _concerns(self, constraint: models.constraints.BaseConstraint) -> bool:
        if isinstance(constraint, models.UniqueConstraint):
            return self.field in constraint.fields if constraint.fields else True
        # One actor in the place of another breaks no condition, unless the row names two.
        return sum(link.model is self.model for link in keys_to_actors()) > 1


# Given the row that stays and its twin that goes, returns what the one that stays takes over, by column.
Settle = Callable[[Any, Any], dict[str, Any]]
_follows: dict[str, Tell | None] = {}
_backs: dict[str, Tell] = {}
_settles: dict[str, Settle] = {}
_stays: set[str] = set()
_by_machine: set[str] = set()


def follows(
    label: str,
    *,
    tell: Tell | None = None,
    back: Tell | None = None,
    settle: Settle | None = None,
    by_machine: bool = False,
) -> None:
    """Declare a key whose rows go with the record ("agenda.event.organiser"), and whom to tell.

    `back` is told instead of `tell` of rows that an undo gives back to the record they came from.
    Of two rows that cannot both be there one stays: what it lacks it takes over, and what `settle` says.
    `by_machine`: rows worked out by the house, no sign that people care about the record.
    """
    _follows[label] = tell
    if back is not None:
        _backs[label] = back
    if by_machine:
        _by_machine.add(label)
    if settle is not None:
        _settles[label] = settle


def settled(label: str, stays_here: Any, goes: Any) -> dict[str, Any]:
    """Return what a row takes over from its twin besides what it lacks."""
    return _settles[label](stays_here, goes) if label in _settles else {}


def stays(label: str) -> None:
    """Declare a key the database does not check, whose rows speak of the record even while it is away."""
    _stays.add(label)


def declared() -> frozenset[str]:
    """Return the names of all keys somebody declared."""
    return frozenset(_follows) | _stays


def tell(label: str, keys: Sequence[int], *, back: bool = False) -> None:
    """Tell the owner of a key that rows moved, or came `back`."""
    owner = (_backs.get(label) if back else None) or _follows.get(label)
    if owner is not None and keys:
        owner(keys)


def keys_to_actors() -> Iterator[Link]:
    """Yield every foreign key to an actor, those of many-to-many tables too, in a lasting order."""
    found = [
        Link(model, field.name)
        for model in apps.get_models(include_auto_created=True)
        if not model._meta.proxy
        for field in model._meta.local_fields
        if field.is_relation and field.related_model is Actor
    ]
    yield from sorted(found, key=lambda link: link.label)


def made_by_machine() -> list[Link]:
    """Return the keys whose rows the house works out by itself and may throw away."""
    return [link for link in keys_to_actors() if link.label in _by_machine]


def links() -> Iterator[Link]:
    """Yield the keys whose rows go with a record."""
    yield from (link for link in keys_to_actors() if link.label not in _stays)
