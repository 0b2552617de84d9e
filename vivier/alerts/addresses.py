"""What django-allauth tells us of addresses: a new main address takes the alerts of the old one along."""

from typing import Any

from allauth.account.signals import email_changed

from vivier.accounts.models import User
from vivier.alerts.actions import moving


def _changed(user: User, from_email_address: Any, to_email_address: Any, **_signal: Any) -> None:
    if from_email_address is not None and from_email_address.verified:
        moving.address_changed(user, before=from_email_address.email, after=to_email_address.email)


def listen() -> None:
    """Start listening; called once when the app is ready."""
    email_changed.connect(_changed, dispatch_uid="vivier.alerts.addresses")
