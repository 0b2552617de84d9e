"""Who may read and write what in a case: the team, the partners who took it, the applicant."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet

from vivier.accounts.models import User
from vivier.support.consenting import sees
from vivier.support.models import CaseEntry, Need, NextAction, Partner, Referral, Side, Visibility

# A partner works on the case once it took it in hand or offered help; before, it sees its referral alone.
ON_THE_CASE = (Referral.State.TAKEN, Referral.State.HELPED)


@dataclass(frozen=True, slots=True)
class Viewer:
    """One side of a case as it reads and writes: `partner` for a partner, `by` for who has an account."""

    side: Side
    partner: Partner | None = None
    by: User | None = None

    def owns(self, entry: CaseEntry) -> bool:
        """Whether this side wrote it."""
        return entry.side == self.side and entry.partner == self.partner

    def may_finish(self, action: NextAction) -> bool:
        """Whose turn it is, who asked for it, and the team."""
        is_theirs = action.owner == self.side and action.owner_partner == self.partner
        return self.may_read(action) and (is_theirs or self.owns(action) or self.side == Side.TEAM)

    def may_read(self, entry: CaseEntry) -> bool:
        """The same as `readable`, for one entry."""
        return self.owns(entry) or entry.visibility in _READS[self.side]


_READS = {
    Side.TEAM: (Visibility.APPLICANT, Visibility.PARTNERS),
    Side.PARTNER: (Visibility.APPLICANT, Visibility.PARTNERS),
    Side.APPLICANT: (Visibility.APPLICANT,),
}


def team(user: User) -> Viewer:
    """The team; the permission table says who belongs to it."""
    return Viewer(Side.TEAM, by=user)


def applicant(user: User | None = None) -> Viewer:
    """Whoever holds the need's secret link, or sent it with an account."""
    return Viewer(Side.APPLICANT, by=user)


def partner_on(referral: Referral, user: User | None) -> Viewer | None:
    """The partner of a referral, once it took the case, and as long as the applicant agrees; else None."""
    if referral.state not in ON_THE_CASE or not sees(referral):
        return None
    return Viewer(Side.PARTNER, partner=referral.partner, by=user)


def readable(rows: "QuerySet[Any]", viewer: Viewer) -> "QuerySet[Any]":
    """The entries a side may read: what is open to it, and what it wrote itself."""
    own = Q(side=viewer.side, partner=viewer.partner)
    return rows.filter(own | Q(visibility__in=_READS[viewer.side]))


def visibilities(viewer: Viewer) -> list[tuple[str, str]]:
    """Whom a side may choose as readers; what an applicant writes is read by all."""
    if viewer.side == Side.APPLICANT:
        return [(Visibility.APPLICANT.value, str(Visibility.APPLICANT.label))]
    return [(value, str(label)) for value, label in Visibility.choices]


def partners_on(need: Need) -> list[Partner]:
    """The partners who work on the case."""
    rows = need.referrals.filter(state__in=ON_THE_CASE).select_related("partner__actor")  # type: ignore[attr-defined]
    return [row.partner for row in rows]
