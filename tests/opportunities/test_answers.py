"""Answers live in the address: what goes in comes out, and nothing hostile gets through."""

from urllib.parse import urlencode

import pytest
from django.http import QueryDict
from hypothesis import given
from hypothesis import strategies as st

from vivier.opportunities.conditions.answers import KINDS, NUMBERS, STAGES, WHO, Answers, read_answers

identifiers = st.from_regex(r"\A[a-z][a-z0-9_]{0,20}\Z")
texts = st.sampled_from(["", "Namur", "5000", "Liège", "Braine-l’Alleud", "a & b=c"])
answers = st.builds(
    Answers,
    who=st.sets(st.sampled_from(WHO)).map(lambda found: tuple(word for word in WHO if word in found)),
    form=st.sampled_from(["", "asbl", "srl"]),
    where=texts,
    residence=texts,
    disciplines=st.sets(identifiers, max_size=5).map(lambda found: tuple(sorted(found))),
    stage=st.sampled_from(["", *STAGES]),
    look=st.sets(st.sampled_from(KINDS)).map(lambda found: tuple(kind for kind in KINDS if kind in found)),
    nace=st.sampled_from(["", "62", "62.01", "58.21"]),
    numbers=st.dictionaries(st.sampled_from(list(NUMBERS)), st.integers(0, 100).map(float)),
    questions=st.dictionaries(identifiers, st.booleans(), max_size=5),
)


def read(query: str) -> Answers:
    return read_answers(QueryDict(query))


@given(answers)
def test_answers_survive_the_address(given_answers):
    assert read(urlencode(given_answers.parameters())) == given_answers


def test_the_same_answers_give_the_same_address_whatever_their_order():
    one = read("stage=idea&who=student&who=artist&discipline=mode&discipline=design&q_b=no&q_a=yes")
    other = read("q_a=yes&discipline=design&discipline=mode&who=artist&q_b=no&who=student&stage=idea")

    assert one.parameters() == other.parameters()
    assert urlencode(one.parameters()) == (
        "who=artist&who=student&stage=idea&discipline=design&discipline=mode&q_a=yes&q_b=no"
    )


@pytest.mark.parametrize(
    "query",
    [
        "",
        "who=&where=&discipline=&stage=&look=",
        "who=emperor&form=plc&stage=finished&look=gold&nace=abc",
        "headcount=many&cofinancing_percent=101&age_years=-3&product_age_years=1e9",
        "headcount=99999999&q_=yes&q_UPPER=yes&q_adult=perhaps&q_a%20b=yes",
        "discipline=%3Cscript%3E&discipline=Mode&discipline=0mode",
        "where=%20%20%09",
        "utm_source=x&page=3&sort=deadline",
    ],
)
def test_what_makes_no_sense_counts_as_not_answered(query):
    assert read(query) == Answers()
    assert not read(query)


def test_numbers_may_be_written_with_a_comma():
    assert read("headcount=1000000&cofinancing_percent=12,5").numbers == {
        "headcount": 1_000_000.0,
        "cofinancing_percent": 12.5,
    }
    assert read("headcount=1000000&cofinancing_percent=12.50").parameters() == [
        ("headcount", "1000000"),
        ("cofinancing_percent", "12.5"),
    ]


def test_everything_is_bounded():
    query = "&".join([f"q_x{n}=yes" for n in range(200)] + [f"discipline=d{n}" for n in range(200)])
    found = read(f"{query}&where={'x' * 5000}")

    assert (len(found.questions), len(found.disciplines), len(found.where)) == (60, 40, 120)


def test_what_one_looks_for_says_nothing_of_who_one_is():
    assert read("look=funding").says_who_one_is is False
    assert read("look=funding&q_adult=yes").says_who_one_is is True


def test_a_question_answered_is_one_answer_more():
    assert Answers().with_question("question:adult", answer=False).parameters() == [("q_adult", "no")]
