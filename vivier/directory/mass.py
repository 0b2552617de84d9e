"""Many new records at once, each value with its provenance: rows written as rows, in one transaction."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from django.utils import timezone

from vivier.core.names import address_of, sort_key
from vivier.core.rows import insert_rows, reserve_keys
from vivier.directory import fields
from vivier.directory.models import (
    Actor,
    ActorRole,
    ExternalId,
    FieldSource,
    FormerName,
    ProposedChange,
)
from vivier.directory.provenance import Source
from vivier.directory.survivors import addresses_kept
from vivier.reference.models import Discipline, Territory

_COLUMNS = [field.name for field in Actor._meta.concrete_fields]
_SOURCE_COLUMNS = (
    "actor",
    "field",
    "value",
    "method",
    "source_name",
    "source_url",
    "observed_on",
    "state",
    "recorded_at",
    "by",
)


class Addresses:
    """The addresses in use, so that each new record gets one of its own without asking for each."""

    def __init__(self) -> None:
        self._taken = set(Actor.objects.values_list("slug", flat=True)) | addresses_kept("")
        self._next: dict[str, int] = {}

    def free(self, name: str) -> str:
        """Return an address nobody has, and take it."""
        wanted = address_of(name)
        slug, number = wanted, self._next.get(wanted, 1)
        while slug in self._taken:
            number += 1
            slug = f"{wanted}-{number}"
        self._next[wanted] = number
        self._taken.add(slug)
        return slug


def create(
    changes: Sequence[ProposedChange], *, source: Source, addresses: Addresses, by_id: int | None
) -> list[int]:
    """Create a record for each change that proposes a new one; return their primary keys, in order."""
    keys = reserve_keys(Actor, len(changes))
    territories = dict(Territory.objects.values_list("code", "pk"))
    disciplines = dict(Discipline.objects.values_list("code", "pk"))
    values = [{one: after for one, (_before, after) in change.values.items()} for change in changes]
    pairs = list(zip(keys, values, strict=True))
    insert_rows(Actor, _COLUMNS, (_actor_row(key, said, addresses, territories) for key, said in pairs))
    through: Any = Actor.disciplines.through
    insert_rows(
        through,
        ("actor", "discipline"),
        (
            (key, disciplines[code])
            for key, said in pairs
            for code in said.get("disciplines", ())
            if code in disciplines
        ),
    )
    insert_rows(ActorRole, ("actor", "kind", "since", "until"), _related(pairs, "roles"))
    insert_rows(
        FormerName,
        ("actor", "name", "until"),
        ((key, name, None) for key, name, *_rest in _related(pairs, "former_names")),
    )
    insert_rows(FieldSource, _SOURCE_COLUMNS, _source_rows(pairs, source, by_id))
    insert_rows(
        ExternalId,
        ("actor", "source", "value", "origin"),
        (
            (key, source.name, change.external_id, change.origin)
            for key, change in zip(keys, changes, strict=True)
        ),
    )
    return keys


def _actor_row(
    key: int, said: dict[str, Any], addresses: Addresses, territories: dict[str, int]
) -> list[Any]:
    now = timezone.now()
    row: dict[str, Any] = {
        "id": key,
        "sort_name": sort_key(str(said["name"])),
        "slug": addresses.free(str(said["name"])),
        "status": Actor.Status.PUBLISHED if said.get("disciplines") else Actor.Status.DRAFT,
        "territory": territories.get(said.get("territory", "")),
        "is_demo": False,
        "confirmed_on": None,
        "version": 1,
        "created_at": now,
        "updated_at": now,
    }
    for one in fields.PLAIN:
        row.setdefault(one, plain(one, said.get(one)))
    return [row[name] for name in _COLUMNS]


def plain(one: str, value: Any) -> Any:
    """Return a kept value as its plain column holds it."""
    column: Any = Actor._meta.get_field(one)
    if value in (None, ""):
        return None if column.null else ""
    return column.to_python(value)


def _related(
    pairs: Iterable[tuple[int, dict[str, Any]]], one: str
) -> Iterable[tuple[int, str, date | None, date | None]]:
    return ((key, value, None, None) for key, said in pairs for value in said.get(one, ()))


def _source_rows(
    pairs: Iterable[tuple[int, dict[str, Any]]], source: Source, by_id: int | None
) -> Iterable[tuple[Any, ...]]:
    now = timezone.now()
    state = FieldSource.State.CURRENT
    for key, said in pairs:
        for one, value in said.items():
            yield (
                key,
                one,
                value,
                source.method,
                source.name,
                source.url,
                source.observed_on,
                state,
                now,
                by_id,
            )
