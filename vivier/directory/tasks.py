"""Long work on the directory, done in the background; each can be cut off and asked for again."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django_tasks import task

from vivier.accounts.models import User
from vivier.core.apart import made_apart
from vivier.directory import actions, from_register
from vivier.directory.actions import refreshing
from vivier.directory.comparing import compared_meanwhile, of_register
from vivier.directory.models import ChangeSet, DataSource, DuplicateSearch, FieldSource, ReceivedSheet
from vivier.directory.provenance import Source
from vivier.directory.refusals import DirectoryRefusal
from vivier.registers import imports
from vivier.registers.models import ImportRun
from vivier.registers.refusals import AlreadyRunning
from vivier.search.queue import apply_waiting


@task()
def carry_out_import(key: int) -> str:
    """Read an extract; when it is applied, propose what it changes in the directory."""
    try:
        run, _change_set = import_and_propose(ImportRun.objects.get(pk=key))
    except AlreadyRunning as refusal:  # its page says so, and lets it be asked for again
        ImportRun.objects.filter(pk=key, state=ImportRun.State.WAITING).update(
            why=str(refusal), why_shape=refusal.shape, why_words=refusal.words
        )
        return str(ImportRun.State.WAITING)
    return str(run.state)


def import_and_propose(run: ImportRun) -> tuple[ImportRun, ChangeSet | None]:
    """Carry out an import; when it is applied, propose what it changes (the first: compared meanwhile)."""
    with compared_meanwhile(run, batch=refreshing.BATCH) as ahead:
        run = imports.carry_out(run)
        if run.state != ImportRun.State.APPLIED:
            return run, None
        return run, propose_from_register(run, by=run.by, ahead=ahead)


@task()
def propose_changes_of(key: int) -> int:
    """Compare what an applied import says with the directory."""
    run = ImportRun.objects.get(pk=key)
    return propose_from_register(run, by=run.by).pk


def ask_to_compare(run: ImportRun, *, by: User | None) -> None:
    """Have an applied import compared with the directory (again); its page says so at once."""
    live = ChangeSet.objects.filter(run=run).exclude(state__in=["undone", "dropped"])
    if not live.exists():
        ChangeSet.objects.create(**_set_of(run), state=ChangeSet.State.COMPARING, by=by)
    propose_changes_of.enqueue(run.pk)


def _set_of(run: ImportRun) -> dict[str, Any]:
    return {
        "source": ChangeSet.Source.REGISTER,
        "label": f"BCE {run.extract_number}",
        "source_name": from_register.SOURCE_NAME,
        "source_url": from_register.SOURCE_URL,
        "observed_on": run.extract_date,
        "run": run,
    }


@task()
def apply_change_set(key: int, by: int | None) -> str:
    """Apply the accepted changes of a set."""
    change_set = actions.apply_changes(ChangeSet.objects.get(pk=key), by=_person(by))
    apply_waiting(wait=60)
    return str(change_set.state)


@task()
def undo_change_set(key: int, by: int | None) -> int:
    """Undo an applied set."""
    stayed = actions.undo_changes(ChangeSet.objects.get(pk=key), by=_person(by))
    apply_waiting(wait=60)
    return stayed


@task()
def search_duplicates(key: int) -> str:
    """Compare the records of a search that is open."""
    search = actions.carry_out_search(DuplicateSearch.objects.get(pk=key))
    return str(search.state)


@task()
def check_received_sheet(key: int) -> str:
    """Read a sheet by its mapping and say what is found."""
    received = ReceivedSheet.objects.select_related("source").get(pk=key)
    with _told(received):
        actions.check_sheet(received)
    return str(received.state)


@task()
def propose_received_sheet(key: int, by: int | None) -> int:
    """Propose what a sheet changes."""
    received = ReceivedSheet.objects.select_related("source").get(pk=key)
    with _told(received):
        return actions.propose_sheet(received, by=_person(by)).pk


@contextmanager
def _told(received: ReceivedSheet) -> Iterator[None]:
    """Whatever goes wrong, the page of the sheet says so."""
    try:
        yield
    except Exception as error:
        state, why = ReceivedSheet.State.FAILED, f"{type(error).__name__}: {error}"[:500]
        ReceivedSheet.objects.filter(pk=received.pk).update(state=state, why=why)
        raise


@task()
def read_one_feed(key: int, by: int | None) -> str:
    """Fetch a feed and propose what it changes; a refusal is kept with the source."""
    source = DataSource.objects.get(pk=key)
    try:
        return str(actions.read_feed(source, by=_person(by)))
    except DirectoryRefusal as refusal:
        return str(refusal)


@task()
def read_due_feed(key: int) -> str:
    """Read a feed again because it is due; a refusal is kept with the source."""
    source = DataSource.objects.filter(pk=key).first()
    try:
        return str(actions.read_again(source)) if source else ""
    except DirectoryRefusal as refusal:
        return str(refusal)


def ask_for_due_feeds() -> int:
    """Have every feed that is due read; return how many."""
    due = actions.take_due_feeds()
    for source in due:
        read_due_feed.enqueue(source.pk)
    return len(due)


def _person(key: int | None) -> User | None:
    return User.objects.filter(pk=key).first() if key else None


def propose_from_register(run: ImportRun, *, by: User | None, ahead: refreshing.Ahead = None) -> ChangeSet:
    """Propose what an applied import changes (`ahead`: compared already); the same is proposed once."""
    known = ChangeSet.objects.filter(run=run).exclude(state__in=["comparing", "undone", "dropped"]).first()
    if known:
        return known
    if ahead is None and run.changes.count() >= refreshing.MANY:
        arrivals = from_register.arrivals_of(run)
        with made_apart(lambda: of_register(arrivals, batch=refreshing.BATCH)) as apart:
            return propose_from_register(run, by=by, ahead=apart)
    source = Source(
        FieldSource.Method.REGISTER, from_register.SOURCE_NAME, from_register.SOURCE_URL, run.extract_date
    )
    return actions.propose_changes(
        from_register.arrivals_of(run),
        kind=ChangeSet.Source.REGISTER,
        label=f"BCE {run.extract_number}",
        source=source,
        by=by,
        run=run,
        ahead=ahead,
    )
