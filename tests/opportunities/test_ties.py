"""What an actor is a member of and what it obtained are facts: dated, partial, private where they must be."""

from datetime import UTC, date, datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django.utils.translation import override

from tests.factories import ActorFactory, CallFactory, RelationFactory, ResidencyFactory, SchemeFactory
from vivier.directory.actions import merge_actors, undo_merge
from vivier.directory.models import Actor, Relation
from vivier.opportunities.conditions.cases import cases_of
from vivier.opportunities.conditions.criteria import (
    ReasonCode,
    Verdict,
    evaluate,
    most_settling,
    parse_criteria,
    parse_rule,
)
from vivier.opportunities.conditions.explaining import explain
from vivier.opportunities.conditions.facts import facts_of_actor, with_facts
from vivier.opportunities.conditions.naming import unknown_addresses
from vivier.opportunities.conditions.rule_reader import InvalidRule
from vivier.opportunities.conditions.trying import try_out
from vivier.opportunities.fitting.nightly import match_everyone
from vivier.opportunities.fitting.ordering import calls_for, matches_of_call, records
from vivier.opportunities.models import Criterion, PastStay, Residency, Response, StoredMatch

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 23)
MET, NOT_MET, UNKNOWN = Verdict.MET, Verdict.NOT_MET, Verdict.UNKNOWN
MEMBER_OF = Relation.Kind.MEMBER_OF
IN_AGENCY = {"fact": "member_of", "in": ["agence"]}


@pytest.fixture(autouse=True)
def in_english():
    with override("en"):
        yield


@pytest.fixture
def agency():
    return ActorFactory(name="Agence", slug="agence")


@pytest.fixture
def grant():
    return SchemeFactory(title_fr="Bourse", title_en="Grant", slug="bourse")


def facts_of(actor, **how):
    return facts_of_actor(Actor.objects.get(pk=actor.pk), today=TODAY, **how)


def joined(target, **values):
    return RelationFactory(kind=MEMBER_OF, target=target, **values).source


def awarded(scheme, *, actor=None, year=2025, kind="obtained"):
    actor = actor or ActorFactory()
    at = datetime(year, 6, 1, tzinfo=UTC)
    Response.objects.create(actor=actor, call=CallFactory(scheme=scheme), kind=kind, at=at)
    return actor


def stayed(scheme, *, year=2024, **values):
    residency = ResidencyFactory(name="Moulin", scheme=scheme, **values)
    actor = ActorFactory()
    PastStay.objects.create(residency=residency, actor=actor, year=year)
    return actor


def test_a_membership_is_a_fact_with_its_source_its_day_and_its_words(agency):
    actor = joined(agency, starts_on=date(2024, 3, 1), source_url="https://www.agence.example/membres")
    RelationFactory(source=actor, kind=MEMBER_OF, target=ActorFactory(name="Hub", slug="hub"))

    fact = facts_of(actor)["member_of"]

    assert fact.values == {"agence", "hub"}
    assert fact.says == "Member of Agence since 2024, Member of Hub"
    assert (fact.source, fact.as_of) == ("relations in the directory (agence.example)", date(2024, 3, 1))
    assert fact.partial


@pytest.mark.parametrize(
    ("values", "is_known"),
    [
        ({"starts_on": TODAY, "ends_on": TODAY}, True),
        ({"ends_on": date(2026, 11, 22)}, False),
        ({"starts_on": date(2026, 11, 24)}, False),
        ({"source_url": "https://[oops"}, True),
    ],
)
def test_only_what_runs_today_counts(agency, values, is_known):
    assert ("member_of" in facts_of(joined(agency, **values))) is is_known


def test_other_relations_and_records_not_published_say_nothing(agency):
    hidden = ActorFactory(status=Actor.Status.DRAFT)
    partner = RelationFactory(kind=Relation.Kind.PARTNER_OF, target=agency).source

    assert "member_of" not in facts_of(joined(hidden))
    assert "member_of" not in facts_of(partner)
    assert "member_of" not in facts_of(agency)


def test_after_a_merge_the_ties_are_those_of_the_record_kept(agency, grant, coordinator):
    kept, absorbed = ActorFactory(name="Studio"), awarded(grant, actor=joined(agency))
    survivor = ActorFactory(name="Agency", slug="agency")
    merge_actors(kept, absorbed, by=coordinator)
    merge = merge_actors(survivor, agency, by=coordinator)

    facts = facts_of(kept, private=True)

    assert facts["member_of"].says == "Member of Agency"
    assert facts["member_of"].values == {"agence", "agency"}
    assert parse_rule(IN_AGENCY).verdict(facts) is MET
    assert facts["obtained"].values == {"bourse"}
    assert unknown_addresses(parse_rule(IN_AGENCY)) == []

    undo_merge(merge, by=coordinator)
    assert facts_of(kept)["member_of"].values == {"agence"}


def test_what_was_obtained_is_known_to_those_who_may_know(grant):
    actor = awarded(grant)

    fact = facts_of(actor, private=True)["obtained"]

    assert (fact.values, fact.partial) == ({"bourse"}, True)
    assert (fact.says, fact.source) == ("Obtained Grant in 2025", "what was recorded of calls")
    assert fact.as_of == date(2025, 6, 1)
    assert "obtained" not in facts_of(actor)


@pytest.mark.parametrize("kind", ["applied", "not_for_me"])
def test_an_answer_that_is_no_success_is_no_fact(grant, kind):
    assert "obtained" not in facts_of(awarded(grant, kind=kind), private=True)


def test_a_stay_that_is_shown_is_known_to_everybody(grant):
    fact = facts_of(stayed(grant))["obtained"]

    assert (fact.values, fact.says) == ({"bourse"}, "In residence: Moulin in 2024")
    assert (fact.source, fact.as_of) == ("past residents", None)


def test_a_stay_without_scheme_not_shown_or_to_come_is_no_fact(grant):
    assert "obtained" not in facts_of(stayed(None), private=True)
    assert "obtained" not in facts_of(stayed(grant, state=Residency.State.DRAFT, slug="brouillon"))
    assert "obtained" not in facts_of(stayed(grant, year=2027, slug="demain"))


@pytest.mark.parametrize(
    ("rule", "of_member", "of_other", "of_nobody"),
    [
        (IN_AGENCY, MET, UNKNOWN, UNKNOWN),
        ({"fact": "member_of", "not_in": ["agence"]}, NOT_MET, UNKNOWN, UNKNOWN),
        ({"not": IN_AGENCY}, NOT_MET, UNKNOWN, UNKNOWN),
        ({"fact": "obtained", "not_in": ["agence"]}, UNKNOWN, UNKNOWN, UNKNOWN),
    ],
)
def test_what_is_known_decides_and_what_is_not_never_does(agency, rule, of_member, of_other, of_nobody):
    actors = joined(agency), joined(ActorFactory()), ActorFactory()

    found = [parse_rule(rule).verdict(facts_of(actor)) for actor in actors]

    assert found == [of_member, of_other, of_nobody]


def test_the_conditions_are_told_by_names(agency):
    rules = [{"fact": "member_of", "not_in": ["agence"]}, {"fact": "obtained", "in": ["bourse"]}]
    data = [{"key": f"k{n}", "text": {"en": "?"}, "rule": rule} for n, rule in enumerate(rules)]

    left, right = explain(evaluate(facts_of(joined(agency)), parse_criteria(data)), {})

    assert (left.css, left.change) == ("no", "other than Agence")
    assert [said.words for said in left.says] == ["Member of Agence"]
    assert (right.css, right.missing) == ("q", ("what was obtained before",))


def test_what_cannot_be_asked_does_not_hide_what_can():
    rule = {"all": [IN_AGENCY, {"fact": "stage", "in": ["idea"]}]}
    found = [evaluate({}, parse_criteria([{"key": "k", "text": {"en": "?"}, "rule": rule}]))]

    assert most_settling(found).name == "member_of"
    assert most_settling(found, without=frozenset({"member_of"})).name == "stage"
    assert most_settling(found, without=frozenset({"member_of", "stage"})) is None


@pytest.mark.parametrize("value", ["a b", "../x", "<b>", "é", "", "x" * 121, "a\x00", None, 5, ["a"]])
@pytest.mark.parametrize("fact", ["member_of", "obtained"])
def test_what_is_no_address_is_refused_with_its_place(fact, value):
    with pytest.raises(InvalidRule, match=r"rule\.in\[0\]"):
        parse_rule({"fact": fact, "in": [value]})


def test_addresses_at_which_there_is_nothing_are_named(agency, grant):
    ActorFactory(slug="brouillon", status=Actor.Status.DRAFT)
    rule = {
        "any": [
            {"fact": "member_of", "in": ["agence", "brouillon", "bourse"]},
            {"not": {"fact": "obtained", "in": ["bourse", "autre"]}},
        ]
    }

    assert unknown_addresses(parse_rule(rule)) == ["autre", "bourse", "brouillon"]


def test_a_trial_shows_somebody_of_each_answer_and_names_what_it_makes_up(agency):
    actor = joined(agency, source=ActorFactory(name="Studio"))
    (condition,) = parse_criteria([{"key": "k", "text": {"en": "A member"}, "rule": IN_AGENCY}])

    (row,) = cases_of(try_out([condition], [("Studio", facts_of(actor)), ("Nobody", {})]))
    (made_up,) = cases_of(try_out([condition], []))

    assert [case.name for case in row.cases] == ["Studio", "", "Nobody"]
    assert made_up.cases[0].says == "the membership of an organisation: Agence"


def test_one_and_all_lists_say_the_same(agency, grant):
    member, holder, both = joined(agency), awarded(grant), awarded(grant, actor=joined(agency))
    call = CallFactory(is_permanent=True, scheme=SchemeFactory())
    rules = [IN_AGENCY, {"fact": "obtained", "not_in": ["bourse"]}]
    for number, rule in enumerate(rules):
        Criterion.objects.create(call=call, key=f"k{number}", position=number, text_fr="?", rule=rule)
    now = timezone.now()

    found = matches_of_call(call, now=now)
    match_everyone(now=now)

    shown = {one.actor for one in found.to_check}
    assert not found.eligible
    assert member in shown
    assert shown.isdisjoint({holder, both})
    stored = StoredMatch.objects.filter(call=call)
    assert {row.actor for row in stored} <= shown
    assert not stored.filter(is_eligible=True).exists()
    assert call.pk in {one.match.call.pk for one in calls_for(records().get(pk=member.pk), now=now)}
    assert call.pk not in {one.match.call.pk for one in calls_for(records().get(pk=both.pk), now=now)}


def test_many_records_take_as_many_questions_as_few(agency, grant):
    def questions(*, private):
        with CaptureQueriesContext(connection) as asked:
            for actor in with_facts(Actor.objects.published(), private=private):
                facts_of_actor(actor, today=TODAY, private=private)
        return len(asked)

    awarded(grant, actor=joined(agency))
    stayed(grant)
    few, fewer = questions(private=True), questions(private=False)
    for number in range(4):
        awarded(grant, actor=joined(agency))
        stayed(grant, slug=f"moulin-{number}")

    assert (questions(private=True), questions(private=False)) == (few, fewer)
    assert fewer < few


def test_what_is_not_known_says_why(agency):
    rule = parse_rule(IN_AGENCY)

    assert rule.reason({}).code is ReasonCode.ABSENT
    assert rule.reason(facts_of(joined(ActorFactory()))).code is ReasonCode.PARTIAL
