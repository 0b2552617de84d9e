"""Groups follow the verdicts, the order follows the help, and what is over stands apart."""

from datetime import timedelta

import pytest
from django.utils import timezone

from tests.factories import CallFactory, CriterionFactory, DisciplineFactory
from vivier.opportunities.conditions.criteria import Fact, Verdict
from vivier.opportunities.conditions.stored import condition_of
from vivier.opportunities.fitting.matching import Group, assess
from vivier.opportunities.models import Criterion
from vivier.opportunities.stock import offers

pytestmark = pytest.mark.django_db
NOW = timezone.now()
WALLOON = {"territory": Fact(values=frozenset({"03000", "BE"}), source="test", says="Wallonia")}


def call(title: str, *rules, **values):
    made = CallFactory(title_fr=title, **values)
    for rule in rules:
        CriterionFactory(call=made, rule=rule)
    return made


IN_WALLONIA = {"fact": "territory", "in": ["03000"]}
IN_FLANDERS = {"fact": "territory", "in": ["02000"]}
ADULT = {"question": "adult", "text": {"fr": "Majeur ?"}, "expects": True}


def titles(matches) -> list[str]:
    return [match.call.title_fr for match in matches]


def test_each_call_stands_in_the_group_of_its_verdict():
    call("fits", IN_WALLONIA)
    call("to check", IN_WALLONIA, ADULT)
    call("does not", IN_FLANDERS, ADULT)
    call("says nothing")

    matches = assess(WALLOON, offers(), now=NOW)

    assert titles(matches.fits) == ["fits"]
    assert titles(matches.to_check) == ["to check", "says nothing"]
    assert titles(matches.does_not_fit) == ["does not"]
    assert [(match.assessment.met, match.assessment.total) for match in matches.to_check] == [(1, 2), (0, 0)]
    assert [match.is_testable for match in matches.to_check] == [True, False]


def test_with_nothing_known_nothing_fits_and_nothing_is_excluded():
    call("a", IN_WALLONIA)
    call("b")

    matches = assess({}, offers(), now=NOW)

    assert (matches.fits, matches.does_not_fit, len(matches.to_check)) == ((), (), 2)


def test_inside_a_group_open_ones_come_first_then_shared_disciplines_then_deadlines():
    design = DisciplineFactory(code="design")
    soon, later = NOW + timedelta(days=5), NOW + timedelta(days=90)
    call("6 unknown", IN_WALLONIA, disciplines=[design])
    call("5 upcoming", IN_WALLONIA, opens_at=later, closes_at=later)
    call("4 permanent", IN_WALLONIA, is_permanent=True, disciplines=[design])
    call("3 later", IN_WALLONIA, closes_at=later)
    call("2 soon", IN_WALLONIA, closes_at=soon)
    call("1 shared", IN_WALLONIA, closes_at=later, disciplines=[design])
    facts = WALLOON | {"discipline": Fact(values=frozenset({"design"}))}

    matches = assess(facts, offers(), now=NOW)

    assert titles(matches.fits) == [
        "1 shared",
        "2 soon",
        "3 later",
        "4 permanent",
        "5 upcoming",
        "6 unknown",
    ]
    assert [sorted(match.shared_disciplines) for match in matches.fits][:2] == [["design"], []]


def test_a_call_meant_for_ones_audience_comes_before_one_that_is_not():
    later = NOW + timedelta(days=90)
    call("not for artists", IN_WALLONIA, closes_at=later, audiences=["student"])
    call("for artists", IN_WALLONIA, closes_at=later + timedelta(days=1), audiences=["artist"])
    facts = WALLOON | {"audience": Fact(values=frozenset({"artist"}))}

    assert titles(assess(facts, offers(), now=NOW).fits) == ["for artists", "not for artists"]


def test_what_is_closed_or_of_a_past_year_stands_in_the_archive_latest_first():
    call("closed", IN_WALLONIA, closes_at=NOW - timedelta(days=1))
    call("long closed", IN_WALLONIA, closes_at=NOW - timedelta(days=1000))
    call("edition of 2019", IN_WALLONIA, edition="2019")
    call("edition of this year", IN_WALLONIA, edition=f"{NOW.year}")

    matches = assess(WALLOON, offers(), now=NOW)

    assert titles(matches.fits) == ["edition of this year"]
    assert titles(matches.archive) == ["closed", "long closed", "edition of 2019"]
    assert {match.group for match in matches.archive} == {Group.FITS}


def test_an_answer_moves_a_call_only_out_of_doubt():
    call("adults in Wallonia", IN_WALLONIA, ADULT)

    groups = [
        assess(WALLOON | answer, offers(), now=NOW)
        for answer in (
            {},
            {"question:adult": Fact(values=frozenset({"yes"}))},
            {"question:adult": Fact(values=frozenset({"no"}))},
        )
    ]

    assert [(len(g.fits), len(g.to_check), len(g.does_not_fit)) for g in groups] == [
        (0, 1, 0),
        (1, 0, 0),
        (0, 0, 1),
    ]


@pytest.mark.parametrize("rule", [{}, {"fact": "colour", "in": ["red"]}, ["x"], "x", {"all": []}])
def test_a_stored_rule_nobody_can_read_becomes_a_question(rule):
    row = CriterionFactory(key="fine_print", text_fr="Lire le règlement.", rule=rule)

    condition = condition_of(Criterion.objects.get(pk=row.pk))

    assert condition.text == {"fr": "Lire le règlement."}
    assert condition.rule.verdict({}) is Verdict.UNKNOWN
    assert [atom.fact for atom in condition.rule.atoms()] == ["question:fine_print"]
