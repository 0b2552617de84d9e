"""What the directory keeps about a person: records they look after, claims, invitations, corrections."""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from django.db.models import Q
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from vivier.accounts.addresses import confirmed_addresses
from vivier.accounts.own_data import Holding
from vivier.directory import leaving
from vivier.directory.models import Claim, ConfirmationRequest, Correction, Invitation, Membership

if TYPE_CHECKING:
    from vivier.accounts.models import User

Rows = Iterable[Sequence[Any]]


def _memberships(person: "User") -> Rows:
    for one in Membership.objects.filter(user=person).select_related("actor").order_by("pk"):
        yield one.actor.name, one.get_role_display(), one.since


def _claims(person: "User") -> Rows:
    rows = Claim.objects.filter(claimant=person).select_related("actor", "file").defer("file__content")
    for one in rows.order_by("pk"):
        file = one.file.name if hasattr(one, "file") else ""
        state, way = one.get_state_display(), one.get_way_display()
        yield (
            one.actor.name,
            one.created_at,
            way,
            state,
            one.address,
            one.evidence,
            file,
            one.decided_at,
            one.reason,
        )


def _objections(person: "User") -> Rows:
    rows = Claim.objects.filter(contested_by=person).select_related("actor").order_by("pk")
    return ((one.actor.name, one.contested_at, one.contest) for one in rows)


def _invitations(person: "User") -> Rows:
    mine = Q(invited_by=person) | Q(address__in=confirmed_addresses(person))
    rows = Invitation.objects.annotate(address=Lower("email")).filter(mine).select_related("actor")
    for one in rows.order_by("pk"):
        yield one.actor.name, one.created_at, one.email, one.get_role_display(), one.expires_at


def _corrections(person: "User") -> Rows:
    rows = Correction.objects.annotate(address=Lower("author_email"))
    rows = rows.filter(address__in=confirmed_addresses(person)).select_related("actor").order_by("pk")
    for one in rows:
        yield one.actor.name, one.created_at, one.field, one.proposed, one.comment, one.status, one.reason


def _asked(person: "User") -> Rows:
    rows = ConfirmationRequest.objects.filter(user=person).select_related("actor").order_by("pk")
    return ((one.actor.name, one.asked_at, one.used_at) for one in rows)


_RECORD, _STATE, _REASON = _("record"), _("state"), _("reason")
HOLDINGS = (
    Holding(
        name="records",
        label=_("Records I look after"),
        why=_("So that those who belong to an organisation, and nobody else, keep its record."),
        kept=_("Until you leave the record, or the account ends."),
        columns={"record": _RECORD, "role": _("role"), "since": _("since")},
        rows=_memberships,
        erase=leaving.leave_records,
        covers=("directory.membership.user",),
    ),
    Holding(
        name="claims",
        label=_("Records I claimed"),
        why=_("To check that you belong to the organisation, and to let others object."),
        kept=_("What you sent is erased a year after the decision; that there was a claim stays."),
        columns={
            "record": _RECORD,
            "at": _("received"),
            "proof": _("proof"),
            "state": _STATE,
            "address": _("address the code was sent to"),
            "evidence": _("how I belong to the organisation"),
            "file": _("file"),
            "decided": _("decided"),
            "reason": _REASON,
        },
        rows=_claims,
        erase=leaving.end_claims,
        covers=("directory.claim.claimant", "directory.claim.address"),
    ),
    Holding(
        name="objections",
        label=_("Claims I objected to"),
        why=_("So that the team decides knowing what you wrote."),
        kept=_("What you wrote is erased a year after the decision."),
        columns={"record": _RECORD, "at": _("contested"), "text": _("what the objection says")},
        rows=_objections,
        erase=leaving.forget_objections,
        covers=("directory.claim.contested_by",),
    ),
    Holding(
        name="invitations",
        label=_("Invitations I sent or received"),
        why=_("To let several people look after one record."),
        kept=_("A year after the invitation ends."),
        columns={
            "record": _RECORD,
            "at": _("sent"),
            "address": _("address"),
            "role": _("role"),
            "until": _("valid until"),
        },
        rows=_invitations,
        erase=leaving.forget_invitations,
        covers=(
            "directory.invitation.email",
            "directory.invitation.invited_by",
            "directory.invitation.accepted_by",
        ),
    ),
    Holding(
        name="corrections",
        label=_("Corrections I suggested"),
        why=_("To correct the record and to answer you."),
        kept=_("As long as the record, as the history of its values."),
        columns={
            "record": _RECORD,
            "at": _("received"),
            "field": _("field"),
            "proposed": _("what it should say"),
            "comment": _("how I know"),
            "state": _STATE,
            "reason": _REASON,
        },
        rows=_corrections,
        erase=leaving.forget_author,
        covers=("directory.correction.author_email",),
    ),
    Holding(
        name="confirmations",
        label=_("Reminders to confirm a record"),
        why=_("To ask you no more often than is decent."),
        kept=_("As long as you look after the record."),
        columns={"record": _RECORD, "asked": _("asked"), "used": _("confirmed")},
        rows=_asked,
        erase=leaving.forget_reminders,
        covers=("directory.confirmationrequest.user",),
    ),
)
