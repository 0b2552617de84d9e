"""Hand a need to a partner, take it back, hand it to another."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from vivier.accounts import journal
from vivier.support import mails, webhooks
from vivier.support.actions.settling import lock, settle
from vivier.support.consenting import may_see
from vivier.support.models import Need, Partner, Referral
from vivier.support.refusals import ConsentMissing, ReasonMissing, ReferralRefused
from vivier.support.routing import Proposal, proposal_for

if TYPE_CHECKING:
    from vivier.accounts.models import User

State = Referral.State


@dataclass(frozen=True, slots=True)
class Words:
    """What the coordinator adds to a referral: a message, and why all the same when it does not fit."""

    message: str = ""
    override: str = ""


@transaction.atomic
def refer(
    need: Need,
    partner: Partner,
    *,
    by: "User | None",
    words: Words = Words(),
    instead_of: Referral | None = None,
) -> Referral:
    """Hand a need to a partner and tell it by mail; handed twice it is one referral.

    Against the rules (does not fit, linked to the applicant) a reason is needed. Raises ReferralRefused,
    ConsentMissing, ReasonMissing.
    """
    locked = lock(need)
    already = locked.referrals.filter(partner=partner).exclude(state=State.RECALLED).first()
    if already:
        return already
    _check(locked, partner)
    proposal = proposal_for(locked, partner, today=timezone.localdate())
    _check_reason(proposal, words)
    referral = _write(locked, proposal, words, by=by, instead_of=instead_of)
    if locked.referred_at is None:
        locked.referred_at = referral.sent_at
        locked.save(update_fields=["referred_at"])
    settle(locked)
    changes: journal.Changes = {
        "partner": [None, str(partner)],
        "verdict": [None, referral.verdict],
        "conflicts": [None, referral.conflicts],
    }
    journal.record("need.referred", locked, by=by, changes=changes)
    mails.referred(referral)
    webhooks.announce(referral, "referral.sent")
    need.refresh_from_db()
    return referral


def _write(
    need: Need, proposal: Proposal, words: Words, *, by: "User | None", instead_of: Referral | None
) -> Referral:
    # Handed back to a partner that had it: the new referral counts in the place of the old one.
    need.referrals.filter(partner=proposal.partner).exclude(recalled_from="").update(recalled_from="")
    return Referral.objects.create(
        need=need,
        partner=proposal.partner,
        message=words.message.strip()[:2000],
        override=words.override.strip()[:1000],
        verdict=proposal.verdict.value,
        conflicts=list(proposal.conflicts),
        instead_of=instead_of,
        sent_by=by,
    )


def _check(need: Need, partner: Partner) -> None:
    if not need.is_open:
        raise ReferralRefused(_("This need is closed: reopen it before you refer it."))
    if need.entered_at is None:
        raise ReferralRefused(_("Enter the need first: project, holders and field."))
    if need.merged_into_id is not None:
        raise ReferralRefused(_("This need is part of another one: refer that one."))
    if not partner.is_active:
        raise ReferralRefused(_("This partner takes no needs any more."))
    if not may_see(need, partner):
        raise ConsentMissing(
            _("The applicant has not agreed that %(partner)s sees this need: ask them first.")
            % {"partner": partner}
        )


def _check_reason(proposal: Proposal, words: Words) -> None:
    if words.override.strip():
        return
    if proposal.conflicts:
        raise ReasonMissing(
            _("This partner is linked to the applicant. Say why it should have the need all the same.")
        )
    if proposal.does_not_fit:
        raise ReasonMissing(
            _("By what it declared, this partner does not take this need. Say why you ask it all the same.")
        )


@transaction.atomic
def recall(referral: Referral, *, by: "User | None", by_applicant: bool = False) -> Referral:
    """Take a referral back: the partner no longer sees the need, its links are dead. Twice is the same.

    `by_applicant`: who asked ended it, by a withdrawal, a consent taken back or an erasure. What the partner
    did until then was done and is counted; what the team takes back itself is not.
    """
    need = lock(referral.need)
    locked = Referral.objects.select_for_update().get(pk=referral.pk)
    if locked.state == State.RECALLED:
        return locked
    before = locked.state
    locked.state, locked.recalled_at = State.RECALLED, timezone.now()
    locked.recalled_from = before if by_applicant else ""
    locked.link_epoch += 1
    locked.save(update_fields=["state", "recalled_at", "recalled_from", "link_epoch"])
    settle(need)
    changes: journal.Changes = {"partner": [str(locked.partner), None], "state": [before, locked.state]}
    journal.record("need.referral_recalled", need, by=by, changes=changes)
    mails.recalled(locked)
    webhooks.announce(locked, "referral.recalled")
    referral.refresh_from_db()
    return referral


@transaction.atomic
def reassign(referral: Referral, partner: Partner, *, by: "User | None", words: Words = Words()) -> Referral:
    """Hand a need to another partner instead of this one; what the first answered stays written down."""
    if partner.pk == referral.partner_id:
        raise ReferralRefused(_("Choose another partner than the one that has it."))
    if referral.state == State.SENT:
        recall(referral, by=by)
    return refer(referral.need, partner, by=by, words=words, instead_of=referral)
