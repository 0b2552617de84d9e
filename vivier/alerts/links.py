"""The links of mails: signed, so that nobody guesses them, and worth what the person may do alone."""

from datetime import timedelta

from django.core import signing

from vivier.alerts.models import Subscriber, Subscription

VALID = timedelta(hours=48)
_CONFIRM, _MANAGE = "vivier.alerts.confirm", "vivier.alerts.manage"


def confirmation(subscription: Subscription) -> str:
    """Return the secret that confirms one subscription, for 48 hours."""
    return signing.dumps([subscription.pk, subscription.subscriber.email], salt=_CONFIRM)


def confirmed_by(token: str) -> Subscription | None:
    """Return what this secret confirms, or None when it is too old or not ours."""
    try:
        key, email = signing.loads(token, salt=_CONFIRM, max_age=VALID)
    except (signing.BadSignature, ValueError, TypeError):
        return None
    rows = Subscription.objects.select_related("subscriber", "actor", "scheme", "call", "place")
    return rows.filter(pk=key, subscriber__email=email).first()


def management(subscriber: Subscriber) -> str:
    """Return the secret that opens the preferences of one address, as long as it is subscribed."""
    return signing.dumps([subscriber.pk, subscriber.email], salt=_MANAGE)


def managed_by(token: str) -> Subscriber | None:
    """Return whose preferences this secret opens: those of the address the mail went to, or None."""
    _key, email = _opened(token)
    return Subscriber.objects.filter(email=email).first() if email else None


def stopped_by(token: str) -> Subscriber | None:
    """Return whose mails this secret stops, or None: an address that moved since is stopped all the same."""
    key, email = _opened(token)
    return managed_by(token) or (Subscriber.objects.filter(pk=key).first() if email else None)


def _opened(token: str) -> tuple[int, str]:
    try:
        key, email = signing.loads(token, salt=_MANAGE)
        return int(key), str(email)
    except (signing.BadSignature, ValueError, TypeError):
        return 0, ""
