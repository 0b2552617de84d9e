"""Five questions, three groups with their reasons, and one question that settles most; all of it in the address."""

import re
from datetime import timedelta
from html import unescape
from urllib.parse import parse_qsl, urlsplit

import pytest
from django.utils import timezone

from tests.factories import ActorFactory, CallFactory, CriterionFactory, DisciplineFactory
from tests.opportunities.places import small_belgium
from vivier.reference.models import Territory

pytestmark = pytest.mark.django_db
PAGE = "/en/for-you/"
NOW = timezone.now()
IN_WALLONIA = {"fact": "territory", "in": ["03000"]}
IN_FLANDERS = {"fact": "territory", "in": ["02000"]}
ADULT = {"question": "adult", "text": {"en": "Are you 18 or older?", "fr": "18 ans ?"}, "expects": True}
PARTNER = {
    "question": "partner",
    "text": {"en": "Have you a partner?", "fr": "Partenaire ?"},
    "expects": True,
}
SMALL = {"fact": "headcount", "below": 50}


def text_of(answer) -> str:
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", answer.content.decode())))


def call(title: str, *rules, **values):
    made = CallFactory(title_fr=title, title_en=title, **({"closes_at": NOW + timedelta(days=30)} | values))
    for number, rule in enumerate(rules):
        CriterionFactory(call=made, text_fr=f"{title} {number}", text_en=f"{title} asks {number}.", rule=rule)
    return made


def groups(answer) -> dict[str, list[str]]:
    """The titles of each group, in order."""
    body = answer.content.decode()
    parts = re.split(r'<(?:section|details) class="group [^"]*" id="(\w+)"', body)[1:]
    return {
        name: [unescape(title) for title in re.findall(r"<h3><a [^>]*>(?:<span[^>]*>)?(.*?)<", part)]
        for name, part in zip(parts[::2], parts[1::2], strict=True)
    }


@pytest.fixture
def belgium():
    return small_belgium()


def test_the_questions_come_first_and_each_can_be_skipped(client):
    DisciplineFactory(code="mode", label_en="Fashion")

    body = client.get(PAGE).content.decode()

    legends = re.findall(r"<legend><span>(\d)</span> (.*?)</legend>", body)
    assert [number for number, _words in legends] == ["1", "2", "3", "4", "5"]
    assert 'method="get"' in body
    assert "required" not in re.search(r'<form id="questions".*?</form>', body, re.DOTALL)[0]
    assert "csrfmiddlewaretoken" not in body
    assert "Set-Cookie" not in client.get(PAGE).headers


def test_answers_sort_the_opportunities_into_groups_with_reasons(client, belgium):
    call("Fits", IN_WALLONIA)
    call("Maybe", IN_WALLONIA, ADULT, SMALL)
    call("Not", IN_FLANDERS, ADULT)
    call("Silent")
    call("Over", IN_WALLONIA, closes_at=NOW - timedelta(days=3))

    answer = client.get(f"{PAGE}?who=artist&where=Namur")

    assert groups(answer) == {
        "fits": ["Fits"],
        "to_check": ["Maybe", "Silent"],
        "does_not_fit": ["Not"],
        "archive": ["Over"],
    }
    text = text_of(answer)
    for words in (
        "1 fit, 2 to check, 1 do not fit.",
        "1 condition met of 3",
        "To check: Are you 18 or older? · the number of people",
        "Not met: Not asks 0. You: Established in Namur",
        "No condition that we can test: read the rules.",
        "How this is computed",
    ):
        assert words in text, words
    assert not re.search(r"\d\s*%", text)


def test_the_one_question_is_the_one_most_wait_for(client, belgium):
    call("A", PARTNER)
    call("B", PARTNER, ADULT)
    call("C", ADULT)
    call("D", ADULT)

    text = text_of(client.get(f"{PAGE}?where=Namur"))

    assert "The question that settles most: 3 opportunities wait for it Are you 18 or older? Yes No" in text


def test_answering_is_a_link_that_keeps_everything_said(client, belgium):
    call("A", ADULT)

    body = client.get(f"{PAGE}?who=artist&where=Namur&q_partner=no").content.decode()
    form = re.search(r'<form class="ask".*?</form>', body, re.DOTALL)[0]
    carried = dict(re.findall(r'type="hidden" name="(\w+)" value="(\w+)"', form))

    assert carried == {"who": "artist", "where": "Namur", "q_partner": "no"}
    assert re.findall(r'<button [^>]*name="(\w+)" value="(\w+)"', form) == [
        ("q_adult", "yes"),
        ("q_adult", "no"),
    ]
    assert groups(client.get(PAGE, carried | {"q_adult": "yes"}))["fits"] == ["A"]
    assert groups(client.get(PAGE, carried | {"q_adult": "no"}))["does_not_fit"] == ["A"]


def test_a_question_can_be_skipped_for_the_next_one(client, belgium):
    call("A", ADULT)
    call("B", ADULT)
    call("C", PARTNER)

    body = client.get(f"{PAGE}?where=Namur").content.decode()
    skip = unescape(re.search(r'class="ask__skip" href="([^"]*)"', body)[1])

    assert dict(parse_qsl(urlsplit(skip).query)) == {"where": "Namur", "skip": "question:adult"}
    assert "Have you a partner?" in text_of(client.get(PAGE + skip))
    assert "Are you 18 or older? Yes" not in text_of(client.get(PAGE + skip))


@pytest.mark.parametrize(
    ("rule", "field"),
    [
        (SMALL, 'name="headcount" type="number"'),
        ({"fact": "legal_form", "in": ["srl"]}, '<select id="ask-form" name="form">'),
        ({"fact": "stage", "in": ["idea"]}, '<select id="ask-stage" name="stage">'),
        ({"fact": "residence", "in": ["03000"]}, 'name="residence" maxlength'),
        ({"fact": "audience", "in": ["artist"]}, 'type="checkbox" name="who" value="artist"'),
        ({"fact": "nace", "in": ["62"]}, 'name="nace" maxlength'),
    ],
)
def test_a_missing_fact_is_asked_with_the_field_it_needs(client, belgium, rule, field):
    call("A", rule)

    body = client.get(f"{PAGE}?where=Namur").content.decode()

    assert field in re.search(r'<form class="ask".*?</form>', body, re.DOTALL)[0]


def test_see_what_fits_a_record(client, belgium):
    ActorFactory(
        name="KIKK",
        slug="kikk",
        kind="association",
        legal_form="asbl",
        territory=Territory.objects.get(code="92094"),
    )
    call("Associations in Wallonia", IN_WALLONIA, {"fact": "legal_form", "in": ["asbl"]})
    call("Companies", {"fact": "legal_form", "in": ["srl"]})

    answer = client.get(f"{PAGE}?actor=kikk")

    assert groups(answer)["fits"] == ["Associations in Wallonia"]
    assert groups(answer)["does_not_fit"] == ["Companies"]
    assert "What fits KIKK" in text_of(answer)
    assert "Record: Non-profit association (ASBL)" in text_of(answer)
    assert "/en/opportunities/associations-in-wallonia/?actor=kikk#fit" in answer.content.decode()


def test_an_answer_can_complete_a_record(client, belgium):
    ActorFactory(slug="kikk", kind="association")
    call("Small", SMALL)

    assert groups(client.get(f"{PAGE}?actor=kikk"))["to_check"] == ["Small"]
    assert groups(client.get(f"{PAGE}?actor=kikk&headcount=6"))["fits"] == ["Small"]


def test_what_one_looks_for_leaves_the_rest_out_and_says_so(client, belgium):
    call("Money", IN_WALLONIA, kind="funding")
    call("Stay", IN_WALLONIA, kind="residency")

    answer = client.get(f"{PAGE}?where=Namur&look=residency")

    assert groups(answer)["fits"] == ["Stay"]
    assert "1 opportunity of another kind is left out." in text_of(answer)
    assert 'href="?where=Namur"' in answer.content.decode()


def test_a_place_nobody_knows_counts_as_skipped_and_is_said(client, belgium):
    call("A", IN_WALLONIA)

    answer = client.get(f"{PAGE}?where=Atlantis")

    assert groups(answer)["to_check"] == ["A"]
    assert "We know no place called “Atlantis”." in text_of(answer)
    assert 'aria-describedby="where-e"' in answer.content.decode()


def test_the_form_shows_the_answers_again(client, belgium):
    DisciplineFactory(code="mode", label_en="Fashion")

    body = client.get(
        f"{PAGE}?who=artist&where=Namur&discipline=mode&stage=idea&look=prize&form=srl&q_adult=yes"
    ).content.decode()
    form = re.search(r'<form id="questions".*?</form>', body, re.DOTALL)[0]

    assert sorted(re.findall(r'name="(\w+)" value="(\w+)" checked', form)) == [
        ("discipline", "mode"),
        ("look", "prize"),
        ("stage", "idea"),
        ("who", "artist"),
    ]
    assert 'value="srl" selected' in form
    assert 'name="where" maxlength="120" value="Namur"' in form
    assert '<input type="hidden" name="q_adult" value="yes">' in form


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("who=artist&form=&where=&stage=", "?who=artist"),
        ("who=&form=&where=&stage=&skip=&show=", ""),
        ("form=&skip=question%3Aadult&where=Namur", "?where=Namur&skip=question%3Aadult"),
    ],
)
def test_empty_answers_are_dropped_from_the_address(client, belgium, sent, kept):
    answer = client.get(f"{PAGE}?{sent}")

    assert (answer.status_code, answer.headers["Location"]) == (302, f"{PAGE}{kept}")
    assert client.get(answer.headers["Location"]).status_code == 200


def test_long_groups_show_their_beginning_and_how_to_see_the_rest(client, belgium):
    for number in range(12):
        call(f"N{number:02}", IN_WALLONIA)

    short = client.get(f"{PAGE}?where=Namur")
    url = unescape(re.search(r'class="more" href="([^"]*)"', short.content.decode())[1])

    assert len(groups(short)["fits"]) == 8
    assert url == "?where=Namur&show=fits#fits"
    assert len(groups(client.get(PAGE + url))["fits"]) == 12


def test_a_draft_is_never_matched(client, belgium):
    call("Hidden", IN_WALLONIA, state="draft")
    call("Shown", IN_WALLONIA)

    assert groups(client.get(f"{PAGE}?where=Namur"))["fits"] == ["Shown"]


@pytest.mark.parametrize(
    "query",
    [
        "who=%3Cscript%3E&where=%22%3E%3Cscript%3Ealert(1)%3C/script%3E&discipline=%27&stage=%00"[:-3],
        "actor=%3Cscript%3E&skip=%3Cscript%3E&show=%3Cscript%3E",
        "where=" + "x" * 5000,
        "q_%3Cscript%3E=yes&q_adult=%3Cscript%3E",
        "headcount=1e400&age_years=NaN&cofinancing_percent=Infinity&product_age_years=--1",
        "&".join(f"skip=s{n}" for n in range(300)),
        "&".join(f"q_x{n}=no" for n in range(300)),
        "page=-1&sort=x&who=who",
    ],
)
def test_nothing_in_the_address_breaks_the_page(client, belgium, query):
    call("A", IN_WALLONIA, ADULT)

    answer = client.get(f"{PAGE}?{query}", follow=True)

    assert answer.status_code == 200
    assert "<script>alert" not in answer.content.decode()
    assert '"<script>' not in answer.content.decode()


@pytest.mark.parametrize("count", [1, 15])
@pytest.mark.one_database
def test_the_page_costs_the_same_for_any_number(client, belgium, count, django_assert_num_queries):
    for number in range(count):
        call(f"N{number}", IN_WALLONIA, ADULT, disciplines=[DisciplineFactory()])
    client.get(f"{PAGE}?who=artist&where=Namur")

    with django_assert_num_queries(4):
        client.get(f"{PAGE}?who=artist&where=Namur&stage=idea")
