"""Stores partners and needs of a demonstration as they would have happened, idempotently."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from vivier.accounts import journal
from vivier.accounts.models import User
from vivier.directory.models import Actor
from vivier.opportunities.conditions.whereabouts import place_for
from vivier.reference.models import Discipline
from vivier.support.actions.partners import open_partner, write_absence, write_intake
from vivier.support.actions.settling import settle
from vivier.support.clock import day_of, last_day
from vivier.support.consenting import WORDING
from vivier.support.models import Answer, Consent, Need, Partner, Referral
from vivier.support.routing import Proposal, proposals_for

OVERRIDE = "Vu ensemble au téléphone (démonstration)."


@dataclass(frozen=True, slots=True)
class PartnerRow:
    """One partner with the one thing it takes; each list None (not said), empty (all) or some codes."""

    actor: str
    email: str
    label: str
    lists: dict[str, list[str] | None]
    capacity: int | None = None
    away: tuple[date, date] | None = None


@transaction.atomic
def store_partners(rows: Sequence[PartnerRow]) -> int:
    """Open the partners that are not there yet; rows without a record are left out. Return how many."""
    actors = {actor.name: actor for actor in Actor.objects.filter(name__in=[row.actor for row in rows])}
    created = 0
    for row in rows:
        actor = actors.get(row.actor)
        if actor is None or Partner.objects.filter(actor=actor).exists():
            continue
        partner = open_partner(actor, email=row.email, by=None, capacity=row.capacity, is_demo=True)
        write_intake(partner, by=None, lists=row.lists, label=row.label)
        if row.away:
            write_absence(partner, starts_on=row.away[0], ends_on=row.away[1], by=None)
        created += 1
    return created


@dataclass(frozen=True, slots=True)
class ReferralRow:
    """What became of one referral: hours after the need was entered, days later an answer, or none.

    The partner is the next one the routing proposes.
    """

    sent_after_hours: int
    state: str = "sent"
    answered_after_days: int = 0
    text: str = ""
    is_shared: bool = False


@dataclass(frozen=True, slots=True)
class NeedRow:
    """One need as it was told, entered and handed on; `columns` and `disciplines` as Need has them."""

    submission: UUID
    reference: str
    columns: dict[str, str]
    disciplines: tuple[str, ...]
    received_at: datetime
    actor: Actor | None = None
    sees: str = "contact"
    entered_after_hours: int | None = None
    referrals: tuple[ReferralRow, ...] = field(default=())
    closed_after_days: int | None = None
    is_withdrawn: bool = False


@transaction.atomic
def store_need(row: NeedRow) -> bool:
    """Store one need that is not there yet, labelled a demonstration; say whether it was stored."""
    if Need.objects.filter(submission=row.submission).exists():
        return False
    entered_at = _later(row.received_at, hours=row.entered_after_hours)
    need = Need.objects.create(
        submission=row.submission,
        reference=row.reference,
        received_at=row.received_at,
        enter_by=last_day(row.received_at, 2),
        entered_at=entered_at,
        state=Need.State.ENTERED if entered_at else Need.State.NEW,
        territory=place_for(row.columns.get("place", "")),
        actor=row.actor,
        is_demo=True,
        **row.columns,
    )
    need.disciplines.set(Discipline.objects.filter(code__in=row.disciplines))
    proposals = proposals_for(need, today=day_of(row.received_at)) if entered_at and row.referrals else []
    found = list(zip(row.referrals, proposals, strict=False))
    _consent(need, row, [proposal.partner for _row, proposal in found])
    for one, proposal in found:
        _refer(need, one, proposal, entered_at or row.received_at)
    _finish(need, row)
    journal.record("need.received", need, by=None, changes={"channel": [None, need.channel]})
    return True


def _later(moment: datetime, *, hours: int | None) -> datetime | None:
    return None if hours is None else min(moment + timedelta(hours=hours), timezone.now())


def _consent(need: Need, row: NeedRow, partners: list[Partner]) -> None:
    """Consent to any partner, or to each one that got the need."""
    if row.sees:
        Consent.objects.create(
            need=need,
            sees=row.sees,
            how=need.channel,
            wording=WORDING,
            asked_at=row.received_at,
            decided_at=row.received_at,
        )
    for partner in partners if not row.sees else ():
        Consent.objects.create(
            need=need, partner=partner, how="phone", wording=WORDING, decided_at=row.received_at
        )


def _refer(need: Need, row: ReferralRow, proposal: Proposal, entered_at: datetime) -> None:
    now = timezone.now()
    sent_at = min(entered_at + timedelta(hours=row.sent_after_hours), now)
    answered = row.state not in (Referral.State.SENT, Referral.State.RECALLED)
    answered_at = min(sent_at + timedelta(days=row.answered_after_days), now) if answered else None
    reminders = 0 if answered else sum(last_day(sent_at, days) <= day_of(now) for days in (2, 7, 14))
    referral = Referral.objects.create(
        need=need,
        partner=proposal.partner,
        state=row.state,
        verdict=proposal.verdict.value,
        override=OVERRIDE if proposal.does_not_fit else "",
        conflicts=list(proposal.conflicts),
        sent_at=sent_at,
        answered_at=answered_at,
        reminders=reminders,
        reminded_at=now if reminders else None,
        escalated_at=now if reminders == 3 else None,
    )
    if answered_at is not None:
        Answer.objects.create(
            referral=referral, kind=row.state, text=row.text, at=answered_at, is_shared=row.is_shared
        )
    need.referred_at = min(need.referred_at or sent_at, sent_at)
    if answered_at is not None:
        need.answered_at = min(need.answered_at or answered_at, answered_at)


def _finish(need: Need, row: NeedRow) -> None:
    now = timezone.now()
    if row.closed_after_days is not None:
        need.closed_at = min(row.received_at + timedelta(days=row.closed_after_days), now)
    if row.is_withdrawn:
        need.withdrawn_at = min(row.received_at + timedelta(days=3), now)
        need.referrals.filter(state__in=("sent", "taken")).update(
            state="recalled", recalled_at=need.withdrawn_at, recalled_from=F("state")
        )
    settle(need, "referred_at", "answered_at", "closed_at", "withdrawn_at")


def name_demo_adviser(user: User, actor_name: str) -> None:
    """Let the adviser of the demonstration answer for the partner of that name, when there is one."""
    partner = Partner.objects.filter(actor__name=actor_name).first()
    if partner is not None:
        partner.advisers.get_or_create(user=user)
