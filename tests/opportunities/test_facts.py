"""What is known becomes facts with source, date and words; what is not known stays absent."""

from datetime import date

import pytest
from django.http import QueryDict
from django.utils.translation import override

from tests.factories import ActorFactory, ActorRoleFactory, DisciplineFactory
from tests.opportunities.places import small_belgium
from vivier.directory.models import Actor, ExternalId, FieldSource
from vivier.opportunities.conditions.answers import read_answers
from vivier.opportunities.conditions.criteria import VOCABULARY, Band, Verdict, parse_rule
from vivier.opportunities.conditions.facts import age_in_years, combined, facts_of_actor, facts_of_answers
from vivier.opportunities.conditions.profiles import KINDS, PROFILES
from vivier.reference.models import Discipline

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 23)
MET, NOT_MET, UNKNOWN = Verdict.MET, Verdict.NOT_MET, Verdict.UNKNOWN


@pytest.fixture(autouse=True)
def in_english():
    with override("en"):
        yield


def facts_of(query: str):
    return facts_of_answers(
        read_answers(QueryDict(query)), {row.code: row for row in Discipline.objects.all()}
    )


def verdict(facts, **rule) -> Verdict:
    return parse_rule(rule).verdict(facts)


def any_of(fact: str, *values: str):
    return {"fact": fact, "in": list(values)}


def test_an_empty_record_is_known_by_its_kind_alone():
    actor = ActorFactory(kind=Actor.Kind.ENTERPRISE, legal_form="", territory=None)

    facts = facts_of_actor(actor, today=TODAY)

    assert sorted(facts) == ["audience", "kind"]
    assert facts["kind"].says == "Company"
    assert facts["audience"].source == "kind of the record"


def test_each_fact_of_a_record_names_its_source_and_its_day():
    small = small_belgium()
    actor = ActorFactory(
        kind=Actor.Kind.STUDIO,
        legal_form="srl",
        territory=small["92094"],
        headcount_low=6,
        headcount_high=6,
        founded_on=date(2019, 11, 23),
        stage="growth",
        disciplines=[DisciplineFactory(code="jeu_video", label_en="Video games")],
    )
    for field, name in (("territory", "KBO"), ("headcount_low", ""), ("legal_form", "")):
        FieldSource.objects.create(
            actor=actor,
            field=field,
            method=FieldSource.Method.REGISTER,
            source_name=name,
            source_url="https://www.example.org/page",
            observed_on=date(2026, 1, 2),
        )

    facts = facts_of_actor(actor, today=TODAY)

    assert (facts["territory"].says, facts["territory"].source) == ("Seat in Namur", "KBO")
    assert (facts["headcount"].source, facts["headcount"].as_of) == ("example.org", date(2026, 1, 2))
    assert (facts["stage"].source, facts["stage"].as_of) == ("the record", None)
    assert facts["headcount"].number == Band(6, 6)
    assert facts["age_years"].number == Band.exactly(7)
    assert facts["territory"].values == {"92094", "90000", "03000", "COM-FR", "BE", "EU"}
    assert {name: fact.says for name, fact in facts.items()} == {
        "kind": "Studio",
        "audience": "Studio",
        "legal_form": "Private limited company (SRL, formerly SPRL)",
        "territory": "Seat in Namur",
        "discipline": "Video games",
        "headcount": "6 people",
        "stage": "Growth",
        "age_years": "7 years old",
    }


@pytest.mark.parametrize(
    ("low", "high", "says"),
    [
        (1, 1, "1 person"),
        (10, 19, "10 to 19 people"),
        (50, None, "at least 50 people"),
        (None, 9, "at most 9 people"),
    ],
)
def test_a_band_of_people_is_told_as_a_band(low, high, says):
    actor = ActorFactory(headcount_low=low, headcount_high=high)

    assert facts_of_actor(actor, today=TODAY)["headcount"].says == says


def test_no_registered_activity_is_guessed_from_disciplines():
    actor = ActorFactory(disciplines=[DisciplineFactory(code="jeu_video", nace_codes=["58.21"])])

    assert "nace" not in facts_of_actor(actor, today=TODAY)


def _named_by_the_register(actor, *sectors):
    ExternalId.objects.create(
        actor=actor, source="BCE", value="0400000001", origin={"sectors": list(sectors)}
    )
    FieldSource.objects.create(
        actor=actor, field="name", value=actor.name, source_name="BCE", method="register", observed_on=TODAY
    )


def test_an_activity_the_register_gave_is_a_fact_with_source_and_day_and_excludes_nothing():
    actor = ActorFactory()
    _named_by_the_register(
        actor,
        ["wallonia-working", 1, "2008", "90012", "1.00", "music"],
        ["uk-dcms", 1, "2025", "59110", "0.50", "film"],
        ["wallonia-working", 1, "2003", "92311", "1.00", "music"],
    )

    facts = facts_of_actor(actor, today=TODAY)
    nace = facts["nace"]

    assert (nace.values, nace.source, nace.as_of) == (frozenset({"90.012", "59.110"}), "BCE", TODAY)
    assert nace.says == "NACE code 59.110, 90.012"
    assert verdict(facts, **any_of("nace", "90.01")) is MET
    assert verdict(facts, **any_of("nace", "62.01")) is UNKNOWN
    assert verdict(facts, fact="nace", not_in=["59"]) is NOT_MET
    assert verdict(facts, fact="nace", not_in=["62"]) is UNKNOWN


@pytest.mark.parametrize(
    "origin", [{}, {"sectors": []}, {"sectors": None}, {"sectors": [["x"]]}, {"sectors": [[]]}]
)
def test_a_tie_that_says_no_activity_is_no_fact(origin):
    actor = ActorFactory()
    ExternalId.objects.create(actor=actor, source="BCE", value="1", origin=origin)

    assert "nace" not in facts_of_actor(actor, today=TODAY)


def test_only_a_person_lives_where_the_record_has_its_seat():
    commune = small_belgium()["92094"]

    person = facts_of_actor(ActorFactory(kind=Actor.Kind.PERSON, territory=commune), today=TODAY)
    studio = facts_of_actor(ActorFactory(kind=Actor.Kind.STUDIO, territory=commune), today=TODAY)

    assert ("residence" in person, "residence" in studio) == (True, False)


def test_a_studio_may_be_a_company_but_is_surely_no_museum():
    facts = facts_of_actor(ActorFactory(kind=Actor.Kind.STUDIO, legal_form=""), today=TODAY)

    assert verdict(facts, **any_of("kind", "studio")) is MET
    assert verdict(facts, **any_of("kind", "enterprise")) is UNKNOWN
    assert verdict(facts, **any_of("kind", "museum")) is NOT_MET
    assert verdict(facts, **any_of("audience", "student", "jobseeker")) is NOT_MET


def test_a_legal_form_and_a_role_add_to_what_a_record_is():
    actor = ActorFactory(kind=Actor.Kind.STUDIO, legal_form="sa")
    ActorRoleFactory(actor=actor, kind="hub")

    facts = facts_of_actor(actor, today=TODAY)

    assert verdict(facts, **any_of("kind", "enterprise")) is MET
    assert verdict(facts, **any_of("kind", "hub")) is MET
    assert verdict(facts, **any_of("audience", "hub")) is MET
    assert facts["kind"].says == "Studio, Hub"


def test_whoever_says_nothing_is_nothing():
    assert facts_of("") == {}
    assert facts_of("look=funding") == {}


def test_an_artist_in_namur_is_a_person_who_lives_there():
    small_belgium()

    facts = facts_of("who=artist&where=Namur")

    assert verdict(facts, **any_of("legal_form", "natural_person")) is MET
    assert verdict(facts, fact="legal_form", not_in=["de_facto"]) is MET
    assert verdict(facts, **any_of("legal_form", "asbl")) is NOT_MET
    assert verdict(facts, **any_of("residence", "03000")) is MET
    assert verdict(facts, **any_of("territory", "02000")) is NOT_MET
    assert verdict(facts, **any_of("audience", "entrepreneur")) is NOT_MET
    assert verdict(facts, **any_of("audience", "project_holder")) is UNKNOWN
    assert facts["territory"].source == "your answer"


def test_a_company_without_a_named_form_is_still_no_association():
    facts = facts_of("who=company")

    assert verdict(facts, **any_of("legal_form", "srl")) is UNKNOWN
    assert verdict(facts, fact="legal_form", not_in=["asbl"]) is MET
    assert verdict(facts, **any_of("legal_form", "asbl", "natural_person")) is NOT_MET
    assert "residence" not in facts


def test_a_named_form_settles_it_and_keeps_the_person_a_person():
    assert verdict(facts_of("who=company&form=srl"), **any_of("legal_form", "sa")) is NOT_MET
    assert verdict(facts_of("who=artist&form=srl"), **any_of("legal_form", "natural_person")) is MET


def test_a_region_is_coarse_and_says_so():
    small_belgium()

    facts = facts_of("where=Wallonie")

    assert verdict(facts, **any_of("territory", "03000")) is MET
    assert verdict(facts, **any_of("territory", "92094")) is UNKNOWN
    assert verdict(facts, **any_of("territory", "COM-FR")) is UNKNOWN
    assert verdict(facts, **any_of("territory", "04000", "COM-NL")) is NOT_MET


def test_an_unknown_place_or_discipline_is_no_fact():
    assert facts_of("where=Atlantis&discipline=alchimie") == {}


def test_small_answers_become_facts():
    facts = facts_of("headcount=6&cofinancing_percent=12.5&nace=62.01&q_adult=no&stage=idea")

    assert {name: fact.says for name, fact in facts.items()} == {
        "headcount": "6 people",
        "cofinancing_percent": "12.5 % of own means",
        "nace": "NACE code 62.01",
        "question:adult": "You answered no",
        "stage": "An idea to explore",
    }
    assert facts["question:adult"].values == {"no"}


def test_an_answer_completes_a_record_and_never_takes_from_it():
    actor = ActorFactory(kind=Actor.Kind.ASSOCIATION, legal_form="asbl", headcount_low=3, headcount_high=3)
    record = facts_of_actor(actor, today=TODAY)

    facts = combined(record, facts_of("who=project&headcount=4"), form_is_said=False)

    assert verdict(facts, **any_of("audience", "association")) is MET
    assert verdict(facts, **any_of("audience", "project_holder")) is MET
    assert verdict(facts, **any_of("legal_form", "asbl")) is MET
    assert facts["headcount"].number == Band.exactly(4)


@pytest.mark.parametrize(
    ("since", "today", "years"),
    [
        (date(2020, 5, 1), date(2026, 5, 1), 6.0),
        (date(2020, 2, 29), date(2025, 3, 1), 5.0),
        (date(2020, 2, 29), date(2024, 2, 29), 4.0),
    ],
)
def test_age_is_whole_on_the_anniversary(since, today, years):
    assert age_in_years(since, today) == years


def test_the_day_before_the_anniversary_one_is_still_younger():
    assert 5 < age_in_years(date(2020, 5, 1), date(2026, 4, 30)) < 6


def test_every_kind_of_record_and_every_word_uses_codes_the_rules_know():
    assert set(KINDS) == set(Actor.Kind.values) == VOCABULARY["kind"]
    for kind, audience in KINDS.values():
        assert kind.is_ | kind.may_be <= VOCABULARY["kind"]
        assert audience.is_ | audience.may_be <= VOCABULARY["audience"]
    for profile in PROFILES.values():
        assert profile.kind.is_ | profile.kind.may_be <= VOCABULARY["kind"]
        assert profile.audience.is_ | profile.audience.may_be <= VOCABULARY["audience"]
        assert profile.legal_form.is_ | profile.legal_form.may_be <= VOCABULARY["legal_form"]
    assert set(Actor.LegalForm.values) == VOCABULARY["legal_form"]
    assert set(Actor.Stage.values) == VOCABULARY["stage"]
