"""Follow a case: what is new waits for each side that may read it, until it reads it or is told by mail.

What is new is told together, and never what it says: only that something is there, and from which side.
"""

from collections import Counter
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from vivier.support import case_mails
from vivier.support.casework import Viewer, applicant, partner_on, partners_on, readable
from vivier.support.models import (
    CaseDocument,
    CaseEntry,
    CaseNote,
    CaseReader,
    Meeting,
    Need,
    NextAction,
    Partner,
    Referral,
    Side,
    Suggestion,
    Visibility,
)

KINDS = (CaseNote, CaseDocument, NextAction, Meeting, Suggestion)


def note_news(entry: CaseEntry, by: Viewer, *, at: datetime) -> None:
    """Let what was just written wait for the sides that may read it, but for who wrote it."""
    for side, partner in _readers_of(entry):
        if (side, partner) != (by.side, by.partner):
            reader, _new = CaseReader.objects.get_or_create(need=entry.need, side=side, partner=partner)
            rows = CaseReader.objects.filter(pk=reader.pk, news_since__isnull=True, is_stopped=False)
            rows.update(news_since=at)


def _readers_of(entry: CaseEntry) -> list[tuple[Side, Partner | None]]:
    if entry.visibility == Visibility.OWN:
        return [(Side(entry.side), entry.partner)]
    readers: list[tuple[Side, Partner | None]] = [(Side.TEAM, None)]
    readers += [(Side.PARTNER, one) for one in partners_on(entry.need)]
    if entry.visibility == Visibility.APPLICANT:
        readers.append((Side.APPLICANT, None))
    return readers


def note_read(need: Need, by: Viewer) -> None:
    """A side has opened the case: what waited for it need not be told any more."""
    _rows_of(need, by).filter(news_since__isnull=False).update(news_since=None)


def is_stopped(need: Need, by: Viewer) -> bool:
    """Whether a side wants no mails about the case."""
    return _rows_of(need, by).filter(is_stopped=True).exists()


def _rows_of(need: Need, by: Viewer) -> Any:
    return CaseReader.objects.filter(need=need, side=by.side, partner=by.partner)


@transaction.atomic
def want_mails(need: Need, by: Viewer, *, wanted: bool) -> None:
    """Stop the mails about one case for one side, or begin them again; twice is once."""
    reader, _new = CaseReader.objects.get_or_create(need=need, side=by.side, partner=by.partner)
    stop(reader) if not wanted else CaseReader.objects.filter(pk=reader.pk).update(is_stopped=False)


@transaction.atomic
def stop(reader: CaseReader) -> None:
    """Write no more to this reader of a case; also what waits is not told."""
    CaseReader.objects.filter(pk=reader.pk).update(is_stopped=True, news_since=None)


def tell_news(now: datetime | None = None, stopping: Callable[[], bool] = lambda: False) -> int:
    """Write to each side that has not read what is new for a while; return how many mails."""
    until = now or timezone.now()
    ripe = CaseReader.objects.filter(news_since__lte=until - timedelta(minutes=settings.CASE_NEWS_MINUTES))
    written = 0
    for key in list(ripe.order_by("news_since").values_list("pk", flat=True)):
        if stopping():
            break
        written += _tell(key)
    return written


@transaction.atomic
def _tell(key: int) -> int:
    rows = CaseReader.objects.select_for_update(of=("self",)).select_related("need", "partner__actor")
    reader = rows.filter(pk=key, news_since__isnull=False).first()
    if reader is None:
        return 0
    since, reader.news_since = reader.news_since, None
    reader.save(update_fields=["news_since"])
    viewer = _viewer_of(reader)
    if viewer is None or reader.is_stopped or _is_over(reader.need):
        return 0
    news = news_of(reader.need, viewer, since=since or timezone.now())
    return case_mails.news(reader, news, since=since) if news else 0


def _is_over(need: Need) -> bool:
    is_shown_only = need.is_demo and not settings.DEMO
    return need.erased_at is not None or need.withdrawn_at is not None or is_shown_only


def _viewer_of(reader: CaseReader) -> Viewer | None:
    """Who the reader is today; None for a partner that is off the case or may not see it any more."""
    if reader.side == Side.APPLICANT:
        return applicant()
    if reader.side == Side.TEAM:
        return Viewer(Side.TEAM)
    rows = Referral.objects.select_related("need", "partner__actor")
    referral = rows.filter(need=reader.need, partner=reader.partner).order_by("-pk").first()
    return partner_on(referral, None) if referral else None


def news_of(need: Need, viewer: Viewer, *, since: datetime) -> dict[str, int]:
    """Count by kind what others wrote since a moment and this side may read; empty when nothing is left."""
    own = Q(side=viewer.side, partner=viewer.partner)
    found: Counter[str] = Counter()
    for kind in KINDS:
        rows: Any = kind._default_manager  # type: ignore[attr-defined]
        new = readable(rows.filter(need=need, at__gte=since).exclude(own), viewer).count()
        if new:
            found[kind.__name__.lower()] = new
    off = Meeting.objects.filter(need=need, cancelled_at__gte=since, at__lt=since)
    if cancelled := readable(off, viewer).count():
        found["cancelled"] = cancelled
    return dict(found)
