"""Long work on opportunities, done in the background."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

from django.utils import timezone
from django_tasks import task

from vivier.accounts.models import User
from vivier.opportunities.actions import readings as actions_readings
from vivier.opportunities.actions import sources as actions_sources
from vivier.opportunities.fitting import nightly
from vivier.opportunities.lists import applying
from vivier.opportunities.models import CallReading, CallSource
from vivier.opportunities.refusals import SourceRefused
from vivier.search.queue import apply_waiting


@task()
def match_everyone() -> dict[str, int]:
    """Work out whom each current call concerns."""
    return nightly.match_everyone(now=timezone.now())


@task()
def check_reading(key: int) -> str:
    """Read a list by its mapping and say what is found."""
    reading = CallReading.objects.select_related("source").get(pk=key)
    with _told(reading):
        actions_sources.check_reading(reading)
    return str(reading.state)


@task()
def propose_reading(key: int, by: int | None) -> None:
    """Propose what a list changes."""
    reading = CallReading.objects.select_related("source").get(pk=key)
    with _told(reading):
        actions_readings.propose(reading, by=_person(by))


@task()
def apply_reading(key: int, by: int | None) -> str:
    """Apply the accepted changes of a reading."""
    reading = applying.apply_changes(CallReading.objects.get(pk=key), by=_person(by))
    apply_waiting(wait=60)
    return str(reading.state)


@task()
def undo_reading(key: int, by: int | None) -> int:
    """Undo an applied reading."""
    return applying.undo_changes(CallReading.objects.select_related("source").get(pk=key), by=_person(by))


@task()
def read_source(key: int, by: int | None) -> str:
    """Fetch the list of a source and propose what it changes; a refusal is kept with the source."""
    return _read(key, by)


def _read(key: int, by: int | None) -> str:
    source = CallSource.objects.get(pk=key)
    try:
        return str(actions_readings.read_source(source, by=_person(by)) or "")
    except SourceRefused as refusal:
        CallSource.objects.filter(pk=key).update(outcome=str(refusal)[:500])
        return str(refusal)


def read_due_sources(now: datetime) -> int:
    """Read every source whose time has come, each once even by two workers; return how many were tried."""
    keys = list(CallSource.objects.filter(due_at__lte=now).values_list("pk", flat=True))
    tried = 0
    for key in keys:
        # Whoever moves the time first reads: the outcome sets the next time anew.
        moved = CallSource.objects.filter(pk=key, due_at__lte=now).update(due_at=now + timedelta(hours=1))
        if moved:
            _read(key, None)
            tried += 1
    return tried


@contextmanager
def _told(reading: CallReading) -> Iterator[None]:
    """Whatever goes wrong, the page of the reading says so."""
    try:
        yield
    except Exception as error:
        why = f"{type(error).__name__}: {error}"[:500]
        CallReading.objects.filter(pk=reading.pk).update(state=CallReading.State.FAILED, why=why)
        raise


def _person(key: int | None) -> User | None:
    return User.objects.filter(pk=key).first() if key else None
