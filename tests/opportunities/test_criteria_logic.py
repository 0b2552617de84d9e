"""Kleene's truth tables, written out, and every small nesting of them."""

from itertools import product

import pytest

from vivier.opportunities.conditions.criteria import Fact, Verdict, parse_rule
from vivier.opportunities.conditions.rules import kleene_all, kleene_any, kleene_not

MET, NOT_MET, UNKNOWN = Verdict.MET, Verdict.NOT_MET, Verdict.UNKNOWN
ANSWERS = {MET: Fact(values=frozenset({"yes"})), NOT_MET: Fact(values=frozenset({"no"}))}
RANK = {NOT_MET: 0, UNKNOWN: 1, MET: 2}  # all is the lowest, any the highest, not the mirror image
BY_RANK = {rank: verdict for verdict, rank in RANK.items()}


def asked(name: str) -> dict[str, object]:
    return {"question": name, "text": {"fr": "?"}, "expects": True}


A, B, C = asked("a"), asked("b"), asked("c")


def verdict_of(rule: object, **given: Verdict) -> Verdict:
    facts = {f"question:{name}": ANSWERS[verdict] for name, verdict in given.items() if verdict in ANSWERS}
    return parse_rule(rule).verdict(facts)


def reference(rule: dict[str, object], **given: Verdict) -> int:
    """The same logic as plain arithmetic on 0, 1, 2."""
    if "question" in rule:
        return RANK[given[rule["question"]]]
    if "not" in rule:
        return 2 - reference(rule["not"], **given)
    if "all" in rule:
        return min(reference(part, **given) for part in rule["all"])
    return max(reference(part, **given) for part in rule["any"])


@pytest.mark.parametrize(
    ("a", "b", "both", "either"),
    [
        (MET, MET, MET, MET),
        (MET, UNKNOWN, UNKNOWN, MET),
        (MET, NOT_MET, NOT_MET, MET),
        (UNKNOWN, MET, UNKNOWN, MET),
        (UNKNOWN, UNKNOWN, UNKNOWN, UNKNOWN),
        (UNKNOWN, NOT_MET, NOT_MET, UNKNOWN),
        (NOT_MET, MET, NOT_MET, MET),
        (NOT_MET, UNKNOWN, NOT_MET, UNKNOWN),
        (NOT_MET, NOT_MET, NOT_MET, NOT_MET),
    ],
)
def test_all_and_any_follow_kleenes_tables(a, b, both, either):
    assert (kleene_all([a, b]), kleene_any([a, b])) == (both, either)
    assert verdict_of({"all": [A, B]}, a=a, b=b) is both
    assert verdict_of({"any": [A, B]}, a=a, b=b) is either


@pytest.mark.parametrize(("a", "opposite"), [(MET, NOT_MET), (UNKNOWN, UNKNOWN), (NOT_MET, MET)])
def test_not_follows_kleenes_table(a, opposite):
    assert kleene_not(a) is opposite
    assert verdict_of({"not": A}, a=a) is opposite


def test_one_part_alone_is_itself():
    for verdict in Verdict:
        assert kleene_all([verdict]) is kleene_any([verdict]) is verdict


@pytest.mark.parametrize(
    "rule",
    [
        {"not": {"any": [A, B, C]}},
        {"not": {"all": [A, B, C]}},
        {"any": [{"not": A}, B, {"not": C}]},
        {"all": [{"not": A}, B, {"not": C}]},
        {"not": {"any": [{"not": A}, {"all": [B, {"not": C}]}]}},
        {"all": [{"any": [A, {"not": B}]}, {"not": {"any": [B, C]}}]},
        {"any": [{"not": {"any": [A, {"not": {"any": [B, C]}}]}}, {"not": {"not": A}}]},
        {"not": {"not": {"not": {"any": [A, {"all": [B, C]}]}}}},
        {"any": [A, {"not": A}, {"all": [B, {"not": B}, C]}]},
    ],
)
def test_every_nesting_agrees_with_the_arithmetic_for_every_combination(rule):
    for a, b, c in product(Verdict, repeat=3):
        expected = BY_RANK[reference(rule, a=a, b=b, c=c)]

        assert verdict_of(rule, a=a, b=b, c=c) is expected, (a, b, c)


def test_a_condition_and_its_opposite_stay_unknown_until_answered():
    rule = {"any": [A, {"not": A}]}

    assert [verdict_of(rule, a=verdict) for verdict in (UNKNOWN, MET, NOT_MET)] == [UNKNOWN, MET, MET]
