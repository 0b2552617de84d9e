"""How long a record has gone without anybody saying it is right, and whose turn it is to say so."""

from calendar import monthrange
from datetime import date, datetime

from django.conf import settings
from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.utils import timezone

from vivier.directory.models import Actor, Membership

REPEAT_MONTHS = 1
MOST_MAILS = 3  # the first, then at most twice more


def months_before(day: date, months: int) -> date:
    """Return the same day so many months earlier; the last of the month when there is no such day."""
    count = day.year * 12 + day.month - 1 - months
    year, month = divmod(count, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def stale_before(today: date) -> date:
    """Return the day before which a confirmation is too old."""
    return months_before(today, settings.CONFIRM_MONTHS)


def dormant(today: date) -> QuerySet[Actor]:
    """Published records neither confirmed nor changed for too long, the longest untouched first."""
    day = stale_before(today)
    midnight = timezone.make_aware(datetime.combine(day, datetime.min.time()))
    old = Q(confirmed_on__isnull=True) | Q(confirmed_on__lt=day)
    untouched = Actor.objects.published().filter(old, updated_at__lt=midnight, closed_on__isnull=True)
    return untouched.order_by("updated_at", "pk")


def orphans() -> QuerySet[Actor]:
    """Published records nobody manages: first those somebody left, then those with an address to write to."""
    managed = Membership.objects.filter(actor=OuterRef("pk"), user__is_active=True)
    alone = Actor.objects.published().filter(~Exists(managed), closed_on__isnull=True)
    return alone.order_by(F("orphaned_on").asc(nulls_last=True), "-email", "sort_name", "pk")


def to_ask(today: date) -> QuerySet[Membership]:
    """Managers of published records that were not confirmed, nor given to them, within the time set."""
    day = stale_before(today)
    midnight = timezone.make_aware(datetime.combine(day, datetime.min.time()))
    managers = Membership.objects.filter(
        Q(actor__confirmed_on__isnull=True) | Q(actor__confirmed_on__lt=day),
        since__lt=midnight,
        actor__status=Actor.Status.PUBLISHED,
        actor__closed_on__isnull=True,
        user__is_active=True,
    )
    return managers.select_related("actor", "user").order_by("pk")


def known_right_on(membership: Membership) -> date:
    """Return the day the record was last confirmed or, later or instead, given to this manager."""
    given = timezone.localdate(membership.since)
    confirmed = membership.actor.confirmed_on
    return max(given, confirmed) if confirmed else given
