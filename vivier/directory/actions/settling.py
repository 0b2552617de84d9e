"""Decide on claims: at once, after seven days, or by the team."""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from vivier.accounts import journal
from vivier.directory import codes, mails, proofs
from vivier.directory.actions.memberships import give, take_away
from vivier.directory.models import CONTEST_DAYS, Actor, Claim, Membership
from vivier.directory.refusals import AlreadyDecided, ReasonMissing

if TYPE_CHECKING:
    from vivier.accounts.models import User

State = Claim.State


def proven(claim: Claim, *, by: "User | None") -> None:
    """Go on with a proven claim: given at once when nobody holds the record, else after seven days."""
    actor = Actor.objects.select_for_update().get(pk=claim.actor_id)  # of two at once, one comes first
    claim.contest_until = timezone.now() + timedelta(days=CONTEST_DAYS)
    if actor.memberships.exclude(user_id=claim.claimant_id).exists():
        claim.state = State.DELAYED
        claim.save(update_fields=["state", "contest_until", "decided_by", "reason"])
        _write(claim, "claim.delayed", by=by)
        mails.tell_holders(claim)
        mails.tell_claimant(claim)
        return
    _grant(claim, by=by)
    address = proofs.writable_address(actor)
    if address and address.lower() != claim.address:
        token = codes.new_token()
        claim.contest_hash = codes.keyed_hash(token)
        claim.save(update_fields=["contest_hash"])
        mails.tell_public_address(claim, address, token)


def _grant(claim: Claim, *, by: "User | None") -> None:
    now = timezone.now()
    claim.state, claim.decided_at = State.GRANTED, now
    claim.save(update_fields=["state", "decided_at", "decided_by", "contest_until", "is_final", "reason"])
    has_main = claim.actor.memberships.main().exclude(user_id=claim.claimant_id).exists()
    role = Membership.Role.MANAGER if has_main else Membership.Role.MAIN
    give(claim.actor, claim.claimant, role=role, by=by)
    mails.tell_managers(claim.actor, "joined", person=claim.claimant, at=now, but=[by, claim.contested_by])
    _write(claim, "claim.granted", by=by)
    mails.tell_claimant(claim)


def suspend(claim: Claim, *, by: "User | None") -> None:
    """Take away what a contested claim gave, until the team has decided."""
    membership = claim.actor.memberships.filter(user_id=claim.claimant_id).first()
    if membership:
        take_away(membership, by=by)
        mails.tell_managers(membership.actor, "left", person=claim.claimant, at=timezone.now(), but=[by])


@transaction.atomic
def accept_claim(claim: Claim, *, by: "User", reason: str = "") -> Claim:
    """Accept a claim as the team: after an objection for good, else as a proof (holders have seven days)."""
    locked = _undecided(claim)
    locked.decided_by, locked.reason = by, reason.strip()
    if locked.state == State.CONTESTED:
        locked.is_final = True
        _grant(locked, by=by)
        mails.tell_objector(locked)
    else:
        locked.proven_at = timezone.now()
        locked.save(update_fields=["proven_at"])
        proven(locked, by=by)
    return locked


@transaction.atomic
def refuse_claim(claim: Claim, *, by: "User", reason: str) -> Claim:
    """Turn a claim down and tell the claimant why."""
    if not reason.strip():
        raise ReasonMissing(_("Say why the claim is refused: the person reads the reason."))
    locked = _undecided(claim)
    locked.state, locked.reason = State.REFUSED, reason.strip()
    locked.decided_by, locked.decided_at = by, timezone.now()
    locked.is_final = bool(locked.contested_at)
    locked.save(update_fields=["state", "reason", "decided_by", "decided_at", "is_final"])
    _write(locked, "claim.refused", by=by)
    mails.tell_claimant(locked)
    mails.tell_objector(locked)
    return locked


def _undecided(claim: Claim) -> Claim:
    rows = Claim.objects.select_for_update(of=("self",)).select_related("actor", "claimant")
    locked = rows.get(pk=claim.pk)
    if locked.state not in (State.WAITING, State.CONTESTED, State.DELAYED):
        raise AlreadyDecided(_("This claim is already decided."))
    return locked


def settle_claims(now: datetime | None = None) -> dict[str, int]:
    """Grant the claims whose seven days are over, and let codes run out; return how many of each."""
    now = now or timezone.now()
    due = Claim.objects.filter(state=State.DELAYED, contest_until__lte=now).values_list("pk", flat=True)
    granted = sum(_settle_one(key, now) for key in list(due))
    old = Claim.objects.filter(state=State.STARTED, code_expires_at__lte=now)
    return {"granted": granted, "expired": old.update(state=State.EXPIRED, code_hash="")}


@transaction.atomic
def _settle_one(key: int, now: datetime) -> bool:
    rows = Claim.objects.select_for_update(of=("self",)).select_related("actor", "claimant")
    claim = rows.filter(pk=key, state=State.DELAYED, contest_until__lte=now).first()
    if claim is None:  # contested or withdrawn in the meantime
        return False
    _grant(claim, by=None)
    return True


def _write(claim: Claim, verb: str, *, by: "User | None") -> None:
    reason = claim.reason if verb == "claim.refused" else ""
    journal.record(verb, claim.actor, by=by, changes={"claim": [None, claim.pk]}, reason=reason)
