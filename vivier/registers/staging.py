"""What the register says now against what it said: staged, then published in one switch."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, fields
from datetime import date
from hashlib import blake2b
from operator import attrgetter
from typing import Any

import orjson
from django.db import connection, transaction

from vivier.core.ahead import made_ahead
from vivier.core.batches import batched
from vivier.core.rows import Ready, insert_values
from vivier.registers.models import ImportRun, RecordChange, RegisterRecord
from vivier.registers.objecting import Objections
from vivier.registers.readers.kbo_choice import Chosen
from vivier.registers.sectors import Sectors

BATCH = 5_000
Said = dict[str, Any]
Progress = Callable[[int], None]
Staged = tuple[str, str, str | None, str]  # number, kind, what stands after as JSON, its digest
_NEW, _CHANGED, _GONE = (RecordChange.Kind(one).value for one in ("new", "changed", "gone"))
_SAID = [one.name for one in fields(Chosen)]
_values_of = attrgetter(*_SAID)
_RECORD = RegisterRecord._meta.db_table
_CHANGE = RecordChange._meta.db_table


@dataclass(slots=True)
class Difference:
    """How many records an extract adds, changes and takes away; how many it leaves alone or leaves out."""

    new: int = 0
    changed: int = 0
    gone: int = 0
    unchanged: int = 0
    objected: int = 0
    nameless: list[str] = field(default_factory=list)


def said_by(chosen: Chosen, sectors: Sectors) -> Said:
    """Return what is kept of a record, with the definitions and codes that bring it in."""
    said: Said = dict(zip(_SAID, _values_of(chosen), strict=True))
    said["started_on"] = chosen.started_on.isoformat() if chosen.started_on else None
    said["number"] = chosen.number.replace(".", "")
    said["sectors"] = sectors.said_of(chosen.activities)
    return said


def digest_of(written: str) -> str:
    """Return a digest of what is said, as `as_json` writes it: it changes when anything does."""
    return blake2b(written.encode(), digest_size=16).hexdigest()


def as_json(said: Any) -> str:
    """Write what is said, always in the same way."""
    return orjson.dumps(said, option=orjson.OPT_SORT_KEYS).decode()


def stage(
    run: ImportRun,
    chosen: Iterable[Chosen],
    *,
    watched: set[str],
    among: set[str] | None,
    progress: Progress,
) -> Difference:
    """Write down how the run changes each record; `among`: only these numbers were looked at (an update)."""
    known, is_first = _digests(among), not RegisterRecord.objects.exists()
    difference = Difference()
    RecordChange.objects.filter(run=run).delete()
    changes = _Changes(known, watched, difference)
    for some in made_ahead(batched(chosen, BATCH), changes.of):
        _insert_changes(run, some, is_first=is_first)
        progress(len(some))
    gone: list[Staged] = [(number, _GONE, None, "") for number in known]
    for vanished in batched(gone, BATCH):
        _insert_changes(run, vanished, is_first=is_first)
    difference.gone = len(gone)
    return difference


class _Changes:
    """What changes with each record chosen; takes what it meets out of `known` and counts."""

    def __init__(self, known: dict[str, str], watched: set[str], difference: Difference) -> None:
        self._known, self._watched, self._difference = known, watched, difference
        self._sectors, self._objections = Sectors.used(), Objections()

    def of(self, chosen: Iterable[Chosen]) -> list[Staged]:
        """Return what changes with some records; the database is not asked."""
        return [change for one in chosen if (change := self._one(one))]

    def _one(self, one: Chosen) -> Staged | None:
        difference = self._difference
        said = said_by(one, self._sectors)
        number = said["number"]
        if not said["sectors"] and number not in self._watched:
            return None  # a definition that is not used names it
        if not one.name:
            difference.nameless.append(number)
            return None
        if number in self._objections:
            difference.objected += 1
            return None
        before, written = self._known.pop(number, None), as_json(said)
        digest = digest_of(written)
        if before == digest:
            difference.unchanged += 1
            return None
        if before:
            difference.changed += 1
            return number, _CHANGED, written, digest
        difference.new += 1
        return number, _NEW, written, digest


def _digests(among: set[str] | None) -> dict[str, str]:
    rows = RegisterRecord.objects.filter(gone_on__isnull=True).values_list("number", "digest")
    return {number: digest for number, digest in rows.iterator(BATCH) if among is None or number in among}


def _insert_changes(run: ImportRun, some: Iterable[Staged], *, is_first: bool) -> None:
    """Write staged changes; what stands before is copied by the database itself, unless nothing does."""
    with transaction.atomic():
        if is_first:
            rows = [(run.pk, *one) for one in some]
            Ready(f"{_CHANGE} (run_id, number, kind, after, digest)", 5, rows).insert()
        else:
            _insert_beside(run, some)


def _insert_beside(run: ImportRun, some: Iterable[Staged]) -> None:
    after = "%s::jsonb" if connection.vendor == "postgresql" else "%s"
    into = f"INSERT INTO {_CHANGE} (run_id, number, kind, before, after, digest)"
    said = f"(SELECT said FROM {_RECORD} WHERE number = %s)"  # noqa: S608 -- our names
    rows = [(run.pk, number, kind, number, *rest) for number, kind, *rest in some]
    insert_values(into, f"(%s, %s, %s, {said}, {after}, %s)", rows)


_UNLESS_THERE = """ON CONFLICT (number) DO UPDATE SET name = excluded.name, said = excluded.said,
    digest = excluded.digest, run_id = excluded.run_id, gone_on = NULL"""


def publish(run: ImportRun, *, on: date) -> None:
    """Make the staged changes true, all at once, inside the database; call it in a transaction."""
    name = "after ->> 'name'" if connection.vendor == "postgresql" else "after ->> '$.name'"
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {_RECORD} (number, name, said, digest, run_id, gone_on)"  # noqa: S608 -- our names
            f" SELECT number, substr({name}, 1, 320), after, digest, run_id, NULL FROM {_CHANGE}"
            f" WHERE run_id = %s AND kind <> %s ORDER BY number {_UNLESS_THERE}",
            [run.pk, _GONE],
        )
    gone = run.changes.filter(kind=RecordChange.Kind.GONE).values("number")
    RegisterRecord.objects.filter(number__in=gone).update(gone_on=on, run=run)


def put(run: ImportRun, records: Iterable[tuple[str, Said]]) -> None:
    """Write records as they are said, new or not."""
    said_at = "%s::jsonb" if connection.vendor == "postgresql" else "%s"
    query = (
        f"INSERT INTO {_RECORD} (number, name, said, digest, run_id, gone_on)"  # noqa: S608 -- our names
        f" VALUES (%s, %s, {said_at}, %s, %s, NULL) {_UNLESS_THERE}"
    )
    written = [(number, str(said["name"])[:320], as_json(said)) for number, said in records]
    rows = [(number, name, text, digest_of(text), run.pk) for number, name, text in written]
    with connection.cursor() as cursor:
        cursor.executemany(query, rows)


def take_back(run: ImportRun) -> None:
    """Undo what a run made true; call it in a transaction."""
    RegisterRecord.objects.filter(
        number__in=run.changes.filter(before__isnull=True).values("number")
    ).delete()
    rows = run.changes.exclude(before__isnull=True).values_list("number", "before").iterator(BATCH)
    for some in batched(rows, BATCH):
        put(run, ((number, before or {}) for number, before in some))
    came_back = run.changes.filter(kind=RecordChange.Kind.NEW, before__isnull=False).values("number")
    RegisterRecord.objects.filter(number__in=came_back).update(gone_on=run.extract_date)
