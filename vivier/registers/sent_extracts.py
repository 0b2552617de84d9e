"""The extracts that were sent: which are still needed, until when the others are kept, how they go."""

import re
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from vivier.accounts import journal
from vivier.core import sent_files
from vivier.registers.models import ImportRun

FOLDER = "imports"  # of VAR; an operator may lay extracts there too, under other names: those stay
NAMED = r"extract-[0-9a-f]{12}\.zip"
State = ImportRun.State


def was_sent(run: ImportRun) -> bool:
    """Say whether a run reads a file that was sent to the desk, not one that lies on the server."""
    path = Path(run.path)
    return path.parent == Path(settings.VAR) / FOLDER and bool(re.fullmatch(NAMED, path.name))


def deletable_from(run: ImportRun) -> datetime | None:
    """Return from when the file of a run may go; None while going on or a decision may need it.

    A refused difference can be accepted, and an extract that was read may be read again, until another
    import was applied since.
    """
    if not run.is_over or run.ended_at is None:
        return None
    ended = run.ended_at
    if run.state == State.READ or (run.state == State.REFUSED and run.is_acceptable):
        since = ImportRun.objects.applied().filter(pk__gt=run.pk, ended_at__gt=ended).last()
        if since is None or since.ended_at is None:
            return None
        ended = since.ended_at
    return ended + timedelta(days=settings.SENT_FILES_DAYS)


def forget_old(now: datetime | None = None) -> int:
    """Delete the files that no run needs any more, and say so on the runs; return how many runs."""
    now = now or timezone.now()
    waiting = ImportRun.objects.filter(file_deleted_at=None, ended_at__lt=sent_files.over_since(now))
    return sum(_forget(key, now) for key in list(waiting.values_list("pk", flat=True)))


@transaction.atomic
def _forget(key: int, now: datetime) -> bool:
    run = ImportRun.objects.select_for_update().get(pk=key)
    until = deletable_from(run)
    if run.file_deleted_at or until is None or until > now or not was_sent(run):
        return False
    ImportRun.objects.filter(pk=key).update(file_deleted_at=now)
    journal.record("import.file_deleted", run, by=None, changes={"path": [run.path, None]})
    if run.path not in in_use():  # the same file may be read by another run
        sent_files.unlink_after_commit(run.path, FOLDER)
    return True


def in_use() -> set[str]:
    """Return the paths that a run may still need."""
    return set(ImportRun.objects.filter(file_deleted_at=None).values_list("path", flat=True))
