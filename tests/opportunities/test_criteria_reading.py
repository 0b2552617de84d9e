"""Stored rules are read exactly or refused with a sentence that names the place."""

import json
from copy import deepcopy

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from vivier.opportunities.conditions.criteria import InvalidRule, parse_criteria, parse_criterion, parse_rule

QUICK = settings(
    max_examples=200,
    deadline=None,
    database=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
QUESTION = {"question": "independent", "text": {"fr": "Indépendante ?"}, "expects": True}
FORM = {"fact": "legal_form", "in": ["asbl"]}
RULE = {
    "all": [
        FORM,
        {"not": {"fact": "nace", "in": ["62", "62.0", "62.01", "62.010"]}},
        {"any": [{"fact": "headcount", "min": 1, "below": 50.5}, QUESTION]},
        {"fact": "territory", "not_in": ["03000", "COM-FR", "BE", "EEA"]},
    ]
}
CRITERION = {"key": "size", "text": {"fr": "Moins de 50 personnes."}, "article": "art. 4", "rule": RULE}


def nested(depth: int) -> dict[str, object]:
    """A rule of `depth` levels."""
    rule: dict[str, object] = FORM
    for _level in range(depth - 1):
        rule = {"not": rule}
    return rule


def test_what_was_read_can_be_stored_again():
    criterion = parse_criterion(CRITERION)

    assert criterion.to_data() == CRITERION
    assert parse_criterion(json.loads(json.dumps(criterion.to_data()))) == criterion


def test_an_article_is_optional_blank_languages_and_repeated_values_are_dropped():
    criterion = parse_criterion(
        {"key": "k", "text": {"fr": "Oui.", "nl": " "}, "rule": {"fact": "stage", "in": ["idea", "idea"]}}
    )

    assert criterion.to_data() == {
        "key": "k",
        "text": {"fr": "Oui."},
        "article": "",
        "rule": {"fact": "stage", "in": ["idea"]},
    }


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (None, "rule: an object is needed here, not nothing."),
        ([], "rule: an object is needed here, not a list."),
        ("all", "rule: an object is needed here, not “all”."),
        ({}, "rule: a rule has exactly one of all, any, not, fact, question; here 0."),
        (
            {"all": [FORM], "any": [FORM]},
            "rule: a rule has exactly one of all, any, not, fact, question; here 2.",
        ),
        ({"all": [FORM], "note": 1}, "rule: “note” is not a key we know here; known: all."),
        ({"not": FORM, 3: 1}, "rule: a number is not a key we know here; known: not."),
        ({"all": []}, "rule.all: a list of 1 to 500 items is needed here, not of 0."),
        ({"any": {}}, "rule.any: a list is needed here, not an object."),
        ({"any": [FORM] * 501}, "rule.any: a list of 1 to 500 items is needed here, not of 501."),
        ({"all": [FORM, 3]}, "rule.all[1]: an object is needed here, not a number."),
        (
            {"all": [FORM, {"not": {"any": [True]}}]},
            "rule.all[1].not.any[0]: an object is needed here, not true or",
        ),
        ({"fact": "colour", "in": ["x"]}, "rule.fact: “colour” is not a fact we know."),
        ({"fact": "question:a", "in": ["yes"]}, "rule.fact: “question:a” is not a fact we know."),
        ({"fact": ["legal_form"], "in": ["x"]}, "rule.fact: a list is not a fact we know."),
        ({"fact": "legal_form"}, "rule: legal_form needs one list, either in or not_in."),
        ({**FORM, "not_in": ["srl"]}, "rule: legal_form needs one list, either in or not_in."),
        ({**FORM, "max": 3}, "rule: “max” is not a key we know here; known: fact, in, not_in."),
        ({"fact": "legal_form", "in": "asbl"}, "rule.in: a list is needed here, not “asbl”."),
        ({"fact": "legal_form", "in": []}, "rule.in: a list of 1 to 500 items is needed here, not of 0."),
        ({"fact": "legal_form", "in": ["asbl", 3]}, "rule.in[1]: a text is needed here, not a number."),
        (
            {"fact": "stage", "in": ["seed"]},
            "rule.in[0]: “seed” is not a value of stage; known: established, ",
        ),
        (
            {"fact": "nace", "in": ["6201"]},
            "rule.in[0]: “6201” is not a NACE-BEL code such as 62, 62.0 or 62.01.",
        ),
        ({"fact": "nace", "in": ["６２"]}, "rule.in[0]: “６２” is not a NACE-BEL code"),
        ({"fact": "nace", "in": ["62.01\n"]}, "rule.in[0]: “62.01\n” is not a NACE-BEL code"),
        (
            {"fact": "territory", "in": ["Namur"]},
            "rule.in[0]: “Namur” is not a territory code such as 03000, ",
        ),
        (
            {"fact": "discipline", "not_in": ["Jeu vidéo"]},
            "rule.not_in[0]: “Jeu vidéo” is not a discipline code",
        ),
        (
            {"fact": "nace", "in": ["6" * 61]},
            "rule.in[0]: a text of at most 60 characters is needed here, not of 61.",
        ),
        ({"fact": "headcount"}, "rule: headcount is a number and needs a bound: min, max, above, below."),
        (
            {"fact": "headcount", "in": ["3"]},
            "rule: “in” is not a key we know here; known: fact, min, max, above",
        ),
        ({"fact": "headcount", "max": "3"}, "rule.max: a number from 0 to 1000000000 is needed here."),
        ({"fact": "headcount", "max": True}, "rule.max: a number from 0 to 1000000000 is needed here."),
        ({"fact": "headcount", "max": None}, "rule.max: a number from 0 to 1000000000 is needed here."),
        ({"fact": "headcount", "max": -1}, "rule.max: a number from 0 to 1000000000 is needed here."),
        (
            {"fact": "headcount", "max": float("nan")},
            "rule.max: a number from 0 to 1000000000 is needed here.",
        ),
        (
            {"fact": "headcount", "max": float("inf")},
            "rule.max: a number from 0 to 1000000000 is needed here.",
        ),
        ({"fact": "headcount", "max": 10**5000}, "rule.max: a number from 0 to 1000000000 is needed here."),
        ({"fact": "cofinancing_percent", "min": 101}, "rule.min: a number from 0 to 100 is needed here."),
        ({"fact": "headcount", "min": 1, "above": 1}, "rule: a range has one lower bound (min or above)"),
        ({"fact": "headcount", "max": 1, "below": 1}, "rule: a range has one lower bound (min or above)"),
        ({"fact": "headcount", "min": 5, "max": 4}, "rule: no number can keep within these bounds."),
        ({"fact": "headcount", "min": 5, "below": 5}, "rule: no number can keep within these bounds."),
        ({"fact": "headcount", "below": 0}, "rule: no number can keep within these bounds."),
        ({"question": "a"}, "rule.expects: true or false is needed here."),
        ({**QUESTION, "expects": 1}, "rule.expects: true or false is needed here."),
        ({**QUESTION, "question": "Is it?"}, "rule.question: “Is it?” is not an identifier in snake_case."),
        ({**QUESTION, "question": 7}, "rule.question: a text is needed here, not a number."),
        ({**QUESTION, "text": "?"}, "rule.text: an object is needed here, not “?”."),
        ({**QUESTION, "text": {}}, "rule.text: a sentence is needed in at least one language."),
        ({**QUESTION, "text": {"fr": ""}}, "rule.text: a sentence is needed in at least one language."),
        (
            {**QUESTION, "text": {"it": "?"}},
            "rule.text: “it” is not a key we know here; known: fr, en, nl, de.",
        ),
        ({**QUESTION, "text": {"fr": 3}}, "rule.text.fr: a text is needed here, not a number."),
        (
            {**QUESTION, "text": {"fr": "a\x00"}},
            "rule.text.fr: the text holds characters that cannot be stored.",
        ),
        (
            {**QUESTION, "text": {"fr": "\ud800"}},
            "rule.text.fr: the text holds characters that cannot be stored.",
        ),
        ({**QUESTION, "why": ""}, "rule: “why” is not a key we know here; known: question, text, expects."),
    ],
)
def test_a_rule_that_cannot_be_read_is_refused_with_its_place(data, sentence):
    with pytest.raises(InvalidRule) as refused:
        parse_rule(data)

    assert str(refused.value).startswith(sentence)
    assert str(refused.value) == f"{refused.value.path}: {refused.value.problem}"


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"key": "Size!"}, "criterion.key: “Size!” is not an identifier in snake_case."),
        ({"key": None}, "criterion.key: a text is needed here, not nothing."),
        (
            {"text": {"fr": "a" * 501}},
            "criterion.text.fr: a text of at most 500 characters is needed here, not of 501.",
        ),
        ({"article": None}, "criterion.article: a text is needed here, not nothing."),
        (
            {"article": "a" * 121},
            "criterion.article: a text of at most 120 characters is needed here, not of 121.",
        ),
        (
            {"rule": {"all": [{"fact": "nace", "in": ["x"]}]}},
            "criterion.rule.all[0].in[0]: “x” is not a NACE-BEL",
        ),
        ({"weight": 3}, "criterion: “weight” is not a key we know here; known: key, text, article, rule."),
    ],
)
def test_a_criterion_that_cannot_be_read_is_refused_with_its_place(change, sentence):
    with pytest.raises(InvalidRule) as refused:
        parse_criterion(CRITERION | change)

    assert str(refused.value).startswith(sentence)


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        ({}, "criteria: a list is needed here, not an object."),
        ([CRITERION] * 101, "criteria: a list of 1 to 100 items is needed here, not of 101."),
        ([CRITERION, CRITERION], "criteria[1].key: “size” is already used by another criterion."),
        ([CRITERION, {**CRITERION, "rule": {"not": 1}}], "criteria[1].rule.not: an object is needed here"),
    ],
)
def test_the_criteria_of_a_call_are_refused_with_their_place(data, sentence):
    with pytest.raises(InvalidRule) as refused:
        parse_criteria(data)

    assert str(refused.value).startswith(sentence)


def test_eight_levels_are_read_and_nine_refused():
    assert parse_rule(nested(8)).to_data() == nested(8)
    with pytest.raises(InvalidRule, match=r"^rule(\.not){8}: a rule has at most 8 levels\.$"):
        parse_rule(nested(9))


@pytest.mark.parametrize("group", ["all", "any"])
def test_levels_are_counted_through_lists(group):
    with pytest.raises(InvalidRule, match="at most 8 levels"):
        parse_rule({group: [FORM, nested(8)]})


def test_a_range_may_be_a_single_number():
    rule = {"fact": "age_years", "min": 5, "max": 5}

    assert parse_rule(rule).to_data() == rule


def test_a_rule_nested_without_end_is_refused():
    endless: dict[str, object] = {}
    endless["not"] = endless

    with pytest.raises(InvalidRule, match="at most 8 levels"):
        parse_rule(endless)


def test_two_hundred_conditions_are_read_and_one_more_refused():
    halves = [{"any": [FORM] * 100}, {"any": [FORM] * 100}]

    assert len(list(parse_rule({"all": halves}).atoms())) == 200
    with pytest.raises(InvalidRule, match=r"^rule\.all\[2\]: a rule has at most 200 conditions\.$"):
        parse_rule({"all": [*halves, FORM]})


def test_five_hundred_values_are_read_and_one_more_refused():
    codes = [f"{number:05}" for number in range(501)]

    assert parse_rule({"fact": "territory", "in": codes[:500]}).to_data()["in"] == codes[:500]
    with pytest.raises(InvalidRule, match=r"^rule\.in: a list of 1 to 500 items"):
        parse_rule({"fact": "territory", "in": codes})


def test_a_refusal_is_short_whatever_was_sent():
    with pytest.raises(InvalidRule) as refused:
        parse_rule({"x" * 100_000: 1, "all": [FORM]})

    assert len(str(refused.value)) < 200


WORDS = st.sampled_from(
    [
        "all",
        "any",
        "not",
        "fact",
        "question",
        "in",
        "not_in",
        "min",
        "max",
        "above",
        "below",
        "text",
        "expects",
        "fr",
    ]
)
NAMES = st.sampled_from(["legal_form", "headcount", "nace", "territory", "asbl", "62.01", "03000", "a"])
JUNK = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | NAMES | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(WORDS | st.text(max_size=3), inner, max_size=3)
    ),
    max_leaves=12,
)


def places(data: object) -> list[tuple[object, object]]:
    """Every (container, key) of a JSON value."""
    keys = data.keys() if isinstance(data, dict) else range(len(data)) if isinstance(data, list) else ()
    return [place for key in keys for place in [(data, key), *places(data[key])]]


def read_or_refused(data: object) -> bool:
    """Refused with its place, or read and stored again as something that reads the same."""
    try:
        criterion = parse_criterion(data)
    except InvalidRule as refusal:
        return str(refusal).startswith("criterion") and len(str(refusal)) < 400
    return parse_criterion(criterion.to_data()) == criterion


@QUICK
@given(JUNK)
def test_junk_is_refused_and_nothing_else_is_raised(data):
    assert read_or_refused(data)
    assert read_or_refused({**CRITERION, "rule": data})


@QUICK
@given(st.data())
def test_a_good_criterion_with_one_junk_value_is_read_or_refused(data):
    criterion = deepcopy(CRITERION)
    container, key = data.draw(st.sampled_from(places(criterion)))
    container[key] = data.draw(JUNK)

    assert read_or_refused(criterion)
