"""Writing down who did what, in the transaction that does it."""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.contrib.contenttypes.models import ContentType
from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection, models, transaction
from django.db.models import Max, Min
from django.utils import timezone

from vivier.accounts.models import JournalEntry, JournalQuerySet, JournalSeal
from vivier.core.rows import insert_rows

if TYPE_CHECKING:
    from vivier.accounts.models import User

Changes = dict[str, list[Any]]

_STORED = tuple(one.attname for one in JournalEntry._meta.concrete_fields if not one.primary_key)
_COLUMNS = tuple(one.name for one in JournalEntry._meta.concrete_fields if not one.primary_key)

# Any number, as long as nothing else in the database takes the same advisory lock.
_TURN = 7_238_104_551


@dataclass(frozen=True, slots=True)
class Break:
    """Where the chain no longer holds; `sequence` is None when entries were cut off its end."""

    sequence: int | None
    because: str


def _hash_of(entry: JournalEntry) -> str:
    content = [
        entry.previous_hash,
        entry.at.isoformat(),
        entry.verb,
        entry.by_id,
        entry.content_type_id,
        entry.object_id,
        entry.object_label,
        entry.changes,
        entry.reason,
    ]
    text = json.dumps(content, cls=DjangoJSONEncoder, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


def _take_turn() -> None:
    """Let one writer at a time add to the chain; SQLite's IMMEDIATE transactions already do."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_TURN])


def _as_stored(changes: Changes) -> Any:
    """Return the changes exactly as both databases give them back, so that the hash still holds.

    PostgreSQL rewrites floating numbers and refuses NUL: fractions become text, NUL goes.
    """
    text = json.dumps(changes, cls=DjangoJSONEncoder, ensure_ascii=True).replace("\\u0000", "")
    return json.loads(text, parse_float=str)


@transaction.atomic
def record(
    verb: str,
    thing: models.Model | None,
    *,
    by: "User | None",
    changes: Changes | None = None,
    reason: str = "",
) -> JournalEntry:
    """Append an entry: `verb` like "actor.published", `changes` as {field: [before, after]}."""
    _take_turn()
    seal, _created = JournalSeal.objects.get_or_create(pk=1)
    entry = JournalEntry(
        at=timezone.now(),
        verb=verb,
        by=by,
        content_type=ContentType.objects.get_for_model(thing) if thing is not None else None,
        object_id=str(thing.pk) if thing is not None else "",
        object_label=str(thing).replace("\x00", "")[:255] if thing is not None else "",
        changes=_as_stored(changes or {}),
        reason=reason.replace("\x00", ""),
        previous_hash=seal.last_hash,
    )
    entry.hash = _hash_of(entry)
    entry.save()
    seal.entries, seal.last_hash = seal.entries + 1, entry.hash
    seal.save(update_fields=["entries", "last_hash"])
    return entry


@transaction.atomic
def record_many(
    verb: str, deeds: Iterable[tuple[models.Model, Changes]], *, by: "User | None", reason: str = ""
) -> int:
    """Append an entry for each of many records of one kind, as `record` would; return how many."""
    _take_turn()
    seal, _created = JournalSeal.objects.get_or_create(pk=1)
    written, now, last = [], timezone.now(), seal.last_hash
    for thing, changes in deeds:
        entry = JournalEntry(
            at=now,
            verb=verb,
            by=by,
            content_type=ContentType.objects.get_for_model(thing),
            object_id=str(thing.pk),
            object_label=str(thing).replace("\x00", "")[:255],
            changes=_as_stored(changes),
            reason=reason.replace("\x00", ""),
            previous_hash=last,
        )
        entry.hash = last = _hash_of(entry)
        written.append([getattr(entry, name) for name in _STORED])
    insert_rows(JournalEntry, _COLUMNS, written)
    seal.entries, seal.last_hash = seal.entries + len(written), last
    seal.save(update_fields=["entries", "last_hash"])
    return len(written)


def entries_of(thing: models.Model, *, also: Iterable[int] = ()) -> JournalQuerySet:
    """Return what was done to a record, newest first; `also`: keys of records it took over."""
    content_type = ContentType.objects.get_for_model(thing)
    keys = {str(key) for key in (thing.pk, *also)}
    return JournalEntry.objects.filter(content_type=content_type, object_id__in=keys).select_related("by")


def first_break() -> Break | None:
    """Return where the chain was tampered with first, or None when the whole of it holds."""
    previous, count = "", 0
    for entry in JournalEntry.objects.order_by("sequence").iterator(chunk_size=2000):
        if entry.previous_hash != previous:
            return Break(entry.sequence, "an entry before it was removed, added or changed")
        if entry.hash != _hash_of(entry):
            return Break(entry.sequence, "its content was changed")
        previous, count = entry.hash, count + 1
    seal = JournalSeal.objects.filter(pk=1).first()
    if (seal.entries, seal.last_hash) != (count, previous) if seal else count:
        return Break(None, "the last entries were removed")
    return None


def first_and_last(model: type[models.Model], keys: Iterable[int]) -> dict[int, tuple[datetime, datetime]]:
    """Return when something was first and last written down about each of these records, if ever."""
    rows = (
        JournalEntry.objects.filter(
            content_type=ContentType.objects.get_for_model(model), object_id__in=[str(key) for key in keys]
        )
        .order_by()
        .values_list("object_id")
        .annotate(Min("at"), Max("at"))
    )
    return {int(key): (first, last) for key, first, last in rows}
