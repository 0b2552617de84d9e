"""Erase what people sent with claims once it is no longer needed; decisions and their reasons stay."""

from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from vivier.accounts import journal
from vivier.directory.models import OPEN_STATES, Claim, ClaimFile, Invitation, MergeRecord

KEPT_DAYS = 365
KEPT_DAYS_UNPROVEN = 30
_ERASED = ("evidence", "contest", "address", "contest_hash", "code_hash")


@transaction.atomic
def prune_claims(now: datetime | None = None) -> dict[str, int]:
    """Erase what people sent with a claim a year after its decision, and codes that proved nothing sooner."""
    now = now or timezone.now()
    year, month = now - timedelta(days=KEPT_DAYS), now - timedelta(days=KEPT_DAYS_UNPROVEN)
    decided = Claim.objects.filter(decided_at__lte=year, erased_at__isnull=True)
    keys = set(decided.exclude(state__in=OPEN_STATES).values_list("pk", flat=True))
    idle = Claim.objects.filter(state=Claim.State.EXPIRED, created_at__lte=month)
    forgotten = set(idle.values_list("pk", flat=True))
    invitations = Invitation.objects.filter(expires_at__lte=year)
    counts = {"erased": len(keys), "forgotten": len(forgotten), "invitations": invitations.count()}
    _erase_in_merges(forgotten)
    erase_claims(keys, now=now)
    Claim.objects.filter(pk__in=forgotten).delete()
    invitations.delete()
    if any(counts.values()):
        changes: journal.Changes = {name: [None, n] for name, n in counts.items()}
        journal.record("claims.pruned", None, by=None, changes=changes)
    return counts


def erase_claims(keys: set[int], *, now: datetime) -> None:
    """Erase what people sent with these claims, in the copies that merges keep too; the decisions stay."""
    _erase_in_merges(keys)
    ClaimFile.objects.filter(claim_id__in=keys).delete()
    Claim.objects.filter(pk__in=keys).update(**dict.fromkeys(_ERASED, ""), erased_at=now)


def _erase_in_merges(keys: set[int]) -> None:
    """Merges remember rows as they were, so as to be undone: what is erased is erased there too."""
    if not keys:
        return
    for merge in MergeRecord.objects.order_by("pk").iterator(100):
        erased = [_erase_copies(rows, keys) for rows in _copies_of_claims(merge.snapshot)]
        if any(erased):
            merge.save(update_fields=["snapshot"])


def _copies_of_claims(kept: Any) -> list[list[Any]]:
    """Return every list of copied claims in a snapshot, however deep it lies."""
    if not isinstance(kept, dict):
        return []
    lists = {label: rows for label, rows in kept.items() if isinstance(rows, list)}
    mine = [rows for label, rows in lists.items() if label.startswith("directory.claim")]
    return mine + [rows for part in kept.values() for rows in _copies_of_claims(part)]


def _erase_copies(rows: list[Any], keys: set[int]) -> bool:
    erased = False
    for one in rows:
        copy = one.get("row", one) if isinstance(one, dict) else {}
        if copy.get("id") in keys and any(copy.get(name) for name in _ERASED):
            copy.update(dict.fromkeys(_ERASED, ""))
            erased = True
    return erased
