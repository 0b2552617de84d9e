"""Ask for an alert, confirm it by mail, choose how often, stop, be forgotten."""

import hashlib
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from vivier.alerts import links
from vivier.alerts.models import Declined, Subscriber, Subscription
from vivier.alerts.refusals import LinkExpired, NothingAsked, TooManyAsked
from vivier.alerts.rhythm import next_look
from vivier.alerts.saying import address_of, subject_words
from vivier.alerts.wanting import cleaned_profile, cleaned_search
from vivier.directory.models import Actor
from vivier.opportunities.models import Call, Scheme
from vivier.outbox import actions as outbox

if TYPE_CHECKING:
    from vivier.accounts.models import User

# Raise when the words under which people agree change (templates web/alerts/new.html, mails/confirm.*).
WORDING = "2026-11"
PER_SENDER, PER_ADDRESS = 20, 5
FORGOTTEN_AFTER = timedelta(days=7)
_CLEANED = {Subscription.Subject.SEARCH: cleaned_search, Subscription.Subject.PROFILE: cleaned_profile}
Thing = Actor | Scheme | Call | None


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
) -> Subscription:
    """Ask to be told; a mail asks to confirm it unless `by` is the verified owner of the address.

    `query` is the query string of a search or of answers, `thing` the actor, scheme or call. The same
    thing asked twice is one subscription. Raises NothingAsked, TooManyAsked, outbox InvalidAddress.
    """
    cleaned = _cleaned(subject, query, thing)
    address = email.strip().lower()
    subscriber, _new = Subscriber.objects.get_or_create(email=address, defaults={"language": language})
    subscriber = Subscriber.objects.select_for_update().get(pk=subscriber.pk)
    _slow_down(sender, subscriber)
    subscription, _new = Subscription.objects.get_or_create(
        subscriber=subscriber,
        key=_key(subject, cleaned, thing),
        defaults={
            "subject": subject,
            "query": cleaned,
            "actor": thing if isinstance(thing, Actor) else None,
            "scheme": thing if isinstance(thing, Scheme) else None,
            "call": thing if isinstance(thing, Call) else None,
            "wording": WORDING,
            "sender": sender,
        },
    )
    if subscription.state == Subscription.State.ACTIVE:
        return subscription
    if by is not None:
        return _activate(subscription, timezone.now())
    if subscription.state == Subscription.State.STOPPED:
        subscription.state, subscription.asked_at = Subscription.State.ASKED, timezone.now()
        subscription.save(update_fields=["state", "asked_at"])
    _mail_confirmation(subscription, language)
    return subscription


def _cleaned(subject: str, query: str, thing: Thing) -> str:
    kind = Subscription.Subject(subject)
    if kind not in _CLEANED:
        if thing is None:
            raise NothingAsked(_("Choose what to be told about on the page of a record or an opportunity."))
        return ""
    cleaned = _CLEANED[kind](query)
    if not cleaned:
        raise NothingAsked(
            _("Everything would be too much for a mail: search for words or choose a filter first.")
        )
    return cleaned


def _key(subject: str, query: str, thing: Thing) -> str:
    said = "\x1f".join([subject, query, str(thing.pk) if thing else ""])
    return hashlib.sha256(said.encode()).hexdigest()


def _slow_down(sender: str, subscriber: Subscriber) -> None:
    recent = Subscription.objects.filter(asked_at__gt=timezone.now() - timedelta(days=1))
    waiting = recent.filter(subscriber=subscriber, state=Subscription.State.ASKED)
    too_many = sender and recent.filter(sender=sender).count() >= PER_SENDER
    if too_many or waiting.count() >= PER_ADDRESS:
        raise TooManyAsked(
            _("That is a lot of alerts for one day. Confirm those you asked for, or come back tomorrow.")
        )


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
    return locked if locked.state == Subscription.State.ACTIVE else _activate(locked, timezone.now())


def _activate(subscription: Subscription, now: datetime) -> Subscription:
    """From now on; the first selection leaves at the next look, which is now."""
    subscription.state, subscription.confirmed_at = Subscription.State.ACTIVE, now
    subscription.stopped_at = None
    subscription.save(update_fields=["state", "confirmed_at", "stopped_at"])
    Subscriber.objects.filter(pk=subscription.subscriber_id).update(due_at=now)
    return subscription


@transaction.atomic
def prefer(subscriber: Subscriber, *, frequency: str, language: str) -> None:
    """Choose how often and in which language; it counts from the next mail."""
    subscriber.frequency, subscriber.language = Subscriber.Frequency(frequency).value, language
    subscriber.due_at = next_look(subscriber.frequency, timezone.now())
    subscriber.save(update_fields=["frequency", "language", "due_at"])


def stop(subscription: Subscription) -> None:
    """Tell nothing more about one thing; telling it twice changes nothing."""
    _stop(Subscription.objects.filter(pk=subscription.pk))


def stop_all(subscriber: Subscriber) -> int:
    """Tell nothing more at all; return how many subscriptions that ended."""
    return _stop(subscriber.subscriptions.all())


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
    """Erase an address and everything kept about it."""
    subscriber.delete()


def forget_unconfirmed() -> int:
    """Erase what nobody confirmed within a week, and addresses without any subscription; return how many."""
    old = timezone.now() - FORGOTTEN_AFTER
    Subscription.objects.filter(state=Subscription.State.ASKED, asked_at__lt=old).delete()
    gone, _each = Subscriber.objects.filter(subscriptions=None, created_at__lt=old).delete()
    return gone
