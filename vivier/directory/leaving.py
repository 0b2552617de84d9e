"""A person closes their account: what the directory keeps of them ends or becomes nameless."""

from typing import TYPE_CHECKING

from django.db.models.functions import Lower
from django.utils import timezone

from vivier.accounts.addresses import confirmed_addresses
from vivier.directory import mails
from vivier.directory.actions.erasing import erase_claims
from vivier.directory.actions.memberships import take_away
from vivier.directory.models import (
    OPEN_STATES,
    Claim,
    ConfirmationRequest,
    Correction,
    Invitation,
    Membership,
)

if TYPE_CHECKING:
    from vivier.accounts.models import User


def leave_records(person: "User") -> None:
    """Leave every record: those who stay are told, and the team of one without a main manager."""
    for membership in Membership.objects.filter(user=person).select_related("actor"):
        take_away(membership, by=person)
        mails.tell_managers(membership.actor, "left", person=None, at=timezone.now())


def end_claims(person: "User") -> None:
    """Withdraw what is not decided, and erase what was sent with all of them."""
    mine, now = Claim.objects.filter(claimant=person), timezone.now()
    open_ones = mine.filter(state__in=[*OPEN_STATES, Claim.State.STARTED])
    open_ones.update(state=Claim.State.WITHDRAWN, decided_at=now)
    erase_claims(set(mine.values_list("pk", flat=True)), now=now)


def forget_objections(person: "User") -> None:
    """An objection the team has not decided about stays, nameless; what others said is erased."""
    mine = Claim.objects.filter(contested_by=person)
    mine.exclude(state=Claim.State.CONTESTED).update(contest="")
    mine.update(contested_by=None)


def forget_invitations(person: "User") -> None:
    """Nobody is invited by, nor is there an invitation to, somebody who left."""
    received = Invitation.objects.annotate(address=Lower("email"))
    received.filter(address__in=confirmed_addresses(person)).delete()
    Invitation.objects.filter(invited_by=person).delete()
    Invitation.objects.filter(accepted_by=person).update(accepted_by=None)


def forget_author(person: "User") -> None:
    """A correction stays, and nobody is answered."""
    rows = Correction.objects.annotate(address=Lower("author_email"))
    keys = rows.filter(address__in=confirmed_addresses(person)).values_list("pk", flat=True)
    Correction.objects.filter(pk__in=list(keys)).update(author_email="")


def forget_reminders(person: "User") -> None:
    """Nobody is asked any more."""
    ConfirmationRequest.objects.filter(user=person).delete()
