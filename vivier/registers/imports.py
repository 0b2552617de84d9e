"""From an extract of the company register to the records it changes: read, kept, staged, published.

Every step may be cut off anywhere. What was read is kept under another name until it is whole; what changes
is staged beside the records; the records change in one transaction. Started again, a run does again what was
not finished, and ends the same.
"""

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_noop

from vivier.accounts import journal
from vivier.core.apart import made_apart
from vivier.core.collecting import collecting_seldom
from vivier.core.locks import locked_file
from vivier.registers import staging, unreadable
from vivier.registers.kept_reasons import NO_REASON, Reason
from vivier.registers.models import ImportRun, RegisterRecord, RejectedRow, WatchedNumber
from vivier.registers.readers import kbo_choice, kbo_layers, kbo_updates, kbo_views
from vivier.registers.readers.kbo_layout import (
    BadExtract,
    Extract,
    check_ends,
    expected_files,
    open_extract,
)
from vivier.registers.readers.kbo_lines import Reading, weigh
from vivier.registers.readers.kbo_tables import Connection, connected, dotted
from vivier.registers.refusals import AlreadyRunning, DifferenceRefused, ImportRefused, Stopped
from vivier.registers.sectors import used_definitions, wanted_codes, watched_numbers

LICENCE = "KBO/BCE Open Data, FPS Economy"
MOST_BAD = 0.05
MOST_GONE = 0.10
SMALL = 20  # so few records may vanish without a question
SMALL_FILE = 1_000_000  # bytes: below, a file may shrink without a question
STEPS = ("opening", "weighing", "reading", "choosing", "applying")
OnStep = Callable[[str], None]
State = ImportRun.State


def home() -> Path:
    """Return the folder where what was read is kept."""
    return Path(settings.VAR) / "registers" / "kbo"


@contextmanager
def turn() -> Iterator[None]:
    """Hold the only turn to import; refuse at once when another process has it."""
    home().mkdir(parents=True, exist_ok=True)
    with locked_file(home() / "turn.lock", wait=0.3) as mine:
        if not mine:
            raise AlreadyRunning(
                gettext_noop("Another import is running. Wait until it is over, or stop it.")
            )
        yield


def carry_out(run: ImportRun, *, on_step: OnStep = lambda _name: None) -> ImportRun:
    """Read a run's extract and, when it wants to, apply it; what is refused is written on the run.

    A run that ended meanwhile, asked for twice, stays as it ended.
    """
    with turn(), collecting_seldom():
        run.refresh_from_db()
        if run.is_over:
            return run
        _begin(run)
        try:
            _read(run, on_step)
        except Stopped:
            _end(run, State.CANCELLED, Reason(gettext_noop("Stopped before anything was changed.")))
        except BadExtract as error:
            _end(run, State.REFUSED, Reason(*unreadable.taken_apart(str(error))))
        except ImportRefused as error:
            run.is_acceptable = isinstance(error, DifferenceRefused)
            _end(run, State.REFUSED, Reason.of(error))
        except Exception as error:
            _end(run, State.FAILED, Reason("", {}, f"{type(error).__name__}: {error}"[:500]))
            raise
        finally:
            shutil.rmtree(home() / "unpacked", ignore_errors=True)
    return run


def _begin(run: ImportRun) -> None:
    if run.state == State.READING:
        run.resumed += 1
    run.state, run.stop_asked, run.ended_at = State.READING, False, None
    NO_REASON.keep_with(run)
    run.is_acceptable = False
    run.save()


def _end(run: ImportRun, state: str, why: Reason = NO_REASON) -> None:
    run.state, run.ended_at, run.step = state, timezone.now(), ""
    why.keep_with(run)
    run.save()
    if state != State.READ and not run.is_acceptable:
        run.changes.exclude(run__state=State.APPLIED).delete()
    changes = {"extract": [None, run.extract_number], **{one: [None, n] for one, n in run.counts.items()}}
    journal.record(f"import.{state}", run, by=run.by, changes=changes, reason=run.why)


def _step(run: ImportRun, name: str, on_step: OnStep) -> None:
    on_step(name)
    ImportRun.objects.filter(pk=run.pk).update(step=name, done=STEPS.index(name), total=len(STEPS))
    run.step = name
    _stop_if_asked(run)


def _stop_if_asked(run: ImportRun) -> None:
    if ImportRun.objects.filter(pk=run.pk, stop_asked=True).exists():
        raise Stopped


def _read(run: ImportRun, on_step: OnStep) -> None:
    _step(run, "opening", on_step)
    extract = open_extract(Path(run.path), home() / "unpacked")
    check_ends(extract)
    _describe(run, extract)
    _step(run, "weighing", on_step)
    reading = Reading()
    last = run.compared_with = ImportRun.objects.applied().first()
    if last and last.extract_number == extract.number and last.sizes == _sizes(extract):
        _weigh(run, extract, reading)
    if last and run.files and last.files == run.files and not _definitions_moved(last):
        run.counts = {"unchanged": RegisterRecord.objects.filter(gone_on__isnull=True).count()}
        why = gettext_noop("This extract is the one applied last: nothing to change.")
        _end(run, State.UNCHANGED, Reason(why))
        return
    _check_order(run, extract, last)
    with connected(home() / "scratch") as sql:
        _step(run, "reading", on_step)
        chain = _keep(run, sql, extract, reading)
        _step(run, "choosing", on_step)
        difference = _stage(run, sql, chain)
    _check_vanished(run, difference)
    _check_shrunk(run)
    _step(run, "applying", on_step)
    if run.wants_to_apply:
        apply(run)
    else:
        _end(run, State.READ)


def _files(extract: Extract) -> list[Path]:
    return [extract.files[name] for name, _columns in expected_files(is_full=extract.is_full)]


def _sizes(extract: Extract) -> dict[str, int]:
    return {path.name: path.stat().st_size for path in _files(extract)}


def _weigh(run: ImportRun, extract: Extract, reading: Reading) -> None:
    """Note the digest of each file that has none yet, and what else a run depends on."""
    for path in _files(extract):
        if path.name not in reading.digests:
            weigh(path, reading)
    run.files = reading.digests | {"definitions": used_definitions(), "watched": watched_numbers()}


def _describe(run: ImportRun, extract: Extract) -> None:
    run.mode = ImportRun.Mode.FULL if extract.is_full else ImportRun.Mode.UPDATE
    run.extract_number, run.extract_date, run.licence = extract.number, extract.taken_on, LICENCE
    run.files, run.sizes = {}, _sizes(extract)
    run.save()


def _definitions_moved(last: ImportRun) -> bool:
    chain = kbo_layers.layers(home(), last.extract_number or 0)
    return not chain or chain[0].wanted != kbo_layers.fingerprint(wanted_codes())


def _check_order(run: ImportRun, extract: Extract, last: ImportRun | None) -> None:
    """Refuse an update that does not follow the extract applied last, and an older full extract."""
    number = last.extract_number if last else None
    if extract.is_full:
        if number and extract.number < number and not run.may_override:
            raise DifferenceRefused(
                gettext_noop("Extract %(old)s is older than extract %(new)s, which is applied."),
                old=extract.number,
                new=number,
            )
        return
    if number is None or extract.number not in {number + 1, number}:
        raise ImportRefused(
            gettext_noop(
                "Update %(number)s follows extract %(before)s, but the extract applied last is %(last)s. "
                "Import the missing ones, or a full extract."
            ),
            number=extract.number,
            before=extract.number - 1,
            last=number or "–",
        )
    if last and _definitions_moved(last):
        raise ImportRefused(
            gettext_noop(
                "A definition of the sector names activities that were not kept. Import a full extract."
            )
        )


def _keep(run: ImportRun, sql: Connection, extract: Extract, reading: Reading) -> list[kbo_layers.Layer]:
    wanted = wanted_codes()
    if not wanted:
        raise ImportRefused(
            gettext_noop("No definition of the sector names an activity. Load the definitions first.")
        )
    if extract.is_full:
        kbo_layers.keep_full(sql, extract, home(), wanted, reading, apart=made_apart)
    else:
        kbo_layers.keep_update(sql, extract, home(), wanted, reading, follows=extract.number - 1)
    _weigh(run, extract, reading)
    _note_rejected(run, reading)
    if reading.worst > MOST_BAD:
        raise ImportRefused(
            gettext_noop(
                "%(share)s %% of the rows of a file cannot be used; at most %(most)s %% may. "
                "The rows are listed."
            ),
            share=round(reading.worst * 100, 1),
            most=round(MOST_BAD * 100),
        )
    return kbo_layers.layers(home(), extract.number)


def _note_rejected(run: ImportRun, reading: Reading) -> None:
    run.rejected.all().delete()
    rows = [
        RejectedRow(run=run, file=x.file, line=x.line, why=x.why, said=x.said.replace("\0", ""))
        for x in reading.listed
    ]
    RejectedRow.objects.bulk_create(rows, batch_size=1000)
    run.counts = {"rows": sum(reading.rows.values()), "rejected": sum(reading.bad.values())}
    run.save(update_fields=["counts", "files"])


def _stage(run: ImportRun, sql: Connection, chain: list[kbo_layers.Layer]) -> staging.Difference:
    watched = set(WatchedNumber.objects.values_list("number", flat=True))
    only = None if chain[-1].follows is None else kbo_updates.touched(sql, chain)
    kbo_views.open_views(sql, chain, home() / "scratch", watched=watched, only=only)
    chosen = kbo_choice.choose(sql, watched=map(dotted, watched), only=only)

    def progress(_count: int) -> None:
        _stop_if_asked(run)

    among = None if only is None else {one.replace(".", "") for one in only}
    difference = staging.stage(run, chosen, watched=watched, among=among, progress=progress)
    for number in difference.nameless:
        RejectedRow.objects.create(
            run=run, file="denomination.csv", line=0, why="the enterprise has no name", said=number
        )
    run.counts |= {
        "new": difference.new,
        "changed": difference.changed,
        "gone": difference.gone,
        "unchanged": difference.unchanged,
        "left out after an objection": difference.objected,
        "without a name": len(difference.nameless),
    }
    run.save(update_fields=["counts"])
    return difference


def _check_vanished(run: ImportRun, difference: staging.Difference) -> None:
    active = RegisterRecord.objects.filter(gone_on__isnull=True).count()
    if difference.gone > max(SMALL, MOST_GONE * active) and not run.may_override:
        raise DifferenceRefused(
            gettext_noop(
                "%(gone)s of %(active)s records would vanish, more than one in ten. "
                "A coordinator may accept it after looking at the difference."
            ),
            gone=difference.gone,
            active=active,
        )


def _check_shrunk(run: ImportRun) -> None:
    """Refuse a full extract of which a file is much smaller than before: some of it may be missing."""
    before = ImportRun.objects.applied().filter(mode=ImportRun.Mode.FULL).first()
    if run.mode != ImportRun.Mode.FULL or before is None or run.may_override:
        return
    for name, size in run.sizes.items():
        was = before.sizes.get(name, 0)
        if was > SMALL_FILE and size < (1 - MOST_GONE) * was:
            raise DifferenceRefused(
                gettext_noop(
                    "%(file)s is %(share)s %% smaller than in extract %(number)s: a part may be missing. "
                    "A coordinator may accept it after looking at the difference."
                ),
                file=name,
                share=round(100 - 100 * size / was),
                number=before.extract_number,
            )


def apply(run: ImportRun) -> None:
    """Make a run's staged changes true: readers see all of them or none."""
    with transaction.atomic():
        if ImportRun.objects.applied().first() != run.compared_with:
            raise ImportRefused(
                gettext_noop(
                    "Another import was applied or taken back since this one was read. "
                    "Read the extract again."
                )
            )
        staging.publish(run, on=run.extract_date or timezone.localdate())
        run.state, run.ended_at, run.step = State.APPLIED, timezone.now(), ""
        run.save()
        changes = {"extract": [None, run.extract_number], **{one: [None, n] for one, n in run.counts.items()}}
        journal.record("import.applied", run, by=run.by, changes=changes)
    _forget_old_layers()


def _forget_old_layers() -> None:
    """Keep what the two extracts applied last need; a roll-back goes back one."""
    numbers = list(ImportRun.objects.applied().values_list("extract_number", flat=True)[:2])
    kbo_layers.forget(home(), keep=[one for one in numbers if one is not None])
