"""Who manages a record: given, taken away, handed over, left; invitations by mail."""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from vivier.accounts import journal
from vivier.accounts.addresses import confirmed_addresses, owner_of
from vivier.accounts.rules import manages_records
from vivier.directory import codes, mails
from vivier.directory.models import Actor, Invitation, Membership
from vivier.directory.refusals import InvitationRefused, MembershipRefused, TooManyClaims

if TYPE_CHECKING:
    from vivier.accounts.models import User

INVITATION_HOURS = 48
INVITATIONS_PER_DAY = 20
Role = Membership.Role


def give(actor: Actor, person: "User", *, role: str, by: "User | None") -> Membership:
    """Let a person manage a record, or change the role in which they do; written in the journal."""
    membership, created = Membership.objects.get_or_create(user=person, actor=actor, defaults={"role": role})
    before = None if created else membership.role
    if before == role:
        return membership
    if not created:
        membership.role = role
        membership.save(update_fields=["role"])
    verb = "membership.added" if created else "membership.changed"
    journal.record(verb, actor, by=by, changes={"membership": [_words(before), f"{person.pk}: {role}"]})
    if role == Role.MAIN and actor.orphaned_on:
        Actor.objects.filter(pk=actor.pk).update(orphaned_on=None)
        actor.orphaned_on = None
    return membership


def take_away(membership: Membership, *, by: "User | None", reason: str = "") -> None:
    """End a membership from the next request on; a record without a main manager says so to the team."""
    actor, now = membership.actor, timezone.now()
    changes: journal.Changes = {"membership": [f"{membership.user_id}: {membership.role}", None]}
    journal.record("membership.removed", actor, by=by, changes=changes, reason=reason)
    was_main = membership.role == Role.MAIN
    Membership.objects.filter(pk=membership.pk).delete()
    actor.invitations.filter(invited_by_id=membership.user_id, closed_at__isnull=True).update(closed_at=now)
    if was_main and not actor.memberships.main().exists():
        actor.orphaned_on = timezone.localdate(now)
        Actor.objects.filter(pk=actor.pk).update(orphaned_on=actor.orphaned_on)
        journal.record("actor.orphaned", actor, by=by)
        mails.tell_team_of_orphan(actor, left_at=now)


def _words(role: str | None) -> str | None:
    return role or None


@transaction.atomic
def appoint(actor: Actor, person: "User", *, role: str, by: "User") -> Membership:
    """Give a record to a person as the team, or change their role in it."""
    if not manages_records.test(by):
        raise MembershipRefused(_("Only the team gives a record to somebody."))
    if role not in Role.values:
        raise MembershipRefused(_("This role does not exist."))
    locked = _locked(actor)
    before = locked.memberships.filter(user=person).first()
    _keep_a_main(locked, before, role)
    membership, now = give(locked, person, role=role, by=by), timezone.now()
    if before is None or before.role != role:
        mails.tell_managers(locked, role if before else "joined", person=person, at=now, but=[by])
        if person.pk != by.pk:
            _tell_appointed(membership, now)
    return membership


def _tell_appointed(membership: Membership, now: datetime) -> None:
    tell = mails.tell_role if membership.role == Role.MAIN else mails.tell_given
    tell(membership, at=now)


@transaction.atomic
def end_membership(membership: Membership, *, by: "User", reason: str = "") -> None:
    """End somebody's membership: a main manager for another manager, or the team with a reason."""
    actor = _locked(membership.actor)
    current = _current(membership)
    if current.user_id == by.pk:
        raise MembershipRefused(_("To stop looking after the record yourself, leave it."))
    of_team = manages_records.test(by)
    if not of_team and not actor.memberships.main().filter(user=by).exists():
        raise MembershipRefused(_("Only a main manager or the team ends somebody’s membership."))
    if of_team and not reason.strip():
        raise MembershipRefused(_("Say why the membership ends: the person reads the reason."))
    take_away(current, by=by, reason=reason.strip())
    now = timezone.now()
    mails.tell_ended(current, at=now, reason=reason.strip())
    mails.tell_managers(current.actor, "left", person=current.user, at=now, but=[by])


@transaction.atomic
def leave(membership: Membership, *, by: "User") -> None:
    """Stop looking after a record; when no main manager is left, the team is told."""
    _locked(membership.actor)
    current = _current(membership)
    if current.user_id != by.pk:
        raise MembershipRefused(_("Nobody leaves a record for somebody else."))
    take_away(current, by=by)
    mails.tell_managers(current.actor, "left", person=by, at=timezone.now())


@transaction.atomic
def hand_over(membership: Membership, *, to: Membership, by: "User") -> None:
    """Make another manager the main one in one's own place."""
    actor = _locked(membership.actor)
    mine, theirs = _current(membership), _current(to)
    if mine.user_id != by.pk or mine.role != Role.MAIN or theirs.actor_id != actor.pk:
        raise MembershipRefused(_("Only a main manager hands the record over, to another of its managers."))
    if theirs.pk == mine.pk:
        raise MembershipRefused(_("You already are the main manager."))
    give(actor, theirs.user, role=Role.MAIN, by=by)
    give(actor, mine.user, role=Role.MANAGER, by=by)
    now = timezone.now()
    mails.tell_role(theirs, at=now)
    mails.tell_managers(actor, "handed_over", person=theirs.user, before=by, at=now, but=[by])


def _keep_a_main(actor: Actor, before: Membership | None, role: str) -> None:
    is_last = before is not None and before.role == Role.MAIN and actor.memberships.main().count() == 1
    if is_last and role != Role.MAIN:
        raise MembershipRefused(_("This is the last main manager: name another one first."))


def _locked(actor: Actor) -> Actor:
    """Let one change to the managers of a record happen at a time."""
    return Actor.objects.select_for_update().get(pk=actor.pk)


def _current(membership: Membership) -> Membership:
    found = Membership.objects.select_related("user", "actor").filter(pk=membership.pk).first()
    if found is None:
        raise MembershipRefused(_("This person no longer manages the record."))
    return found


@transaction.atomic
def invite(actor: Actor, *, email: str, role: str, by: "User") -> Invitation:
    """Mail somebody a link to look after the record too; the answer is the same whoever has the address."""
    locked = _locked(actor)
    if not locked.memberships.main().filter(user=by).exists():
        raise MembershipRefused(_("Only a main manager invites others."))
    if role not in Role.values:
        raise MembershipRefused(_("This role does not exist."))
    now = timezone.now()
    sent = Invitation.objects.filter(invited_by=by, created_at__gt=now - timedelta(days=1)).count()
    if sent >= INVITATIONS_PER_DAY:
        raise TooManyClaims(_("You sent many invitations today. Please send the next one tomorrow."))
    email, token = email.strip().lower(), codes.new_token()
    locked.invitations.filter(email=email, closed_at__isnull=True).update(closed_at=now)
    invitation = Invitation.objects.create(
        actor=locked,
        email=email,
        role=role,
        invited_by=by,
        token_hash=codes.keyed_hash(token),
        expires_at=now + timedelta(hours=INVITATION_HOURS),
    )
    journal.record("invitation.sent", locked, by=by, changes={"invitation": [None, invitation.pk]})
    invited = owner_of(invitation.email)
    language = (invited.language if invited else "") or get_language() or "fr"
    mails.send_invitation(invitation, token, language=language)
    return invitation


@transaction.atomic
def withdraw_invitation(invitation: Invitation, *, by: "User") -> None:
    """Take an invitation back before it is accepted."""
    if not invitation.actor.memberships.main().filter(user=by).exists():
        raise MembershipRefused(_("Only a main manager takes an invitation back."))
    closed = Invitation.objects.filter(pk=invitation.pk, closed_at__isnull=True).update(
        closed_at=timezone.now()
    )
    if closed:
        journal.record(
            "invitation.withdrawn", invitation.actor, by=by, changes={"invitation": [invitation.pk, None]}
        )


def invitation_behind(token: str) -> Invitation | None:
    """Return the invitation of a mailed link; None when it is used, withdrawn, too old or nobody's."""
    rows = Invitation.objects.waiting(timezone.now()).select_related("actor", "invited_by")
    return rows.filter(token_hash=codes.keyed_hash(token)).first()


@transaction.atomic
def accept_invitation(invitation: Invitation, *, by: "User") -> Membership:
    """Look after the record from now on; only the account with the invited address may, and only once."""
    actor = _locked(invitation.actor)
    locked = Invitation.objects.select_for_update(of=("self",)).get(pk=invitation.pk)
    stands = actor.memberships.main().filter(user_id=locked.invited_by_id).exists()
    if locked.closed_at is not None or locked.expires_at <= timezone.now() or not stands:
        raise InvitationRefused(_("This invitation is no longer valid. Ask for a new one."))
    if not has_address(by, locked.email):
        raise InvitationRefused(
            _("This invitation was sent to another address. Log in with the account that has it.")
        )
    locked.closed_at, locked.accepted_by = timezone.now(), by
    locked.save(update_fields=["closed_at", "accepted_by"])
    changes: journal.Changes = {"invitation": [locked.pk, "accepted"]}
    journal.record("invitation.accepted", actor, by=by, changes=changes)
    held = actor.memberships.filter(user=by).first()
    role = Role.MAIN if held and held.role == Role.MAIN else locked.role
    membership = give(actor, by, role=role, by=by)
    if held is None or held.role != role:
        mails.tell_managers(actor, role if held else "joined", person=by, at=timezone.now())
    return membership


def addresses_of(person: "User") -> list[str]:
    """Return the addresses that are surely a person's, confirmed in their account, in lower case."""
    return confirmed_addresses(person)


def has_address(person: "User", email: str) -> bool:
    """Say whether an address is surely a person's."""
    return email.lower() in addresses_of(person)
