"""Counts kept beside their snapshots, so that the first who asks does not wait for the counting."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.db import transaction

from vivier.observatory.models import Count

# Of the way figures are counted: a higher number leaves what an earlier way kept unread.
METHOD = 1
Asked = tuple[str, str, str]


def kept(digest: str, slug: str, definition: str, nace: str) -> dict[str, Any] | None:
    """Return the content of a count, None when it was not kept."""
    found = Count.objects.filter(
        digest=digest, method=METHOD, measure=slug, definition=definition, nace=nace
    ).first()
    return found.content if found else None


def choices_kept(digest: str, slug: str) -> list[tuple[str, str]]:
    """Return (definition, version of NACE) of every kept count of a figure."""
    rows = Count.objects.filter(digest=digest, method=METHOD, measure=slug).order_by("pk")
    return list(rows.values_list("definition", "nace"))


def totals_kept(digests: list[str], slug: str, definition: str, nace: str) -> dict[str, list[Any]]:
    """Return the total of one figure in several contents, in one query; those not kept are left out."""
    rows = Count.objects.filter(
        digest__in=digests, method=METHOD, measure=slug, definition=definition, nace=nace
    )
    return dict(rows.values_list("digest", "content__total"))


def keep(digest: str, counts: Mapping[Asked, dict[str, Any]]) -> None:
    """Keep all counts of a content, in the order in which they may be asked."""
    rows = [
        Count(digest=digest, method=METHOD, measure=slug, definition=definition, nace=nace, content=content)
        for (slug, definition, nace), content in counts.items()
    ]
    with transaction.atomic():
        Count.objects.filter(digest=digest).delete()
        Count.objects.bulk_create(rows)


def waiting(digests: Iterable[str]) -> set[str]:
    """Return the contents of which the method of today has kept nothing yet."""
    asked = set(digests)
    rows = Count.objects.filter(digest__in=asked, method=METHOD)
    return asked - set(rows.values_list("digest", flat=True).distinct())
