"""The permission table: which route answers to whom. A route that is not named answers to nobody."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from vivier.accounts.models import User

Role = User.Role
STAFF = frozenset({Role.EDITOR, Role.COORDINATOR, Role.ADMINISTRATOR})


@dataclass(frozen=True, slots=True)
class Rule:
    """A name for a group of people and the test that says who belongs to it."""

    name: str
    allows: Callable[[Any], bool]


def _has_role(*roles: str) -> Callable[[Any], bool]:
    allowed = frozenset(roles)
    return lambda user: bool(user.is_authenticated and user.is_active and user.role in allowed)


EVERYBODY = Rule("everybody", lambda user: True)  # noqa: ARG005 -- a predicate
MEMBERS = Rule("members", lambda user: bool(user.is_authenticated and user.is_active))
DESK = Rule("desk", _has_role(*STAFF))
ADMINISTRATORS = Rule("administrators", _has_role(Role.ADMINISTRATOR))
NOBODY = Rule("nobody", lambda user: False)  # noqa: ARG005 -- a predicate

# Names of routes, or their beginning when it ends with *; the longest match decides.
ROUTES: dict[str, Rule] = {
    "choose_language": EVERYBODY,
    "health_*": EVERYBODY,
    "robots": EVERYBODY,
    "security_txt": EVERYBODY,
    "space": MEMBERS,
    "web:*": EVERYBODY,
    "wagtail_serve": EVERYBODY,
    "wagtailadmin_*": DESK,
    "account_*": EVERYBODY,
    "mfa_*": MEMBERS,
    "mfa_authenticate": EVERYBODY,
    "api:*": EVERYBODY,
}


def rule_for(route: str) -> Rule:
    """Return the rule of a route; NOBODY when the table does not name it."""
    if route in ROUTES:
        return ROUTES[route]
    beginnings = [key for key in ROUTES if key.endswith("*") and route.startswith(key[:-1])]
    return ROUTES[max(beginnings, key=len)] if beginnings else NOBODY
