"""A partner's own tool: make and revoke keys to the API, say where the tool is told of referrals."""

from datetime import timedelta
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from vivier.accounts import journal
from vivier.directory.codes import keyed_hash, new_token
from vivier.support.models import Hook, Partner, PartnerKey
from vivier.support.refusals import ToolRefused

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
    """End a key at once; twice is once."""
    _advises(key.partner, by)
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


def _advises(partner: Partner, by: "User") -> None:
    if not partner.advisers.filter(user=by).exists():  # type: ignore[attr-defined]
        raise ToolRefused(_("Only the advisers of a partner look after its tool."))


def partner_of_key(secret: str) -> Partner | None:
    """Return the partner whose live key this is, and note that it was used; None for anything else."""
    now = timezone.now()
    rows = PartnerKey.objects.select_related("partner__actor").filter(hash=hash_of(secret[:200]))
    key = rows.first()
    if key is None or not key.is_live(now) or not key.partner.is_active:
        return None
    if key.used_at is None or now - key.used_at > timedelta(minutes=1):
        PartnerKey.objects.filter(pk=key.pk).update(used_at=now)
    return key.partner
