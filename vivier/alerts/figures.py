"""What came of telling people of calls: told, reached, visits, applied, obtained; for a call or a period.

Each number has one meaning everywhere. Told: mails of calls to people, less those taken back. Reached: of
these, taken by the mail server of who was told. Visits: of the call's page from such mails, and from alerts;
visits, not persons. Applied, obtained: what actors answered on the site, whoever told them; who obtained
applied too.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db.models import Count

from vivier.alerts import visits
from vivier.alerts.models import CallOut, ReachedFor, Subscription
from vivier.opportunities.models import Call, Response
from vivier.opportunities.status import ZONE
from vivier.outbox.models import Message

# Before the first and after the last of anything that can be counted.
EVER = (date(1970, 1, 1), date(2999, 12, 31))
TEMPLATE = "alerts/mails/call_out"
_State, _Kind = Message.State, Response.Kind


@dataclass(frozen=True, slots=True)
class Reach:
    """The figures of one call; `call` is None for a total."""

    call: Call | None
    told: int = 0
    reached: int = 0
    visits: int = 0
    visits_from_alerts: int = 0
    applied: int = 0
    obtained: int = 0

    @property
    def numbers(self) -> tuple[int, ...]:
        """The figures in the order of the columns."""
        return (self.told, self.reached, self.visits, self.visits_from_alerts, self.applied, self.obtained)


def reach(first: date, last: date, *, calls: Iterable[int] | None = None) -> list[Reach]:
    """Return the figures of a period (both days within, Belgian time), by call, those with any figure.

    `calls` are the keys of those to look at, all when None. A constant number of queries.
    """
    keys = None if calls is None else list(calls)
    mails, seen, answers = _mails(first, last), _visits(first, last), _answers(first, last)
    named = {key for key, _what in (*mails, *seen, *answers)}
    wanted = named if keys is None else named & set(keys)
    rows = Call.objects.filter(pk__in=wanted).select_related("scheme__issuer").order_by("title_fr", "pk")
    found = [
        Reach(
            call=call,
            told=mails[call.pk, "told"],
            reached=mails[call.pk, "reached"],
            visits=seen[call.pk, "call_out"],
            visits_from_alerts=seen[call.pk, "alert"],
            applied=answers[call.pk, _Kind.APPLIED] + answers[call.pk, _Kind.OBTAINED],
            obtained=answers[call.pk, _Kind.OBTAINED],
        )
        for call in rows
    ]
    return [row for row in found if any(row.numbers)]


def total(rows: Iterable[Reach]) -> Reach:
    """Return the sum of the figures of several calls."""
    sums = [sum(column) for column in zip(*(row.numbers for row in rows), strict=True)]
    return Reach(None, *sums)


def _moments(first: date, last: date) -> tuple[datetime, datetime]:
    first, after = max(first, EVER[0]), min(last, EVER[1]) + timedelta(days=1)
    return datetime.combine(first, time(), ZONE), datetime.combine(after, time(), ZONE)


def _mails(first: date, last: date) -> Counter[tuple[int, str]]:
    begins, ends = _moments(first, last)
    rows = Message.objects.filter(template=TEMPLATE, created_at__gte=begins, created_at__lt=ends)
    counted: Counter[tuple[int, str]] = Counter()
    for cause, state, number in rows.order_by().values_list("cause", "state").annotate(n=Count("pk")):
        call = int(cause.removeprefix("call:"))
        counted[call, "told"] += number if state != _State.CANCELLED else 0
        counted[call, "reached"] += number if state == _State.SENT else 0
    return counted


def _visits(first: date, last: date) -> Counter[tuple[int, str]]:
    counted: Counter[tuple[int, str]] = Counter()
    for (call, mark), number in visits.by_mark(first=first, last=last).items():
        counted[call, "alert" if mark in visits.KINDS else "call_out"] += number
    return counted


def _answers(first: date, last: date) -> Counter[tuple[int, str]]:
    begins, ends = _moments(first, last)
    rows = Response.objects.filter(at__gte=begins, at__lt=ends, kind__in=[_Kind.APPLIED, _Kind.OBTAINED])
    found = rows.order_by().values_list("call", "kind").annotate(n=Count("pk"))
    return Counter({(call, kind): number for call, kind, number in found})


@dataclass(frozen=True, slots=True)
class Told:
    """One call to people with what came of it."""

    call_out: CallOut
    told: int
    reached: int
    visits: int
    applied: int
    obtained: int


def by_call_out(call: Call, *, most: int) -> list[Told]:
    """Return the last calls to people of a call, the newest first. A constant number of queries.

    Applied and obtained count actors that answered so after the mail reached somebody who asked to be told
    for them, even if they ask no more; an answer counts once, with the last such mail before it. Who obtained
    applied too.
    """
    sent = list(call.call_outs.select_related("by")[:most])
    seen = visits.by_mark(calls=[call.pk])
    mails: Counter[tuple[int, bool]] = Counter()
    told_by: dict[int, set[int]] = {}
    rows = Message.objects.filter(template=TEMPLATE, cause=f"call:{call.pk}").exclude(state=_State.CANCELLED)
    for key, state in rows.values_list("key", "state"):
        one, subscriber = map(int, key.split(":")[1:3])
        mails[one, state == _State.SENT] += 1
        if state == _State.SENT:
            told_by.setdefault(subscriber, set()).add(one)
    answered = _answered_after(call, sent, told_by)
    return [
        Told(
            call_out=one,
            told=mails[one.pk, True] + mails[one.pk, False],
            reached=mails[one.pk, True],
            visits=seen.get((call.pk, one.mark), 0),
            applied=answered[one.pk, _Kind.APPLIED] + answered[one.pk, _Kind.OBTAINED],
            obtained=answered[one.pk, _Kind.OBTAINED],
        )
        for one in sent
    ]


def _answered_after(
    call: Call, sent: Iterable[CallOut], told_by: dict[int, set[int]]
) -> Counter[tuple[int, str]]:
    """Count answers by call to people; `sent` the newest first, `told_by` their keys by subscriber."""
    answers = {
        actor: (kind, at)
        for actor, kind, at in Response.objects.filter(
            call=call, kind__in=[_Kind.APPLIED, _Kind.OBTAINED]
        ).values_list("actor", "kind", "at")
    }
    rows = Subscription.objects.filter(subject=Subscription.Subject.RECORD, actor__in=answers)
    told_for: dict[int, set[int]] = {}
    for subscriber, actor in rows.values_list("subscriber", "actor"):
        told_for.setdefault(actor, set()).update(told_by.get(subscriber, ()))
    kept = ReachedFor.objects.filter(call_out__in=[one.pk for one in sent], actor__in=answers)
    for key, actor in kept.values_list("call_out", "actor"):
        told_for.setdefault(actor, set()).add(key)
    counted: Counter[tuple[int, str]] = Counter()
    for actor, (kind, at) in answers.items():
        before = (one.pk for one in sent if one.at <= at and one.pk in told_for.get(actor, ()))
        if (last := next(before, None)) is not None:
            counted[last, kind] += 1
    return counted
