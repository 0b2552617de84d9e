"""Before a call is published its conditions are tried: somebody who meets them, does not, may."""

import pytest
from django.utils import translation
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.factories import ActorFactory, CallFactory, DisciplineFactory
from vivier.opportunities.actions import calls as actions
from vivier.opportunities.conditions import trials
from vivier.opportunities.conditions.criteria import Fact, Verdict, parse_criterion, parse_rule
from vivier.opportunities.conditions.trying import made_up, try_out
from vivier.opportunities.models import Call
from vivier.opportunities.refusals import InvalidCall, NotTried

GAMES = {"fact": "discipline", "in": ["game"]}
SMALL = {"fact": "headcount", "max": 10}
NO_DEBT = {"question": "debts", "text": {"fr": "Avez-vous des dettes ?"}, "expects": False}


@pytest.fixture(autouse=True)
def in_english():
    with translation.override("en"):
        yield


def condition(rule, key="one"):
    return {"key": key, "text": {"fr": "Une condition"}, "rule": rule}


@pytest.mark.parametrize(
    "rule",
    [
        GAMES,
        SMALL,
        NO_DEBT,
        {"not": GAMES},
        {"all": [GAMES, SMALL, NO_DEBT]},
        {"any": [{"not": SMALL}, {"all": [GAMES, NO_DEBT]}]},
        {"all": [{"fact": "headcount", "min": 2}, {"fact": "headcount", "below": 5}]},
        {"fact": "nace", "not_in": ["62", "63.1"]},
        {"fact": "territory", "in": ["03000"]},
    ],
)
@pytest.mark.parametrize("wanted", list(Verdict))
def test_a_case_can_be_made_for_each_answer(rule, wanted):
    parsed = parse_rule(rule)

    facts = made_up(parsed, wanted)

    assert facts is not None
    assert parsed.verdict(facts) is wanted


@pytest.mark.parametrize("rule", [{"all": [GAMES, {"not": GAMES}]}, {"any": [SMALL, {"not": SMALL}]}])
def test_a_rule_that_contradicts_itself_has_no_case_for_one_answer(rule):
    parsed = parse_rule(rule)

    assert None in [made_up(parsed, wanted) for wanted in (Verdict.MET, Verdict.NOT_MET)]


ATOMS = st.sampled_from([GAMES, SMALL, NO_DEBT, {"fact": "age_years", "min": 2, "max": 5}])
RULES = st.recursive(
    ATOMS,
    lambda inner: st.one_of(
        st.builds(lambda one: {"not": one}, inner),
        st.builds(lambda some: {"all": some}, st.lists(inner, min_size=1, max_size=3)),
        st.builds(lambda some: {"any": some}, st.lists(inner, min_size=1, max_size=3)),
    ),
    max_leaves=6,
)


@given(RULES, st.sampled_from(list(Verdict)))
@settings(max_examples=60, deadline=None)
def test_what_is_made_up_always_gives_the_answer_it_stands_for(rule, wanted):
    parsed = parse_rule(rule)

    facts = made_up(parsed, wanted)

    assert facts is None or parsed.verdict(facts) is wanted


def test_real_people_come_before_made_up_ones():
    people = [("Studio", {"discipline": Fact(values=frozenset({"game"}))})]

    (tried,) = try_out([parse_criterion(condition(GAMES))], people)

    assert (tried.met.name, tried.not_met.name, tried.unknown.name) == ("Studio", "", "")
    assert tried.is_whole


@pytest.fixture
def draft(coordinator):
    call = CallFactory(
        state=Call.State.DRAFT, summary_fr="Quoi", url="https://example.org", audiences=["artist"]
    )
    actions.set_criteria(call, [condition(GAMES)], by=coordinator)
    return call


@pytest.mark.django_db
def test_conditions_must_be_tried_as_they_are_before_publishing(draft, coordinator):
    with pytest.raises(NotTried, match="try its conditions"):
        actions.publish_call(draft, by=coordinator)

    trials.accept_trial(draft, seen=trials.fingerprint(draft), by=coordinator)
    actions.set_criteria(draft, [condition(SMALL)], by=coordinator)
    with pytest.raises(NotTried):
        actions.publish_call(draft, by=coordinator)

    trials.accept_trial(draft, seen=trials.fingerprint(draft), by=coordinator)
    actions.publish_call(draft, by=coordinator)
    assert draft.state == Call.State.PUBLISHED


@pytest.mark.django_db
def test_agreeing_to_what_has_changed_meanwhile_is_refused(draft, coordinator):
    seen = trials.fingerprint(draft)
    actions.set_criteria(draft, [condition(SMALL)], by=coordinator)

    with pytest.raises(NotTried, match="changed while you looked"):
        trials.accept_trial(draft, seen=seen, by=coordinator)


@pytest.mark.django_db
def test_a_condition_that_always_says_the_same_is_refused(draft, coordinator):
    actions.set_criteria(draft, [condition({"all": [GAMES, {"not": GAMES}]})], by=coordinator)

    with pytest.raises(NotTried, match="always come out the same"):
        trials.accept_trial(draft, seen=trials.fingerprint(draft), by=coordinator)


@pytest.mark.django_db
def test_the_trial_names_records_of_the_directory(draft):
    ActorFactory(name="Un studio", disciplines=[DisciplineFactory(code="game")])
    ActorFactory(name="Un musée", disciplines=[DisciplineFactory(code="museum")])

    (tried,) = trials.trial_of(draft)

    assert {tried.met.name, tried.not_met.name} <= {"Un studio", "Un musée", ""}
    assert tried.met.name == "Un studio"


@pytest.mark.django_db
def test_the_next_edition_takes_texts_and_conditions_but_no_dates_and_is_a_draft(draft, coordinator):
    actions.update_call(draft, by=coordinator, changes={"edition": "2026", "amount_max": 5000})

    new = actions.copy_call(draft, edition="2027", by=coordinator)

    assert (new.state, new.edition, new.amount_max, new.closes_at) == ("draft", "2027", 5000, None)
    assert [row.rule for row in new.criteria.all()] == [GAMES]
    assert new.scheme == draft.scheme
    with pytest.raises(InvalidCall):
        actions.copy_call(draft, edition="2027", by=coordinator)
