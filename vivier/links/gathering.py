"""Making the list of links anew: what pages show now is in it, what no page shows any more is not."""

from collections.abc import Iterable
from datetime import datetime
from urllib.parse import urlsplit

from django.db import transaction
from django.utils import timezone

from vivier.core.batches import batched
from vivier.links.models import Link, LinkUse
from vivier.links.uses import Use, kinds

BATCH = 1_000
LONGEST = 500


def gather() -> int:
    """Write down every address the public pages show and forget the others; return how many there are."""
    began = timezone.now()
    for kind in kinds():
        for some in batched(kind.uses(), BATCH):
            _note(kind.name, some, began)
        with transaction.atomic():
            LinkUse.objects.filter(kind=kind.name, seen_at__lt=began).delete()
    with transaction.atomic():
        Link.objects.filter(uses=None).delete()
    return Link.objects.count()


def host_of(address: str) -> str:
    """Return the machine an address is on, or nothing when it is no address of the web."""
    try:
        parts = urlsplit(address)
        return (parts.hostname or "")[:255] if parts.scheme in {"http", "https"} else ""
    except ValueError:
        return ""


@transaction.atomic
def _note(kind: str, some: Iterable[Use], now: datetime) -> None:
    usable = {
        (one.key, one.field, one.address): one
        for one in some
        if len(one.address) <= LONGEST and host_of(one.address)
    }
    addresses = {one.address for one in usable.values()}
    fresh = [Link(address=one, host=host_of(one), due_at=now) for one in sorted(addresses)]
    Link.objects.bulk_create(fresh, ignore_conflicts=True, batch_size=200)
    keys = {
        address: key
        for part in batched(sorted(addresses), 200)
        for address, key in Link.objects.filter(address__in=list(part)).values_list("address", "pk")
    }
    rows = [
        LinkUse(
            link_id=keys[one.address],
            kind=kind,
            key=one.key,
            field=one.field,
            label=one.label[:255],
            seen_at=now,
        )
        for one in usable.values()
    ]
    LinkUse.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["kind", "key", "field", "link"],
        update_fields=["label", "seen_at"],
        batch_size=200,
    )
