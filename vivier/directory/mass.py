"""Many new records at once, each value with its provenance: rows written as rows, in one transaction."""

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from typing import Any

from django.db import connection, models
from django.utils import timezone

from vivier.core.names import address_of, sort_key
from vivier.core.rows import delete_rows, execute_many, insert_rows, reserve_keys
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


def _empty(field: Any) -> Callable[[], Any]:
    return lambda: None if field.null else ""


_FIELDS: dict[str, Any] = {field.name: field for field in Actor._meta.concrete_fields}
_PLAIN = {one: (_FIELDS[one].null, _FIELDS[one].to_python) for one in fields.PLAIN}
# Each column with what a new record has there when nothing is said of it.
_COLUMNS = [(name, _empty(field) if name in _PLAIN else field.get_default) for name, field in _FIELDS.items()]
# One row of provenance for each value of a change, made by the database of what the change says.
_SOURCES = """
INSERT INTO {source} (actor_id, field, value, method, source_name, source_url, observed_on, state,
    recorded_at, by_id)
SELECT {to}, one.key, {after}, %s, %s, %s, %s, %s, %s, %s FROM {change} c, {each} one WHERE c.id = {of}
"""
# What the source calls a record, and why it names it, as the change says.
_TIES = """
INSERT INTO {tie} (actor_id, source, value, origin)
SELECT %s, %s, c.external_id, c.origin FROM {change} c WHERE c.id = %s
"""


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
    insert_rows(Actor, list(_FIELDS), (_actor_row(key, said, addresses, territories) for key, said in pairs))
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
    _keep_sources(changes, keys, source=source, by_id=by_id)
    ties = _TIES.format(tie=ExternalId._meta.db_table, change=ProposedChange._meta.db_table)
    execute_many(ties, ((key, source.name, one.pk) for key, one in zip(keys, changes, strict=True)))
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
        "orphaned_on": None,
        "version": 1,
        "created_at": now,
        "updated_at": now,
    }
    row |= {one: plain(one, value) for one, value in said.items() if one in _PLAIN}
    return [row[name] if name in row else default() for name, default in _COLUMNS]


def plain(one: str, value: Any) -> Any:
    """Return a kept value as its plain column holds it."""
    null, to_python = _PLAIN[one]
    if value in (None, ""):
        return None if null else ""
    return to_python(value)


def _related(
    pairs: Iterable[tuple[int, dict[str, Any]]], one: str
) -> Iterable[tuple[int, str, date | None, date | None]]:
    return ((key, value, None, None) for key, said in pairs for value in said.get(one, ()))


def _keep_sources(
    changes: Sequence[ProposedChange], keys: Sequence[int], *, source: Source, by_id: int | None
) -> None:
    """Keep where each value of each change comes from."""
    on_postgresql = connection.vendor == "postgresql"
    words: dict[str, Any] = {"source": FieldSource._meta.db_table, "change": ProposedChange._meta.db_table}
    if on_postgresql:
        words |= {"after": "one.value -> 1", "each": 'jsonb_each(c."values")'}
    else:
        words |= {"after": "one.value -> '$[1]'", "each": 'json_each(c."values")'}
    observed = source.observed_on
    said = (
        source.method,
        source.name,
        source.url,
        observed if on_postgresql or observed is None else observed.isoformat(),
        FieldSource.State.CURRENT.value,
        connection.ops.adapt_datetimefield_value(timezone.now()),
        by_id,
    )
    query = _SOURCES.format(to="%s", of="%s", **words)
    execute_many(query, ((key, *said, change.pk) for change, key in zip(changes, keys, strict=True)))


def exchange(
    model: type[models.Model],
    columns: tuple[str, str],
    lists: Iterable[tuple[Actor, list[str], list[str]]],
    keys: dict[str, int] | None = None,
) -> None:
    """Take away what is in the first list only, add what is in the second only; `keys` of what is named."""

    def rows(pairs: Iterable[tuple[int, str]]) -> list[tuple[Any, Any]]:
        return [(key, keys[one] if keys else one) for key, one in pairs if keys is None or one in keys]

    held = list(lists)
    delete_rows(model, columns, rows((a.pk, x) for a, now, then in held for x in now if x not in then))
    insert_rows(model, columns, rows((a.pk, x) for a, now, then in held for x in then if x not in now))
