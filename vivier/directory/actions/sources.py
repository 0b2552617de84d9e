"""What people do with other sources: name one, send a sheet, say what its columns hold."""

from collections.abc import Iterator, Mapping
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from vivier.accounts import journal
from vivier.core.refusals import SheetRefused
from vivier.core.sheets import Sheet, open_sheet, titles_in
from vivier.directory.actions.refreshing import propose_changes
from vivier.directory.from_sheet import Faulty, SheetReader, check
from vivier.directory.models import ChangeSet, DataSource, ReceivedSheet, web_address
from vivier.directory.provenance import Source
from vivier.directory.refresh import METHODS, Arrival
from vivier.directory.refusals import SourceRefused
from vivier.directory.sheet_mapping import TARGETS, settle

if TYPE_CHECKING:
    from vivier.accounts.models import User

RECEIVED = "received"  # the folder of VAR where the desk keeps what is sent
IF_NEW = ("kind", "disciplines")
SHOWN = 5
State = ReceivedSheet.State


@transaction.atomic
def name_source(
    name: str, *, kind: str, url: str = "", licence: str = "", read_every: str = "", by: "User | None"
) -> DataSource:
    """Write down a source of data; a name stands for one source of one kind."""
    name = " ".join(name.replace("\x00", "").split())
    if not name:
        raise SourceRefused(_("Give the source a name."))
    if url:
        try:
            web_address(url)
        except ValidationError as error:
            raise SourceRefused(_("“%(text)s” is not a web address.") % {"text": url[:80]}) from error
    try:
        with transaction.atomic():
            made = DataSource.objects.create(
                name=name[:200], kind=kind, url=url, licence=licence, read_every=read_every, added_by=by
            )
    except IntegrityError as error:
        raise SourceRefused(_("There is a source of this name already.")) from error
    journal.record("source.named", made, by=by, changes={"url": [None, url], "licence": [None, licence]})
    return made


def sheet_source(name: str, *, by: "User | None") -> DataSource:
    """Return the source of spreadsheets of this name, named now if it is new."""
    known = DataSource.objects.filter(name=" ".join(name.split())).first()
    if known and known.kind != DataSource.Kind.SPREADSHEET:
        raise SourceRefused(_("This name is taken by a feed: choose another."))
    return known or name_source(name, kind=DataSource.Kind.SPREADSHEET, by=by)


@transaction.atomic
def receive_sheet(path: Path, *, source_name: str, name: str, by: "User | None") -> ReceivedSheet:
    """Keep a sheet that was sent, with a first idea of what its columns hold; nothing else changes."""
    source = sheet_source(source_name, by=by)
    sample, mapping = _understood(path, source)
    received = ReceivedSheet.objects.create(
        source=source,
        name=name[:120] or path.name,
        path=str(path),
        digest=sha256(path.read_bytes()).hexdigest(),
        mapping=mapping,
        sample=sample,
        by=by,
    )
    journal.record("sheet.received", received, by=by, changes={"sha256": [None, received.digest]})
    return received


def _understood(path: Path, source: DataSource, title: str = "") -> tuple[dict[str, Any], dict[str, Any]]:
    """Return the first rows of a table (of a workbook: of the sheet of this title), and how to begin with it.

    Without a title it is the one read last from this source, when the workbook has it.
    """
    sheet = open_sheet(path, title)
    remembered = source.mapping
    titles, read = titles_in(sheet)
    if not title and remembered.get("sheet") in titles:
        read = remembered["sheet"]
        sheet = open_sheet(path, read)
    rows = [cells for _line, cells in _first(sheet, 50)]
    sample = {"columns": sheet.columns, "rows": _shown(rows), "sheets": titles, "sheet": read}
    kept = {one: remembered[f"new_{one}"] for one in IF_NEW if remembered.get(f"new_{one}")}
    return sample, {"fields": settle(sheet.columns, rows, remembered), "if_new": kept}


def _shown(rows: list[list[str]]) -> list[list[str]]:
    return [[cell.replace("\x00", "")[:200] for cell in row] for row in rows[:SHOWN]]


def _first(sheet: Sheet, count: int) -> Iterator[tuple[int, list[str]]]:
    for number, row in enumerate(sheet.rows()):
        if number == count:
            return
        yield row


@transaction.atomic
def map_sheet(
    received: ReceivedSheet, fields: Mapping[str, str], if_new: Mapping[str, object], *, by: "User | None"
) -> None:
    """Say which column holds which field, and what is assumed of new records; the source remembers it."""
    locked = _still_open(received)
    columns = locked.sample["columns"]
    chosen = {target: column for target, column in fields.items() if target in TARGETS and column}
    if set(chosen.values()) - set(columns):
        raise SourceRefused(_("A column that is not in the file was chosen."))
    if "name" not in chosen:
        raise SourceRefused(_("Say which column holds the name."))
    if len(set(chosen.values())) < len(chosen):
        raise SourceRefused(_("A column can hold one field only."))
    before = locked.mapping
    locked.mapping = {"fields": chosen, "if_new": {k: v for k, v in if_new.items() if k in IF_NEW and v}}
    locked.state, locked.why = State.CHECKING, ""
    locked.save(update_fields=["mapping", "state", "why"])
    remembered = chosen | {f"new_{one}": value for one, value in locked.mapping["if_new"].items()}
    if title := locked.sample.get("sheet"):
        remembered["sheet"] = title
    DataSource.objects.filter(pk=locked.source_id).update(mapping=remembered)
    if before != locked.mapping:
        journal.record("sheet.mapped", locked, by=by, changes={"mapping": [None, sorted(chosen)]})
    received.refresh_from_db()


@transaction.atomic
def choose_sheet(received: ReceivedSheet, title: str, *, by: "User | None") -> None:
    """Read another sheet of the workbook; its columns are guessed anew, and the source remembers it."""
    locked = _still_open(received)
    if title not in locked.sample.get("sheets", ()):
        raise SourceRefused(_("The workbook has no sheet “%(title)s”.") % {"title": title[:80]})
    if not locked.path:
        raise SourceRefused(_("The file was deleted: send it again."))
    try:
        locked.sample, locked.mapping = _understood(Path(locked.path), locked.source, title)
    except SheetRefused as error:
        raise SourceRefused(str(error)) from error
    locked.state, locked.why = State.CHECKING, ""
    locked.counts, locked.preview, locked.problems = {}, [], []
    locked.save(update_fields=["sample", "mapping", "state", "why", "counts", "preview", "problems"])
    remembered = locked.source.mapping | {"sheet": title}
    DataSource.objects.filter(pk=locked.source_id).update(mapping=remembered)
    journal.record("sheet.chosen", locked, by=by, changes={"sheet": [None, title]})
    received.refresh_from_db()


def _still_open(received: ReceivedSheet) -> ReceivedSheet:
    locked = ReceivedSheet.objects.select_for_update().select_related("source").get(pk=received.pk)
    if locked.state in {State.PROPOSING, State.PROPOSED}:
        raise SourceRefused(_("The changes of this file are proposed already: send the file again."))
    return locked


def check_sheet(received: ReceivedSheet) -> None:
    """Read the whole sheet by its mapping and keep what was found; nothing of the directory changes."""
    try:
        found = check(rows_of(received))
    except (SheetRefused, OSError) as error:
        received.state, received.why = State.FAILED, str(error)
        received.save(update_fields=["state", "why"])
        return
    received.counts = {"rows": found.rows, "usable": found.rows - found.wrong, "wrong": found.wrong}
    received.preview, received.problems = found.preview, found.problems
    received.state, received.why = State.CHECKED, ""
    received.save(update_fields=["counts", "preview", "problems", "state", "why"])


def rows_of(received: ReceivedSheet) -> Iterator[Arrival | Faulty]:
    """Yield every row of a sheet as it is understood now."""
    if not received.path:
        raise SheetRefused(_("The file was deleted: send it again."))
    sheet = open_sheet(Path(received.path), received.sample.get("sheet", ""))
    mapping = received.mapping
    return SheetReader(mapping["fields"], mapping["if_new"]).of(sheet)


@transaction.atomic
def propose_sheet(received: ReceivedSheet, *, by: "User | None") -> ChangeSet:
    """Propose what the usable rows of a sheet change; people look at it before anything is applied."""
    locked = ReceivedSheet.objects.select_for_update().select_related("source").get(pk=received.pk)
    if locked.change_set:
        return locked.change_set
    if locked.state not in {State.CHECKED, State.PROPOSING}:
        raise SourceRefused(_("The file is checked first."))
    kind = ChangeSet.Source.SPREADSHEET
    source = locked.source
    locked.change_set = propose_changes(
        (one for one in rows_of(locked) if isinstance(one, Arrival)),
        kind=kind,
        label=f"{source.name}, {locked.name}"[:200],
        source=Source(METHODS[kind], source.name, source.url, timezone.localdate(locked.received_at)),
        by=by,
    )
    locked.state = State.PROPOSED
    locked.save(update_fields=["change_set", "state"])
    DataSource.objects.filter(pk=source.pk).update(read_at=timezone.now())
    received.refresh_from_db()
    return locked.change_set


@transaction.atomic
def remove_source(source: DataSource, *, by: "User | None", reason: str) -> None:
    """Forget a source; what it brought in stays, with its name."""
    if source.sheets.exists():
        raise SourceRefused(_("Files of this source are kept: it stays."))
    journal.record("source.removed", source, by=by, reason=reason)
    source.delete()
