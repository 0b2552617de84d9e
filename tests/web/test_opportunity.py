"""The page of one opportunity: until when, for whom, and why it fits whoever asks."""

import json
import re
from datetime import date, datetime, timedelta
from decimal import Decimal
from html import unescape

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from icalendar import Calendar

from tests.factories import ActorFactory, CallFactory, CriterionFactory, DisciplineFactory, SchemeFactory
from tests.opportunities.places import small_belgium
from vivier.opportunities.actions.calls import update_call, withdraw_call
from vivier.opportunities.status import ZONE
from vivier.reference.models import Territory

pytestmark = pytest.mark.django_db
NOW = timezone.now()
ADULT = {
    "question": "adult",
    "text": {"fr": "Avez-vous 18 ans ?", "en": "Are you 18 or older?"},
    "expects": True,
}


def text_of(answer) -> str:
    body = re.sub(r"<(script|style)\b.*?</\1>", " ", answer.content.decode(), flags=re.DOTALL)
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", body)))


def page(client, call, query="") -> str:
    answer = client.get(f"/en/opportunities/{call.slug}/{query}")
    assert answer.status_code == 200
    return text_of(answer)


def rows(client, call, query) -> list[tuple[str, str, str]]:
    """The table of conditions: what is asked, what is known, the verdict."""
    body = client.get(f"/en/opportunities/{call.slug}/{query}").content.decode()
    found = re.findall(r'<tr class="is-\w+">(.*?)</tr>', body, re.DOTALL)
    cells = [re.findall(r"<td>(.*?)</td>", row, re.DOTALL) for row in found]
    clean = [
        [re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", cell))).strip() for cell in row]
        for row in cells
    ]
    return [tuple(row) for row in clean]


@pytest.fixture
def call():
    small_belgium()
    issuer = ActorFactory(name="Fonds des Rives", slug="rives")
    made = CallFactory(
        title_fr="Récits interactifs",
        title_en="Interactive stories",
        summary_en="Help to produce a story.",
        eligibility_fr="Toute structure wallonne.",
        kind="call",
        scheme=SchemeFactory(title_fr="Récits", issuer=issuer),
        audiences=["artist", "association"],
        disciplines=[DisciplineFactory(code="arts_numeriques", label_en="Digital arts")],
        place="Wallonie",
        place_en="Wallonia",
        edition="4e édition",
        edition_en="4th edition",
        opens_at=NOW - timedelta(days=10),
        closes_at=NOW + timedelta(days=19),
        closes_on_day=False,
        amount_min=Decimal(5000),
        amount_max=Decimal(25_000),
        checked_on=date(2026, 11, 19),
    )
    CriterionFactory(
        call=made,
        key="place",
        text_fr="Être wallon.",
        text_en="Be established in Wallonia.",
        article="Art. 2",
    )
    CriterionFactory(
        call=made,
        key="size",
        text_fr="Moins de 50.",
        text_en="Fewer than 50 people.",
        rule={"fact": "headcount", "below": 50},
    )
    CriterionFactory(call=made, key="adult", text_fr="Majeur.", text_en="Be an adult.", rule=ADULT)
    return made


def test_the_essentials_are_on_the_page(client, call):
    text = page(client, call)

    for words in (
        "Interactive stories",
        "Help to produce a story.",
        "Closes in 19 days",
        "€5,000 to €25,000",
        "Artists , Associations",
        "Digital arts",
        "Fonds des Rives",
        "Wallonia",
        "4th edition",
        "Nov. 19, 2026",
        "example.org",
        "Toute structure wallonne.",
        "Apply on the official page",
        "Call for projects",
    ):
        assert words in text, words


def test_a_draft_has_no_page(client):
    draft = CallFactory(state="draft", closes_at=NOW)

    assert client.get(f"/en/opportunities/{draft.slug}/").status_code == 404
    assert client.get(f"/en/opportunities/{draft.slug}.ics").status_code == 404


def test_without_a_profile_the_conditions_are_listed_and_questions_offered(client, call):
    text = page(client, call)

    assert "Does this fit you?" in text
    assert "3 conditions that can be tested" in text
    assert "Be established in Wallonia. Art. 2" in text
    assert "Answer five questions" in text
    assert "Compare with a record" in text


def test_a_record_is_compared_condition_by_condition(client, call):
    ActorFactory(
        name="Atelier",
        slug="atelier",
        territory=Territory.objects.get(code="92094"),
        headcount_low=6,
        headcount_high=6,
    )

    assert rows(client, call, "?actor=atelier") == [
        ("Be established in Wallonia. Art. 2", "Seat in Namur the record", "Met"),
        ("Fewer than 50 people.", "6 people the record", "Met"),
        ("Be an adult.", "Nothing in your record", "To check Answer in one question"),
    ]
    text = page(client, call, "?actor=atelier")
    assert "2 conditions met of 3" in text
    assert "One point remains to be checked: Be an adult." in text
    assert "Compared with the record Atelier" in text
    assert "Are you 18 or older? Yes No" in text
    assert "%" not in re.sub(r".*Compared with|How this is computed.*", "", text)


def test_an_answer_in_the_address_settles_the_last_condition(client, call):
    ActorFactory(
        slug="atelier", territory=Territory.objects.get(code="92094"), headcount_low=6, headcount_high=6
    )

    yes = page(client, call, "?actor=atelier&q_adult=yes")
    no = page(client, call, "?actor=atelier&q_adult=no")

    assert ("Why this fits you" in yes, "3 conditions met of 3" in yes) == (True, True)
    assert ("Why this does not fit you" in no, "2 conditions met of 3" in no) == (True, True)
    assert "You answered no your answer" in no


def test_a_condition_that_fails_says_what_would_change_it(client, call):
    query = "?who=artist&where=Gand&headcount=80"

    assert rows(client, call, query) == [
        (
            "Be established in Wallonia. Art. 2",
            "Established in Gand your answer",
            "Not met What would change it: Wallonie",
        ),
        (
            "Fewer than 50 people.",
            "80 people your answer",
            "Not met What would change it: less than 50 people",
        ),
        ("Be an adult.", "You have not said", "To check"),
    ]


def test_a_band_on_both_sides_of_a_bound_stays_to_check(client, call):
    ActorFactory(slug="atelier", headcount_low=10, headcount_high=99)

    assert rows(client, call, "?actor=atelier")[1][1:] == (
        "10 to 99 people the record",
        "To check Answer in one question",
    )


def test_the_answers_travel_to_the_other_pages(client, call):
    body = client.get(f"/en/opportunities/{call.slug}/?who=artist&where=Namur").content.decode()

    assert 'href="/en/for-you/?who=artist&amp;where=Namur"' in body
    assert '<input type="hidden" name="where" value="Namur">' in body


def test_a_name_that_is_not_quite_a_record_offers_the_likely_ones(client, call, indexed):
    ActorFactory(name="Hovertone", slug="hovertone")
    indexed()

    assert "Compared with the record Hovertone" in page(client, call, "?actor=hovertone")
    assert "Compared with the record Hovertone" in page(client, call, "?actor=HoverTone")
    near = page(client, call, "?actor=hovertonne")
    assert ("Which one?" in near, "Hovertone" in near) == (True, True)
    assert "No record is called “Zzyzx”." in page(client, call, "?actor=Zzyzx")


def test_an_unpublished_record_is_not_compared(client, call):
    ActorFactory(name="Secret", slug="secret", status="draft")

    text = page(client, call, "?actor=secret")

    assert ("Compared with" in text, "No record is called “secret”." in text) == (False, True)


def test_a_call_without_criteria_says_that_nothing_can_be_tested(client):
    call = CallFactory(eligibility_fr="Tous.")

    assert "No condition of this opportunity can be tested here" in page(client, call)
    assert "No condition of this opportunity can be tested here" in page(client, call, "?who=artist")


@pytest.mark.parametrize(
    ("dates", "words"),
    [
        ({"is_permanent": True}, "One can apply All year No closing date"),
        ({}, "Closing date Not known Ask the issuer"),
        ({"edition": "2019"}, "This is the edition of 2019: it is probably over."),
        ({"opens_at": NOW + timedelta(days=3)}, "Opens in 3 days"),
        (
            {"closes_at": datetime(2023, 11, 24, 23, 59, tzinfo=ZONE)},
            "This opportunity is Closed since Friday 24 November 2023",
        ),
        (
            {"closes_at": datetime(2023, 11, 24, 12, 0, tzinfo=ZONE), "closes_on_day": False},
            "Closed since Friday 24 November 2023, 12:00. The page stays as an archive",
        ),
    ],
)
def test_the_card_says_where_things_stand(client, dates, words):
    assert words in page(client, CallFactory(**dates))


def test_a_closed_call_leads_to_the_edition_that_is_open(client):
    scheme = SchemeFactory(title_fr="Bourse")
    old = CallFactory(scheme=scheme, title_fr="Bourse 2020", closes_at=NOW - timedelta(days=900))
    CallFactory(scheme=scheme, title_fr="Bourse ouverte", closes_at=NOW + timedelta(days=9))
    CallFactory(scheme=scheme, title_fr="Bourse cachée", state="draft")

    text = page(client, old)

    assert "A later edition is here: Bourse ouverte" in text
    assert "Earlier and later editions" in text
    assert "Bourse cachée" not in text


def test_machines_read_a_grant(client, call):
    body = client.get(f"/en/opportunities/{call.slug}/").content.decode()

    data = json.loads(
        re.search(r'<script type="application/ld\+json"[^>]*>(.*?)</script>', body, re.DOTALL)[1]
    )
    assert (data["@type"], data["name"], data["amount"]["maxValue"]) == (
        "MonetaryGrant",
        "Interactive stories",
        25000.0,
    )


def test_the_deadline_goes_into_a_calendar(client, call):
    answer = client.get(f"/en/opportunities/{call.slug}.ics")

    (event,) = Calendar.from_ical(answer.content).walk("VEVENT")
    assert event["DTSTART"].dt == call.closes_at.replace(microsecond=0)
    assert client.get(f"/en/opportunities/{CallFactory().slug}.ics").status_code == 404


@pytest.mark.parametrize(
    "query",
    [
        "actor=%27%22%3Cscript%3E",
        "actor=" + "x" * 3000,
        "who=x&who=artist&form=zzz&where=%F0%9F%98%80",
        "q_adult=maybe&q_=yes&q_UP=yes&headcount=-1&cofinancing_percent=1e9",
        "skip=" + "y" * 3000,
        "&".join(f"q_x{n}=yes" for n in range(500)),
        "actor=atelier&actor=other&show=everything",
    ],
)
def test_nothing_in_the_address_breaks_the_page(client, call, query):
    answer = client.get(f"/en/opportunities/{call.slug}/?{query}")

    assert answer.status_code == 200
    assert "<script>" not in answer.content.decode().replace('<script type="', "")


@pytest.mark.parametrize("query", ["", "?actor=atelier"])
@pytest.mark.one_database
def test_the_page_costs_the_same_for_any_number_of_conditions_and_editions(client, query):
    scheme = SchemeFactory(issuer=ActorFactory())
    call = CallFactory(scheme=scheme)
    ActorFactory(slug="atelier")

    def cost(more):
        for _ in range(more):
            CriterionFactory(call=call, rule=ADULT)
            CallFactory(scheme=scheme, disciplines=[DisciplineFactory()])
        client.get(f"/en/opportunities/{call.slug}/")
        with CaptureQueriesContext(connection) as asked:
            client.get(f"/en/opportunities/{call.slug}/{query}")
        return len(asked)

    assert cost(1) == cost(10)


def test_what_is_written_once_is_written_again_after_an_edit(client, coordinator, indexed):
    call = CallFactory(title_fr="Avant", title_en="Before")
    indexed()
    assert "Before" in page(client, call)

    update_call(call, by=coordinator, changes={"title_en": "After"})

    assert "After" in page(client, call)
    assert "After" in text_of(client.get("/en/opportunities/"))
    withdraw_call(call, by=coordinator)
    assert client.get(f"/en/opportunities/{call.slug}/").status_code == 404
