"""A residency as the search index sees it."""

from collections.abc import Iterator

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import override

from vivier.core.translation import LANGUAGES, in_language, label_of
from vivier.opportunities.models import Kind, Residency
from vivier.reference import lookup
from vivier.search.sources import Document, Source


def rows() -> QuerySet[Residency]:
    """Return what the index may know of: published residencies."""
    return Residency.objects.published().for_list().order_by("pk")


def document(residency: Residency) -> Document:
    """Return the index entry of one residency."""
    territory = residency.territory
    host = residency.public_host
    return Document(
        key=f"residency:{residency.pk}",
        kind="residency",
        title=residency.name,
        texts={language: " ".join(_words(residency, language)) for language in LANGUAGES},
        facets={
            "discipline": tuple(row.code for row in residency.disciplines.all()),
            "issuer": (host.slug,) if host else (),
            "commune": (territory.code,) if territory else (),
            "demo": ("yes",) if residency.is_demo else ("no",),
        },
        latitude=territory.latitude if territory else None,
        longitude=territory.longitude if territory else None,
        sort_name=residency.sort_name,
        updated=timezone.localdate(residency.updated_at),
    )


def _words(residency: Residency, language: str) -> Iterator[str]:
    yield in_language(residency, "description", language).text
    yield in_language(residency, "equipment", language).text
    yield residency.hosted_by
    yield residency.city
    yield from (label_of(row, language) for row in residency.disciplines.all())
    for code in residency.territory.chain if residency.territory else ():
        layer = lookup.territory(code)
        if layer:
            yield label_of(layer, language)
    with override(language):
        yield str(Kind.RESIDENCY.label)


SOURCE = Source("residency", rows, document)
