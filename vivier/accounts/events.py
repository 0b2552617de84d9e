"""What django-allauth tells us happened: written into the journal, other sessions ended where they must."""

from typing import Any

from allauth.account.models import EmailAddress
from allauth.account.signals import password_reset, user_logged_in
from allauth.mfa.signals import authenticator_added, authenticator_removed
from django.contrib.auth import update_session_auth_hash
from django.contrib.auth.signals import user_logged_out

from vivier.accounts import actions, journal
from vivier.accounts.models import User


def _logged_in(user: User, **_signal: Any) -> None:
    journal.record("account.logged_in", user, by=user)


def _logged_out(user: User | None, **_signal: Any) -> None:
    if user is not None:
        journal.record("account.logged_out", user, by=user)


def _followed_mailed_link(user: User, **_signal: Any) -> None:
    """Who chose a password through a mailed link has shown that the address is theirs."""
    if EmailAddress.objects.filter(user=user).exclude(email__iexact=user.email).exists():
        return
    user.vouch_for_address()


def _second_factor_changed(verb: str, request: Any, user: User) -> None:
    journal.record(verb, user, by=user)
    actions.end_other_sessions(user)
    update_session_auth_hash(request, user)


def _second_factor_added(request: Any, user: User, **_signal: Any) -> None:
    _second_factor_changed("account.second_factor_added", request, user)


def _second_factor_removed(request: Any, user: User, **_signal: Any) -> None:
    _second_factor_changed("account.second_factor_removed", request, user)


def listen() -> None:
    """Start listening; called once when the app is ready."""
    for signal, receiver in (
        (user_logged_in, _logged_in),
        (user_logged_out, _logged_out),
        (password_reset, _followed_mailed_link),
        (authenticator_added, _second_factor_added),
        (authenticator_removed, _second_factor_removed),
    ):
        signal.connect(receiver, dispatch_uid=receiver.__name__)
