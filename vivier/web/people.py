"""Who asks, on pages the permission table opens to members only."""

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest

from vivier.accounts.models import User


def person_of(request: HttpRequest) -> User:
    """Return the person who is logged in; a page that forgot to ask for a log-in says no."""
    if not isinstance(request.user, User):
        raise PermissionDenied
    return request.user
