"""Claim a record: ask for a code, type it, hand in evidence, object, withdraw."""

from datetime import timedelta
from typing import TYPE_CHECKING
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from vivier.accounts import journal
from vivier.accounts.models import User
from vivier.directory import codes, mails, proofs
from vivier.directory.actions.settling import proven, suspend
from vivier.directory.attachments import Attachment
from vivier.directory.models import Actor, Claim, ClaimFile
from vivier.directory.refusals import ClaimRefused, ReasonMissing, TooManyClaims, WrongCode

if TYPE_CHECKING:
    from vivier.directory.proofs import Proof

CODE_HOURS = 48
CODE_ATTEMPTS = 5
CLAIMS_PER_HOUR, CLAIMS_PER_DAY = 5, 12
CODES_PER_HOUR_AND_ADDRESS = 3
State = Claim.State


class _Undone(Exception):
    """Rolls back the mail that is written for an address that proves nothing, so that both cost the same."""


@transaction.atomic
def start_claim(actor: Actor, *, by: User, address: str, submission: UUID) -> Claim:
    """Send a code to an address if it proves something; nothing that is returned or written tells whether."""
    already = _same_form(actor, by, submission)
    if already:
        return already
    _slow_down(by)
    _drop_codes(actor, by)
    proof = proofs.proof_of(actor, address)
    is_flooded = _codes_to(address) >= CODES_PER_HOUR_AND_ADDRESS
    claim = _new_claim(actor, by, submission, way=proof.way if proof else "", address=address)
    _send_code(claim, is_wanted=proof is not None and not is_flooded)
    _write(claim, "claim.started", by=by)
    return claim


def _same_form(actor: Actor, by: User, submission: UUID) -> Claim | None:
    """Return the claim this form made before; a form of somebody else's number is refused."""
    User.objects.select_for_update().get(pk=by.pk)  # one claim of a person at a time
    already = Claim.objects.filter(submission=submission).first()
    if already and (already.actor_id, already.claimant_id) != (actor.pk, by.pk):
        raise ClaimRefused(_("This form was already sent. Open the page again."))
    if already is None and Claim.objects.open().filter(actor=actor, claimant=by).exists():
        raise ClaimRefused(_("Your claim of this record is already under way."))
    if already is None and actor.memberships.filter(user=by).exists():
        raise ClaimRefused(_("You already look after this record."))
    return already


def _drop_codes(actor: Actor, by: User) -> None:
    """A new attempt ends the one before: of two codes only the last works."""
    earlier = Claim.objects.filter(actor=actor, claimant=by, state=State.STARTED)
    earlier.update(state=State.EXPIRED, code_hash="")


def _slow_down(by: User) -> None:
    now = timezone.now()
    mine = Claim.objects.filter(claimant=by)
    for time, most in ((timedelta(hours=1), CLAIMS_PER_HOUR), (timedelta(days=1), CLAIMS_PER_DAY)):
        if mine.filter(created_at__gt=now - time).count() >= most:
            raise TooManyClaims(
                _("You asked for this very often. Please wait an hour, or write to the team.")
            )


def _codes_to(address: str) -> int:
    hour = timezone.now() - timedelta(hours=1)
    return Claim.objects.filter(address=address.lower(), created_at__gt=hour).count()


def _new_claim(actor: Actor, by: User, submission: UUID, *, way: str, address: str = "") -> Claim:
    return Claim.objects.create(
        actor=actor,
        claimant=by,
        way=way,
        submission=submission,
        address=address.lower(),
        language=get_language() or "fr",
    )


def _send_code(claim: Claim, *, is_wanted: bool) -> None:
    """Keep a code and mail it; when it is not wanted the same work is done and the mail is taken back."""
    code = codes.new_code()
    claim.code_hash = codes.keyed_hash(code, claim.submission, claim.address)
    claim.code_expires_at = claim.created_at + timedelta(hours=CODE_HOURS)
    try:
        with transaction.atomic():
            mails.send_code(claim, code)
            if not is_wanted:
                raise _Undone
    except _Undone:
        claim.code_hash = ""
    claim.save(update_fields=["code_hash", "code_expires_at"])


def enter_code(claim: Claim, *, code: str, by: User) -> Claim:
    """Prove a claim with the code that was mailed; a wrong one counts, the fifth ends the code."""
    with transaction.atomic():
        locked = Claim.objects.select_for_update(of=("self",)).get(pk=claim.pk, claimant=by)
        is_right = _is_right(locked, code)
        if is_right:
            _accept_code(locked, by=by)
        else:
            locked.code_attempts = min(locked.code_attempts + 1, CODE_ATTEMPTS)
            locked.save(update_fields=["code_attempts"])
    if not is_right:
        raise WrongCode(
            _("This code is wrong or no longer valid. After five wrong tries you have to ask for a new one.")
        )
    return locked


def _is_right(claim: Claim, code: str) -> bool:
    matches = codes.matches(claim.code_hash, codes.as_typed(code), claim.submission, claim.address)
    is_alive = (
        claim.state == State.STARTED
        and claim.code_attempts < CODE_ATTEMPTS
        and claim.code_expires_at is not None
        and timezone.now() < claim.code_expires_at
    )
    return matches and is_alive and bool(claim.code_hash)


def _accept_code(claim: Claim, *, by: User) -> None:
    claim.code_hash, claim.proven_at = "", timezone.now()
    claim.save(update_fields=["code_hash", "proven_at"])
    # The record may have changed since the code was sent: what counted then must still count.
    proof: Proof | None = proofs.proof_of(claim.actor, claim.address)
    if proof is None or proof.needs_the_team:
        claim.state = State.WAITING
        claim.save(update_fields=["state"])
        _write(claim, "claim.waits", by=by)
    else:
        proven(claim, by=by)


@transaction.atomic
def send_evidence(
    actor: Actor, *, by: User, text: str, submission: UUID, file: Attachment | None = None
) -> Claim:
    """Ask the team to look at what shows that a record is one's own; a form sent twice is one claim."""
    already = _same_form(actor, by, submission)
    if already:
        return already
    if not text.strip():
        raise ReasonMissing(_("Say how you belong to this organisation."))
    _slow_down(by)
    _drop_codes(actor, by)
    claim = _new_claim(actor, by, submission, way=Claim.Way.EVIDENCE)
    claim.state, claim.evidence = State.WAITING, text.strip()
    claim.save(update_fields=["state", "evidence"])
    if file is not None:
        ClaimFile.objects.create(
            claim=claim,
            name=file.name,
            content_type=file.content_type,
            size=len(file.content),
            sha256=file.digest,
            content=file.content,
        )
    _write(claim, "claim.evidence_sent", by=by)
    return claim


@transaction.atomic
def withdraw_claim(claim: Claim, *, by: User) -> None:
    """Take one's own claim back while nothing is decided."""
    locked = Claim.objects.select_for_update(of=("self",)).get(pk=claim.pk, claimant=by)
    if not (locked.is_open or locked.state == State.STARTED):
        raise ClaimRefused(_("This claim is already decided."))
    locked.state, locked.decided_at = State.WITHDRAWN, timezone.now()
    locked.save(update_fields=["state", "decided_at"])
    _write(locked, "claim.withdrawn", by=by)


def contest_by_link(token: str, *, text: str, by: User | None = None) -> Claim:
    """Object to a claim with the link mailed to the organisation's own address; it works once."""
    claim = claim_behind(token)
    if claim is None:
        raise ClaimRefused(_("This link is no longer valid."))
    return contest_claim(claim, by=by, text=text)


def claim_behind(token: str) -> Claim | None:
    """Return the claim that a mailed link objects to; None when the link is used, too old or nobody's."""
    rows = Claim.objects.contestable(timezone.now()).exclude(contest_hash="")
    return rows.select_related("actor", "claimant").filter(contest_hash=codes.keyed_hash(token)).first()


@transaction.atomic
def contest_claim(claim: Claim, *, by: User | None, text: str) -> Claim:
    """Object to a claim within seven days: what it gave is suspended, and the team decides."""
    if not text.strip():
        raise ReasonMissing(_("Say why the claim is not right: the team decides on what you write."))
    locked = (
        Claim.objects.select_for_update(of=("self",)).select_related("actor", "claimant").get(pk=claim.pk)
    )
    gone = locked.state == State.GRANTED and not locked.actor.memberships.filter(user=locked.claimant)
    if gone or not locked.can_be_contested(timezone.now()):
        raise ClaimRefused(_("This claim can no longer be contested. Write to the team instead."))
    before, locked.state = locked.state, State.CONTESTED
    locked.contested_at, locked.contested_by, locked.contest = timezone.now(), by, text.strip()
    locked.contest_hash = ""
    locked.save(update_fields=["state", "contested_at", "contested_by", "contest", "contest_hash"])
    if before == State.GRANTED:
        suspend(locked, by=by)
    _write(locked, "claim.contested", by=by)
    mails.tell_claimant(locked)
    mails.tell_team_of_contest(locked)
    return locked


def _write(claim: Claim, verb: str, *, by: User | None) -> None:
    """Write in the record's journal that something happened to a claim, without what was sent with it."""
    journal.record(verb, claim.actor, by=by, changes={"claim": [None, claim.pk]})
