"""Tell each address what is new or changed for it: one mail with everything, capped, never the same twice."""

import logging
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from vivier.alerts import links
from vivier.alerts.models import Declined, Subscriber, Subscription, Told
from vivier.alerts.rhythm import next_look
from vivier.alerts.saying import address_of, changes_in, facts_of, page_of, subject_words
from vivier.alerts.wanting import Wanted, wanted_by
from vivier.opportunities import stock, wording
from vivier.opportunities.models import Call
from vivier.opportunities.status import Status, status_of, time_left
from vivier.outbox import actions as outbox
from vivier.outbox.refusals import InvalidAddress

log = logging.getLogger(__name__)
MOST, MOST_WHY = 10, 3
REMIND_DAYS = (14, 3)
_OPEN = (Status.OPEN, Status.CLOSING_SOON)


@dataclass(slots=True)
class Digest:
    """What one mail says: new calls under what was asked, changed ones, and how many more there are."""

    sections: list[tuple[Subscription, list[Wanted]]] = field(default_factory=list)
    changed: list[tuple[Call, tuple[str, ...]]] = field(default_factory=list)
    more: int = 0

    @property
    def calls(self) -> list[Call]:
        new = [wanted.call for _subscription, wanteds in self.sections for wanted in wanteds]
        return new + [call for call, _changes in self.changed]


def tell_everyone(now: datetime | None = None, stop: Callable[[], bool] = lambda: False) -> int:
    """Tell every address that is due; return how many mails were written. One address, one transaction."""
    now = now or timezone.now()
    due = Subscriber.objects.filter(due_at__lte=now, subscriptions__state=Subscription.State.ACTIVE)
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
    with translation.override(subscriber.language):
        digest = compose(subscriber, now)
        if not digest.calls:
            return 0
        _post(subscriber, digest, occurrence, now)
    remember(subscriber, digest.calls, now)
    return 1


def compose(subscriber: Subscriber, now: datetime) -> Digest:
    """Return what is new and what changed for an address, in the language that is active."""
    told = {row.call_id: row for row in subscriber.told.all()}
    declined = set(Declined.objects.filter(subscriber=subscriber).values_list("scheme_id", flat=True))
    digest, seen = Digest(), set(told)
    for subscription in _active(subscriber):
        fresh: list[Wanted] = []
        for wanted in wanted_by(subscription, now):
            if wanted.call.pk in seen or wanted.call.scheme_id in declined:
                continue
            seen.add(wanted.call.pk)
            if len(digest.calls) + len(fresh) < MOST:
                fresh.append(wanted)
            else:
                digest.more += 1
        if fresh:
            digest.sections.append((subscription, fresh))
    digest.changed = list(_changed(told, declined, now))[:MOST]
    return digest


def _active(subscriber: Subscriber) -> list[Subscription]:
    rows = subscriber.subscriptions.filter(state=Subscription.State.ACTIVE)
    return list(rows.select_related("subscriber", "actor", "scheme", "call"))


def _changed(
    told: dict[int, Told], declined: set[int], now: datetime
) -> Iterator[tuple[Call, tuple[str, ...]]]:
    if not told:
        return
    for offer in stock.offers():
        row = told.get(offer.call.pk)
        if row is None or offer.call.scheme_id in declined or offer.status_at(now) is Status.CLOSED:
            continue
        changes = changes_in(row.facts, offer.call)
        if changes:
            yield offer.call, changes


def remember(subscriber: Subscriber, calls: list[Call], now: datetime) -> None:
    """Note that an address was told of these calls, with what mattered then."""
    for call in calls:
        Told.objects.update_or_create(
            subscriber=subscriber,
            call=call,
            defaults={"facts": facts_of(call), "last_at": now},
            create_defaults={"facts": facts_of(call), "last_at": now, "first_at": now},
        )


def _post(subscriber: Subscriber, digest: Digest, occurrence: datetime, now: datetime) -> None:
    secret, language = links.management(subscriber), subscriber.language
    outbox.post(
        key=f"alert:{subscriber.pk}:{occurrence.isoformat()}",
        to=subscriber.email,
        template="alerts/mails/digest",
        context={
            "subject": _subject(digest, now),
            "sections": [
                {
                    "what": subject_words(subscription, language),
                    "page": page_of(subscription, language),
                    "calls": [
                        line_of(one.call, now, secret, language)
                        | {"why": one.why[:MOST_WHY], "to_check": one.to_check}
                        for one in wanteds
                    ],
                }
                for subscription, wanteds in digest.sections
            ],
            "changed": [
                line_of(call, now, secret, language) | {"changes": changes}
                for call, changes in digest.changed
            ],
            "more": digest.more,
            "manage": address_of("web:alert_manage", language, secret),
        },
        language=language,
        cause=f"subscriber:{subscriber.pk}",
        unsubscribe=address_of("web:alert_stop", language, secret),
    )


def line_of(call: Call, now: datetime, secret: str, language: str) -> dict[str, Any]:
    """Return what a mail says of one call, in the language that is active."""
    return {
        "title": call.title.text,
        "url": address_of("web:opportunity", language, call.slug),
        "issuer": call.scheme.issued_by,
        "kind": str(call.get_kind_display()),
        "amount": wording.amount_words(call.amount_min, call.amount_max, call.currency),
        "when": _when(call, now),
        "less": address_of("web:alert_less", language, secret, call.scheme_id),
        "is_demo": call.is_demo,
    }


def _when(call: Call, now: datetime) -> str:
    status = status_of(call, now)
    if status is Status.UPCOMING and call.opens_at is not None:
        return _("opens on %(day)s") % {"day": wording.day_words(call.opens_at)}
    if call.closes_at is not None:
        day = wording.moment_words(call.closes_at, day_only=call.closes_on_day)
        return _("until %(day)s") % {"day": day}
    return wording.status_words(status)


def _subject(digest: Digest, now: datetime) -> str:
    """The first call and its deadline, and how many others."""
    first = digest.calls[0]
    title = first.title.text if digest.sections else _("Changed: %(title)s") % {"title": first.title}
    others = len(digest.calls) - 1
    if first.closes_at is not None and status_of(first, now) in _OPEN:
        left = wording.long_left(time_left(first.closes_at, now))
        title = _("%(title)s (%(left)s left)") % {"title": title, "left": left}
    return _("%(title)s, and %(count)d more") % {"title": title, "count": others} if others else title


def remind_everyone(now: datetime | None = None) -> int:
    """Remind of deadlines 14 and 3 days before; once each, and again when the deadline moved."""
    now = now or timezone.now()
    rows = Subscription.objects.filter(
        subject=Subscription.Subject.DEADLINE,
        state=Subscription.State.ACTIVE,
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
    secret, language = links.management(subscriber), subscriber.language
    with translation.override(language):
        message = outbox.post(
            key=key,
            to=subscriber.email,
            template="alerts/mails/deadline",
            context={
                "call": line_of(call, now, secret, language),
                "left": wording.long_left(time_left(call.closes_at, now)),
                "manage": address_of("web:alert_manage", language, secret),
            },
            language=language,
            cause=f"subscription:{subscription.pk}",
            unsubscribe=address_of("web:alert_stop", language, secret),
        )
    return int(message.created_at >= now)
