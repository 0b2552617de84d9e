"""To whom a side of a case is written: the applicant, a partner, or who of the team looks after the need."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.conf import settings

from vivier.accounts.models import User
from vivier.support.conflicts import is_own
from vivier.support.models import Need, Partner


@dataclass(frozen=True, slots=True)
class Recipient:
    """An address and its language; `key` tells it from the others of the same occasion."""

    key: str
    email: str
    language: str


def of_applicant(need: Need) -> list[Recipient]:
    """The applicant, when they left an address."""
    return [Recipient("applicant", need.email, need.language)] if need.email else []


def of_partner(partner: Partner) -> list[Recipient]:
    """The address at which a partner takes needs."""
    return [Recipient(f"partner-{partner.pk}", partner.email, partner.language)]


def of_team(need: Need, *first: User | None) -> list[Recipient]:
    """Who looks after the need: one of `first` still there, else who entered it, else every coordinator.

    Never the person who asks; the address of the house when nobody is left.
    """
    for person in (*first, need.entered_by):
        if person is not None and _looks_after(person, need):
            return _each([person])
    rows = User.objects.filter(role=User.Role.COORDINATOR, is_active=True).order_by("pk")
    people = [one for one in rows if _looks_after(one, need)]
    return _each(people) or [Recipient("house", settings.SITE_EMAIL, settings.LANGUAGE_CODE)]


def _looks_after(person: User, need: Need) -> bool:
    return person.is_active and person.role == User.Role.COORDINATOR and not is_own(need, person)


def _each(people: Iterable[User]) -> list[Recipient]:
    return [Recipient(f"user-{one.pk}", one.email, one.mail_language) for one in people]
