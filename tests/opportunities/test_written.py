"""A condition as lines and back: what lines can hold comes out equal, what they cannot is left alone."""

import json
from pathlib import Path

import pytest
from django.utils import translation
from hypothesis import given

from tests.opportunities.places import small_belgium
from tests.opportunities.test_criteria_properties import QUICK, rules
from vivier.opportunities.conditions.criteria import parse_rule
from vivier.opportunities.conditions.rules import Group, Not
from vivier.opportunities.conditions.saying import RuleWords
from vivier.opportunities.conditions.written import MOST_LINES, MOST_VALUES, written_of

DATA = Path(__file__).resolve().parents[2] / "data"


def rules_in(data):
    if isinstance(data, dict):
        if isinstance(data.get("rule"), dict):
            yield data["rule"]
        data = list(data.values())
    if isinstance(data, list):
        for one in data:
            yield from rules_in(one)


SHIPPED = [
    rule
    for name in ("icc-wallonia", "demonstration")
    for rule in rules_in(json.loads((DATA / name / "criteria.json").read_text()))
]


def depth(rule):
    """How many groups stand inside one another; a denial of a group counts with it."""
    if isinstance(rule, Not):
        return depth(rule.part) if not isinstance(rule.part, Not) else 9
    return 1 + max(map(depth, rule.parts)) if isinstance(rule, Group) else 0


def is_turned_twice(rule):
    """Whether a denied group holds denied groups, or a group a denied group."""
    inner = rule.part if isinstance(rule, Not) else rule
    return isinstance(inner, Group) and any(depth(part) for part in inner.parts)


@pytest.mark.one_database
@QUICK
@given(rules)
def test_any_rule_comes_back_equal_or_is_left_alone(rule):
    data = rule.to_data()
    found = written_of(data)

    fits = depth(rule) <= 1 and not is_turned_twice(rule)
    assert (found is not None) == fits
    assert found is None or found.to_data() == data


def test_every_condition_that_is_shipped_comes_back_equal():
    found = [(rule, written_of(rule)) for rule in SHIPPED]

    assert len(SHIPPED) > 200
    assert all(written.to_data() == rule for rule, written in found if written)
    assert sum(written is None for _rule, written in found) == 2  # groups inside groups


FACT = {"fact": "headcount", "below": 25}


@pytest.mark.parametrize(
    "rule",
    [
        {"any": [FACT]},
        {"not": {"all": [FACT]}},
        {"not": FACT},
        {"any": [FACT] * MOST_LINES},
        {"fact": "nace", "not_in": [f"{number}" for number in range(10, 10 + MOST_VALUES // 2)]},
        {"fact": "age_years", "above": 0.5, "max": 3},
        {"question": "q", "text": {"de": " Wirklich? "}, "expects": False},
    ],
)
def test_unusual_writings_are_kept_as_they_are(rule):
    assert written_of(rule).to_data() == rule


@pytest.mark.parametrize(
    "rule",
    [
        None,
        "text",
        {"fact": "shoe_size", "min": 3},
        {"any": [FACT, {"all": [FACT]}]},
        {"not": {"not": FACT}},
        {"any": [FACT] * (MOST_LINES + 1)},
        {"fact": "territory", "in": [f"{number:05}" for number in range(MOST_VALUES + 1)]},
        {"fact": "territory", "in": ["BE", "BE"]},
    ],
)
def test_what_lines_cannot_say_exactly_is_left_alone(rule):
    assert written_of(rule) is None


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("rule", "sentence"),
    [
        (
            {"fact": "territory", "in": ["03000", "04000"]},
            "Be established here: Wallonie or Bruxelles-Capitale.",
        ),
        ({"fact": "residence", "not_in": ["FR"]}, "Live elsewhere than here: France."),
        ({"fact": "legal_form", "in": ["asbl"]}, "Have this legal form: Non-profit association (ASBL)."),
        ({"fact": "headcount", "min": 2, "below": 25}, "Count at least 2 people, less than 25 people."),
        (
            {"question": "q", "text": {"en": "Is it yours?"}, "expects": True},
            "Answer yes to “Is it yours?”.",
        ),
        (
            {"any": [FACT, {"fact": "member_of", "in": ["nowhere"]}]},
            "Count less than 25 people; or be a member of: nowhere.",
        ),
        (
            {"all": [FACT, {"any": [FACT, {"not": FACT}]}]},
            "Count less than 25 people; and (count less than 25 people; or not this: count less than 25 people).",
        ),
        (
            {"not": {"any": [FACT, {"fact": "nace", "in": ["62"]}]}},
            "None of this: count less than 25 people; have this activity code: 62.",
        ),
    ],
)
def test_a_rule_is_said_in_one_sentence(rule, sentence):
    small_belgium()
    parsed = parse_rule(rule)

    with translation.override("en"):
        words = RuleWords.of([parsed])
        said = words.sentence(parsed)

    assert said == sentence
    assert set(words.sentences(parsed)) == {"fr", "en", "nl", "de"}
