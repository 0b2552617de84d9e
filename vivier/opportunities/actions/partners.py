"""Organisations and the calls of their own schemes: written, published or sent to the team, taken back."""

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any
from uuid import NAMESPACE_URL, uuid5

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from vivier.accounts import journal
from vivier.directory.models import Actor, Membership
from vivier.opportunities.actions import calls as actions
from vivier.opportunities.conditions import trials
from vivier.opportunities.models import Call, OpportunityProposal, PublishingRight, Scheme
from vivier.opportunities.refusals import NotAPartner, NotPublishable

if TYPE_CHECKING:
    from vivier.accounts.models import User

PUBLISHED_BY_PARTNER = "opportunity.published_by_partner"
# What an organisation says of its own call; conditions a machine tests, and sources, are the team's.
OWN_FIELDS = (
    "title_fr", "title_en", "edition", "kind", "summary_fr", "summary_en", "eligibility_fr", "eligibility_en",
    "audiences", "disciplines", "place", "is_permanent", "opens_at", "closes_at", "closes_on_day",
    "amount_min", "amount_max", "currency", "url",
)  # fmt: skip


@transaction.atomic
def give_right(actor: Actor, *, by: "User", reason: str) -> PublishingRight:
    """Let the managers of an organisation publish the calls of its own schemes."""
    if not reason.strip():
        raise NotAPartner(_("Please say why."))
    right, created = PublishingRight.objects.get_or_create(
        actor=actor, defaults={"reason": reason.strip()[:500], "given_by": by}
    )
    if created:
        journal.record("partner.named", actor, by=by, reason=reason)
    return right


@transaction.atomic
def take_right(right: PublishingRight, *, by: "User", reason: str) -> None:
    """Take the right back: what was published stays, what comes next waits for the team."""
    if not reason.strip():
        raise NotAPartner(_("Please say why."))
    journal.record("partner.ended", right.actor, by=by, reason=reason)
    right.delete()


def may_publish(actor: Actor) -> bool:
    """Say whether the team lets this organisation publish by itself."""
    return PublishingRight.objects.filter(actor=actor).exists()


def _check_manages(actor: Actor, by: "User") -> None:
    if not Membership.objects.filter(actor=actor, user=by).exists():
        raise NotAPartner(_("Only those who look after this record write in its name."))


def _own(call: Call, actor: Actor, by: "User") -> Call:
    """Lock a call of one of the organisation's own schemes, for one of its managers."""
    _check_manages(actor, by)
    locked = Call.objects.select_for_update().filter(pk=call.pk, scheme__issuer=actor).first()
    if locked is None:
        raise NotAPartner(_("This opportunity is not of one of your schemes."))
    return locked


@transaction.atomic
def write_call(
    actor: Actor,
    *,
    by: "User",
    values: Mapping[str, Any],
    scheme: Scheme | None = None,
    scheme_title: str = "",
) -> Call:
    """Open a draft of one of the organisation's schemes, named now when it is new."""
    _check_manages(actor, by)
    if scheme is not None and scheme.issuer_id != actor.pk:
        raise NotAPartner(_("This scheme is not one of yours."))
    said = {field: value for field, value in values.items() if field in OWN_FIELDS}
    if scheme is None:
        title = scheme_title.strip() or str(said.get("title_fr", ""))
        scheme = actions.create_scheme(title_fr=title, by=by, issuer=actor)
    return actions.create_call(scheme, by=by, values=said)


@transaction.atomic
def change_call(
    call: Call, actor: Actor, *, by: "User", changes: Mapping[str, Any], expected: datetime | None = None
) -> journal.Changes:
    """Change one's own call: a draft always, a published one when the organisation publishes by itself."""
    locked = _own(call, actor, by)
    if locked.state == Call.State.PUBLISHED and not may_publish(actor):
        raise NotAPartner(_("It is published: propose the change, and the team applies it."))
    said = {field: value for field, value in changes.items() if field in OWN_FIELDS}
    return actions.update_call(call, by=by, changes=said, expected=expected)


@transaction.atomic
def publish_own(call: Call, actor: Actor, *, by: "User") -> bool:
    """Publish one's own call, or send it to the team; say whether it is published now."""
    locked = _own(call, actor, by)
    if locked.state == Call.State.PUBLISHED:
        return True
    if not may_publish(actor):
        _send_to_the_team(locked, actor, by)
        return False
    actions.publish_call(call, by=by)
    journal.record(PUBLISHED_BY_PARTNER, call, by=by, changes={"issuer": [None, actor.name]})
    return True


@transaction.atomic
def try_own(call: Call, actor: Actor, *, seen: str, by: "User") -> None:
    """Agree to the cases of one's own call, as the team does; only who publishes by itself.

    `seen` is the fingerprint of what was looked at. Raises NotTried as `trials.accept_trial` does.
    """
    locked = _own(call, actor, by)
    if not may_publish(actor):
        raise NotAPartner(_("The team tries the conditions of this opportunity before it publishes it."))
    trials.accept_trial(locked, seen=seen, by=by)


def _send_to_the_team(call: Call, actor: Actor, by: "User") -> None:
    """Queue a draft for the team; the same draft waits once."""
    missing = actions.missing_of(call)
    if missing:
        raise NotPublishable(
            _("Before it is published, this opportunity needs: %(missing)s.")
            % {"missing": ", ".join(missing)}
        )
    if waits(call):
        return
    rows = OpportunityProposal.objects
    proposal = rows.create(
        submission=uuid5(NAMESPACE_URL, f"call:{call.pk}:{rows.filter(became=call).count()}"),
        title=call.title_fr,
        kind=call.kind,
        issuer=actor,
        issuer_name=actor.name,
        url=call.url,
        closes_on=timezone.localdate(call.closes_at) if call.closes_at else None,
        text=(call.summary_fr or call.title_fr)[:4000],
        author=by,
        became=call,
    )
    journal.record("opportunity.proposed", call, by=by, changes={"proposal": [None, proposal.pk]})


def waits(call: Call) -> bool:
    """Say whether a draft waits for the team."""
    waiting = OpportunityProposal.State.WAITING
    return OpportunityProposal.objects.filter(became=call, state=waiting).exists()


@transaction.atomic
def withdraw_own(call: Call, actor: Actor, *, by: "User") -> None:
    """Take one's own call off the site."""
    _own(call, actor, by)
    actions.withdraw_call(call, by=by, reason=_("Withdrawn by the organisation."))
