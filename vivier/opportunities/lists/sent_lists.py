"""The lists of opportunities that were sent or fetched: until when each file is kept, and how it goes."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from vivier.accounts import journal
from vivier.core import sent_files
from vivier.opportunities.models import UNDO_DAYS, CallReading

FOLDER = "received"  # of VAR
NAMED = r"[0-9a-f]{24}"
State = CallReading.State
WAITS = {State.CHECKED, State.PROPOSED, State.FAILED}


def deletable_from(reading: CallReading) -> datetime | None:
    """Return from when the file of a list may go; None while it is being worked on.

    What nobody decided about waits longest; what was applied, at least as long as it can be undone.
    """
    if reading.is_busy:
        return None
    if reading.state in WAITS:
        return reading.received_at + timedelta(days=settings.SENT_FILES_WAITING_DAYS)
    at = reading.applied_at or reading.received_at
    kept = max(settings.SENT_FILES_DAYS, UNDO_DAYS if reading.state == State.APPLIED else 0)
    return at + timedelta(days=kept)


def forget_old(now: datetime | None = None) -> int:
    """Forget the lists nothing needs any more: file, columns and first rows; what was found in them stays.

    Return how many.
    """
    now = now or timezone.now()
    old = CallReading.objects.filter(received_at__lt=sent_files.over_since(now)).exclude(path="")
    return sum(_forget(key, now) for key in list(old.values_list("pk", flat=True)))


@transaction.atomic
def _forget(key: int, now: datetime) -> bool:
    reading = CallReading.objects.select_for_update().get(pk=key)
    until = deletable_from(reading)
    if not reading.path or until is None or until > now:
        return False
    sent_files.unlink_after_commit(reading.path, FOLDER)
    empty: dict[str, list[str]] = {"columns": [], "rows": []}
    CallReading.objects.filter(pk=key).update(path="", sample=empty, preview=[])
    changes: journal.Changes = {"sha256": [reading.digest, None]}
    journal.record("call_reading.file_deleted", reading, by=None, changes=changes)
    return True


def in_use() -> set[str]:
    """Return the paths of the lists that are kept."""
    return set(CallReading.objects.exclude(path="").values_list("path", flat=True))
