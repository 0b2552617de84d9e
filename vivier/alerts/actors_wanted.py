"""The records that came into the directory since an address asked for those of a search."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from django.contrib.contenttypes.models import ContentType
from django.utils import timezone

from vivier.accounts.models import JournalEntry
from vivier.alerts.models import Subscription
from vivier.alerts.parameters import parameters_of
from vivier.alerts.wanted import Wanted
from vivier.directory.models import Actor
from vivier.directory.questions import newest
from vivier.search import engine
from vivier.search.query import PAGE_LIMIT

# The last changed first: whoever came in since is among them unless thousands were changed at once.
MOST_LOOKED_AT = 10 * PAGE_LIMIT


def of_search(subscription: Subscription) -> Iterator[Wanted]:
    """Yield the records of the search that were published after it was confirmed, the last changed first."""
    since = subscription.confirmed_at
    if since is None:
        return
    asked = parameters_of(subscription.query)
    for offset in range(0, MOST_LOOKED_AT, PAGE_LIMIT):
        keys = engine.search(newest(asked, offset=offset)).pks
        rows = Actor.objects.published().select_related("territory").in_bulk(keys)
        found = [rows[key] for key in keys if key in rows]
        yield from (Wanted(one) for one in _came_in(found, since))
        is_old = found and timezone.localdate(found[-1].updated_at) < timezone.localdate(since)
        if is_old or len(keys) < PAGE_LIMIT:
            return


def _came_in(actors: Sequence[Actor], since: datetime) -> list[Actor]:
    """Return those made since, or made before and published since."""
    older = [str(one.pk) for one in actors if one.created_at <= since]
    published = JournalEntry.objects.filter(
        content_type=ContentType.objects.get_for_model(Actor),
        object_id__in=older,
        verb="actor.published",
        at__gt=since,
    )
    late = frozenset(published.values_list("object_id", flat=True))
    return [one for one in actors if one.created_at > since or str(one.pk) in late]
