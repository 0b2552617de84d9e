"""The spreadsheets that were sent: until when each file is kept, and how it goes."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from vivier.accounts import journal
from vivier.core import sent_files
from vivier.directory.models import UNDO_DAYS, ChangeSet, ReceivedSheet

FOLDER = "received"  # of VAR
NAMED = r"[0-9a-f]{24}"
State, Set = ReceivedSheet.State, ChangeSet.State


def deletable_from(received: ReceivedSheet) -> datetime | None:
    """Return from when the file of a sheet may go; None while it is being worked on.

    What nobody decided about waits longest; what was applied, at least as long as it can be undone.
    """
    if received.is_busy:
        return None
    change_set, over = received.change_set, timedelta(days=settings.SENT_FILES_DAYS)
    waiting = received.received_at + timedelta(days=settings.SENT_FILES_WAITING_DAYS)
    if received.state != State.PROPOSED or (change_set and change_set.state == Set.PROPOSED):
        return waiting
    if change_set is None:
        return received.received_at + over
    ends = {
        Set.APPLIED: (change_set.applied_at, max(over, timedelta(days=UNDO_DAYS))),
        Set.UNDONE: (change_set.undone_at or change_set.applied_at, over),
        Set.DROPPED: (change_set.created_at, over),
    }
    at, kept = ends.get(Set(change_set.state), (None, over))
    return at + kept if at else None


def forget_old(now: datetime | None = None) -> int:
    """Forget the sheets nothing needs any more: file, columns and first rows; what was found in them stays.

    Return how many.
    """
    now = now or timezone.now()
    old = ReceivedSheet.objects.filter(received_at__lt=sent_files.over_since(now)).exclude(path="")
    return sum(_forget(key, now) for key in list(old.values_list("pk", flat=True)))


@transaction.atomic
def _forget(key: int, now: datetime) -> bool:
    rows = ReceivedSheet.objects.select_for_update(of=("self",)).select_related("change_set")
    received = rows.get(pk=key)
    until = deletable_from(received)
    if not received.path or until is None or until > now:
        return False
    sent_files.unlink_after_commit(received.path, FOLDER)
    empty: dict[str, list[str]] = {"columns": [], "rows": []}
    ReceivedSheet.objects.filter(pk=key).update(path="", sample=empty, preview=[])
    journal.record("sheet.file_deleted", received, by=None, changes={"sha256": [received.digest, None]})
    return True


def in_use() -> set[str]:
    """Return the paths of the sheets that are kept."""
    return set(ReceivedSheet.objects.exclude(path="").values_list("path", flat=True))
