"""Whatever is asked, the answer is a list, perhaps an empty one."""

import time

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from vivier.search.engine import count_by_kind, search
from vivier.search.query import Query

HOSTILE = [
    "",
    " ",
    '"',
    '""',
    '" "',
    '"a',
    "'",
    "''''",
    "\x00",
    "a\x00b",
    "\x00" * 50,
    "x" * 10_000,
    "mot " * 3_000,
    "é" * 10_000,
    '"' * 10_000,
    "((((" * 2_500,
    "a OR b AND NOT c",
    "AND",
    "NOT",
    "+a -b",
    "title:kikk",
    "facets.kind:x",
    "a^9999999999",
    "a~2",
    "a*",
    "*",
    "?",
    "[a TO b]",
    "{* TO *}",
    "/regex(/",
    "\\",
    "a\\",
    "IN [",
    "%00%27",
    "' OR 1=1 --",
    "<script>alert(1)</script>",
    "{{ 7*7 }}",
    "🎮",
    "🎮 jeux",
    "👩‍🚀",
    "مرحبا بالعالم",
    "\u202ekikk",
    "日本語",
    "\ud800",
    "kikk\udfff",
    "ﷺ" * 200,
    "İ" * 300,
    "-" * 300,
    "a'" * 300,
    "1." * 300,
    "9" * 500,
    "1e999",
    "NaN",
    "«»",
    "“a” « b »",
    "l'",
    "d'd'd'",
    ".".join("abcdefghij" * 30),
    "\u0301\u0302",
    "\ufeff\u200b\u2028",
]


# Much work for one question: many words, all misspelt, all written in parts, all beginnings.
LABORIOUS = [
    "studoi ateleir lmuière riviree " * 20,
    " ".join(f"inconnu{letter}{letter}" for letter in "abcdefghijklmnop"),
    "studio-atelier-lumière-rivière-forêt-colline " * 15,
    '"studio" "atelier" "lumière" "rivière" "forêt" ' * 10,
    "a'b'c " * 100,
    " ".join("abcdefghijklmnopqrstuvwxyz"),
]


@pytest.fixture
def one(shelf, indexed):
    shelf.put("KIKK", texts={"fr": "Jeux\x00 vidéo 🎮", "xx": "?"}, facets={"kind": ("a\x00b", "", "é")})
    indexed()


@pytest.mark.django_db
@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_gives_an_answer(one, caplog, text):
    results = search(
        Query(
            text=text,
            kinds=("actor", text),
            filters={"kind": (text, "é"), text: (text,)},
            facets=("kind", text),
        )
    )

    assert 0 <= results.total <= 1
    assert sum(count_by_kind(text).values()) <= 1
    assert caplog.records == []


@pytest.mark.django_db
def test_marks_without_a_word_ask_for_everything(one):
    assert [search(Query(text=text)).total for text in ('"', "...", "🎮", "\x00")] == [1, 1, 1, 1]


@pytest.mark.django_db
@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(max_size=60))
def test_any_text_gives_an_answer(one, text):
    assert search(Query(text=text)).total in {0, 1}


@pytest.mark.django_db
def test_a_value_with_a_nul_can_be_filtered(one):
    assert search(Query(filters={"kind": ("a\x00b",)}, facets=("kind",))).facets == {
        "kind": {"a\x00b": 1, "é": 1}
    }


@pytest.mark.django_db
@pytest.mark.one_database
@pytest.mark.parametrize("text", LABORIOUS)
def test_the_most_laborious_question_is_answered_in_bounded_time(shelf, indexed, text):
    for number in range(300):
        shelf.put(f"Studio lumière {number}", texts={"fr": "atelier rivière forêt colline"})
    indexed()
    search(Query(text="studio"))

    started = time.thread_time()
    for in_names in (False, True):
        search(Query(text=text, kinds=("actor",), facets=("kind",), in_names=in_names))

    assert time.thread_time() - started < 0.5
