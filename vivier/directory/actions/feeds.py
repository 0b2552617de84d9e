"""What people and the worker do with feeds: read one now, have it read again by itself, say that it moved."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from vivier.accounts import journal
from vivier.core.fetching import Allow, is_public
from vivier.core.refusals import NotFetched
from vivier.directory.actions.refreshing import drop_changes, propose_changes
from vivier.directory.from_feed import FeedReader
from vivier.directory.models import ChangeSet, DataSource, ProposedChange
from vivier.directory.provenance import Source
from vivier.directory.refresh import METHODS
from vivier.directory.refusals import SourceRefused

if TYPE_CHECKING:
    from vivier.accounts.models import User

PERIODS = {DataSource.Every.DAY: timedelta(days=1), DataSource.Every.WEEK: timedelta(days=7)}
# A reading is asked for a little early, so that one a day stays at the same hour.
EARLY = timedelta(minutes=30)


def read_feed(
    source: DataSource,
    *,
    by: "User | None",
    allow: Allow = is_public,
    progress: Callable[[int], None] = lambda _count: None,
) -> ChangeSet:
    """Fetch a feed, then propose what it changes; while it is fetched nothing is written."""
    reader = FeedReader(allow=allow)
    try:
        arrivals = list(reader.of(source.url, progress))
    except NotFetched as error:
        _note_outcome(source, str(error), fails=True)
        journal.record("feed.failed", source, by=by, reason=str(error))
        raise SourceRefused(str(error)) from error
    kind = ChangeSet.Source.FEED
    change_set = propose_changes(
        arrivals,
        kind=kind,
        label=source.name,
        source=Source(METHODS[kind], source.name, source.url, timezone.localdate()),
        by=by,
    )
    words = {"pages": reader.pages, "actors": len(arrivals), "wrong": len(reader.wrong)}
    said = _("%(pages)s pages, %(actors)s actors, %(wrong)s that cannot be used.") % words
    first = "; ".join(f"{slug}: {why}" for slug, why in reader.wrong[:3])
    _note_outcome(source, f"{said} {first}".strip())
    return change_set


def _note_outcome(source: DataSource, said: str, *, fails: bool = False) -> None:
    now = timezone.now()
    since = (source.failing_since or now) if fails else None
    rows = DataSource.objects.filter(pk=source.pk)
    rows.update(read_at=now, outcome=said[:500], failing_since=since)
    source.refresh_from_db()


def take_due_feeds(now: datetime | None = None) -> list[DataSource]:
    """Return the feeds to be read again now; no other worker gets them until they are due once more."""
    now = now or timezone.now()
    taken = []
    for every, period in PERIODS.items():
        before = now - period + EARLY
        waits = Q(read_at__isnull=True) | Q(read_at__lte=before)
        free = Q(asked_at__isnull=True) | Q(asked_at__lte=before)
        due = DataSource.objects.filter(waits, free, kind=DataSource.Kind.FEED, read_every=every)
        for source in due.order_by("pk"):
            mine = DataSource.objects.filter(free, pk=source.pk, read_every=every)
            if mine.update(asked_at=now):
                taken.append(source)
    return taken


def read_again(source: DataSource, *, allow: Allow = is_public) -> ChangeSet | None:
    """Read a feed because it is due; None when it changes nothing.

    What an earlier reading proposed and nobody has looked at gives way to the newer proposal.
    """
    change_set = read_feed(source, by=None, allow=allow)
    older = ChangeSet.objects.filter(
        source=ChangeSet.Source.FEED, source_name=source.name, state=ChangeSet.State.PROPOSED
    ).exclude(pk=change_set.pk)
    for one in older:
        if not one.changes.exclude(decision=ProposedChange.Decision.WAITING).exists():
            drop_changes(one, by=None)
    if change_set.changes.exists():
        return change_set
    drop_changes(change_set, by=None)
    return None


@transaction.atomic
def change_source(
    source: DataSource, *, url: str, licence: str, read_every: str | None = None, by: "User | None"
) -> None:
    """Write down that a source moved, has another licence, or is to be read more or less often."""
    before: journal.Changes = {"url": [source.url, url], "licence": [source.licence, licence]}
    if read_every is not None:
        before["read_every"] = [source.read_every, read_every]
    changes = {name: pair for name, pair in before.items() if pair[0] != pair[1]}
    if changes:
        DataSource.objects.filter(pk=source.pk).update(
            **{name: after for name, (_was, after) in changes.items()}
        )
        source.refresh_from_db()
        journal.record("source.changed", source, by=by, changes=changes)
