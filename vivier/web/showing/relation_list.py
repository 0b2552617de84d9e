"""The relations between published actors, as rows of a table and of a download."""

from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from vivier.directory.models import Actor, Relation

PUBLISHED = Actor.Status.PUBLISHED


def relations(kinds: list[str]) -> QuerySet[Relation]:
    """Return the relations of these kinds (all for none) between published actors; no demonstration."""
    found = Relation.objects.filter(source__status=PUBLISHED, target__status=PUBLISHED)
    found = found.filter(source__is_demo=False, target__is_demo=False)
    found = found.filter(kind__in=kinds) if kinds else found
    return found.select_related("source", "target").order_by("source__sort_name", "kind", "pk")


def columns() -> list[str]:
    """Return the heads of a download."""
    return [_("actor"), _("relation"), _("other actor"), _("from"), _("until"), _("source"), _("page")]


def rows(kinds: list[str]) -> Iterator[list[Any]]:
    """Return one line per relation of these kinds; all for none."""
    for row in relations(kinds).iterator(chunk_size=500):
        yield [
            row.source.name, row.get_kind_display(), row.target.name, row.starts_on, row.ends_on,
            row.source_url, f"{settings.SITE_URL}{row.source.get_absolute_url()}",
        ]  # fmt: skip
