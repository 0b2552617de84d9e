"""The team gives the search words and switches some off; an update of the vocabulary changes nothing of it."""

import pytest
from django.utils import translation

from tests.factories import ActorFactory, DisciplineFactory
from vivier.accounts.models import JournalEntry
from vivier.directory.actions import give_words, switch_word
from vivier.directory.models import GivenWord
from vivier.directory.refusals import InvalidValue
from vivier.directory.vocabulary import concepts, ideas
from vivier.reference.models import Synonym
from vivier.search import remaking
from vivier.search.engine import search
from vivier.search.models import IndexChange
from vivier.search.query import Query

GAMES = "discipline:games"


@pytest.fixture(autouse=True)
def in_english():
    with translation.override("en"):
        yield


@pytest.fixture
def games(db):
    DisciplineFactory(code="games", label_fr="Jeu vidéo", label_en="Games", label_nl="", label_de="")
    Synonym.objects.create(concept=GAMES, words=["ludique"])


@pytest.fixture
def studios(games, indexed):
    ActorFactory(name="Alpha", description_fr="Un studio ludique")
    ActorFactory(name="Beta", description_fr="Une fabrique de vidéoludismes")
    indexed()


def found(text):
    from vivier.directory.models import Actor

    return sorted(Actor.objects.get(pk=pk).name for pk in search(Query(f"{text} ", ("actor",))).pks)


def test_a_given_word_works_at_once_both_ways_and_is_written_down(
    studios, coordinator, django_capture_on_commit_callbacks
):
    assert (found("vidéoludismes"), found("ludique")) == (["Beta"], ["Alpha"])

    with django_capture_on_commit_callbacks(execute=True):
        given, read_again = give_words(["Vidéoludisme"], concept=GAMES, language="fr", by=coordinator)

    assert read_again == 1
    assert (found("vidéoludisme"), found("ludique")) == (["Alpha", "Beta"], ["Alpha", "Beta"])
    entry = JournalEntry.objects.get()
    assert (entry.verb, entry.by, entry.object_id) == ("search_word.given", coordinator, str(given[0].pk))
    assert entry.changes["word"] == [None, "Vidéoludisme"]


def test_a_word_switched_off_means_nothing_more_until_it_is_switched_on(
    studios, coordinator, django_capture_on_commit_callbacks
):
    assert found("games") == ["Alpha"]

    for on, expected in ((False, []), (True, ["Alpha"])):
        with django_capture_on_commit_callbacks(execute=True):
            switch_word(GAMES, "LUDIQUE", on=on, by=coordinator)
            assert switch_word(GAMES, "ludique", on=on, by=coordinator) == 0
        assert found("games") == expected

    verbs = list(JournalEntry.objects.order_by("sequence").values_list("verb", flat=True))
    assert verbs == ["search_word.switched_off", "search_word.switched_on"]


def test_words_of_their_own_mean_each_other(studios, coordinator, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        give_words(["fabrique", "manufacture"], by=coordinator)

    assert found("manufacture") == ["Beta"]
    assert set(GivenWord.objects.values_list("concept", flat=True)) == {"word:fabrique"}


def test_an_update_of_the_vocabulary_leaves_the_decisions_of_the_team(games, coordinator):
    give_words(["gaming"], concept=GAMES, by=coordinator)
    switch_word(GAMES, "ludique", on=False, by=coordinator)

    Synonym.objects.update(words=["ludique", "jouer", "Gaming"])

    concept = next(one for one in concepts() if one.code == GAMES)
    assert (concept.forms, concept.added) == (("Jeu vidéo", "Games", "jouer", "Gaming"), ())


@pytest.mark.parametrize(
    ("words", "more", "field", "message"),
    [
        ([], {"concept": GAMES}, "words", "at least one word"),
        (["\x00", " "], {"concept": GAMES}, "words", "at least one word"),
        (["seul"], {}, "words", "at least two words"),
        (["x"], {"concept": "discipline:nothing"}, "concept", "no such idea"),
        (["the"], {"concept": GAMES}, "words", "cannot be searched for"),
        (["🎮"], {"concept": GAMES}, "words", "cannot be searched for"),
        (["x" * 101], {"concept": GAMES}, "words", "cannot be searched for"),
        (["a b c d e f g h i j"], {"concept": GAMES}, "words", "cannot be searched for"),
        (["LUDIQUE"], {"concept": GAMES}, "words", "already"),
        ([f"mot{number}" for number in range(21)], {"concept": GAMES}, "words", "at most 20"),
    ],
)
def test_words_that_make_no_sense_are_refused(games, coordinator, words, more, field, message):
    with pytest.raises(InvalidValue, match=message) as refusal:
        give_words(words, **more, by=coordinator)

    assert refusal.value.field == field
    assert (GivenWord.objects.count(), JournalEntry.objects.count()) == (0, 0)


def test_the_same_word_is_given_once_and_a_switched_off_one_is_not_given_again(games, coordinator):
    give_words(["gaming"], concept=GAMES, by=coordinator)
    with pytest.raises(InvalidValue, match="already"):
        give_words(["Gaming"], concept=GAMES, by=coordinator)
    switch_word(GAMES, "gaming", on=False, by=coordinator)
    with pytest.raises(InvalidValue, match="switch it on"):
        give_words(["gaming"], concept=GAMES, by=coordinator)
    with pytest.raises(InvalidValue, match="not there"):
        switch_word(GAMES, "unheard of", on=False, by=coordinator)

    word = next(word for idea in ideas() if idea.code == GAMES for word in idea.words if word.is_given)
    assert (word.text, word.is_off) == ("gaming", True)


def test_many_records_wait_for_the_worker(
    studios, coordinator, monkeypatch, django_capture_on_commit_callbacks
):
    monkeypatch.setattr(remaking, "AT_ONCE", 0)

    with django_capture_on_commit_callbacks(execute=True):
        give_words(["vidéoludisme"], concept=GAMES, by=coordinator)

    assert IndexChange.objects.count() == 1
    assert found("vidéoludisme") == ["Alpha", "Beta"]
