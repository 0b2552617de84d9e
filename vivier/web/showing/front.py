"""What the home page puts together from all the domains."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db.models import Count, Q
from django.utils import timezone

from vivier.agenda.models import Event
from vivier.directory.models import Actor
from vivier.newsroom.models import ArticlePage
from vivier.opportunities.models import Call
from vivier.reference.models import Discipline
from vivier.web.showing.maps import TerritoryMap, territory_map


@dataclass(frozen=True, slots=True)
class Bar:
    """One discipline and how many actors practise it; `share` is its length beside the longest, 0..100."""

    discipline: Discipline
    count: int
    share: int


def bars(limit: int = 6) -> list[Bar]:
    """Return the disciplines that most published actors practise."""
    rows = list(
        Discipline.objects.annotate(
            count=Count("actors", filter=Q(actors__status=Actor.Status.PUBLISHED))
        ).order_by("-count", "position")[:limit]
    )
    longest = max((row.count for row in rows), default=0) or 1
    return [Bar(row, row.count, round(100 * row.count / longest)) for row in rows]


def actor_map() -> TerritoryMap:
    """Return the map of published actors by commune."""
    counts = (
        Actor.objects.published()
        .exclude(territory=None)
        .values_list("territory__code")
        .annotate(count=Count("pk"))
        .order_by()
    )
    return territory_map(dict(counts))


def coming_events(now: datetime, limit: int = 4) -> list[Event]:
    """Return the next events that are not over."""
    today = timezone.localdate(now)
    running = Q(starts_on__gte=today) | Q(ends_on__gte=today)
    return list(Event.objects.published().filter(running).for_list().order_by("starts_on", "pk")[:limit])


def front_page() -> dict[str, Any]:
    """Return everything the home page shows, in a fixed number of queries."""
    now = timezone.now()
    open_calls = Call.objects.published().open_at(now)
    return {
        "actor_count": Actor.objects.published().count(),
        "open_count": open_calls.count(),
        "call_count": Call.objects.published().count(),
        "closing": list(Call.objects.published().closing_after(now).for_list()[:4]),
        "bars": bars(),
        "map": actor_map(),
        "events": coming_events(now),
        "articles": list(ArticlePage.objects.for_list()[:5]),
        "reference": Actor.objects.published().filter(slug=settings.REFERENCE_ACTOR).first(),
    }
