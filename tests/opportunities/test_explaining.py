"""Each condition is told in words: what is asked, what is known and from where, what would settle or change it."""

from datetime import date

import pytest
from django.utils.translation import override

from tests.opportunities.places import small_belgium
from vivier.opportunities.conditions.asking import UNASKED, Control, question_for
from vivier.opportunities.conditions.criteria import (
    CODED_FACTS,
    NUMBER_FACTS,
    Band,
    Fact,
    Missing,
    ReasonCode,
    evaluate,
    parse_criteria,
)
from vivier.opportunities.conditions.explaining import Said, explain, failing

pytestmark = pytest.mark.django_db
DISCIPLINES = {"mode": "Fashion", "design": "Design"}


@pytest.fixture(autouse=True)
def in_english():
    small_belgium()
    with override("en"):
        yield


def told(rule, facts, **texts):
    data = [{"key": "it", "text": texts or {"en": "It."}, "article": "Art. 2", "rule": rule}]
    return explain(evaluate(facts, parse_criteria(data)), DISCIPLINES)[0]


def test_a_condition_that_is_met_names_its_fact_source_and_day():
    fact = Fact(values=frozenset({"03000"}), source="KBO", as_of=date(2026, 1, 2), says="Seat in Namur")

    row = told({"fact": "territory", "in": ["03000"]}, {"territory": fact})

    assert (row.css, row.verdict_words, row.article) == ("ok", "Met", "Art. 2")
    assert row.says == (Said("Seat in Namur", "KBO", date(2026, 1, 2)),)
    assert (row.missing, row.change) == ((), "")


def test_a_condition_to_check_names_what_is_missing():
    rule = {"all": [{"fact": "headcount", "below": 50}, {"fact": "cofinancing_percent", "min": 20}]}

    row = told(rule, {})

    assert (row.css, row.verdict_words, row.says) == ("q", "To check", ())
    assert row.missing == ("the number of people", "the own share of the budget")


def test_a_question_to_check_is_quoted_in_the_language_of_the_page():
    rule = {"question": "adult", "text": {"fr": "Majeur ?", "en": "Are you 18?"}, "expects": True}

    assert told(rule, {}).missing == ("Are you 18?",)


@pytest.mark.parametrize(
    ("rule", "fact", "change"),
    [
        (
            {"fact": "territory", "in": ["03000", "04000"]},
            Fact(values=frozenset({"02000"})),
            "Wallonie or Bruxelles-Capitale",
        ),
        ({"fact": "discipline", "in": ["mode"]}, Fact(values=frozenset({"design"})), "Fashion"),
        (
            {"fact": "legal_form", "not_in": ["asbl"]},
            Fact(values=frozenset({"asbl"})),
            "other than Non-profit association (ASBL)",
        ),
        ({"fact": "headcount", "below": 50}, Fact(number=Band(60, 60)), "less than 50 people"),
        (
            {"fact": "age_years", "min": 2, "max": 5},
            Fact(number=Band(1, 1)),
            "at least 2 years old, at most 5 years old",
        ),
        ({"fact": "kind", "in": ["hub"]}, Fact(values=frozenset({"fund"})), "Creative hub"),
        ({"fact": "stage", "in": ["idea"]}, Fact(values=frozenset({"growth"})), "An idea to explore"),
        ({"fact": "nace", "in": ["58.21"]}, Fact(values=frozenset({"62.01"})), "58.21"),
        (
            {"fact": "audience", "in": ["artist", "student", "hub", "cluster", "jobseeker"]},
            Fact(values=frozenset({"·"})),
            "Artists, Students, Hubs and places, …",
        ),
        (
            {"question": "adult", "text": {"en": "Are you 18?"}, "expects": True},
            Fact(values=frozenset({"no"})),
            "another answer to “Are you 18?”",
        ),
    ],
)
def test_a_condition_that_fails_says_what_would_change_it(rule, fact, change):
    name = rule.get("fact") or f"question:{rule['question']}"

    row = told(rule, {name: fact})

    assert (row.css, row.change) == ("no", change)


def test_the_same_words_are_said_once():
    studio = Fact(values=frozenset({"studio"}), says="Studio", source="the record")
    rule = {"all": [{"fact": "kind", "in": ["studio"]}, {"fact": "audience", "in": ["studio_"]}]}
    rule["all"][1]["in"] = ["artist"]
    facts = {"kind": studio, "audience": Fact(values=frozenset({"artist"}), says="Studio", source="kind")}

    assert [said.words for said in told(rule, facts).says] == ["Studio"]


def test_only_failing_conditions_are_kept_for_the_last_group():
    rules = [
        {"fact": "headcount", "below": 50},
        {"fact": "headcount", "min": 1},
        {"fact": "stage", "in": ["idea"]},
    ]
    data = [{"key": f"k{n}", "text": {"en": f"{n}"}, "rule": rule} for n, rule in enumerate(rules)]

    found = failing(evaluate({"headcount": Fact(number=Band(60, 60))}, parse_criteria(data)), DISCIPLINES)

    assert [row.asks.text for row in found] == ["0"]


def test_a_sentence_in_another_language_says_which():
    row = told({"fact": "stage", "in": ["idea"]}, {}, fr="Une idée.")

    assert (row.asks.text, row.asks.language, row.asks.is_fallback) == ("Une idée.", "fr", True)


@pytest.mark.parametrize("name", sorted((CODED_FACTS | NUMBER_FACTS) - UNASKED))
def test_every_missing_fact_can_be_asked(name):
    question = question_for(Missing(name, ReasonCode.ABSENT), DISCIPLINES)

    assert question.text.text.endswith("?") or "62.01" in question.text.text
    assert question.control in Control
    assert question.parameter


def test_a_question_is_asked_by_yes_or_no():
    question = question_for(Missing("question:adult", ReasonCode.UNANSWERED, {"fr": "Majeur ?"}), {})

    assert (question.parameter, question.control, question.text.text) == (
        "q_adult",
        Control.YES_NO,
        "Majeur ?",
    )
