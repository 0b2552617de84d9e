"""What the criteria of a call make of the facts known about somebody, and what is said about it."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

from vivier.opportunities.conditions import criteria, rule_reader, rules, verdicts
from vivier.opportunities.conditions.criteria import (
    Band,
    Fact,
    ReasonCode,
    Result,
    Verdict,
    evaluate,
    parse_criteria,
    parse_criterion,
    parse_rule,
)

MET, NOT_MET, UNKNOWN = Verdict.MET, Verdict.NOT_MET, Verdict.UNKNOWN


def values(*codes: str, partial: bool = False, excluded: tuple[str, ...] = ()) -> Fact:
    return Fact(values=frozenset(codes), source="test", partial=partial, excluded=frozenset(excluded))


def number(low: float | None, high: float | None) -> Fact:
    return Fact(number=Band(low, high), source="test")


def question(name: str, *, expects: bool = True) -> dict[str, object]:
    return {"question": name, "text": {"fr": f"{name} ?", "en": f"{name}?"}, "expects": expects}


def criterion(rule: dict[str, object], key: str = "condition") -> criteria.Criterion:
    return parse_criterion({"key": key, "text": {"fr": "Une condition."}, "article": "art. 3", "rule": rule})


def result(rule: dict[str, object], facts: dict[str, Fact]) -> Result:
    return evaluate(facts, [criterion(rule)]).results[0]


ASBL = {"fact": "legal_form", "in": ["asbl", "aisbl"]}
NOT_ASBL = {"fact": "legal_form", "not_in": ["asbl", "aisbl"]}


@pytest.mark.parametrize(
    ("fact", "code", "of_in", "of_not_in"),
    [
        (None, ReasonCode.ABSENT, UNKNOWN, UNKNOWN),
        (Fact(), ReasonCode.ABSENT, UNKNOWN, UNKNOWN),
        (values(), ReasonCode.ABSENT, UNKNOWN, UNKNOWN),
        (number(1, 1), ReasonCode.ABSENT, UNKNOWN, UNKNOWN),
        (values("asbl"), ReasonCode.LISTED, MET, NOT_MET),
        (values("asbl", "srl"), ReasonCode.LISTED, MET, NOT_MET),
        (values("asbl", partial=True), ReasonCode.LISTED, MET, NOT_MET),
        (values("srl"), ReasonCode.NOT_LISTED, NOT_MET, MET),
        (values("srl", partial=True), ReasonCode.PARTIAL, UNKNOWN, UNKNOWN),
        (values("srl", partial=True, excluded=("asbl",)), ReasonCode.PARTIAL, UNKNOWN, UNKNOWN),
        (values("srl", partial=True, excluded=("asbl", "aisbl")), ReasonCode.NOT_LISTED, NOT_MET, MET),
        (values(partial=True), ReasonCode.ABSENT, UNKNOWN, UNKNOWN),
        (values(partial=True, excluded=("asbl",)), ReasonCode.PARTIAL, UNKNOWN, UNKNOWN),
        (values(partial=True, excluded=("asbl", "aisbl")), ReasonCode.NOT_LISTED, NOT_MET, MET),
        (Fact(partial=True, excluded=frozenset({"asbl", "aisbl"})), ReasonCode.NOT_LISTED, NOT_MET, MET),
        (values(excluded=("asbl", "aisbl")), ReasonCode.ABSENT, UNKNOWN, UNKNOWN),
    ],
)
def test_a_list_says_yes_no_or_unknown(fact, code, of_in, of_not_in):
    facts = {"legal_form": fact} if fact else {}

    reasons = [result(rule, facts).because for rule in (ASBL, NOT_ASBL)]

    assert [(reason.code, reason.verdict) for reason in reasons] == [(code, of_in), (code, of_not_in)]


@pytest.mark.parametrize(
    ("listed", "codes", "verdict", "code"),
    [
        (["62"], ["62.01"], MET, ReasonCode.LISTED),
        (["62.0"], ["62.010"], MET, ReasonCode.LISTED),
        (["62.01"], ["62.01"], MET, ReasonCode.LISTED),
        (["62.01"], ["58.21", "62.01"], MET, ReasonCode.LISTED),
        (["62.01"], ["62"], UNKNOWN, ReasonCode.COARSE),
        (["62.01"], ["62.0"], UNKNOWN, ReasonCode.COARSE),
        (["62.01"], ["62.02"], NOT_MET, ReasonCode.NOT_LISTED),
        (["62.1"], ["62.01"], NOT_MET, ReasonCode.NOT_LISTED),
        (["58", "59"], ["62.01"], NOT_MET, ReasonCode.NOT_LISTED),
    ],
)
def test_nace_codes_cover_what_is_below_them_and_a_broad_code_decides_nothing(listed, codes, verdict, code):
    found = result({"fact": "nace", "in": listed}, {"nace": values(*codes)})
    opposite = result({"fact": "nace", "not_in": listed}, {"nace": values(*codes)})

    assert (found.verdict, found.because.code) == (verdict, code)
    assert opposite.verdict is rules.kleene_not(verdict)


def test_an_empty_set_of_nace_codes_says_nothing():
    found = result({"fact": "nace", "in": ["62"]}, {"nace": values(partial=True, excluded=("62",))})

    assert (found.verdict, found.because.code) == (UNKNOWN, ReasonCode.ABSENT)


def test_a_nace_code_beside_others_we_do_not_know_cannot_say_no():
    found = result({"fact": "nace", "in": ["62"]}, {"nace": values("58.21", partial=True)})

    assert (found.verdict, found.because.code) == (UNKNOWN, ReasonCode.PARTIAL)


def test_a_visitor_who_only_says_wallonia_is_not_in_brussels_but_may_be_in_namur():
    where = {"territory": values("03000", "BE", "EU", "EEA", partial=True, excluded=("04000", "02000", "FR"))}

    verdicts_by_place = {
        code: result({"fact": "territory", "in": [code]}, where).verdict
        for code in ("03000", "BE", "04000", "FR", "92094")
    }

    assert verdicts_by_place == {"03000": MET, "BE": MET, "04000": NOT_MET, "FR": NOT_MET, "92094": UNKNOWN}


@pytest.mark.parametrize(
    ("bounds", "band", "verdict", "code"),
    [
        ({"max": 50}, (50, 50), MET, ReasonCode.WITHIN),
        ({"below": 50}, (50, 50), NOT_MET, ReasonCode.TOO_HIGH),
        ({"below": 50}, (49.9, 49.9), MET, ReasonCode.WITHIN),
        ({"min": 3}, (3, 3), MET, ReasonCode.WITHIN),
        ({"above": 3}, (3, 3), NOT_MET, ReasonCode.TOO_LOW),
        ({"max": 50}, (10, 49), MET, ReasonCode.WITHIN),
        ({"max": 50}, (51, 99), NOT_MET, ReasonCode.TOO_HIGH),
        ({"max": 50}, (20, 99), UNKNOWN, ReasonCode.BAND),
        ({"below": 50}, (20, 50), UNKNOWN, ReasonCode.BAND),
        ({"above": 50}, (20, 50), NOT_MET, ReasonCode.TOO_LOW),
        ({"min": 50}, (20, 50), UNKNOWN, ReasonCode.BAND),
        ({"min": 10, "max": 20}, (5, 30), UNKNOWN, ReasonCode.BAND),
        ({"min": 10, "max": 20}, (12, 20), MET, ReasonCode.WITHIN),
        ({"min": 1}, (2, None), MET, ReasonCode.WITHIN),
        ({"max": 10}, (2, None), UNKNOWN, ReasonCode.BAND),
        ({"max": 10}, (11, None), NOT_MET, ReasonCode.TOO_HIGH),
        ({"min": 0}, (None, 4), MET, ReasonCode.WITHIN),
        ({"above": 0}, (None, 4), UNKNOWN, ReasonCode.BAND),
        ({"min": 5}, (None, 4), NOT_MET, ReasonCode.TOO_LOW),
        ({"min": 0}, (None, None), UNKNOWN, ReasonCode.ABSENT),
    ],
)
def test_a_band_that_straddles_a_bound_is_unknown(bounds, band, verdict, code):
    found = result({"fact": "headcount", **bounds}, {"headcount": number(*band)})

    assert (found.verdict, found.because.code) == (verdict, code)


def test_a_range_is_unknown_when_the_fact_has_no_number():
    rule = {"fact": "headcount", "max": 10}

    assert [result(rule, facts).verdict for facts in ({}, {"headcount": Fact()})] == [UNKNOWN, UNKNOWN]


@pytest.mark.parametrize(
    ("low", "high"), [(-1, 3), (5, 4), (float("nan"), 3), (0, float("inf")), (float("inf"), None), (None, -1)]
)
def test_a_band_that_cannot_be_is_refused(low, high):
    with pytest.raises(ValueError, match="goes up from at least 0"):
        Band(low, high)


@pytest.mark.parametrize(
    ("answer", "of_yes", "of_no"),
    [
        (values("yes"), MET, NOT_MET),
        (values("no"), NOT_MET, MET),
        (values("yes", "no"), UNKNOWN, UNKNOWN),
        (values("perhaps"), UNKNOWN, UNKNOWN),
        (Fact(), UNKNOWN, UNKNOWN),
    ],
)
def test_a_question_is_settled_by_a_clear_answer_only(answer, of_yes, of_no):
    facts = {"question:independent": answer}

    found = [result(question("independent", expects=expects), facts).verdict for expects in (True, False)]

    assert found == [of_yes, of_no]


def test_rules_and_criteria_can_be_put_in_sets():
    data = {"all": [ASBL, {"fact": "headcount", "max": 5}, {"not": question("a")}]}

    assert len({parse_rule(data), parse_rule(data)}) == 1
    assert len({criterion(data), criterion(data)}) == 1


def test_a_listed_and_a_not_listed_rule_are_not_the_same():
    assert parse_rule(ASBL) != parse_rule(NOT_ASBL)


def test_no_criterion_at_all_is_a_call_without_criteria():
    assert parse_criteria([]) == ()


@pytest.mark.parametrize("module", [criteria, rules, rule_reader, verdicts])
def test_the_engine_is_plain_python(module):
    tree = ast.parse(Path(module.__file__).read_text(encoding="utf-8"))

    imported = {node.module for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)} | {
        alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names
    }

    assert all(
        name in sys.stdlib_module_names or name.startswith("vivier.opportunities.")
        for name in {name if name.startswith("vivier.") else name.split(".")[0] for name in imported}
    )


def test_the_engine_loads_without_django():
    code = "import sys, vivier.opportunities.conditions.criteria; sys.exit('django' in sys.modules)"

    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
