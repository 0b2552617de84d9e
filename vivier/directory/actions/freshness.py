"""Confirm a record; ask those who manage it to do so, by mail, never more often than is decent."""

from datetime import timedelta
from secrets import token_urlsafe
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from vivier.accounts import rules
from vivier.directory.actions.records import confirm_actor
from vivier.directory.confirming import ask_by_mail, hash_of
from vivier.directory.freshness import MOST_MAILS, REPEAT_MONTHS, known_right_on, months_before, to_ask
from vivier.directory.models import Actor, ConfirmationRequest, Membership
from vivier.directory.refusals import LinkRefused, NotYours
from vivier.outbox.refusals import InvalidAddress

if TYPE_CHECKING:
    from vivier.accounts.models import User

LINK_DAYS = 30


@transaction.atomic
def confirm_record(actor: Actor, *, by: "User") -> None:
    """Write down that a manager or the team says the record is right; twice on one day is once.

    Raises NotYours for anybody else.
    """
    if not _may_confirm(actor, by):
        raise NotYours(_("Only those who manage this record, or the team, can confirm it."))
    locked = Actor.objects.select_for_update().get(pk=actor.pk)
    if locked.confirmed_on != timezone.localdate():
        confirm_actor(locked, by=by)
    actor.confirmed_on = locked.confirmed_on


def _may_confirm(actor: Actor, person: "User") -> bool:
    manages = rules.is_member.test(person) and actor.memberships.filter(user=person).exists()
    return bool(manages or rules.manages_records.test(person))


def request_of(token: str) -> ConfirmationRequest:
    """Return the request a mailed link belongs to; raise LinkRefused for what is unknown."""
    asked = (
        ConfirmationRequest.objects.select_related("actor", "user").filter(token_hash=hash_of(token)).first()
    )
    if asked is None:
        raise LinkRefused(_("This link is not known. Take the newest mail, or log in to your space."))
    return asked


def check_link(asked: ConfirmationRequest) -> None:
    """Raise LinkRefused when a link was used, is too old, or its reader no longer manages the record."""
    if asked.used_at is not None:
        raise LinkRefused(_("This link has been used: the record is confirmed. Thank you."))
    if asked.expires_at <= timezone.now():
        raise LinkRefused(_("This link is too old. Log in to your space to confirm the record."))
    is_manager = asked.actor.memberships.filter(user=asked.user, user__is_active=True).exists()
    if not is_manager or asked.actor.status != Actor.Status.PUBLISHED:
        raise LinkRefused(_("This record is no longer yours to confirm. Write to the team if that is wrong."))


@transaction.atomic
def confirm_by_link(token: str) -> Actor:
    """Confirm the record a mailed link is for; the link works once."""
    known = request_of(token)
    asked = ConfirmationRequest.objects.select_for_update(of=("self",)).get(pk=known.pk)
    check_link(asked)
    asked.used_at = timezone.now()
    asked.save(update_fields=["used_at"])
    confirm_record(asked.actor, by=asked.user)
    return asked.actor


def remind_owners(*, most: int = 500) -> int:
    """Ask the managers whose turn it is, at most so many; return how many mails were written."""
    today = timezone.localdate()
    written = 0
    for key in list(to_ask(today).values_list("pk", flat=True)):
        written += _ask(key)
        if written >= most:
            break
    return written


@transaction.atomic
def _ask(key: int) -> int:
    """Ask one manager unless they were asked lately or often enough, or somebody was faster."""
    today = timezone.localdate()
    waiting = to_ask(today).select_for_update(of=("self",))
    membership = waiting.filter(pk=key).first()
    if membership is None or not _is_due(membership):
        return 0
    token, now = token_urlsafe(32), timezone.now()
    asked = ConfirmationRequest.objects.create(
        actor=membership.actor,
        user=membership.user,
        since=known_right_on(membership),
        number=_asked(membership).count(),
        token_hash=hash_of(token),
        asked_at=now,
        expires_at=now + timedelta(days=LINK_DAYS),
    )
    try:
        ask_by_mail(asked, token=token, language=asked.user.mail_language)
    except InvalidAddress:  # the request stays, so that the address is not tried every day
        return 0
    return 1


def _asked(membership: Membership) -> QuerySet[ConfirmationRequest]:
    since = known_right_on(membership)
    return ConfirmationRequest.objects.filter(actor=membership.actor, user=membership.user, since=since)


def _is_due(membership: Membership) -> bool:
    asked = _asked(membership)
    last = asked.order_by("-number").first()
    if last is None:
        return True
    month_ago = months_before(timezone.localdate(), REPEAT_MONTHS)
    return last.number + 1 < MOST_MAILS and timezone.localdate(last.asked_at) <= month_ago
