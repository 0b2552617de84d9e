"""Who was told of an opportunity stays counted once the address is gone: for counts, never for a name.

What is left is the opportunity, the day, and a number drawn at random, the same for everything one address
was told. The number stands beside the address only while the address is there: nothing leads from it to
somebody who is gone.
"""

from collections import defaultdict
from datetime import datetime, time
from uuid import UUID, uuid4

from django.db.models import CharField, QuerySet
from django.db.models.functions import Cast, Coalesce
from django.utils import timezone

from vivier.alerts.models import CallOut, ReachedFor, Subscriber, Subscription, Told
from vivier.core.batches import batched
from vivier.outbox.models import Message


def person() -> Coalesce:
    """Return what distinguishes who was told."""
    number, theirs, key = (
        Cast(path, CharField()) for path in ("counted_as", "subscriber__counted_as", "subscriber_id")
    )
    return Coalesce(number, theirs, key, output_field=CharField())


def name_of(row: Told) -> str:
    """Return how a list names who was told, which says nothing of them; rows come with their subscriber."""
    number = row.counted_as or (row.subscriber.counted_as if row.subscriber else None)
    return f"P{str(number)[:8]}" if number else f"P{row.subscriber_id:06d}"


def number_of(subscriber: Subscriber) -> UUID:
    """Return the number of an address, drawn when it is first asked for."""
    if subscriber.counted_as is None:
        subscriber.counted_as = uuid4()
        subscriber.save(update_fields=["counted_as"])
    return subscriber.counted_as


def keep_counts(rows: QuerySet[Told]) -> None:
    """Take the address off what it was told of opportunities; what it was told of other things goes."""
    rows.filter(call__isnull=True).delete()
    left = list(rows.filter(subscriber__isnull=False).order_by("pk"))
    subscribers = Subscriber.objects.filter(pk__in=rows.values("subscriber")).in_bulk()
    for row in left:
        row.counted_as, row.facts = number_of(subscribers[row.subscriber_id or 0]), {}
        row.subscriber, row.first_at = None, _noon(row.first_at)
        row.last_at = row.first_at
    Told.objects.bulk_update(
        left, ["counted_as", "subscriber", "facts", "first_at", "last_at"], batch_size=500
    )


def keep_reached(rows: QuerySet[Subscription]) -> None:
    """Keep for which records calls to people reached somebody, before these subscriptions go; not whom."""
    wanted = rows.filter(subject=Subscription.Subject.RECORD, actor__isnull=False)
    actors: defaultdict[int, set[int]] = defaultdict(set)
    for subscriber, actor in wanted.order_by().values_list("subscriber", "actor"):
        actors[subscriber].add(actor or 0)
    if not actors:
        return
    calls = list(CallOut.objects.values_list("pk", flat=True))
    keys = {key_of_mail(call, one): (call, one) for call in calls for one in actors}
    kept = [
        ReachedFor(call_out_id=call, actor_id=actor)
        for some in batched(keys, 500)
        for key in Message.objects.filter(key__in=some, state=Message.State.SENT).values_list(
            "key", flat=True
        )
        for call, one in (keys[key],)
        for actor in sorted(actors[one])
    ]
    ReachedFor.objects.bulk_create(kept, batch_size=500, ignore_conflicts=True)


def key_of_mail(call_out: int, subscriber: int) -> str:
    """Return the key of the mail of a call to people to one address."""
    return f"call-out:{call_out}:{subscriber}"


def erase(subscribers: QuerySet[Subscriber]) -> int:
    """Erase addresses and everything kept about them but what is counted; return how many went."""
    keys = list(subscribers.values_list("pk", flat=True))
    keep_counts(Told.objects.filter(subscriber__in=keys))
    keep_reached(Subscription.objects.filter(subscriber__in=keys))
    return Subscriber.objects.filter(pk__in=keys).delete()[1].get("alerts.Subscriber", 0)


def become_one(mine: Subscriber, other: Subscriber) -> None:
    """Count two addresses of one person once, with what was kept without them, too."""
    if other.counted_as is not None:
        Told.objects.filter(counted_as=other.counted_as).update(counted_as=number_of(mine))


def _noon(moment: datetime) -> datetime:
    """The day alone is counted: the moment of a mail would lead to whom it went."""
    return timezone.make_aware(datetime.combine(timezone.localdate(moment), time(12)))
