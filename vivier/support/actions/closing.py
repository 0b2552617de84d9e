"""Close a need, reopen it, withdraw it."""

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from vivier.accounts import journal
from vivier.support.actions.referring import recall
from vivier.support.actions.settling import lock, settle
from vivier.support.models import Need
from vivier.support.refusals import NeedRefused

if TYPE_CHECKING:
    from vivier.accounts.models import User


@transaction.atomic
def close_need(need: Need, *, by: "User | None") -> Need:
    """Close a need that was entered; partners that never answered are released. Closed twice is closed."""
    locked = lock(need)
    if locked.closed_at is not None:
        return locked
    if locked.entered_at is None:
        raise NeedRefused(_("Enter the need before you close it: project, holders and field."))
    if locked.withdrawn_at is not None:
        raise NeedRefused(_("This need was withdrawn."))
    locked.closed_at = timezone.now()
    settle(locked, "closed_at")
    _release(locked, by=by)
    journal.record("need.closed", locked, by=by)
    need.refresh_from_db()
    return need


@transaction.atomic
def reopen_need(need: Need, *, by: "User | None") -> Need:
    """Open a closed or withdrawn need again; its state follows from its referrals."""
    locked = lock(need)
    if locked.erased_at is not None:
        raise NeedRefused(_("This need was erased: it cannot be reopened."))
    if locked.is_open:
        return locked
    locked.closed_at = locked.withdrawn_at = None
    settle(locked, "closed_at", "withdrawn_at")
    journal.record("need.reopened", locked, by=by)
    need.refresh_from_db()
    return need


@transaction.atomic
def withdraw_need(need: Need, *, by: "User | None") -> Need:
    """The applicant asks for nothing more: partners no longer see it. Withdrawn twice is withdrawn.

    It is still to be entered when it was not: every need is, whatever becomes of it.
    """
    locked = lock(need)
    if locked.withdrawn_at is not None:
        return locked
    if locked.closed_at is not None:
        raise NeedRefused(_("This need is closed already."))
    locked.withdrawn_at = timezone.now()
    settle(locked, "withdrawn_at")
    for referral in locked.referrals.running().select_related("partner__actor"):
        recall(referral, by=by, by_applicant=True)
    journal.record("need.withdrawn", locked, by=by)
    need.refresh_from_db()
    return need


def _release(need: Need, *, by: "User | None") -> None:
    for referral in need.referrals.waiting().select_related("partner__actor"):
        recall(referral, by=by)
