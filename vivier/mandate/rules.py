"""Who may do what with a mandate (django-rules finds this file by its name).

Reading: coordinator, accountant, auditor. Entering: coordinator, accountant. Deciding, structure, calendar:
coordinator. Nobody decides about an expense they had a hand in, whatever role they have now.
"""

import rules

from vivier.accounts.models import User
from vivier.accounts.roles import Role
from vivier.accounts.rules import has_role
from vivier.core.names import fold
from vivier.mandate.models import Expense

reads_mandates = has_role(Role.COORDINATOR, Role.ACCOUNTANT, Role.AUDITOR)
enters_expenses = has_role(Role.COORDINATOR, Role.ACCOUNTANT)
runs_mandates = has_role(Role.COORDINATOR)


def had_a_hand_in(user: User, expense: Expense) -> bool:
    """Say whether a person entered, changed or submitted an expense, under this or another account."""
    hands = [*expense.handled_by.all(), *([expense.entered_by] if expense.entered_by else [])]
    name = fold(user.name)
    return any(one.pk == user.pk or (name and fold(one.name) == name) for one in hands)


@rules.predicate
def is_not_theirs(user: User, expense: Expense | None) -> bool:
    """Four eyes."""
    return expense is None or not had_a_hand_in(user, expense)


rules.add_perm("mandate.read", reads_mandates)
rules.add_perm("mandate.enter_expense", enters_expenses)
rules.add_perm("mandate.decide_expense", runs_mandates & is_not_theirs)
rules.add_perm("mandate.run", runs_mandates)
