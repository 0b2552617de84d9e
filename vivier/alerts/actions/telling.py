"""Tell each address what is new or changed for it: one mail with everything, capped, never the same twice."""

import logging
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone, translation
from django.utils.timezone import localtime

from vivier.agenda.models import Event
from vivier.alerts import links, visits
from vivier.alerts.changes import changes_in, facts_of
from vivier.alerts.joining import language_for
from vivier.alerts.lines import line_of, subject_of
from vivier.alerts.models import Declined, Subscriber, Subscription, Told
from vivier.alerts.rhythm import next_look
from vivier.alerts.saying import address_of, page_of, subject_words
from vivier.alerts.wanted import Thing, Wanted
from vivier.alerts.wanting import wanted_by
from vivier.directory.models import Actor
from vivier.opportunities import stock
from vivier.opportunities.conditions import wording
from vivier.opportunities.models import Call
from vivier.opportunities.status import ZONE, Status, time_left
from vivier.outbox import actions as outbox
from vivier.outbox.refusals import InvalidAddress

log = logging.getLogger(__name__)
MOST, MOST_WHY = 10, 3
REMIND_DAYS = (14, 3)
Key = tuple[type, int]


@dataclass(slots=True)
class Digest:
    """What one mail says: new things under what was asked, changed ones, and how many more there are."""

    sections: list[tuple[Subscription, list[Wanted]]] = field(default_factory=list)
    changed: list[tuple[Thing, tuple[str, ...]]] = field(default_factory=list)
    more: int = 0

    @property
    def things(self) -> list[Thing]:
        new = [wanted.thing for _subscription, wanteds in self.sections for wanted in wanteds]
        return new + [thing for thing, _changes in self.changed]


def tell_everyone(now: datetime | None = None, stop: Callable[[], bool] = lambda: False) -> int:
    """Tell every address that is due; return how many mails were written. One address, one transaction."""
    now = now or timezone.now()
    due = Subscriber.objects.filter(
        due_at__lte=now, subscriptions__state=Subscription.State.ACTIVE, subscriptions__by_mail=True
    )
    keys = list(due.order_by("due_at").values_list("pk", flat=True).distinct())
    written = 0
    for key in keys:
        if stop():
            break
        try:
            written += tell(key, now)
        except InvalidAddress:
            log.warning("alert %s: its address takes no mail", key)
    return written


@transaction.atomic
def tell(key: int, now: datetime) -> int:
    """Write the mail of one address when it is due and there is something to say; return 1 or 0."""
    subscriber = Subscriber.objects.select_for_update().filter(pk=key, due_at__lte=now).first()
    if subscriber is None:
        return 0
    occurrence = subscriber.due_at
    subscriber.due_at = next_look(subscriber.frequency, now)
    subscriber.save(update_fields=["due_at"])
    language = language_for(subscriber)
    with translation.override(language):
        digest = compose(subscriber, now)
        if not digest.things:
            return 0
        _post(subscriber, digest, occurrence, now, language)
    remember(subscriber, digest.things, now)
    return 1


def compose(subscriber: Subscriber, now: datetime) -> Digest:
    """Return what is new and what changed for an address, in the language that is active."""
    told = {_key_of_row(row): row for row in subscriber.told.all()}
    declined = set(Declined.objects.filter(subscriber=subscriber).values_list("scheme_id", flat=True))
    digest, seen = Digest(), set(told)
    for subscription in _active(subscriber):
        fresh: list[Wanted] = []
        for wanted in wanted_by(subscription, now):
            thing = wanted.thing
            if _key(thing) in seen or (isinstance(thing, Call) and thing.scheme_id in declined):
                continue
            seen.add(_key(thing))
            if len(digest.things) + len(fresh) < MOST:
                fresh.append(wanted)
            else:
                digest.more += 1
        if fresh:
            digest.sections.append((subscription, fresh))
    digest.changed = list(_changed(told, declined, now))[:MOST]
    return digest


def _key(thing: Thing) -> Key:
    return type(thing), thing.pk


def _key_of_row(row: Told) -> Key:
    if row.call_id is not None:
        return Call, row.call_id
    return (Event, row.event_id) if row.event_id is not None else (Actor, row.actor_id or 0)


def _active(subscriber: Subscriber) -> list[Subscription]:
    rows = subscriber.subscriptions.filter(state=Subscription.State.ACTIVE, by_mail=True)
    return list(rows.select_related("subscriber", "actor", "scheme", "call", "place"))


def _changed(
    told: dict[Key, Told], declined: set[int], now: datetime
) -> Iterator[tuple[Thing, tuple[str, ...]]]:
    """Yield the calls that are not closed and the events that are not over, with what changed of them."""
    things: list[Thing] = [*_calls_told(told, declined, now), *_events_told(told, now)]
    for thing in things:
        changes = changes_in(told[_key(thing)].facts, thing)
        if changes:
            yield thing, changes


def _calls_told(told: dict[Key, Told], declined: set[int], now: datetime) -> list[Call]:
    if not any(kind is Call for kind, _pk in told):
        return []
    return [
        offer.call
        for offer in stock.offers()
        if (Call, offer.call.pk) in told
        and offer.call.scheme_id not in declined
        and offer.status_at(now) is not Status.CLOSED
    ]


def _events_told(told: dict[Key, Told], now: datetime) -> list[Event]:
    keys = [pk for kind, pk in told if kind is Event]
    if not keys:
        return []
    coming = Event.objects.published().coming(today=localtime(now, ZONE).date())
    return list(coming.filter(pk__in=keys).for_list().order_by("starts_on", "pk"))


def remember(subscriber: Subscriber, things: list[Thing], now: datetime) -> None:
    """Note that an address was told of these things, with what mattered then."""
    for thing in things:
        facts = {"facts": facts_of(thing), "last_at": now}
        Told.objects.update_or_create(
            subscriber=subscriber,
            **{_COLUMNS[type(thing)]: thing},
            defaults=facts,
            create_defaults=facts | {"first_at": now},
        )


_COLUMNS: dict[type, str] = {Call: "call", Event: "event", Actor: "actor"}


def _post(subscriber: Subscriber, digest: Digest, occurrence: datetime, now: datetime, language: str) -> None:
    secret = links.management(subscriber)

    def line(thing: Thing, **more: Any) -> dict[str, Any]:
        return line_of(thing, now, secret, language, mark=visits.ALERT) | more

    outbox.post(
        key=f"alert:{subscriber.pk}:{occurrence.isoformat()}",
        to=subscriber.email,
        template="alerts/mails/digest",
        context={
            "subject": subject_of(digest.things, now, is_new=bool(digest.sections)),
            "sections": [
                {
                    "what": subject_words(subscription, language),
                    "page": page_of(subscription, language),
                    "lines": [
                        line(one.thing, why=one.why[:MOST_WHY], to_check=one.to_check) for one in wanteds
                    ],
                }
                for subscription, wanteds in digest.sections
            ],
            "changed": [line(thing, changes=changes) for thing, changes in digest.changed],
            "more": digest.more,
            "manage": address_of("web:alert_manage", language, secret),
        },
        language=language,
        cause=f"subscriber:{subscriber.pk}",
        unsubscribe=address_of("web:alert_stop", language, secret),
    )


def remind_everyone(now: datetime | None = None) -> int:
    """Remind of deadlines 14 and 3 days before; once each, and again when the deadline moved."""
    now = now or timezone.now()
    rows = Subscription.objects.filter(
        subject=Subscription.Subject.DEADLINE,
        state=Subscription.State.ACTIVE,
        by_mail=True,
        call__state=Call.State.PUBLISHED,
        call__closes_at__gt=now,
        call__closes_at__lte=now + timedelta(days=max(REMIND_DAYS)),
    )
    return sum(_remind(row, now) for row in rows.select_related("subscriber", "call__scheme__issuer"))


@transaction.atomic
def _remind(subscription: Subscription, now: datetime) -> int:
    call, subscriber = subscription.call, subscription.subscriber
    if call is None or call.closes_at is None:
        return 0
    left = call.closes_at - now
    days = min(days for days in REMIND_DAYS if left <= timedelta(days=days))
    key = f"deadline:{subscription.pk}:{call.closes_at:%Y%m%d%H%M}:{days}"
    secret, language = links.management(subscriber), language_for(subscriber)
    with translation.override(language):
        message = outbox.post(
            key=key,
            to=subscriber.email,
            template="alerts/mails/deadline",
            context={
                "call": line_of(call, now, secret, language, mark=visits.REMINDER),
                "left": wording.long_left(time_left(call.closes_at, now)),
                "manage": address_of("web:alert_manage", language, secret),
            },
            language=language,
            cause=f"subscription:{subscription.pk}",
            unsubscribe=address_of("web:alert_stop", language, secret),
        )
    return int(message.created_at >= now)
