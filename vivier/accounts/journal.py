"""Writing down who did what, in the transaction that does it."""

import hashlib
import json
from typing import TYPE_CHECKING, Any

from django.contrib.contenttypes.models import ContentType
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models, transaction
from django.utils import timezone

from vivier.accounts.models import JournalEntry

if TYPE_CHECKING:
    from vivier.accounts.models import User

Changes = dict[str, list[Any]]


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
    last = JournalEntry.objects.select_for_update().order_by("-sequence").only("hash").first()
    entry = JournalEntry(
        at=timezone.now(),
        verb=verb,
        by=by,
        content_type=ContentType.objects.get_for_model(thing) if thing is not None else None,
        object_id=str(thing.pk) if thing is not None else "",
        object_label=str(thing)[:255] if thing is not None else "",
        changes=json.loads(json.dumps(changes or {}, cls=DjangoJSONEncoder)),
        reason=reason,
        previous_hash=last.hash if last else "",
    )
    entry.hash = _hash_of(entry)
    entry.save(force_insert=True)
    return entry


def entries_of(thing: models.Model) -> models.QuerySet[JournalEntry]:
    """Return what was done to a record, newest first."""
    content_type = ContentType.objects.get_for_model(thing)
    return JournalEntry.objects.filter(content_type=content_type, object_id=str(thing.pk)).select_related("by")


def first_broken_link() -> JournalEntry | None:
    """Return the oldest entry that was tampered with, or None when the whole chain holds."""
    previous = ""
    for entry in JournalEntry.objects.order_by("sequence").iterator(chunk_size=2000):
        if entry.previous_hash != previous or entry.hash != _hash_of(entry):
            return entry
        previous = entry.hash
    return None
