"""Many new records at once, each value with its provenance: rows written as rows, in one transaction."""

import json
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.db import connection, models
from django.utils import timezone

from vivier.core.names import address_of, sort_key
from vivier.core.rows import Ready, delete_rows, insert_rows, make_ready, reserve_keys
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

_FIELDS: dict[str, Any] = {field.name: field for field in Actor._meta.concrete_fields}
_PLACES = {name: at for at, name in enumerate(_FIELDS)}
_PLAIN = {one: (_FIELDS[one].null, _FIELDS[one].to_python) for one in fields.PLAIN}
_TEXTS = frozenset(
    one for one in fields.PLAIN if isinstance(_FIELDS[one], (models.CharField, models.TextField))
)
_PUBLISHED, _DRAFT = Actor.Status.PUBLISHED.value, Actor.Status.DRAFT.value
# Each value of a change, and [key of record, key of change] for each record made.
_WORDS = {
    "sqlite": {
        "after": "one.value -> '$[1]'",
        "each": 'json_each(c."values")',
        "made": "(SELECT value ->> 0 AS actor, value ->> 1 AS change FROM json_each(%s))",
    },
    "postgresql": {
        "after": "one.value -> 1",
        "each": 'jsonb_each(c."values")',
        "made": "(SELECT (value ->> 0)::bigint AS actor, (value ->> 1)::bigint AS change"
        " FROM json_array_elements(%s::json))",
    },
}
# One row of provenance for each value of a change, made by the database of what the change says.
_SOURCES = """
INSERT INTO {source} (actor_id, field, value, method, source_name, source_url, observed_on, state,
    recorded_at, by_id)
SELECT made.actor, one.key, {after}, %s, %s, %s, %s, %s, %s, %s
FROM {made} made CROSS JOIN {change} c CROSS JOIN {each} one WHERE c.id = made.change
"""
# What the source calls a record, and why it names it, as the change says.
_TIES = """
INSERT INTO {tie} (actor_id, source, value, origin)
SELECT made.actor, %s, c.external_id, c.origin FROM {made} made CROSS JOIN {change} c
WHERE c.id = made.change
"""
# The change was applied: it made this record.
_NOTES = """
UPDATE {change} SET applied_at = %s, note = '', actor_id = made.actor FROM {made} made
WHERE {change}.id = made.change
"""


@dataclass(frozen=True, slots=True)
class NewRecord:
    """What a change that proposes a new record says: its key, what the source calls it, values by field."""

    pk: int
    external_id: str
    values: Mapping[str, Any]  # [None, value] by field


class Addresses:
    """The addresses in use, so that each new record gets one of its own without asking for each."""

    def __init__(self, *, are_needed: bool = True) -> None:
        self._taken = set[str]()
        if are_needed:
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


@dataclass(frozen=True, slots=True)
class Prepared:
    """Records about to be made, in order: of each the key of its change, its number, row and lists."""

    keys: list[int]
    numbers: list[str]  # "" when it has none
    rows: Ready  # the key of the record still missing
    lists: list[dict[str, list[str]]]  # disciplines, roles, former names


def territories_by_code() -> dict[str, int]:
    """Return the primary key of each territory by its code."""
    return dict(Territory.objects.values_list("code", "pk"))


def prepare(
    changes: Iterable[NewRecord], *, addresses: Addresses, territories: Mapping[str, int]
) -> Prepared:
    """Prepare the records that changes propose; the database is not asked."""
    new = list(changes)
    said = [{one: after for one, (_before, after) in change.values.items()} for change in new]
    return Prepared(
        [change.pk for change in new],
        [one.get("enterprise_number") or "" for one in said],
        make_ready(Actor, list(_FIELDS), _actor_rows(said, addresses, territories)),
        [{one: values[one] for one in fields.LISTS if one in values} for values in said],
    )


def create(prepared: Prepared, fresh: Container[int], *, source: Source, by_id: int | None) -> list[int]:
    """Create the prepared records whose change is `fresh` (keys) and note so; return their keys, in order."""
    chosen = [at for at, key in enumerate(prepared.keys) if key in fresh]
    if not chosen:
        return []
    keys = reserve_keys(Actor, len(chosen))
    rows: Any = list(prepared.rows.rows)
    for key, at in zip(keys, chosen, strict=True):
        rows[at][_PLACES["id"]] = key
    replace(prepared.rows, rows=[rows[at] for at in chosen]).insert()
    _add_lists([(key, prepared.lists[at]) for key, at in zip(keys, chosen, strict=True)])
    made = json.dumps([[key, prepared.keys[at]] for key, at in zip(keys, chosen, strict=True)])
    _keep_sources(made, source=source, by_id=by_id)
    _run(_TIES, [source.name, made])
    _run(_NOTES, [connection.ops.adapt_datetimefield_value(timezone.now()), made])
    return keys


def _add_lists(pairs: list[tuple[int, dict[str, Any]]]) -> None:
    disciplines = dict(Discipline.objects.values_list("code", "pk"))
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


def _actor_rows(
    records: Iterable[Mapping[str, Any]], addresses: Addresses, territories: Mapping[str, int]
) -> Iterator[list[Any]]:
    """Yield a row of each record, its key still missing."""
    now = timezone.now()
    always = {"is_demo": False, "version": 1, "created_at": now, "updated_at": now}
    nothing = [
        always.get(name, None if field.null or name not in _PLAIN else "") for name, field in _FIELDS.items()
    ]
    for said in records:
        row, name = nothing.copy(), str(said["name"])
        row[_PLACES["sort_name"]] = sort_key(name)
        row[_PLACES["slug"]] = addresses.free(name)
        row[_PLACES["status"]] = _PUBLISHED if said.get("disciplines") else _DRAFT
        row[_PLACES["territory"]] = territories.get(said.get("territory", ""))
        for one, value in said.items():
            if one in _PLAIN:
                row[_PLACES[one]] = value if one in _TEXTS and value else plain(one, value)
        yield row


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


def _keep_sources(made: str, *, source: Source, by_id: int | None) -> None:
    """Keep where each value of each change comes from; `made`: JSON of [key of record, key of change]."""
    observed = source.observed_on
    said = (
        source.method,
        source.name,
        source.url,
        observed if connection.vendor == "postgresql" or observed is None else observed.isoformat(),
        FieldSource.State.CURRENT.value,
        connection.ops.adapt_datetimefield_value(timezone.now()),
        by_id,
    )
    _run(_SOURCES, [*said, made])


def _run(query: str, values: Sequence[Any]) -> None:
    """Run one of the statements above in the words of the database."""
    words = _WORDS[connection.vendor]
    tables = {
        "source": FieldSource._meta.db_table,
        "tie": ExternalId._meta.db_table,
        "change": ProposedChange._meta.db_table,
    }
    with connection.cursor() as cursor:
        cursor.execute(query.format(**words, **tables), values)


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
