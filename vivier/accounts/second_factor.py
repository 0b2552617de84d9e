"""Has somebody a second factor beside their password."""

from allauth.mfa.models import Authenticator
from allauth.mfa.utils import is_mfa_enabled

from vivier.accounts.models import User


def has_second_factor(person: User) -> bool:
    """Say whether an authenticator app is active for the person."""
    return bool(is_mfa_enabled(person, [Authenticator.Type.TOTP]))
