"""Anybody tells us of an opportunity or of a change to one; the team accepts it or says why not."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from vivier.accounts import journal
from vivier.directory.models import Actor, Membership
from vivier.opportunities.actions.calls import create_call, create_scheme, update_call
from vivier.opportunities.amendments import of_call, values_of
from vivier.opportunities.models import Call, OpportunityProposal, Scheme
from vivier.opportunities.refusals import ProposalRefused, TooManyProposals
from vivier.opportunities.status import end_of_day
from vivier.outbox import actions as outbox

if TYPE_CHECKING:
    from vivier.accounts.models import User

PER_HOUR, PER_DAY = 5, 20
State = OpportunityProposal.State


@dataclass(frozen=True, slots=True)
class Idea:
    """What somebody tells us: a new opportunity, or a change to `call`; only the text must be there."""

    text: str
    call: Call | None = None
    title: str = ""
    kind: str = ""
    issuer_name: str = ""
    url: str = ""
    closes_on: date | None = None
    author_email: str = ""
    language: str = "fr"
    amendments: Mapping[str, Any] = field(default_factory=dict)


@transaction.atomic
def propose(
    idea: Idea, *, submission: UUID, sender: str = "", by: "User | None" = None
) -> OpportunityProposal:
    """Queue what somebody tells us; the same form sent twice is one proposal.

    Somebody who manages the record named as issuer proposes in its name. Raises ProposalRefused for many in
    a short time.
    """
    already = OpportunityProposal.objects.filter(submission=submission).first()
    if already:
        return already
    _slow_down(sender)
    amended = of_call(idea.call, idea.amendments, idea.language) if idea.call else {}
    defaults = {one.name: getattr(idea, one.name) for one in fields(idea)} | {
        "title": idea.title.strip()[:255],
        "issuer_name": idea.issuer_name.strip()[:255],
        "issuer": _own_record(idea.issuer_name, by),
        "author": by,
        "amendments": amended,
        "sender": sender,
    }
    proposal, created = OpportunityProposal.objects.get_or_create(submission=submission, defaults=defaults)
    if created:
        thing = idea.call or proposal
        journal.record("opportunity.proposed", thing, by=by, changes={"proposal": [None, proposal.pk]})
    return proposal


def _own_record(name: str, by: "User | None") -> Actor | None:
    if by is None or not name.strip():
        return None
    mine = Membership.objects.filter(user=by, actor__name__iexact=name.strip()).select_related("actor")
    found = mine.first()
    return found.actor if found else None


def _slow_down(sender: str) -> None:
    now = timezone.now()
    sent = OpportunityProposal.objects.filter(sender=sender)
    limits = ((timedelta(hours=1), PER_HOUR), (timedelta(days=1), PER_DAY))
    if sender and any(sent.filter(created_at__gt=now - time).count() >= most for time, most in limits):
        raise TooManyProposals(
            _("Thank you for so many proposals in a short time. Please send the next one in an hour.")
        )


def _waiting(proposal: OpportunityProposal) -> OpportunityProposal:
    locked = OpportunityProposal.objects.select_for_update().get(pk=proposal.pk)
    if locked.state != State.WAITING:
        raise ProposalRefused(_("Somebody has already decided on this proposal."))
    return locked


@transaction.atomic
def accept(
    proposal: OpportunityProposal, *, by: "User", scheme: Scheme | None = None, fields: Iterable[str] = ()
) -> Call:
    """Open a draft from a proposal, or apply these fields of a change; the author is told."""
    locked = _waiting(proposal)
    call = locked.call or locked.became or _draft_of(locked, scheme, by=by)
    values = values_of(locked, fields)
    if values:
        reason = _("Proposed change no. %(number)s") % {"number": locked.pk}
        update_call(call, by=by, changes=values, reason=reason)
    _decide(locked, State.ACCEPTED, by=by, became=call)
    proposal.refresh_from_db()
    return call


def _draft_of(proposal: OpportunityProposal, scheme: Scheme | None, *, by: "User") -> Call:
    if not proposal.title or not proposal.kind:
        raise ProposalRefused(
            _("This proposal has no title or no kind: refuse it, or open the record yourself.")
        )
    scheme = scheme or create_scheme(
        title_fr=proposal.title, by=by, issuer=proposal.issuer, issuer_name=proposal.issuer_name
    )
    values: dict[str, Any] = {
        "title_fr": proposal.title,
        "kind": proposal.kind,
        "summary_fr": proposal.text,
        "url": proposal.url,
    }
    if proposal.closes_on:
        values |= {"closes_at": end_of_day(proposal.closes_on), "closes_on_day": True}
    return create_call(scheme, by=by, values=values)


@transaction.atomic
def refuse(proposal: OpportunityProposal, *, by: "User", reason: str) -> None:
    """Say no, with the reason the author reads."""
    if not reason.strip():
        raise ProposalRefused(_("Please say why: the author reads it."))
    _decide(_waiting(proposal), State.REFUSED, by=by, reason=reason.strip())
    proposal.refresh_from_db()


def _decide(
    proposal: OpportunityProposal, state: str, *, by: "User", reason: str = "", became: Call | None = None
) -> None:
    proposal.state, proposal.reason = state, reason
    proposal.became = became or proposal.became
    proposal.decided_at, proposal.decided_by = timezone.now(), by
    proposal.save()
    verb = f"opportunity.proposal_{state}"
    journal.record(verb, became or proposal, by=by, changes={"proposal": [None, proposal.pk]}, reason=reason)
    address = proposal.author_email or (proposal.author.email if proposal.author else "")
    if address:
        outbox.post(
            key=f"proposal:{proposal.pk}:{state}",
            to=address,
            template="opportunities/mails/proposal",
            context={"title": str(proposal), "is_accepted": state == State.ACCEPTED, "reason": reason},
            language=proposal.language,
            cause=f"proposal:{proposal.pk}",
        )
