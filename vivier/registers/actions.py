"""What people do with registers: import, stop, take back, watch a number, honour an objection."""

from pathlib import Path
from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from vivier.accounts import journal
from vivier.registers import imports, staging
from vivier.registers.models import ImportRun, Objection, RecordChange, RegisterRecord, WatchedNumber
from vivier.registers.objecting import hashes_of
from vivier.registers.refusals import NotRolledBack, RegisterRefusal

if TYPE_CHECKING:
    from vivier.accounts.models import User


@transaction.atomic
def begin_import(path: Path, *, by: "User | None", apply: bool, override: bool = False) -> ImportRun:
    """Write down that an extract is to be read; `imports.carry_out` reads it."""
    if not path.exists():
        raise RegisterRefusal(_("There is no file or folder “%(path)s”.") % {"path": path})
    run = ImportRun.objects.create(path=str(path), by=by, wants_to_apply=apply, may_override=override)
    if override:
        run.overridden_by = by
        run.save(update_fields=["overridden_by"])
    journal.record("import.begun", run, by=by, changes={"path": [None, str(path)]})
    return run


@transaction.atomic
def apply_import(run: ImportRun, *, by: "User | None") -> None:
    """Apply an import that was read and looked at."""
    locked = ImportRun.objects.select_for_update().get(pk=run.pk)
    if locked.state != ImportRun.State.READ:
        raise RegisterRefusal(_("Only an import that was read and not yet applied can be applied."))
    locked.by = by or locked.by
    imports.apply(locked)
    run.refresh_from_db()


@transaction.atomic
def ask_to_stop(run: ImportRun, *, by: "User | None") -> None:
    """Ask a running import to stop at the next step; nothing will have changed."""
    if not ImportRun.objects.filter(pk=run.pk, state__in=["waiting", "reading"]).update(stop_asked=True):
        raise RegisterRefusal(_("This import is already over."))
    journal.record("import.stop_asked", run, by=by)


@transaction.atomic
def read_again(run: ImportRun, *, by: "User | None") -> ImportRun:
    """Begin to read the extract of an import that ended without being applied, or was taken back, anew."""
    run = ImportRun.objects.select_for_update().get(pk=run.pk)
    if not run.is_over or run.state in {ImportRun.State.APPLIED, ImportRun.State.UNCHANGED}:
        raise RegisterRefusal(_("Only an import that is over and not applied can be read again."))
    if run.file_deleted_at:
        raise RegisterRefusal(_("The file of this import was deleted: send the extract again."))
    if ImportRun.objects.filter(path=run.path, state__in=["waiting", "reading"]).exists():
        raise RegisterRefusal(_("This extract is being read already."))
    return begin_import(Path(run.path), by=by, apply=False)


@transaction.atomic
def accept_difference(run: ImportRun, *, by: "User | None") -> ImportRun:
    """Read a refused import again, its difference accepted by a person who looked at it."""
    locked = ImportRun.objects.select_for_update().get(pk=run.pk)
    if locked.state != ImportRun.State.REFUSED:
        raise RegisterRefusal(_("Only an import that was refused can be accepted all the same."))
    if not locked.is_acceptable:
        raise RegisterRefusal(_("What was refused here cannot be accepted: take another extract."))
    if locked.file_deleted_at:
        raise RegisterRefusal(_("The file of this import was deleted: send the extract again."))
    locked.may_override, locked.overridden_by, locked.state = True, by, ImportRun.State.WAITING
    locked.save(update_fields=["may_override", "overridden_by", "state"])
    journal.record("import.difference_accepted", locked, by=by, reason=locked.why)
    run.refresh_from_db()
    return run


@transaction.atomic
def roll_back(run: ImportRun, *, by: "User | None", reason: str = "") -> None:
    """Take back the import applied last; the records say again what they said before it."""
    newest = ImportRun.objects.applied().select_for_update().first()
    if newest is None or newest.pk != run.pk:
        raise NotRolledBack(_("Only the import applied last can be taken back."))
    staging.take_back(newest)
    newest.state = ImportRun.State.ROLLED_BACK
    newest.save(update_fields=["state"])
    journal.record("import.rolled_back", newest, by=by, reason=reason)
    run.refresh_from_db()


def digits_of(number: str) -> str:
    """Return the ten digits of an enterprise number, however it is written; refuse a wrong one."""
    digits = "".join(one for one in number if one.isascii() and one.isdigit()).zfill(10)
    if len(digits) != 10 or 97 - int(digits[:8]) % 97 != int(digits[8:]):
        raise RegisterRefusal(_("“%(number)s” is not an enterprise number.") % {"number": number[:40]})
    return digits


@transaction.atomic
def watch_number(number: str, *, by: "User | None", why: str = "") -> WatchedNumber:
    """Follow an enterprise in the register although no definition names it."""
    digits = digits_of(number)
    if Objection.objects.filter(number_hash__in=hashes_of(digits)).exists():
        raise RegisterRefusal(_("Its holder objected to being taken from the register."))
    try:
        with transaction.atomic():
            watched = WatchedNumber.objects.create(number=digits, why=why, added_by=by)
    except IntegrityError as error:
        raise RegisterRefusal(_("This number is already watched.")) from error
    journal.record("number.watched", watched, by=by, reason=why)
    return watched


@transaction.atomic
def stop_watching(watched: WatchedNumber, *, by: "User | None", reason: str = "") -> None:
    """Follow a number no more; the next import leaves it out when no definition names it."""
    journal.record("number.not_watched", watched, by=by, reason=reason)
    watched.delete()


@transaction.atomic
def record_objection(number: str, *, by: "User | None") -> Objection:
    """Honour somebody who does not want to be taken from the register: forget the record for good."""
    digits = digits_of(number)
    if Objection.objects.filter(number_hash__in=hashes_of(digits)).exists():
        raise RegisterRefusal(_("This objection is recorded already."))
    objection = Objection.objects.create(
        number_hash=next(hashes_of(digits)), received_on=timezone.localdate()
    )
    RegisterRecord.objects.filter(number=digits).delete()
    RecordChange.objects.filter(number=digits).delete()
    WatchedNumber.objects.filter(number=digits).delete()
    journal.record("register.objection", objection, by=by)
    return objection
