"""Ask for an alert, confirm it by mail, choose how often, stop, be forgotten."""

import hashlib
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from vivier.accounts.actions import choose_language
from vivier.accounts.addresses import confirmed_addresses, owner_of
from vivier.agenda.models import Place
from vivier.alerts import counting, links
from vivier.alerts.models import Declined, Subscriber, Subscription
from vivier.alerts.parameters import cleaned, is_search
from vivier.alerts.refusals import (
    LinkExpired,
    NeedsAnAccount,
    NotConfirmed,
    NothingAsked,
    TooManyAsked,
    TooMuchKept,
)
from vivier.alerts.rhythm import next_look
from vivier.alerts.saying import address_of, subject_words
from vivier.directory.models import Actor
from vivier.opportunities.models import Call, Scheme
from vivier.outbox import actions as outbox

if TYPE_CHECKING:
    from vivier.accounts.models import User

# Raise when the words under which people agree change (templates web/alerts/new.html, mails/confirm.*).
WORDING = "2026-11"
PER_SENDER, PER_ADDRESS = 20, 5
LONGEST_NAME = 120
MOST_KEPT = 200
Thing = Actor | Scheme | Call | Place | None


@transaction.atomic
def ask(
    *,
    email: str,
    subject: str,
    language: str,
    query: str = "",
    thing: Thing = None,
    sender: str = "",
    by: "User | None" = None,
    by_mail: bool = True,
    name: str = "",
) -> Subscription:
    """Ask to be told; a mail asks to confirm it unless `by` confirmed the address in their account.

    `query` is the query string of a search or of answers, `thing` the actor, scheme, call or place. The same
    thing asked twice is one subscription. Not `by_mail` it is only kept, which needs an account. Raises
    NothingAsked, TooManyAsked, TooMuchKept, NeedsAnAccount, outbox InvalidAddress.
    """
    asked = _asked(subject, query, thing)
    address = email.strip().lower()
    is_owner = by is not None and address in confirmed_addresses(by)
    if not (by_mail or is_owner):
        raise NeedsAnAccount(_("Log in to keep a search without mails: it is kept in your space."))
    subscriber, _new = Subscriber.objects.get_or_create(email=address, defaults={"language": language})
    subscriber = Subscriber.objects.select_for_update().get(pk=subscriber.pk)
    if is_owner:
        _keep_room(subscriber)
    else:
        _slow_down(sender, subscriber)
    subscription = _row(subscriber, subject, asked, thing, sender)
    if is_owner:
        return _take_up(subscription, by_mail=by_mail, name=name)
    if subscription.state == Subscription.State.ACTIVE and subscription.by_mail:
        return subscription
    if subscription.state == Subscription.State.STOPPED:
        subscription.state, subscription.asked_at = Subscription.State.ASKED, timezone.now()
        subscription.save(update_fields=["state", "asked_at"])
    _mail_confirmation(subscription, language)
    return subscription


def _take_up(subscription: Subscription, *, by_mail: bool, name: str) -> Subscription:
    """The owner of the address asks: at once; asked again, a name or the mails are added."""
    subscription.name = name.strip()[:LONGEST_NAME] or subscription.name
    is_new = subscription.state != Subscription.State.ACTIVE
    if is_new or (by_mail and not subscription.by_mail):
        return _activate(subscription, timezone.now(), by_mail=by_mail)
    subscription.save(update_fields=["name"])
    return subscription


def _row(subscriber: Subscriber, subject: str, query: str, thing: Thing, sender: str) -> Subscription:
    same = {_COLUMNS[type(thing)]: thing} if thing else {"key": _key(query)}
    row, _new = Subscription.objects.get_or_create(
        subscriber=subscriber,
        subject=subject,
        **same,
        defaults={"query": query, "wording": WORDING, "sender": sender},
    )
    return row


_COLUMNS: dict[type, str] = {Actor: "actor", Scheme: "scheme", Call: "call", Place: "place"}


def _asked(subject: str, query: str, thing: Thing) -> str:
    if not is_search(subject):
        if thing is None:
            raise NothingAsked(_("Choose what to be told about on the page of a record or an opportunity."))
        return ""
    if thing is not None:
        raise NothingAsked(_("Choose what to be told about on the page of a record or an opportunity."))
    asked = cleaned(subject, query)
    if not asked:
        raise NothingAsked(
            _("Everything would be too much for a mail: search for words or choose a filter first.")
        )
    return asked


def _key(query: str) -> str:
    return hashlib.sha256(query.encode()).hexdigest()


def _slow_down(sender: str, subscriber: Subscriber) -> None:
    recent = Subscription.objects.filter(asked_at__gt=timezone.now() - timedelta(days=1))
    waiting = recent.filter(subscriber=subscriber, state=Subscription.State.ASKED)
    too_many = sender and recent.filter(sender=sender).count() >= PER_SENDER
    if too_many or waiting.count() >= PER_ADDRESS:
        raise TooManyAsked(
            _("That is a lot of alerts for one day. Confirm those you asked for, or come back tomorrow.")
        )


def _keep_room(subscriber: Subscriber) -> None:
    """Who is known is not slowed down; a page and a mail can hold only so much."""
    if subscriber.subscriptions.count() >= MOST_KEPT:
        raise TooMuchKept(_("You keep a lot already: remove something from your alerts and searches first."))


def _mail_confirmation(subscription: Subscription, language: str) -> None:
    """Ask the owner of the address; at most one mail a day for the same thing."""
    outbox.post(
        key=f"alert-confirm:{subscription.pk}:{timezone.localdate()}",
        to=subscription.subscriber.email,
        template="alerts/mails/confirm",
        context={
            "what": subject_words(subscription, language),
            "url": address_of("web:alert_confirm", language, links.confirmation(subscription)),
        },
        language=language,
        cause=f"subscription:{subscription.pk}",
        confidential=True,
    )


@transaction.atomic
def confirm(token: str) -> Subscription:
    """Make active what this link confirms; once or twice is the same. Raises LinkExpired."""
    subscription = links.confirmed_by(token)
    if subscription is None or subscription.state == Subscription.State.STOPPED:
        raise LinkExpired(
            _("This link is too old or incomplete. Ask for the alert again: it takes a minute.")
        )
    locked = Subscription.objects.select_for_update().select_related("subscriber").get(pk=subscription.pk)
    if locked.state == Subscription.State.ACTIVE and locked.by_mail:
        return locked
    return _activate(locked, timezone.now())


def _activate(subscription: Subscription, now: datetime, *, by_mail: bool = True) -> Subscription:
    """From now on; the first selection leaves at the next look, which is now."""
    subscription.state, subscription.confirmed_at = Subscription.State.ACTIVE, now
    subscription.stopped_at, subscription.by_mail = None, by_mail
    subscription.save(update_fields=["state", "confirmed_at", "stopped_at", "by_mail", "name"])
    if not by_mail:
        return subscription
    Subscriber.objects.filter(pk=subscription.subscriber_id).update(due_at=now)
    return subscription


@transaction.atomic
def prefer(subscriber: Subscriber, *, frequency: str, language: str) -> None:
    """Choose how often and in which language; it counts from the next mail."""
    subscriber.frequency, subscriber.language = Subscriber.Frequency(frequency).value, language
    subscriber.due_at = next_look(subscriber.frequency, timezone.now())
    subscriber.save(update_fields=["frequency", "language", "due_at"])
    person = owner_of(subscriber.email)
    if person is not None:
        choose_language(person, language=language, by=person)


def stop(subscription: Subscription) -> None:
    """Tell nothing more about one thing; telling it twice changes nothing."""
    _stop(Subscription.objects.filter(pk=subscription.pk))


def stop_all(subscriber: Subscriber) -> int:
    """Send nothing more at all; return how many subscriptions that ended. What is only kept stays."""
    return _stop(subscriber.subscriptions.filter(by_mail=True))


def start_again(subscription: Subscription) -> None:
    """Tell again of what was stopped, or was only kept; the address confirmed it before."""
    if subscription.confirmed_at is None:
        raise NotConfirmed(_("Open the mail that asks you to confirm it, and press its button."))
    _activate(subscription, timezone.now())


def keep_only(subscription: Subscription) -> None:
    """Keep it in the space of its owner, without mails."""
    if owner_of(subscription.subscriber.email) is None:
        raise NeedsAnAccount(_("Log in to keep a search without mails: it is kept in your space."))
    if subscription.confirmed_at is None:
        raise NotConfirmed(_("Open the mail that asks you to confirm it, and press its button."))
    subscription.state, subscription.by_mail, subscription.stopped_at = Subscription.State.ACTIVE, False, None
    subscription.save(update_fields=["state", "by_mail", "stopped_at"])


@transaction.atomic
def remove(subscription: Subscription) -> None:
    """Take it off the list; what was told already is not told again, and stays counted."""
    counting.keep_reached(Subscription.objects.filter(pk=subscription.pk))
    subscription.delete()


def _stop(subscriptions: models.QuerySet[Subscription]) -> int:
    running = subscriptions.filter(~models.Q(state=Subscription.State.STOPPED))
    return running.update(state=Subscription.State.STOPPED, stopped_at=timezone.now())


def decline(subscriber: Subscriber, scheme: Scheme) -> None:
    """Tell nothing more of one scheme, whatever its editions."""
    Declined.objects.get_or_create(subscriber=subscriber, scheme=scheme)


def accept_again(subscriber: Subscriber, scheme: Scheme) -> None:
    """Take back "less like this"."""
    Declined.objects.filter(subscriber=subscriber, scheme=scheme).delete()


def forget(subscriber: Subscriber) -> None:
    """Erase an address and everything kept about it; what it was told of stays counted without it."""
    counting.erase(Subscriber.objects.filter(pk=subscriber.pk))
