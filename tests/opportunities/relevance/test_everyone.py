"""The best of everybody is exactly what full sums give, with and without the compiled pass."""

from itertools import product

import numpy as np
import pytest

from vivier.opportunities.conditions.criteria import Band, Fact, evaluate, parse_criteria
from vivier.opportunities.relevance import everyone
from vivier.opportunities.relevance.eligibility import Population
from vivier.opportunities.relevance.everyone import NOBODY, Matcher
from vivier.opportunities.relevance.passing import make_pass
from vivier.opportunities.relevance.sparse import Rows


def table(full):
    starts = np.concatenate([[0], np.cumsum((full != 0).sum(axis=1))]).astype(np.int64)
    rows, columns = np.nonzero(full)
    return Rows(starts, columns, full[rows, columns].astype(np.float32), full.shape[1])


@pytest.fixture
def world():
    rng = np.random.default_rng(5)
    actors = rng.random((400, 30)) * (rng.random((400, 30)) < 0.2)
    calls = rng.random((90, 30)) * (rng.random((90, 30)) < 0.3)
    classes = rng.integers(0, 7, 400).astype(np.int32)
    allowed = rng.random((7, 90)) < 0.6
    full = np.where(allowed[classes], actors @ calls.T, 0)
    return Matcher(table(actors), table(calls), classes, allowed), full


def best_of(scores, k):
    return np.sort(scores, axis=1)[:, ::-1][:, :k]


def check(best, full, k):
    assert np.allclose(best.call_scores, best_of(full, k), atol=1e-5)
    assert np.allclose(best.actor_scores, best_of(full.T, k), atol=1e-5)
    for row, places in enumerate(best.calls):
        kept = places[places != NOBODY]
        assert np.allclose(full[row, kept], best.call_scores[row, : len(kept)], atol=1e-5)


@pytest.mark.parametrize("k", [1, 5, 20])
def test_the_best_are_those_of_full_sums(world, monkeypatch, k):
    matcher, full = world
    monkeypatch.setattr(everyone, "compiled_pass", lambda: None)

    check(matcher.everyone(k), full, k)


def test_the_compiled_pass_gives_the_same(world, monkeypatch):
    matcher, full = world
    monkeypatch.setattr(everyone, "compiled_pass", make_pass)

    check(matcher.everyone(20), full, 20)


def test_nobody_is_matched_against_the_rules(world):
    matcher, _full = world
    matcher.allowed[:] = False

    assert matcher.calls_for(0)[0].tolist() == []
    assert (matcher.everyone(3).calls == NOBODY).all()


def test_what_is_not_of_one_world_is_refused(world):
    matcher, _full = world
    with pytest.raises(ValueError, match="one world"):
        Matcher(matcher.actors, matcher.calls, matcher.classes[:-1], matcher.allowed)


CRITERIA = parse_criteria(
    [
        {
            "key": "where",
            "text": {"en": "Wallonia, not Namur"},
            "rule": {
                "all": [
                    {"fact": "territory", "in": ["03000"]},
                    {"not": {"fact": "territory", "in": ["92094"]}},
                ]
            },
        },
        {
            "key": "small",
            "text": {"en": "Small or young"},
            "rule": {"any": [{"fact": "headcount", "max": 10}, {"fact": "age_years", "below": 3}]},
        },
        {"key": "nace", "text": {"en": "Code"}, "rule": {"fact": "nace", "in": ["62.01", "90"]}},
        {
            "key": "ties",
            "text": {"en": "Of the agency, without the grant"},
            "rule": {
                "any": [
                    {"fact": "member_of", "in": ["agence"]},
                    {"not": {"fact": "obtained", "in": ["bourse"]}},
                ]
            },
        },
    ]
)
PLACES = [None, ("03000", "92094"), ("03000",), ("02000",)]
HEADS = [None, Band(1, 4), Band(5, 20), Band(50, None)]
AGES = [None, Band.exactly(1), Band.exactly(9)]
TIES = [None, ("agence", "bourse"), ("autre",)]
CODES = [None, ("62.01",), ("62",), ("90.01",), ("47",)]


def everybody():
    for place, head, age, code, body, won in product(PLACES, HEADS, AGES, CODES, TIES, TIES):
        known = {
            "territory": place and Fact(values=frozenset(place), partial=len(place) == 1),
            "headcount": head and Fact(number=head),
            "age_years": age and Fact(number=age),
            "nace": code and Fact(values=frozenset(code)),
            "member_of": body and Fact(values=frozenset(body), partial=True),
            "obtained": won and Fact(values=frozenset(won), partial=True),
        }
        yield {name: fact for name, fact in known.items() if fact}


def test_classes_get_the_verdict_of_each_of_their_actors():
    facts = list(everybody())
    words = {1: "met", 0: "unknown", -1: "not_met"}

    population = Population(facts, ["territory", "headcount", "age_years", "nace", "member_of", "obtained"])
    together = population.together([each.rule for each in CRITERIA])[population.classes]

    assert [words[int(each)] for each in together] == [evaluate(each, CRITERIA).verdict for each in facts]
    assert len(population) == len(facts)
    assert set(population.together([]).tolist()) == {0}
