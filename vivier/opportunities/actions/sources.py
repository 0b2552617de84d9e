"""What people do with sources of opportunities: name one, send a file, read it, say what columns hold."""

import secrets
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from hashlib import sha256
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from vivier.accounts import journal
from vivier.core import columns
from vivier.core.fetching import Allow, is_public
from vivier.core.listings import open_table
from vivier.core.refusals import NotFetched, SheetRefused
from vivier.directory.from_sheet import Faulty
from vivier.opportunities.lists.collecting import collect
from vivier.opportunities.lists.column_words import TARGETS, VOCABULARY
from vivier.opportunities.lists.from_tables import Entry, TableReader, check
from vivier.opportunities.models import CallChange, CallReading, CallSource
from vivier.opportunities.refusals import SourceRefused

if TYPE_CHECKING:
    from vivier.accounts.models import User

RECEIVED = "received"
GUESSED_FROM, SHOWN = 50, 5
MOST_BACKOFF = 8
CHANGEABLE = ("url", "language", "kind", "every", "is_whole")
State = CallReading.State


@transaction.atomic
def name_source(name: str, *, by: "User | None", **values: Any) -> CallSource:
    """Write down a source of opportunities; `values` are those of CHANGEABLE."""
    name = " ".join(name.replace("\x00", "").split())[:200]
    if not name:
        raise SourceRefused(_("Give the source a name."))
    source = CallSource(name=name, added_by=by, **values)
    _check(source)
    _plan(source, timezone.now())
    try:
        with transaction.atomic():
            source.save(force_insert=True)
    except IntegrityError as error:
        raise SourceRefused(_("There is a source of this name already.")) from error
    changes: journal.Changes = {one: [None, value] for one, value in values.items()}
    journal.record("call_source.named", source, by=by, changes=changes)
    return source


@transaction.atomic
def change_source(source: CallSource, *, by: "User | None", **values: Any) -> None:
    """Change how a source is read; its name is its identity."""
    locked = CallSource.objects.select_for_update().get(pk=source.pk)
    before = {one: getattr(locked, one) for one in values}
    changes: journal.Changes = {
        one: [before[one], value] for one, value in values.items() if before[one] != value
    }
    if changes:
        for one, value in values.items():
            setattr(locked, one, value)
        _check(locked)
        _plan(locked, timezone.now())
        locked.save()
        journal.record("call_source.changed", locked, by=by, changes=changes)
    source.refresh_from_db()


def _check(source: CallSource) -> None:
    try:
        source.clean_fields(exclude=["added_by", "mapping"])
    except ValidationError as error:
        raise SourceRefused(" ".join(error.messages)) from error
    if source.every and not source.url:
        raise SourceRefused(_("Only an address is read by itself: give one, or choose “only when asked”."))


def _plan(source: CallSource, now: datetime) -> None:
    """Say when a source is read next: now when it begins to be, later and later while it fails."""
    source.due_at = now if source.every and source.url else None


@transaction.atomic
def remove_source(source: CallSource, *, by: "User | None", reason: str) -> None:
    """Forget a source nothing was read from; what it brought in would lose where it comes from."""
    if source.readings.exists():
        raise SourceRefused(_("Something was read from this source: it stays, read “only when asked”."))
    journal.record("call_source.removed", source, by=by, reason=reason)
    source.delete()


@transaction.atomic
def receive(source: CallSource, path: Path, *, name: str, by: "User | None") -> CallReading:
    """Keep a list that was sent or fetched, with a first idea of its columns; raises SheetRefused."""
    table = open_table(path)
    rows = [cells for _line, cells in islice(table.rows(), GUESSED_FROM)]
    reading = CallReading.objects.create(
        source=source,
        name=name[:120] or path.name,
        path=str(path),
        digest=sha256(path.read_bytes()).hexdigest(),
        mapping=columns.settle(table.columns, rows, source.mapping, VOCABULARY),
        sample={"columns": table.columns, "rows": [_short(row) for row in rows[:SHOWN]]},
        by=by,
    )
    journal.record("call_reading.received", reading, by=by, changes={"sha256": [None, reading.digest]})
    return reading


def _short(row: list[str]) -> list[str]:
    return [cell.replace("\x00", "")[:200] for cell in row]


def rows_of(reading: CallReading) -> Iterator[Entry | Faulty]:
    """Yield every row of a reading as it is understood now."""
    if not reading.path:
        raise SheetRefused(_("The file was deleted: send it again."))
    table = open_table(Path(reading.path))
    return TableReader(reading.mapping, reading.source.language).of(table)


@transaction.atomic
def map_columns(reading: CallReading, mapping: Mapping[str, str], *, by: "User | None") -> None:
    """Say which column holds which field; the source remembers it."""
    locked = CallReading.objects.select_for_update().get(pk=reading.pk)
    if locked.state not in {State.CHECKED, State.CHECKING, State.FAILED}:
        raise SourceRefused(_("The changes of this list are proposed already: read it again."))
    chosen = {target: column for target, column in mapping.items() if target in TARGETS and column}
    if set(chosen.values()) - set(locked.sample["columns"]):
        raise SourceRefused(_("A column that is not in the file was chosen."))
    if "title" not in chosen:
        raise SourceRefused(_("Say which column holds the title."))
    before, locked.mapping, locked.state, locked.why = locked.mapping, chosen, State.CHECKING, ""
    locked.save(update_fields=["mapping", "state", "why"])
    CallSource.objects.filter(pk=locked.source_id).update(mapping=chosen)
    if before != chosen:
        journal.record("call_reading.mapped", locked, by=by, changes={"mapping": [None, sorted(chosen)]})
    reading.refresh_from_db()


def confirm_columns(reading: CallReading) -> None:
    """Remember for the source the columns a person let stand: from now on it proposes by itself."""
    CallSource.objects.filter(pk=reading.source_id, mapping={}).update(mapping=reading.mapping)


def check_reading(reading: CallReading) -> None:
    """Read the whole list by its mapping and keep what was found; no opportunity changes."""
    try:
        if "title" not in reading.mapping:
            raise SheetRefused(_("No column looks like a title: say below which one holds it."))
        found = check(rows_of(reading))
    except (SheetRefused, OSError) as error:
        reading.state, reading.why = State.FAILED, str(error)
        reading.save(update_fields=["state", "why"])
        return
    reading.counts = {"rows": found.rows, "usable": found.rows - found.wrong, "wrong": found.wrong}
    reading.preview, reading.problems = found.preview, found.problems
    reading.state, reading.why = State.CHECKED, ""
    reading.save(update_fields=["counts", "preview", "problems", "state", "why"])


def fetch_list(source: CallSource, *, by: "User | None", allow: Allow = is_public) -> CallReading:
    """Fetch the list of a source and keep it; what fails is told with the source, then SourceRefused."""
    home = Path(settings.VAR) / RECEIVED
    home.mkdir(parents=True, exist_ok=True)
    path = home / secrets.token_hex(12)
    try:
        path.write_bytes(collect(source.url, allow=allow))
        reading = receive(source, path, name=_name_of(source.url), by=by)
    except (NotFetched, SheetRefused) as error:
        path.unlink(missing_ok=True)
        note_failure(source, str(error), by=by)
        raise SourceRefused(str(error)) from error
    return reading


def _name_of(url: str) -> str:
    return f"{url.rstrip('/').rsplit('/', 1)[-1][:80]} {timezone.localtime():%Y-%m-%d %H:%M}"


@transaction.atomic
def note_failure(source: CallSource, why: str, *, by: "User | None") -> None:
    """Write down that a source could not be read; it is asked less and less often."""
    locked = CallSource.objects.select_for_update().get(pk=source.pk)
    locked.failures = min(locked.failures + 1, 1000)
    locked.outcome, locked.read_at = why[:500], timezone.now()
    if locked.every and locked.url:
        hours = locked.every * min(2 ** (locked.failures - 1), MOST_BACKOFF)
        locked.due_at = timezone.now() + timedelta(hours=hours)
    locked.save(update_fields=["failures", "outcome", "read_at", "due_at"])
    if locked.failures == 1 or by is not None:
        journal.record("call_source.failed", locked, by=by, reason=why)
    source.refresh_from_db()


def note_success(source: CallSource, said: str) -> None:
    """Write down that a source was read."""
    due = timezone.now() + timedelta(hours=source.every) if source.every and source.url else None
    CallSource.objects.filter(pk=source.pk).update(
        failures=0, outcome=said[:500], read_at=timezone.now(), due_at=due
    )
    source.refresh_from_db()


def work_under_way(source: CallSource) -> bool:
    """Say whether people decide on a reading of this source now: a newer one waits."""
    busy = source.readings.filter(state__in=[State.APPLYING, State.PROPOSING])
    decided = CallChange.objects.filter(reading__source=source, reading__state=State.PROPOSED)
    return busy.exists() or decided.exclude(decision=CallChange.Decision.WAITING).exists()
