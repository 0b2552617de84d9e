"""An account and what its confirmed address asked for are one: found by the address, however asked."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from vivier.accounts.addresses import confirmed_addresses, owner_of
from vivier.alerts.models import Subscriber, Subscription
from vivier.directory.models import Membership

if TYPE_CHECKING:
    from vivier.accounts.models import User


def address_for(person: "User") -> str | None:
    """Return the address a person is told at: their own if confirmed, else another confirmed one, or None."""
    confirmed = confirmed_addresses(person)
    own = person.email.lower()
    return own if own in confirmed else next(iter(confirmed), None)


def subscriber_of(person: "User") -> Subscriber | None:
    """Return what a person's address asked for, or None when it never asked for anything."""
    address = address_for(person)
    return Subscriber.objects.filter(email=address).first() if address else None


def others_of(person: "User") -> list[Subscriber]:
    """Return what the person's other confirmed addresses asked for."""
    rows = Subscriber.objects.filter(email__in=confirmed_addresses(person))
    return list(rows.exclude(email=address_for(person)).order_by("email"))


def language_for(subscriber: Subscriber) -> str:
    """Return the language to write in: the one of the account, else of the page where the address asked."""
    person = owner_of(subscriber.email)
    return (person.language if person else "") or subscriber.language


def manages(subscription: Subscription) -> bool:
    """Say whether the address of a subscription belongs to somebody who looks after its record today."""
    return (subscription.subscriber.email, subscription.actor_id) in managing([subscription.actor_id or 0])


def managing(actors: Iterable[int]) -> set[tuple[str, int]]:
    """Return the confirmed addresses of those who look after these records: (address, key of the record)."""
    rows = Membership.objects.filter(actor__in=list(actors), user__is_active=True)
    confirmed = rows.filter(user__emailaddress__verified=True)
    found = confirmed.values_list("user__emailaddress__email", "actor_id")
    return {(str(address).lower(), key) for address, key in found}
