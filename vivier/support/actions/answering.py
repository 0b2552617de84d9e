"""A partner answers: takes, offered help, cannot, could not reach the person, or it is not for it."""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from uuid import UUID, uuid4

from django.db import transaction
from django.utils.translation import gettext as _

from vivier.accounts import journal
from vivier.support import case_mails, mails, webhooks
from vivier.support.actions.settling import lock, settle
from vivier.support.conflicts import may_answer
from vivier.support.models import Answer, Partner, Referral
from vivier.support.refusals import AnswerRefused, ReasonMissing

if TYPE_CHECKING:
    from vivier.accounts.models import User

Kind = Answer.Kind
# What the team must be able to understand later.
NEED_A_REASON = (Kind.CANNOT, Kind.NOT_FOR_ME)
# What sends the need back to the coordinator.
NOT_THERE = (Kind.CANNOT, Kind.UNREACHABLE, Kind.NOT_FOR_ME)


@dataclass(frozen=True, slots=True)
class Reply:
    """What a partner says of a referral."""

    kind: str
    text: str = ""
    suggests: Partner | None = None
    is_shared: bool = False
    submission: UUID = field(default_factory=uuid4)


@transaction.atomic
def answer(referral: Referral, reply: Reply, *, way: str, by: "User | None") -> Answer:
    """Write a partner's answer down; the same form sent twice is one answer, a later answer replaces it.

    `by` is None for the mailed link. Raises AnswerRefused, ReasonMissing.
    """
    need = lock(referral.need)
    already = Answer.objects.filter(submission=reply.submission, referral=referral).first()
    if already:
        return already
    locked = Referral.objects.select_for_update().select_related("partner__actor").get(pk=referral.pk)
    _check(locked, reply, by)
    said = Answer.objects.create(
        referral=locked,
        kind=Kind(reply.kind),
        text=reply.text.strip()[:2000],
        suggests=reply.suggests,
        is_shared=reply.is_shared,
        way=Answer.Way(way),
        by=by,
        submission=reply.submission,
    )
    before = locked.state
    locked.state, locked.answered_at = said.kind, locked.answered_at or said.at
    locked.save(update_fields=["state", "answered_at"])
    if need.answered_at is None:
        need.answered_at = said.at
        need.save(update_fields=["answered_at"])
    settle(need)
    changes: journal.Changes = {
        "partner": [None, str(locked.partner)],
        "state": [before, locked.state],
        "way": [None, said.way],
    }
    journal.record("need.answered", need, by=by, changes=changes)
    _tell(locked, before)
    referral.refresh_from_db()
    return said


def _tell(referral: Referral, before: str) -> None:
    """The applicant hears who takes it, the team what comes back, the partner's tool everything."""
    if referral.state != before and referral.state == Referral.State.TAKEN:
        mails.taken(referral)
    if referral.state != before and referral.state in NOT_THERE:
        case_mails.handed_back(referral)
    webhooks.announce(referral, "referral.answered")


def _check(referral: Referral, reply: Reply, by: "User | None") -> None:
    need = referral.need
    if reply.kind not in Kind.values:
        raise AnswerRefused(_("Please choose one of the answers."))
    if referral.state == Referral.State.RECALLED or need.erased_at is not None:
        raise AnswerRefused(_("The team took this need back: no answer is needed any more."))
    if not need.is_open:
        raise AnswerRefused(_("This need is closed: write to the team if there is something to add."))
    if by is not None and not may_answer(need, by):
        raise AnswerRefused(_("This need is yours, or your organisation’s: somebody else has to answer it."))
    if reply.kind in NEED_A_REASON and not reply.text.strip():
        raise ReasonMissing(_("Say why in a few words: the team then finds a better place for it."))
    if reply.suggests is not None and reply.suggests.pk == referral.partner_id:
        raise AnswerRefused(_("Suggest another partner than yourself."))
