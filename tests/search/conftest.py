"""Only the shelves of a test can be found in it."""

import pytest

from tests.search.shelf import Shelf
from vivier.search import sources
from vivier.search.engine import search
from vivier.search.query import Query


@pytest.fixture
def registry(monkeypatch):
    monkeypatch.setattr(sources, "_sources", {})
    return sources


@pytest.fixture
def shelf(registry):
    made = Shelf("actor")
    registry.register(made.source())
    return made


@pytest.fixture
def titles(shelf):
    """Give a callable: the titles found for a text, best first."""

    def found(text: str, **more) -> list[str]:
        return [shelf.items[hit.pk].title for hit in search(Query(text=text, kinds=("actor",), **more)).hits]

    return found
