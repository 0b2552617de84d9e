"""What can be done to accounts: each deed refuses with a sentence, and is written down."""

from django.conf import settings
from django.contrib.auth import password_validation
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils.translation import gettext as _

from vivier.accounts import journal
from vivier.accounts.models import User
from vivier.accounts.roles import DESK_ROLES, TRUSTED_ROLES


class NotAllowed(Exception):
    """The person asking may not do this; the text can be shown."""


class LastAdministrator(Exception):
    """It would leave nobody to look after the accounts; the text can be shown."""


class AccountExists(Exception):
    """Somebody already has this address; the text can be shown."""


class UnknownLanguage(Exception):
    """Mails are not written in it; the text can be shown."""


class InvalidAddress(Exception):
    """The address is not one that mail can be sent to; the text can be shown."""


def keep_one_administrator(person: User) -> None:
    """Refuse what would leave nobody to look after the accounts."""
    others = User.objects.get_queryset().administrators().active().exclude(pk=person.pk)
    is_one = person.role == User.Role.ADMINISTRATOR and person.is_active
    if is_one and not others.select_for_update().exists():
        raise LastAdministrator(_("This is the last administrator: name another one first."))


@transaction.atomic
def assign_role(person: User, *, role: str, by: User, reason: str = "") -> None:
    """Give the person another role; their open sessions end, their permissions follow."""
    if not by.has_perm("accounts.assign_role", person):
        raise NotAllowed(_("Only an administrator gives roles, and never to themselves."))
    if role not in User.Role.values:
        raise NotAllowed(_("This role does not exist."))
    if role == person.role:
        return
    if role != User.Role.ADMINISTRATOR:
        keep_one_administrator(person)
    before = person.role
    gains_trust = role in TRUSTED_ROLES and before not in TRUSTED_ROLES
    person.role, person.is_staff = role, role in DESK_ROLES
    person.is_superuser = False
    person.must_choose_password = person.must_choose_password or gains_trust
    person.session_epoch += 1
    person.save(update_fields=["role", "is_staff", "is_superuser", "must_choose_password", "session_epoch"])
    person.join_group()
    journal.record("account.role_assigned", person, by=by, changes={"role": [before, role]}, reason=reason)


@transaction.atomic
def deactivate(person: User, *, by: User, reason: str = "") -> None:
    """Close the account: nobody can log in with it, its open sessions end, what it did stays written."""
    if not by.has_perm("accounts.deactivate", person):
        raise NotAllowed(_("Only an administrator closes accounts, and never their own."))
    if not person.is_active:
        return
    keep_one_administrator(person)
    person.is_active = False
    person.session_epoch += 1
    person.save(update_fields=["is_active", "session_epoch"])
    journal.record("account.deactivated", person, by=by, changes={"is_active": [True, False]}, reason=reason)


@transaction.atomic
def reactivate(person: User, *, by: User, reason: str = "") -> None:
    """Open a closed account again."""
    if not by.has_perm("accounts.deactivate", person):
        raise NotAllowed(_("Only an administrator opens accounts again."))
    if person.is_active:
        return
    person.is_active = True
    person.save(update_fields=["is_active"])
    journal.record("account.reactivated", person, by=by, changes={"is_active": [False, True]}, reason=reason)


@transaction.atomic
def add_person(*, email: str, name: str, role: str, by: User) -> User:
    """Open an account for somebody; they choose their own password through the link mailed to them."""
    if not by.has_perm("accounts.add_person"):
        raise NotAllowed(_("Only an administrator opens accounts."))
    if role not in User.Role.values:
        raise NotAllowed(_("This role does not exist."))
    try:
        validate_email(email)
    except ValidationError as error:
        raise InvalidAddress(_("This is not an e-mail address.")) from error
    if User.objects.filter(email__iexact=email).exists():
        raise AccountExists(_("Somebody already has an account with this address."))
    person = User.objects.create_user(email, name=name, role=role, is_staff=role in DESK_ROLES)
    journal.record("account.added", person, by=by, changes={"role": [None, role]})
    return person


@transaction.atomic
def rename(person: User, *, name: str, by: User) -> None:
    """Change how the person is called on every page."""
    if by.pk != person.pk and not by.has_perm("accounts.deactivate", person):
        raise NotAllowed(_("You may change your own name only."))
    name = " ".join(name.split())[:150]
    if name == person.name:
        return
    before, person.name = person.name, name
    person.save(update_fields=["name"])
    journal.record("account.renamed", person, by=by, changes={"name": [before, name]})


@transaction.atomic
def choose_language(person: User, *, language: str, by: User) -> None:
    """Write to the person in this language from now on."""
    if by.pk != person.pk:
        raise NotAllowed(_("People choose their own language."))
    if language not in dict(settings.LANGUAGES):
        raise UnknownLanguage(_("We do not write in this language yet."))
    if language == person.language:
        return
    before, person.language = person.language, language
    person.save(update_fields=["language"])
    journal.record("account.language_chosen", person, by=by, changes={"language": [before, language]})


@transaction.atomic
def choose_password(person: User, *, password: str) -> None:
    """Set the password the person chose for themselves."""
    password_validation.validate_password(password, person)
    person.set_password(password)
    person.must_choose_password = False
    person.save()
    journal.record("account.password_chosen", person, by=person)


def end_other_sessions(person: User) -> None:
    """End every open session of the person; the caller renews the one in use."""
    person.session_epoch += 1
    person.save(update_fields=["session_epoch"])
