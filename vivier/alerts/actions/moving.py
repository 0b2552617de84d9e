"""An account's address moves, and what the old one asked for goes along; an account ends, and it goes too."""

from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models import Model

from vivier.accounts.addresses import confirmed_addresses
from vivier.alerts import counting
from vivier.alerts.joining import address_for
from vivier.alerts.models import Declined, Subscriber, Subscription, Told
from vivier.alerts.refusals import NotConfirmed

if TYPE_CHECKING:
    from vivier.accounts.models import User

_SAME = ("subject", "key", "actor_id", "scheme_id", "call_id", "place_id")


@transaction.atomic
def move(source: Subscriber, *, to: str) -> Subscriber:
    """Let everything of one address be asked by another; what both asked for is there once.

    Links in mails to the old address open nothing any more; they still stop the mails.
    """
    address = to.strip().lower()
    rows = Subscriber.objects.select_for_update().order_by("pk")
    both = {one.email: one for one in rows.filter(email__in=[source.email, address])}
    mine, other = both[source.email], both.get(address)
    if other is mine:
        return mine
    if other is not None:
        _take_over(mine, other)
        other.delete()
    mine.email = address
    mine.save(update_fields=["email"])
    return mine


def _take_over(mine: Subscriber, other: Subscriber) -> None:
    """The rows of another address become mine, unless mine say the same: then the running one counts."""
    counting.keep_reached(other.subscriptions.all())
    running = {_same(row): row for row in mine.subscriptions.all()}
    for row in other.subscriptions.all():
        twin = running.get(_same(row))
        if twin is None:
            Subscription.objects.filter(pk=row.pk).update(subscriber=mine)
        elif row.state == Subscription.State.ACTIVE and twin.state != Subscription.State.ACTIVE:
            twin.state, twin.confirmed_at = row.state, row.confirmed_at
            twin.stopped_at, twin.by_mail = None, row.by_mail
            twin.save(update_fields=["state", "confirmed_at", "stopped_at", "by_mail"])
    counting.become_one(mine, other)
    _hand_over(Told, mine, other, ("call_id", "event_id", "actor_id"))
    _hand_over(Declined, mine, other, ("scheme_id",))


def _same(row: Subscription) -> tuple[Any, ...]:
    return tuple(getattr(row, name) for name in _SAME)


def _hand_over(model: type[Model], mine: Subscriber, other: Subscriber, names: tuple[str, ...]) -> None:
    rows = model._default_manager
    known = set(rows.filter(subscriber=mine).values_list(*names))
    theirs = rows.filter(subscriber=other).values_list("pk", *names)
    new = [pk for pk, *said in theirs if tuple(said) not in known]
    rows.filter(pk__in=new).update(subscriber=mine)


def gather(source: Subscriber, *, by: "User") -> Subscriber:
    """Bring what another confirmed address of the same person asked for to the one they are told at."""
    address = address_for(by)
    if address is None or source.email not in confirmed_addresses(by):
        raise NotConfirmed("An address that is not confirmed in the account brings nothing.")
    return move(source, to=address)


def address_changed(person: "User", *, before: str, after: str) -> None:
    """Take along what the old main address of an account asked for, once the new one is confirmed."""
    source = Subscriber.objects.filter(email=before.strip().lower()).first()
    if source is not None and after.strip().lower() in confirmed_addresses(person):
        move(source, to=after)
