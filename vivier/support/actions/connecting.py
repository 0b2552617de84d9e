"""A partner's own tool: make and revoke keys to the API, say where the tool is told of referrals."""

from datetime import timedelta
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from vivier.accounts import journal
from vivier.directory.codes import keyed_hash, new_token
from vivier.support.models import Delivery, Hook, Partner, PartnerKey
from vivier.support.refusals import KeyEnded, ToolRefused

if TYPE_CHECKING:
    from vivier.accounts.models import User

PREFIX = "vivier_"
LONGEST = timedelta(days=365)
MOST_KEYS = 10


def hash_of(secret: str) -> str:
    """Return what is stored of a key."""
    return keyed_hash(secret, "partner-key")


@transaction.atomic
def make_key(partner: Partner, *, label: str, days: int, by: "User") -> tuple[PartnerKey, str]:
    """Make a key; return it with its secret, which is shown this once. Raises ToolRefused."""
    _advises(partner, by)
    now = timezone.now()
    if not label.strip():
        raise ToolRefused(_("Say what the key is for."))
    if not 1 <= days <= LONGEST.days:
        raise ToolRefused(_("A key is valid for a year at most."))
    live = partner.keys.filter(revoked_at__isnull=True, expires_at__gt=now)  # type: ignore[attr-defined]
    if live.count() >= MOST_KEYS:
        raise ToolRefused(_("There are many keys already: revoke one first."))
    secret = PREFIX + new_token()
    key = PartnerKey.objects.create(
        partner=partner,
        label=label.strip()[:80],
        hash=hash_of(secret),
        made_by=by,
        expires_at=now + timedelta(days=days),
    )
    journal.record("partner.key_made", partner, by=by, changes={"key": [None, key.label]})
    return key, secret


@transaction.atomic
def revoke_key(key: PartnerKey, *, by: "User") -> None:
    """End a key at once; twice is once. The partner's advisers and the team may."""
    _advises(key.partner, by, or_the_team=True)
    locked = PartnerKey.objects.select_for_update().get(pk=key.pk)
    if locked.revoked_at is None:
        locked.revoked_at = timezone.now()
        locked.save(update_fields=["revoked_at"])
        journal.record("partner.key_revoked", locked.partner, by=by, changes={"key": [locked.label, None]})
    key.refresh_from_db()


@transaction.atomic
def set_hook(partner: Partner, *, url: str, is_active: bool, by: "User") -> Hook:
    """Say where the tool is told; https only. Another address gets another secret."""
    _advises(partner, by)
    if urlsplit(url).scheme != "https":
        raise ToolRefused(_("The address of the tool must begin with https://."))
    hook, new = Hook.objects.select_for_update().get_or_create(
        partner=partner, defaults={"url": url, "is_active": is_active, "set_by": by}
    )
    if not new:
        hook.epoch += hook.url != url
        hook.url, hook.is_active, hook.set_by, hook.set_at = url, is_active, by, timezone.now()
        hook.save()
    journal.record("partner.hook_set", partner, by=by, changes={"active": [None, is_active]})
    return hook


@transaction.atomic
def renew_secret(hook: Hook, *, by: "User") -> None:
    """End the secret of the signatures: the next message is signed with another. Also the team may."""
    _advises(hook.partner, by, or_the_team=True)
    locked = Hook.objects.select_for_update().get(pk=hook.pk)
    locked.epoch += 1
    locked.save(update_fields=["epoch"])
    journal.record("partner.hook_secret_ended", locked.partner, by=by)
    hook.refresh_from_db()


@transaction.atomic
def stop_hook(hook: Hook, *, by: "User") -> None:
    """Tell the tool nothing more, and end its secret; what waited for it is left; twice is once."""
    _advises(hook.partner, by, or_the_team=True)
    locked = Hook.objects.select_for_update().get(pk=hook.pk)
    if locked.is_active:
        locked.is_active = False
        locked.epoch += 1
        locked.save(update_fields=["is_active", "epoch"])
        waiting = Delivery.objects.filter(hook=locked, state=Delivery.State.WAITING)
        waiting.update(state=Delivery.State.PARKED, last_error="stopped")
        journal.record("partner.hook_stopped", locked.partner, by=by, changes={"active": [True, False]})
    hook.refresh_from_db()


def _advises(partner: Partner, by: "User", *, or_the_team: bool = False) -> None:
    if or_the_team and by.role == by.Role.COORDINATOR:
        return
    if not partner.advisers.filter(user=by).exists():  # type: ignore[attr-defined]
        raise ToolRefused(_("Only the advisers of a partner look after its tool."))


def partner_of_key(secret: str) -> Partner | None:
    """Return the partner whose live key this is, and note that it was used; None for what is no key.

    Raises KeyEnded for a key that was revoked, is too old, or whose partner takes no needs any more.
    """
    now = timezone.now()
    rows = PartnerKey.objects.select_related("partner__actor").filter(hash=hash_of(secret[:200]))
    key = rows.first()
    if key is None:
        return None
    if key.revoked_at is not None:
        raise KeyEnded(_("This key was revoked. Your organisation makes another one on its partner page."))
    if not key.is_live(now):
        raise KeyEnded(_("This key is over. Your organisation makes another one on its partner page."))
    if not key.partner.is_active:
        raise KeyEnded(_("Your organisation takes no needs here any more: write to the team."))
    if key.used_at is None or now - key.used_at > timedelta(minutes=1):
        PartnerKey.objects.filter(pk=key.pk).update(used_at=now)
    return key.partner
