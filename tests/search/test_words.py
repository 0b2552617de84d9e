"""Accents, articles, typos, beginnings and endings are forgiven."""

import pytest

from vivier.search import writing
from vivier.search.analysis import stems_in_all, tokens_of, understand
from vivier.search.spelling import distance
from vivier.search.writing import heap_for

NAMES = [
    "KIKK",
    "Le Pavillon",
    "L'OM Production",
    "St'art Invest",
    "Wap's Hub",
    "TRAKK",
    "Théâtre de Namur",
    "Œuvre au noir",
    "Studio e-learning Huy",
    "Louvain-la-Neuve Créative",
    "Festival des Jeux",
    "Hub-C",
]


@pytest.fixture
def named(shelf, indexed):
    for name in NAMES:
        shelf.put(name)
    indexed()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("kikk", "KIKK"),
        ("KIKC", "KIKK"),
        ("kik", "KIKK"),
        ("pavillon", "Le Pavillon"),
        ("le pavillon", "Le Pavillon"),
        ("pavilon", "Le Pavillon"),
        ("OM", "L'OM Production"),
        ("l’om", "L'OM Production"),
        ("start", "St'art Invest"),
        ("st'art", "St'art Invest"),
        ("wap", "Wap's Hub"),
        ("waps", "Wap's Hub"),
        ("theatre", "Théâtre de Namur"),
        ("THÉATRE", "Théâtre de Namur"),
        ("théatres namur", "Théâtre de Namur"),
        ("oeuvre", "Œuvre au noir"),
        ("elearning", "Studio e-learning Huy"),
        ("e-learning", "Studio e-learning Huy"),
        ("louvain la neuve", "Louvain-la-Neuve Créative"),
        ("louvainlaneuve", "Louvain-la-Neuve Créative"),
        ("creatives louvain", "Louvain-la-Neuve Créative"),
        ("jeu festival", "Festival des Jeux"),
        ("festivla", "Festival des Jeux"),
        ("hub c", "Hub-C"),
        ("hubc", "Hub-C"),
    ],
)
def test_a_name_is_found_however_it_is_written(named, titles, text, expected):
    assert titles(text)[:1] == [expected]


@pytest.mark.django_db
def test_the_whole_name_comes_first_then_titles_then_other_names_then_texts(shelf, indexed, titles):
    shelf.put("Cinéma Caméo", texts={"fr": "Salle du KIKK pendant le festival"})
    shelf.put("Nuage", names=("KIKK Lab",))
    shelf.put("KIKK Festival", completeness=1.0)
    shelf.put("KIKK")
    indexed()

    assert titles("kikk") == ["KIKK", "KIKK Festival", "Nuage", "Cinéma Caméo"]


@pytest.mark.django_db
def test_records_with_all_words_are_the_answer_and_the_last_word_may_be_unfinished(shelf, indexed, titles):
    shelf.put("Studio Bleu", texts={"fr": "jeux vidéo à Liège"})
    shelf.put("Studio Rouge", texts={"fr": "jeux de société à Namur"})
    indexed()

    assert titles("studio jeux nam") == ["Studio Rouge", "Studio Bleu"]
    assert titles("studio rou") == ["Studio Rouge"]


@pytest.mark.django_db
def test_words_that_nobody_has_together_still_find_something_and_it_is_said(shelf, indexed):
    from vivier.search.engine import search
    from vivier.search.query import Query

    shelf.put("Studio Bleu")
    shelf.put("Atelier Rouge")
    indexed()

    results = search(Query(text="studio rouge"))

    assert (results.total, results.relaxed) == (2, True)


@pytest.mark.django_db
def test_a_word_nobody_has_is_left_out_of_the_second_try(shelf, indexed):
    from vivier.search.engine import search
    from vivier.search.query import Query

    shelf.put("Studio Bleu")
    shelf.put("Studio Vert")
    shelf.put("Atelier Rouge")
    indexed()

    results = search(Query(text="zzyzx 123456 studio vert "))

    assert ([hit.pk for hit in results.hits], results.relaxed) == ([2], True)
    assert search(Query(text="zzyzx 123456 ")).total == 0


@pytest.mark.django_db
def test_records_that_have_every_word_are_not_joined_by_too_many_that_lack_one(shelf, indexed, monkeypatch):
    from vivier.search import engine, store
    from vivier.search.query import Query

    shelf.put("Studio", texts={"fr": "danse cirque"})
    for word in ("danse", "cirque", "danse"):
        shelf.put(f"Studio {word}", texts={"fr": "autre"})
    indexed()
    asked = Query(text="studio danse cirque ")

    assert (engine.search(asked).total, engine.search(asked).relaxed) == (4, True)
    store.snapshot()._known.clear()
    monkeypatch.setattr(engine, "TOO_MANY", 3)
    assert (engine.search(asked).total, engine.search(asked).relaxed) == (1, False)


@pytest.mark.django_db
def test_each_language_has_its_endings(shelf, indexed, titles):
    shelf.put("Un", texts={"fr": "financement de la création", "en": "funding for animations"})
    shelf.put("Zwei", texts={"de": "Förderung der Spiele", "nl": "steun voor ontwerpers"})
    indexed()

    assert [titles(word) for word in ("financements", "animation", "Spielen", "ontwerper")] == [
        ["Un"],
        ["Un"],
        ["Zwei"],
        ["Zwei"],
    ]


@pytest.mark.django_db
def test_codes_are_kept_and_never_guessed(shelf, indexed, titles):
    shelf.put("Éditeur", texts={"fr": "58.21 Édition de jeux électroniques"})
    shelf.put("Conseil", texts={"fr": "62.02 Conseil informatique, 2023"})
    shelf.put("Numéro", texts={"fr": "0476.123.456"})
    indexed()

    assert titles("58.21") == ["Éditeur"]
    assert titles("5821 ") == ["Éditeur"]
    assert titles("58.22 ") == []
    assert titles("2024 ") == []
    assert titles("0476 123 456") == titles("0476123456") == titles("0476.123.456") == ["Numéro"]


@pytest.mark.django_db
def test_a_quoted_phrase_stands_as_written(shelf, indexed, titles):
    shelf.put("Jeux et vidéo")
    shelf.put("Studio de jeux vidéo")
    indexed()

    assert titles('"jeux vidéo"') == ["Studio de jeux vidéo"]
    assert titles("« jeux vidéo » studio") == ["Studio de jeux vidéo"]
    assert len(titles("jeux vidéo")) == 2


@pytest.mark.django_db
def test_did_you_mean_proposes_a_word_that_exists(shelf, indexed):
    from vivier.search.engine import search
    from vivier.search.query import Query

    shelf.put("Théâtre")
    shelf.put("Pôle Image de Liège")
    indexed()

    assert search(Query(text="iamgee liège")).suggestion == "image liege"
    assert search(Query(text="liège")).suggestion is None
    assert search(Query(text="xyzzyx")).suggestion is None


@pytest.mark.django_db
def test_of_two_words_as_near_the_one_more_names_have_is_proposed(shelf, indexed):
    from vivier.search.engine import search
    from vivier.search.query import Query

    for name in ("Festiv'Arts", "Festival du film", "Festival des jeux"):
        shelf.put(name)
    indexed()

    assert search(Query(text="festivl")).suggestion == "festival"


def test_words_keep_their_order_and_gain_their_written_together_forms():
    assert tokens_of("L'Espace St'art, R.T.B.F. & co-working 58.21") == (
        ["espace", "st", "art", "rtbf", "co", "working", "58.21", "5821", "coworking", "start"]
    )


def test_numbers_written_in_groups_are_one_and_very_long_words_are_cut():
    assert tokens_of("BE 0403.170.701 / 0403 170 701") == ["be", "0403170701", "0403170701"]
    assert tokens_of("x" * 99 + " L’ÉCHO") == ["x" * 40, "echo"]


def test_the_memory_of_a_build_grows_with_what_is_written_within_bounds(monkeypatch):
    monkeypatch.setattr(writing, "_memory", lambda: 8 * 10**9)
    assert [heap_for(entries) for entries in (10, 300_000, 10**9)] == [256_000_000, 300_000_000, 2 * 10**9]
    monkeypatch.setattr(writing, "_memory", lambda: 64 * 10**9)
    assert heap_for(10**9) == 3 * 10**9
    monkeypatch.undo()
    assert heap_for(10**9) >= writing.LARGE_HEAP


def test_stop_words_alone_are_still_words():
    assert [word.whole for word in understand("le la").words] == ["le", "la"]
    assert [word.whole for word in understand("la maison").words] == ["maison"]


def test_a_finished_word_is_known_by_the_space_after_it():
    assert [understand(text).last_is_open for text in ("kik", "kik ", '"kik', "")] == [
        True,
        False,
        True,
        False,
    ]


def test_stems_join_the_numbers_of_a_word():
    assert set(stems_in_all(["jeux"])) & set(stems_in_all(["jeu"])) == {"jeu"}


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [("kikk", "kikk", 0), ("kikk", "kkik", 1), ("a", "", 1), ("image", "iamgee", 2)],
)
def test_distance_counts_letters_and_swaps(one, other, expected):
    assert distance(one, other) == expected
