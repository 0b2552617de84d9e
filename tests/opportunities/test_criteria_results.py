"""What is said about a verdict: the facts it used, why, what would settle it, and what settles most."""

import pickle
from datetime import date

import pytest

from tests.opportunities.test_criteria import (
    ASBL,
    MET,
    NOT_ASBL,
    NOT_MET,
    UNKNOWN,
    criterion,
    number,
    question,
    result,
    values,
)
from vivier.opportunities.conditions.criteria import (
    Assessment,
    Fact,
    Missing,
    ReasonCode,
    evaluate,
    most_settling,
    questions_of,
)


def assessment(facts: dict[str, Fact], *questions: str) -> Assessment:
    return evaluate(facts, [criterion(question(name), name) for name in questions])


def test_reasons_are_data_with_the_numbers_and_codes_a_sentence_needs():
    facts = {
        "headcount": number(20, 60),
        "nace": values("62.01", "58.21"),
        "question:independent": values("yes"),
    }

    reasons = [
        result({"fact": "headcount", "above": 1, "max": 50}, facts).because,
        result({"fact": "nace", "in": ["62", "59"]}, facts).because,
        result(question("independent"), facts).because,
    ]

    assert [(reason.fact, reason.code, reason.params, reason.question) for reason in reasons] == [
        (
            "headcount",
            ReasonCode.BAND,
            {"min": None, "max": 50, "above": 1, "below": None, "low": 20, "high": 60},
            {},
        ),
        (
            "nace",
            ReasonCode.LISTED,
            {"listed": ("62", "59"), "values": ("58.21", "62.01"), "found": ("62.01",)},
            {},
        ),
        (
            "question:independent",
            ReasonCode.AS_EXPECTED,
            {"expects": True},
            {"fr": "independent ?", "en": "independent?"},
        ),
    ]


def test_a_verdict_names_the_fact_used_with_its_source_and_date():
    fact = Fact(
        values=frozenset({"asbl"}), source="BCE", as_of=date(2024, 3, 1), says="association sans but lucratif"
    )

    found = result(ASBL, {"legal_form": fact, "headcount": number(1, 1)})

    assert found.facts_used == (("legal_form", fact),)


def test_a_verdict_names_the_fact_it_misses():
    found = result({"all": [ASBL, {"fact": "headcount", "max": 10}]}, {"legal_form": values("asbl")})

    assert found.facts_used == (("legal_form", values("asbl")), ("headcount", None))
    assert found.settled_by == (Missing("headcount", ReasonCode.ABSENT),)


@pytest.mark.parametrize(
    ("rule", "facts", "missing"),
    [
        (ASBL, {}, Missing("legal_form", ReasonCode.ABSENT)),
        (ASBL, {"legal_form": values("srl", partial=True)}, Missing("legal_form", ReasonCode.PARTIAL)),
        (
            {"fact": "nace", "in": ["62.01"]},
            {"nace": values("62")},
            Missing("nace", ReasonCode.COARSE),
        ),
        (
            {"fact": "headcount", "max": 50},
            {"headcount": number(20, 99)},
            Missing("headcount", ReasonCode.BAND),
        ),
        (
            question("independent"),
            {},
            Missing(
                "question:independent", ReasonCode.UNANSWERED, {"fr": "independent ?", "en": "independent?"}
            ),
        ),
    ],
)
def test_what_would_settle_an_unknown_is_named(rule, facts, missing):
    assert result(rule, facts).settled_by == (missing,)


@pytest.mark.parametrize(
    ("rule", "asked"),
    [
        ({"any": [ASBL, question("a")]}, []),
        ({"all": [NOT_ASBL, question("a")]}, []),
        ({"not": {"any": [ASBL, question("a")]}}, []),
        ({"all": [{"any": [ASBL, question("a")]}, question("b")]}, ["question:b"]),
        ({"any": [{"all": [NOT_ASBL, question("a")]}, question("b")]}, ["question:b"]),
        ({"any": [{"not": {"any": [ASBL, question("a")]}}, question("b")]}, ["question:b"]),
        ({"all": [ASBL, question("a"), {"not": question("b")}]}, ["question:a", "question:b"]),
        ({"any": [question("a"), {"all": [question("b"), question("a")]}]}, ["question:a", "question:b"]),
    ],
)
def test_nothing_is_asked_inside_a_branch_already_decided(rule, asked):
    found = result(rule, {"legal_form": values("asbl")})

    assert [missing.name for missing in found.settled_by] == asked


def test_a_question_worded_twice_is_asked_once_in_its_first_words():
    again = {**question("a"), "text": {"fr": "Encore a ?"}}

    found = result({"all": [question("a"), again]}, {})

    assert [missing.question["fr"] for missing in found.settled_by] == ["a ?"]


def test_a_settled_group_keeps_only_the_reasons_that_decide_it():
    rule = {"any": [ASBL, {"fact": "headcount", "max": 10}, {"fact": "age_years", "max": 5}]}

    found = result(rule, {"legal_form": values("srl"), "headcount": number(3, 3)})

    assert found.because.code is ReasonCode.ANY
    assert [(reason.fact, reason.code) for reason in found.because.parts] == [
        ("headcount", ReasonCode.WITHIN)
    ]
    assert [name for name, _fact in found.facts_used] == ["headcount"]


def test_nearest_change_is_the_fewest_conditions_to_come_out_otherwise():
    rule = {
        "any": [
            {"all": [ASBL, {"fact": "headcount", "max": 10}]},
            {"all": [NOT_ASBL, {"fact": "headcount", "max": 20}, {"fact": "age_years", "max": 5}]},
        ]
    }

    found = result(
        rule, {"legal_form": values("srl"), "headcount": number(12, 12), "age_years": number(8, 8)}
    )

    assert found.verdict is NOT_MET
    assert [(reason.fact, reason.params["max"]) for reason in found.nearest_change] == [("age_years", 5)]


def test_nearest_change_turns_round_below_a_not():
    found = result({"not": {"any": [ASBL, question("a")]}}, {"legal_form": values("asbl")})

    assert [reason.fact for reason in found.nearest_change] == ["legal_form", "question:a"]


@pytest.mark.parametrize("facts", [{}, {"legal_form": values("asbl")}])
def test_nearest_change_is_for_what_is_not_met(facts):
    assert result(ASBL, facts).nearest_change == ()


def test_an_assessment_counts_conditions():
    found = evaluate(
        {"legal_form": values("asbl")},
        [criterion(ASBL, "form"), criterion(NOT_ASBL, "other"), criterion(question("a")), criterion(ASBL)],
    )

    assert (found.met, found.not_met, found.unknown, found.total) == (2, 1, 1, 4)
    assert [each.criterion.key for each in found.results] == ["form", "other", "condition", "condition"]


@pytest.mark.parametrize(
    ("answers", "verdict", "asked"),
    [
        ({}, UNKNOWN, ["question:a", "question:b"]),
        ({"a": "yes"}, UNKNOWN, ["question:b"]),
        ({"a": "no"}, NOT_MET, []),
        ({"a": "yes", "b": "yes"}, MET, []),
    ],
)
def test_an_assessment_asks_only_while_an_answer_can_settle_it(answers, verdict, asked):
    facts = {f"question:{name}": values(answer) for name, answer in answers.items()}

    found = assessment(facts, "a", "b")

    assert found.verdict is verdict
    assert [missing.name for missing in found.open_questions] == asked


def test_a_call_without_criteria_is_unknown_and_never_a_yes():
    found = evaluate({"legal_form": values("asbl")}, [])

    assert (found.verdict, found.total, found.open_questions) == (UNKNOWN, 0, ())


def test_an_assessment_does_not_change_with_the_facts_it_was_made_from():
    facts = {"legal_form": values("asbl")}
    found = evaluate(facts, [criterion(ASBL)])

    facts["legal_form"] = values("srl")

    assert found.results[0].because.verdict is MET


def test_an_assessment_can_be_cached():
    found = evaluate({"legal_form": values("asbl")}, [criterion({"all": [ASBL, question("a")]})])

    kept = pickle.loads(pickle.dumps((found, found.results[0].because, found.open_questions)))

    assert kept == (found, found.results[0].because, found.open_questions)


def test_the_question_that_settles_most_is_the_one_most_assessments_wait_for():
    assessments = [assessment({}, "a", "b"), assessment({}, "b", "c"), assessment({}, "c", "b")]

    assert most_settling(assessments) == Missing(
        "question:b", ReasonCode.UNANSWERED, {"fr": "b ?", "en": "b?"}
    )


def test_a_question_in_a_call_already_lost_settles_nothing():
    lost = {"question:x": values("no")}
    assessments = [assessment(lost, "x", "a"), assessment(lost, "x", "a"), assessment(lost, "b")]

    assert most_settling(assessments) == Missing(
        "question:b", ReasonCode.UNANSWERED, {"fr": "b ?", "en": "b?"}
    )


def test_on_a_tie_the_question_that_settles_by_itself_wins_then_the_first_by_name():
    alone = [assessment({}, "a", "b"), assessment({}, "a", "c"), assessment({}, "z"), assessment({}, "z")]
    by_name = [assessment({}, "z"), assessment({}, "b"), assessment({}, "c")]

    found = [most_settling(order) for each in (alone, by_name) for order in (each, each[::-1])]

    assert [missing.name for missing in found if missing] == ["question:z"] * 2 + ["question:b"] * 2


def test_the_same_fact_missing_in_two_ways_gives_one_answer_in_any_order():
    band = evaluate({"headcount": number(1, 9)}, [criterion({"fact": "headcount", "max": 5})])
    absent = evaluate({}, [criterion({"fact": "headcount", "max": 5})])

    found = [most_settling(order) for order in ([band, absent], [absent, band])]

    assert found == [Missing("headcount", ReasonCode.ABSENT)] * 2


@pytest.mark.parametrize("answers", [{}, {"question:a": values("yes")}])
def test_nothing_settles_when_nothing_waits(answers):
    assessments = [assessment(answers, "a")] if answers else []

    assert most_settling(assessments) is None


def test_questions_of_lists_each_question_once():
    found = questions_of([criterion({"all": [question("b"), ASBL]}), criterion({"not": question("a")})])

    assert found == {
        "question:b": {"fr": "b ?", "en": "b?"},
        "question:a": {"fr": "a ?", "en": "a?"},
    }
