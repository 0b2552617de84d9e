"""Close an account for good: what it held is erased or made nameless; what must stay written stays."""

from typing import Any

from allauth.mfa.models import Authenticator
from django.apps import apps
from django.db import transaction
from django.utils.translation import gettext as _

from vivier.accounts import journal, own_data
from vivier.accounts.actions import NotAllowed, end_other_sessions, keep_one_administrator
from vivier.accounts.models import User

# A name that no mail ever reaches (RFC 2606).
NOWHERE = "closed.invalid"


@transaction.atomic
def close_account(person: User, *, by: User) -> None:
    """End the account of a person who asks for it; its row stays, nameless, for what the journal says of it.

    Raises NotAllowed for anybody else's and for a demonstration account, LastAdministrator.
    """
    if by.pk != person.pk:
        raise NotAllowed(_("People close their own account; an administrator may deactivate it."))
    if person.is_demo:
        raise NotAllowed(_("A demonstration account is everybody’s: it stays open."))
    keep_one_administrator(person)
    for holding in own_data.all_holdings():
        if holding.erase is not None:
            holding.erase(person)
    addresses: Any = apps.get_model("account", "EmailAddress")
    addresses.objects.filter(user=person).delete()
    Authenticator.objects.filter(user=person).delete()
    person.email, person.name, person.language = f"{person.pk}@{NOWHERE}", "", ""
    person.is_active = person.is_staff = person.is_superuser = False
    person.role, person.last_login = User.Role.MEMBER, None
    person.session_epoch += 1
    person.set_unusable_password()
    person.save()
    person.join_group()
    journal.record("account.closed", person, by=person)


@transaction.atomic
def forget_second_factor(person: User, *, by: User, reason: str = "") -> None:
    """Let somebody in again who lost their telephone: app and spare codes are forgotten, open sessions end.

    Whoever needs a second factor for the desk is asked to turn it on again. Raises NotAllowed.
    """
    if not by.has_perm("accounts.deactivate", person):
        raise NotAllowed(_("Only an administrator takes a second factor away, and never their own here."))
    forgotten, _rows = Authenticator.objects.filter(user=person).delete()
    if not forgotten:
        return
    end_other_sessions(person)
    journal.record("account.second_factor_forgotten", person, by=by, reason=reason)
