"""What roles have in common."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from vivier.accounts.models import User

Role = User.Role

DESK_ROLES = frozenset({Role.EDITOR, Role.COORDINATOR, Role.ADMINISTRATOR})
# Who holds other people's trust: longer passwords and a second factor.
TRUSTED_ROLES = DESK_ROLES | {Role.ADVISER, Role.ACCOUNTANT, Role.AUDITOR}
# What each role does, for whom gives it.
DUTIES: dict[str, Promise] = {
    Role.MEMBER: _("keeps the records they look after, answers calls, asks for help; sees no desk."),
    Role.ADVISER: _("takes or passes on the needs referred to their partner; sees those and no others."),
    Role.EDITOR: _("writes articles, pages, newsletter and agenda; sees neither needs nor money."),
    Role.COORDINATOR: _(
        "works on everything: directory, opportunities, needs, mandates; decides about others’ expenses."
    ),
    Role.ACCOUNTANT: _("enters expenses, hours and their evidence; never decides about them."),
    Role.AUDITOR: _("reads figures, mandates, evidence and the journal; changes nothing."),
    Role.ADMINISTRATOR: _(
        "opens accounts, gives roles, looks after records and settings; reads no need and no expense."
    ),
}
