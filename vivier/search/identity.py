"""Which records stand at the places a searcher found."""

from collections.abc import Sequence

from tantivy import DocAddress

from vivier.search.entries import source_number
from vivier.search.reader import Reader
from vivier.search.sources import registered


def records_at(places: Sequence[DocAddress], searcher: Reader) -> list[tuple[str, int]]:
    """Return kind and primary key of each, read from columns of numbers: no entry is opened."""
    known = {source_number(kind): kind for kind in registered()}
    kinds = searcher.fast_field_values("source_number", places)
    pks = searcher.fast_field_values("pk", places)
    return [(known[kind], int(pk)) for kind, pk in zip(kinds, pks, strict=True)]
