"""An indicator as the search index sees it."""

from django.db.models import QuerySet

from vivier.core.names import sort_key
from vivier.observatory.models import Indicator
from vivier.search.sources import Document, Source


def rows() -> QuerySet[Indicator]:
    """Return all indicators with their figures: published figures are public."""
    return Indicator.objects.for_list().order_by("pk")


def document(row: Indicator) -> Document:
    """Return the index entry of one indicator."""
    figures = row.figures.all()
    french = [row.definition_fr, *(f"{one.territory} {one.scope} {one.source_name}" for one in figures)]
    english = [
        row.definition_en,
        *(f"{one.territory_en} {one.scope_en} {one.source_name}" for one in figures),
    ]
    return Document(
        key=f"indicator:{row.pk}",
        kind="indicator",
        title=row.name_fr,
        names=(row.name_en,) if row.name_en else (),
        texts={"fr": " ".join(french), "en": " ".join(english)},
        facets={"topic": (row.topic,) if row.topic else ()},
        sort_name=sort_key(row.name_fr),
    )


SOURCE = Source("indicator", rows, document)
