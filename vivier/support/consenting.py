"""What a partner may see of a need: only what the applicant agreed to, and only what was referred to it."""

from collections.abc import Iterable

from vivier.support.models import Consent, Need, Partner, Referral

# The version of the words under which people agree; raise it when they change (web/needs/question.html).
WORDING = "2026-11"
State = Consent.State


def may_see(need: Need, partner: Partner) -> str:
    """Return "contact", "need" or "" : what the applicant agreed that this partner sees.

    What was said of this partner counts before what was said of any partner.
    """
    return agreed(need.consents.all(), partner)


def agreed(consents: Iterable[Consent], partner: Partner) -> str:
    """Return the same from the consents of a need that were read before."""
    rows = {row.partner_id: row for row in consents}
    row = rows.get(partner.pk) or rows.get(None)
    return row.sees if row is not None and row.state == State.GIVEN else ""


def sees(referral: Referral) -> str:
    """Return what the partner of this referral sees of the need now; nothing once it was taken back."""
    if referral.state == Referral.State.RECALLED or referral.need.erased_at is not None:
        return ""
    return may_see(referral.need, referral.partner)
