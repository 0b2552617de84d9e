"""The team tells people of one call: those whose record it concerns and who asked to be told, nobody else."""

from collections.abc import Iterable
from typing import TYPE_CHECKING
from uuid import UUID

from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from vivier.accounts import journal
from vivier.alerts import counting, links
from vivier.alerts.actions.telling import remember
from vivier.alerts.joining import language_for, managing
from vivier.alerts.lines import line_of
from vivier.alerts.models import CallOut, Subscription, Told
from vivier.alerts.refusals import NobodyToTell, TooLate
from vivier.alerts.saying import address_of
from vivier.opportunities.models import Call
from vivier.outbox import actions as outbox
from vivier.outbox.models import Message
from vivier.outbox.refusals import AlreadyLeft

if TYPE_CHECKING:
    from vivier.accounts.models import User

LONGEST_NOTE = 400


def recipients(call: Call, actors: Iterable[int]) -> list[Subscription]:
    """Return who may be told: one subscription a person, of these actors, not told and not declining yet."""
    keys = list(actors)
    managers = managing(keys)
    rows = Subscription.objects.filter(
        subject=Subscription.Subject.RECORD, state=Subscription.State.ACTIVE, by_mail=True, actor__in=keys
    )
    rows = rows.exclude(subscriber__told__call=call).exclude(subscriber__declined__scheme=call.scheme_id)
    first: dict[int, Subscription] = {}
    for row in rows.select_related("subscriber", "actor").order_by("actor__sort_name", "pk"):
        if (row.subscriber.email, row.actor_id) in managers:
            first.setdefault(row.subscriber_id, row)
    return list(first.values())


@transaction.atomic
def call_out(call: Call, *, actors: Iterable[int], note: str, submission: UUID, by: "User") -> CallOut:
    """Write one mail to each of these actors' people who asked for it; it leaves after a minute.

    The same form sent twice is one call. Raises NobodyToTell.
    """
    already = CallOut.objects.filter(submission=submission).first()
    if already:
        return already
    told = recipients(call, actors)
    if not told:
        raise NobodyToTell(_("Nobody of these asked to be told, or all of them know already."))
    now = timezone.now()
    sent = CallOut.objects.create(
        call=call, note=note.strip()[:LONGEST_NOTE], by=by, at=now, submission=submission
    )
    for row in told:
        sent.keys.append(_mail(sent, row))
        remember(row.subscriber, [call], now)
    sent.save(update_fields=["keys"])
    journal.record("opportunity.called_out", call, by=by, changes={"mails": [None, len(told)]})
    return sent


def _mail(sent: CallOut, row: Subscription) -> str:
    subscriber, call = row.subscriber, sent.call
    secret, language = links.management(subscriber), language_for(subscriber)
    key = counting.key_of_mail(sent.pk, subscriber.pk)
    with translation.override(language):
        outbox.post(
            key=key,
            to=subscriber.email,
            template="alerts/mails/call_out",
            context={
                "call": line_of(call, sent.at, secret, language, mark=sent.mark),
                "note": sent.note,
                "actor": str(row.actor),
                "manage": address_of("web:alert_manage", language, secret),
            },
            language=language,
            cause=f"call:{call.pk}",
            hold=outbox.UNDO,
            unsubscribe=address_of("web:alert_stop", language, secret),
        )
    return key


@transaction.atomic
def take_back(sent: CallOut, *, by: "User") -> int:
    """Take back the mails that have not left yet; who was spared may be told again. Return how many were."""
    locked = CallOut.objects.select_for_update().get(pk=sent.pk)
    if locked.undone_at is not None:
        return 0
    spared = []
    for key in locked.keys:
        try:
            outbox.cancel(key)
        except (AlreadyLeft, Message.DoesNotExist):
            continue
        spared.append(int(key.rpartition(":")[2]))
    if not spared:
        raise TooLate(_("The minute is over: the mails have left."))
    Told.objects.filter(call=locked.call, subscriber__in=spared).delete()
    locked.undone_at = timezone.now()
    locked.save(update_fields=["undone_at"])
    journal.record(
        "opportunity.call_out_undone", locked.call, by=by, changes={"mails": [len(locked.keys), len(spared)]}
    )
    return len(spared)
