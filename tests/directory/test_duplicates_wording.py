"""The reasons of a pair in words."""

import pytest
from django.utils import translation

from vivier.directory.duplicates import Reason, Record, find_pairs
from vivier.directory.duplicates.features import FEATURES
from vivier.directory.duplicates.reasons import kind_of
from vivier.directory.duplicates.scoring import SECOND_FEATURES
from vivier.directory.duplicates.wording import words_for


@pytest.fixture(autouse=True)
def _english():
    with translation.override("en"):
        yield


@pytest.mark.parametrize("for_", [True, False])
@pytest.mark.parametrize("kind", sorted({kind_of(name) for name in (*FEATURES, *SECOND_FEATURES[1:])}))
def test_every_kind_of_reason_has_its_own_words(kind, for_):
    text = words_for(Reason(kind, for_, 0.1, ("left", "right")))

    assert text.endswith(".")
    assert "Something else" not in text


def test_a_number_is_shown_and_long_values_are_cut():
    same = Reason("number", True, 0.8, ("0412.345.678", "0412345678"))
    long = Reason("spelling", False, 0.1, ("x" * 500, "100 % <b>"))

    assert words_for(same) == "Same company number: 0412.345.678."
    assert len(words_for(long)) < 200
    assert "100 % <b>" in words_for(long)


def test_an_unknown_kind_still_gives_a_sentence():
    assert words_for(Reason("other", True, 0.1, ("", ""))) == "Something else speaks for it."


def test_the_reasons_of_real_pairs_can_all_be_said():
    pairs = find_pairs([Record("1", "Théâtre du Trèfle"), Record("2", "TREFLE THEATRE")], threshold=0.0)

    assert [words_for(reason) for pair in pairs for reason in pair.reasons]


def test_words_are_quoted_once_and_no_quotation_is_empty():
    same = Reason("words", True, 0.5, ("haute ecole", "haute ecole"))
    alone = Reason("missing", False, 0.2, ("provinciale", ""))

    assert words_for(same) == "The names share telling words: “haute ecole”."
    assert words_for(alone) == words_for(alone.turned())
    assert words_for(alone) == "Telling words stand in one name only: “provinciale”."
