"""What holds for every rule and every state of knowledge.

Strategies are made once, not at each draw: making one costs more than drawing from it.
"""

from functools import cache
from itertools import chain, combinations, product
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from vivier.opportunities.conditions.criteria import (
    Band,
    Criterion,
    Fact,
    Result,
    Verdict,
    evaluate,
    most_settling,
    parse_rule,
)
from vivier.opportunities.conditions.rules import AllOf, AnyOf, NoneListed, Not, Rule, kleene_not

QUICK = settings(
    max_examples=200,
    deadline=None,
    database=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
UNKNOWN = Verdict.UNKNOWN

CODES = {
    "legal_form": ["asbl", "srl", "sa", "natural_person"],
    "territory": ["03000", "04000", "92094", "BE", "COM-FR"],
    "nace": ["58", "58.21", "62", "62.0", "62.01", "62.02"],
    "member_of": ["agence", "cluster-A_1", "hub"],
}
FINEST = {**CODES, "nace": ["58.21", "62.01", "62.02"]}
NUMBERS = ["headcount", "age_years"]
QUESTIONS = ["a", "b", "c", "d"]
NAMES = [*CODES, *NUMBERS, *(f"question:{name}" for name in QUESTIONS)]

whole, upper, age = st.integers(0, 12), st.integers(14, 20), st.integers(0, 25)
either = st.booleans()
share = st.floats(0, 1)
some_names = st.sets(st.sampled_from(NAMES))


@cache
def one_of(*choices: Any) -> st.SearchStrategy[Any]:
    return st.sampled_from(choices)


@cache
def some_of(*choices: str) -> st.SearchStrategy[frozenset[str]]:
    return st.frozensets(st.sampled_from(choices))


answer = one_of("yes", "no")
lists = {fact: st.lists(one_of(*known), min_size=1, max_size=3, unique=True) for fact, known in CODES.items()}
known_codes = {fact: st.frozensets(one_of(*known), max_size=3) for fact, known in CODES.items()}
finest_codes = {fact: st.frozensets(one_of(*known), min_size=1, max_size=3) for fact, known in FINEST.items()}


def asked(name: str, expects: bool) -> dict[str, object]:
    return {"question": name, "text": {"fr": f"{name} ?"}, "expects": expects}


@st.composite
def listed(draw: st.DrawFn) -> dict[str, object]:
    fact = draw(one_of(*sorted(CODES)))
    codes = draw(lists[fact])
    return {"fact": fact, draw(one_of("in", "not_in")): codes}


@st.composite
def ranged(draw: st.DrawFn) -> dict[str, object]:
    low, high = draw(whole), draw(upper) - draw(either) * 0.5
    least, most = draw(one_of("min", "above")), draw(one_of("max", "below"))
    bounds = {least: low, most: high}
    kept = draw(one_of((least,), (most,), (least, most)))
    return {"fact": draw(one_of(*NUMBERS)), **{key: bounds[key] for key in sorted(kept)}}


questions = st.builds(asked, st.sampled_from(QUESTIONS), st.booleans())


def trees(atoms: st.SearchStrategy[dict[str, object]]) -> st.SearchStrategy[Rule]:
    """Parsed rules of at most four levels over these conditions."""
    layer = atoms
    for _level in range(3):
        parts = st.lists(layer, min_size=1, max_size=3)
        layer = st.one_of(
            atoms,
            st.builds(lambda parts: {"all": parts}, parts),
            st.builds(lambda parts: {"any": parts}, parts),
            st.builds(lambda part: {"not": part}, layer),
        )
    return layer.map(parse_rule)


rules = trees(st.one_of(listed(), ranged(), questions))


@st.composite
def read_once(draw: st.DrawFn) -> Rule:
    """A rule over questions in which each question stands once."""
    nodes = [asked(name, draw(either)) for name in QUESTIONS]
    while len(nodes) > 1:
        size = draw(st.integers(2, len(nodes)))
        joined: dict[str, object] = {draw(one_of("all", "any")): nodes[:size]}
        nodes = [*nodes[size:], {"not": joined} if draw(either) else joined]
    return parse_rule(nodes[0])


@st.composite
def bands(draw: st.DrawFn) -> Band:
    low, high = sorted((draw(age), draw(age)))
    return Band(draw(one_of(None, low)), high)


numbers = st.one_of(bands(), whole.map(Band.exactly), whole.map(lambda low: Band(low, None)))


@st.composite
def fact_of(draw: st.DrawFn, name: str) -> Fact:
    """Something known about `name`, perhaps not everything."""
    if name in NUMBERS:
        return Fact(number=draw(numbers))
    if name not in CODES:
        return Fact(values=frozenset({draw(answer)}))
    values = draw(known_codes[name])
    others = sorted(set(CODES[name]) - values)
    excluded = draw(some_of(*others)) if others else frozenset()
    return Fact(values=values, partial=draw(either), excluded=excluded)


@st.composite
def complete(draw: st.DrawFn, name: str) -> Fact:
    """All there is to know about `name`."""
    if name in NUMBERS:
        return Fact(number=Band.exactly(draw(age)))
    if name not in CODES:
        return draw(fact_of(name))
    return Fact(values=draw(finest_codes[name]))


@st.composite
def knowledge(draw: st.DrawFn) -> dict[str, Fact]:
    known = draw(some_names)
    return {name: draw(fact_of(name)) for name in sorted(known)}


@st.composite
def finer(draw: st.DrawFn, name: str, fact: Fact) -> Fact:
    """What may be known about `name` later, if `fact` is right."""
    if fact.number is not None:
        return Fact(number=draw(narrower(fact.number)))
    if name not in CODES:
        return fact
    if not fact.values and not (fact.partial and fact.excluded and name != "nace"):
        return draw(fact_of(name))
    values = fact.values
    if name == "nace":
        values = frozenset(draw(one_of(*(c for c in CODES[name] if c.startswith(code)))) for code in values)
    if not fact.partial:
        return Fact(values=values)
    possible = sorted(set(CODES[name]) - fact.excluded)
    values |= draw(some_of(*possible)) if possible else frozenset()
    others = sorted(set(CODES[name]) - values)
    excluded = draw(some_of(*others)) if others else frozenset()
    is_partial = not values or draw(either)
    return Fact(values=values, partial=is_partial, excluded=fact.excluded | excluded)


@st.composite
def narrower(draw: st.DrawFn, band: Band) -> Band:
    low, high = band.low or 0, 25 if band.high is None else band.high
    ends = sorted(low + (high - low) * draw(share) for _end in ("low", "high"))
    return Band(ends[0], draw(one_of(ends[1], band.high)))


def result_of(rule: Rule, facts: dict[str, Fact]) -> Result:
    return evaluate(facts, [Criterion("k", {"fr": "?"}, "", rule)]).results[0]


def answered(answers: dict[str, bool]) -> dict[str, Fact]:
    return {
        f"question:{name}": Fact(values=frozenset({"yes" if yes else "no"})) for name, yes in answers.items()
    }


@QUICK
@given(st.data(), rules, knowledge())
def test_learning_more_never_changes_what_was_settled(data, rule, facts):
    before = rule.verdict(facts)
    later = {name: data.draw(finer(name, fact)) for name, fact in facts.items()}
    for name in data.draw(some_names) - facts.keys():
        later[name] = data.draw(fact_of(name))

    assert before in (UNKNOWN, rule.verdict(later))


@QUICK
@given(st.data(), rules, knowledge())
def test_what_is_said_to_settle_an_unknown_settles_it(data, rule, facts):
    found = result_of(rule, facts)
    given_all = {missing.name: data.draw(complete(missing.name)) for missing in found.settled_by}

    assert (found.verdict is UNKNOWN) == bool(found.settled_by)
    assert rule.verdict(facts | given_all) is not UNKNOWN


@QUICK
@given(rules, knowledge())
def test_the_explanation_agrees_with_the_verdict_and_names_every_fact_it_uses(rule, facts):
    found = result_of(rule, facts)
    used = {name: fact for name, fact in found.facts_used if fact is not None}

    assert found.because.verdict is found.verdict
    assert rule.verdict(used) is found.verdict
    assert {missing.name for missing in found.settled_by} <= {name for name, _fact in found.facts_used}


@QUICK
@given(st.data())
def test_every_fact_asked_could_change_the_outcome_and_no_other_could(data):
    rule = data.draw(read_once())
    known = data.draw(st.dictionaries(st.sampled_from(QUESTIONS), st.booleans(), max_size=4))
    found = result_of(rule, answered(known))
    open_names = [name for name in QUESTIONS if name not in known]

    changing = set()
    for name in open_names:
        others = [other for other in open_names if other != name]
        for answers in product([True, False], repeat=len(others)):
            world = known | dict(zip(others, answers, strict=True))
            if len({rule.verdict(answered(world | {name: yes})) for yes in (True, False)}) == 2:
                changing.add(f"question:{name}")

    assert {missing.name for missing in found.settled_by} == changing


@QUICK
@given(st.data())
def test_the_nearest_change_works_and_none_is_nearer(data):
    rule = data.draw(read_once())
    answers = {name: data.draw(st.booleans()) for name in QUESTIONS}
    found = result_of(rule, answered(answers))
    named = {reason.fact.removeprefix("question:") for reason in found.nearest_change}

    def met_when_changed(names: tuple[str, ...]) -> bool:
        changed = {name: yes is not (name in names) for name, yes in answers.items()}
        return rule.verdict(answered(changed)) is Verdict.MET

    subsets = chain.from_iterable(combinations(QUESTIONS, size) for size in range(len(QUESTIONS) + 1))
    fewest = next(len(names) for names in subsets if met_when_changed(names))

    assert met_when_changed(tuple(named))
    assert len(named) == len(found.nearest_change) == fewest


@QUICK
@given(st.lists(rules, min_size=1, max_size=4), knowledge())
def test_de_morgan(parts, facts):
    negated = tuple(Not(part) for part in parts)

    assert Not(AllOf(tuple(parts))).verdict(facts) is AnyOf(negated).verdict(facts)
    assert Not(AnyOf(tuple(parts))).verdict(facts) is AllOf(negated).verdict(facts)


@QUICK
@given(rules, knowledge())
def test_not_not_is_the_same(rule, facts):
    assert Not(Not(rule)).verdict(facts) is rule.verdict(facts)


@QUICK
@given(listed(), knowledge())
def test_not_in_is_the_opposite_of_in(data, facts):
    rule = parse_rule(data)
    key, opposite = ("not_in", "in") if isinstance(rule, NoneListed) else ("in", "not_in")

    turned = parse_rule({"fact": data["fact"], opposite: data[key]})

    assert turned.verdict(facts) is kleene_not(rule.verdict(facts))


@QUICK
@given(ranged(), bands())
def test_a_band_is_settled_only_when_its_ends_and_middle_agree(data, band):
    rule = parse_rule(data)
    low, high = band.low or 0, band.high
    points = {low, high, (low + high) / 2, *range(int(low), int(high) + 1)}
    at_points = {rule.verdict({data["fact"]: Fact(number=Band.exactly(point))}) for point in points}

    found = rule.verdict({data["fact"]: Fact(number=band)})

    assert found is (UNKNOWN if len(at_points) == 2 else at_points.pop())


@QUICK
@given(rules)
def test_a_rule_survives_being_stored(rule):
    assert parse_rule(rule.to_data()) == rule
    assert parse_rule(rule.to_data()).to_data() == rule.to_data()


@QUICK
@given(st.lists(rules, max_size=4), knowledge())
def test_an_assessment_is_all_its_criteria_together(parsed, facts):
    criteria = [Criterion(f"k{i}", {"fr": "?"}, "", rule) for i, rule in enumerate(parsed)]
    found = evaluate(facts, criteria)

    assert found.met + found.not_met + found.unknown == found.total == len(parsed)
    if parsed:
        together = parse_rule({"all": [rule.to_data() for rule in parsed]})
        assert found.verdict is together.verdict(facts)
        assert found.open_questions == result_of(together, facts).settled_by


@QUICK
@given(st.data(), st.lists(st.lists(rules, max_size=3), max_size=5), knowledge())
def test_the_question_that_settles_most_does_not_depend_on_the_order(data, calls, facts):
    found = [
        evaluate(facts, [Criterion(f"k{i}", {"fr": "?"}, "", rule) for i, rule in enumerate(call)])
        for call in calls
    ]
    waiting = [missing.name for each in found for missing in each.open_questions]

    best = most_settling(found)

    assert best == most_settling(data.draw(st.permutations(found)))
    assert (best is None) == (not waiting)
    assert best is None or waiting.count(best.name) == max(waiting.count(name) for name in waiting)
