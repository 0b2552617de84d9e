"""What roles have in common."""

from vivier.accounts.models import User

Role = User.Role

DESK_ROLES = frozenset({Role.EDITOR, Role.COORDINATOR, Role.ADMINISTRATOR})
# Who holds other people's trust: longer passwords and a second factor.
TRUSTED_ROLES = DESK_ROLES | {Role.ADVISER, Role.ACCOUNTANT, Role.AUDITOR}
