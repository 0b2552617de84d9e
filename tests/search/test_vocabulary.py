"""One idea, many words: what is asked in one language finds what is written in another."""

import pytest

from vivier.search import vocabulary
from vivier.search.analysis import initials_of, words_of
from vivier.search.engine import search
from vivier.search.query import Query
from vivier.search.vocabulary import Concept, compiled, root

CONCEPTS = [
    Concept("discipline:games", ("Jeu vidéo", "Video games", "Videospiele", "game", "58.21", "e-sport")),
    Concept("discipline:stage", ("Arts de la scène", "Performing arts")),
    Concept("skill:theatre", ("théâtre", "theatre", "Theater"), broader="discipline:stage"),
    Concept("territory:62063", ("Liège", "Luik", "Lüttich")),
]


@pytest.fixture
def words(monkeypatch):
    monkeypatch.setattr(vocabulary, "_providers", [lambda: CONCEPTS])
    monkeypatch.setattr(vocabulary, "_known", {})


@pytest.mark.django_db
@pytest.mark.parametrize(
    "text", ["jeux vidéo", "game", "games", "58.21", "5821", "videospiele", "e-sport", "esport"]
)
def test_a_concept_is_found_by_any_of_its_words(words, shelf, indexed, titles, text):
    shelf.put("Alpha", texts={"fr": "Nous faisons des jeux vidéo."})
    shelf.put("Beta", texts={"en": "A game is a game."})
    shelf.put("Gamma", texts={"fr": "Code 58.21 au registre."})
    shelf.put("Delta", texts={"fr": "Une scierie."})
    indexed()

    assert set(titles(text)) == {"Alpha", "Beta", "Gamma"}


@pytest.mark.django_db
def test_the_words_asked_come_before_their_synonyms(words, shelf, indexed, titles):
    shelf.put("Videospiele Eupen")
    shelf.put("Jeux vidéo Liège")
    indexed()

    assert titles("jeux vidéo") == ["Jeux vidéo Liège", "Videospiele Eupen"]
    assert titles("videospiele") == ["Videospiele Eupen", "Jeux vidéo Liège"]


@pytest.mark.django_db
def test_a_town_is_found_by_its_other_name_beside_other_words(words, shelf, indexed, titles):
    shelf.put("Un", texts={"fr": "Théâtre à Liège"})
    shelf.put("Deux", texts={"fr": "Théâtre à Mons"})
    indexed()

    assert titles("Theater Lüttich ")[:1] == ["Un"]


@pytest.mark.django_db
def test_a_wider_concept_comes_after_the_one_named(words, shelf, indexed, titles):
    shelf.put("Large", texts={"fr": "Arts de la scène"})
    shelf.put("Juste", texts={"fr": "Un theatre"})
    indexed()

    assert titles("Theater ") == ["Juste", "Large"]


@pytest.mark.django_db
def test_words_of_a_concept_are_no_mistake(words, shelf, indexed):
    shelf.put("Jeux vidéo Liège")
    indexed()

    assert search(Query(text="videospiele ")).suggestion is None


@pytest.mark.django_db
@pytest.mark.parametrize("text", ["HEAJ", "heaj", "H.E.A.J.", "hea"])
def test_an_acronym_finds_the_name_it_stands_for(shelf, indexed, titles, text):
    shelf.put("Haute École Albert Jacquard")
    shelf.put("Maison Jaune")
    indexed()

    assert titles(text) == ["Haute École Albert Jacquard"]


def test_initials_are_made_with_and_without_articles_from_three_words_on():
    assert initials_of(["Agence du Numérique", "Le Delta", "Musée L"]) == ["adn"]
    assert "cca" in initials_of(["Centre du Cinéma et de l'Audiovisuel"])


def test_spans_take_the_longest_concept_and_leave_the_rest():
    made = compiled(CONCEPTS)

    spans = made.spans(words_of("studio jeux video liège"))

    assert [(len(span.words), span.concepts) for span in spans] == [
        (1, ()),
        (2, ("discipline:games",)),
        (1, ("territory:62063",)),
    ]


def test_nothing_is_named_without_a_vocabulary():
    assert compiled([]).concepts_in(["jeux", "video"]) == []
    assert compiled([Concept("word:none", ("", "!"))]).spans(words_of("a b"))[0].concepts == ()


@pytest.mark.parametrize(
    ("word", "expected"),
    [("jeux", "jeu"), ("videos", "video"), ("architecten", "architect"), ("mons", "mons"), ("2026", "2026")],
)
def test_the_root_forgives_a_plural_only(word, expected):
    assert root(word) == expected
