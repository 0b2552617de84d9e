"""A short beginning is looked up as a word of its own, and finds and weighs what trying all words would."""

import random

import pytest

from vivier.search import matching, store
from vivier.search.engine import search
from vivier.search.query import Query


@pytest.fixture
def named(shelf, indexed):
    """Eighty records whose names, other names and texts begin alike."""
    draw = random.Random(7)
    words = ["Ci", "Cinéma", "Cité", "Citron", "Centre", "Couleur", "Éclat", "Éco", "Été", "58.21", "L'Écho"]
    for number in range(80):
        title = " ".join(draw.sample(words, 2)) if number % 9 else "Autre"
        names = (draw.choice(words),) if number % 3 == 0 else ()
        shelf.put(title, names=names, texts={"fr": draw.choice(words)}, completeness=draw.random())
    indexed()


@pytest.mark.django_db
@pytest.mark.parametrize("in_names", [True, False])
@pytest.mark.parametrize(
    "text", ["c", "ci", "cit", "citr", "centre c", "é", "éc", "aut", "58", "l'é", "zz", "centre zz"]
)
def test_short_beginnings_give_what_all_words_tried_give(named, monkeypatch, text, in_names):
    query = Query(text, in_names=in_names, limit=None)
    one = search(query)

    store._opened.clear()
    monkeypatch.setattr(matching, "SHORT_BEGINNING", 0)
    other = search(query)

    assert (one, len(one.hits)) == (other, one.total)
    assert one.total or "zz" in text
