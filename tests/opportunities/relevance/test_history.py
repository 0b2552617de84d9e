"""What similar actors obtained is learned, explained by named precedents, and never breaks."""

import numpy as np
import pytest

from vivier.opportunities.relevance.history import History
from vivier.opportunities.relevance.likeness import Likeness, Traits
from vivier.opportunities.relevance.sparse import Vocabulary, products
from vivier.opportunities.relevance.text import fragment_counts, words_of
from vivier.opportunities.relevance.texts import Texts

RADIOS = [Traits(f"Radio {name}", "75", "paris") for name in ("Libertaire", "Campus", "Aligre", "Soleil")]
CLUBS = [Traits(f"Judo club {name}", "69", "lyon") for name in ("Lyonnais", "de Caluire", "Bron", "Oullins")]


@pytest.fixture(scope="module")
def history():
    return History([*RADIOS, *CLUBS], [["radio"]] * 4 + [["sport"]] * 3 + [["sport", "youth"]])


def test_a_newcomer_gets_what_similar_actors_obtained(history):
    scores = history.scores([Traits("Radio Fréquence"), Traits("JUDO CLUB DE VILLEURBANNE", "69")])

    best = [history.schemes[column] for column in scores.argmax(axis=1)]
    assert best == ["radio", "sport"]


def test_the_precedents_are_the_beneficiaries_that_moved_the_score(history):
    precedents = history.precedents(Traits("Judo Bron"), "sport", most=2)

    assert precedents[0].example == 6
    assert [each.moved > 0 for each in precedents] == [True, True]
    assert history.precedents(Traits("Judo Bron"), "no such scheme") == []


def test_the_score_is_the_sum_of_what_moved_it_and_of_what_is_usual(history):
    somebody = Traits("Radio Judo", "75")

    moved = [each.moved for each in history.precedents(somebody, "radio", most=8)]
    less = history.likeness_of([somebody])[0]
    score = history.scores([somebody])[0, history.schemes.index("radio")]
    assert less.shape == (8,)
    assert score == pytest.approx(history.usual[0] + sum(moved) + _negative(history, somebody), abs=1e-5)


def _negative(history, somebody):
    moved = history.likeness_of([somebody])[0] * history._weights[:, 0]
    return float(moved[moved < 0].sum())


@pytest.mark.parametrize("name", ["", "\x00", "'\"%_", "é" * 50_000, "\u202e\U0001f600", "1 2 3"])
def test_any_name_has_a_score(history, name):
    assert np.isfinite(history.scores([Traits(name, name[:5], name[:5], name)])).all()


def test_without_any_history_nothing_is_said():
    empty = History([], [])

    assert (len(empty), empty.schemes, empty.scores([Traits("A")]).shape) == (0, (), (1, 0))
    with pytest.raises(ValueError, match="1 examples, but 0 lists"):
        History([Traits("A")], [])


def test_likeness_is_symmetric_and_positive():
    examples = [*RADIOS, *CLUBS, Traits("", marks=frozenset({"discipline:film"})), Traits("Été", text="film")]

    alike = Likeness(examples).of(examples)

    assert np.allclose(alike, alike.T, atol=1e-5)
    assert np.linalg.eigvalsh(alike.astype(float)).min() > -1e-4


def test_an_unknown_place_is_like_no_other():
    likeness = Likeness([Traits("Alpha"), Traits("Alpha", "75")])

    unknown, known = likeness.of([Traits("Beta Gamma"), Traits("Beta Gamma", "75")])
    assert unknown[1] < known[1]


def test_products_are_those_of_the_full_tables():
    texts = ["radio locale", "radio radio campus", "", "théâtre"]
    counted = [fragment_counts(words_of(text)) for text in texts]
    vocabulary = Vocabulary(counted)
    rows = vocabulary.rows(counted)
    full = np.zeros((4, len(vocabulary)), dtype=np.float32)
    for index in range(4):
        columns, values = rows.row(index)
        full[index, columns] = values

    assert np.allclose(products(rows, rows.turned()), full @ full.T, atol=1e-6)


def test_a_text_lends_relevance_to_those_that_resemble_it():
    texts = Texts(["culture museum heritage", "museum heritage collections", "quantum sensors", ""])

    found = texts.found_by("culture")
    spread = texts.spread(found)

    assert (found[1], found[0] > 0) == (0, True)
    assert spread[0] >= spread[1] > spread[2]
    assert texts.spread(texts.found_by("nothing of it")).tolist() == [0, 0, 0, 0]
    assert Texts([]).found_by("x").shape == (0,)
