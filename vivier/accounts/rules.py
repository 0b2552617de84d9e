"""Predicates on people, and the named permissions made of them (django-rules finds this file by its name)."""

import rules

from vivier.accounts.models import User
from vivier.accounts.roles import DESK_ROLES, Role


@rules.predicate
def is_member(user: User) -> bool:
    """Anybody with a live account."""
    return bool(user.is_authenticated and user.is_active)


def has_role(*roles: str) -> rules.Predicate:
    """Return a predicate: a live account with one of these roles."""
    allowed = frozenset(roles)

    @rules.predicate("has_role:" + ",".join(sorted(allowed)))
    def holds(user: User) -> bool:
        return bool(user.is_authenticated and user.is_active and user.role in allowed)

    return holds


is_editor = has_role(Role.EDITOR)
is_coordinator = has_role(Role.COORDINATOR)
is_administrator = has_role(Role.ADMINISTRATOR)
is_auditor = has_role(Role.AUDITOR)
is_adviser = has_role(Role.ADVISER)
works_at_the_desk = has_role(*DESK_ROLES)
manages_records = has_role(Role.COORDINATOR, Role.ADMINISTRATOR)
reads_the_journal = has_role(Role.COORDINATOR, Role.AUDITOR, Role.ADMINISTRATOR)


@rules.predicate
def is_organisation_editor(user: User) -> bool:
    """A member who manages at least one record (memberships are hung on the person by the directory)."""
    return bool(is_member(user) and user.memberships.exists())


@rules.predicate
def is_somebody_else(user: User, person: User | None) -> bool:
    """Nobody decides about their own account."""
    return person is None or user.pk != person.pk


rules.add_perm("accounts.assign_role", is_administrator & is_somebody_else)
rules.add_perm("accounts.deactivate", is_administrator & is_somebody_else)
rules.add_perm("accounts.add_person", is_administrator)
rules.add_perm("accounts.read_journal", reads_the_journal)
