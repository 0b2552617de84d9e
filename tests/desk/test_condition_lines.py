"""Conditions written in lines, without JSON: rows are added, tried and changed, and nothing typed is lost."""

import json
import re
from itertools import chain

import pytest
from django.http import QueryDict
from django.template.loader import render_to_string
from django.utils import translation

from tests.desk.call_page import FACT, Page, one
from tests.desk.sending import fields_in
from tests.opportunities.test_written import DATA
from vivier.accounts.models import JournalEntry
from vivier.desk.forms.opportunities import CallForm
from vivier.opportunities.actions.calls import set_criteria, stored
from vivier.opportunities.models import Criterion

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def in_english():
    with translation.override("en"):
        yield


def test_a_condition_is_written_without_script_and_without_json(desk):
    desk.press("add", scripted=False).fill(**{"0__line__0__fact": "territory"}).press(
        "show:0:0", scripted=False
    )
    desk.fill(**{"0__line__0__more": "wallonie"}).press("show:0:0", scripted=False)
    assert desk.fields["criteria-0-line-0-values"] == ["03000"]
    desk.fill(**{"0__line__0__more": "Gand", "0__text_en": "Be from here."})
    desk.fields["title_fr"] = ["Un autre titre"]
    desk.press("line:0", scripted=False).fill(**{"0__line__1__fact": "headcount", "0__joined": "any"}).press(
        "show:0:1", scripted=False
    )
    desk.fill(**{"0__line__1__low": "2,5", "0__line__1__high": "25", "0__line__1__upper": "below"})
    assert desk.fields["title_fr"] == ["Un autre titre"]
    assert not desk.call.criteria.exists()

    assert desk.fill(**{"0__line__1__low": "2.5"}).save().status_code == 302

    row = desk.call.criteria.get()
    assert row.rule == {
        "any": [
            {"fact": "territory", "in": ["03000", "44021"]},
            {"fact": "headcount", "min": 2.5, "below": 25},
        ]
    }
    assert (row.key, row.text_en, row.text_fr) == ("be_from_here", "Be from here.", "")
    desk.call.refresh_from_db()
    assert desk.call.title_fr == "Un autre titre"


@pytest.mark.parametrize(
    ("fact", "filled", "rule"),
    [
        ("audience", {"values": ["artist", "student"]}, {"fact": "audience", "in": ["artist", "student"]}),
        ("legal_form", {"values": ["asbl"], "how": "not_in"}, {"fact": "legal_form", "not_in": ["asbl"]}),
        ("member_of", {"more": "agence du design"}, {"fact": "member_of", "in": ["agence"]}),
        ("obtained", {"more": "Bourse de départ (bourse)"}, {"fact": "obtained", "in": ["bourse"]}),
        ("nace", {"more": "62.01, 90"}, {"fact": "nace", "in": ["62.01", "90"]}),
        ("age_years", {"low": "1", "turned": "on"}, {"not": {"fact": "age_years", "min": 1}}),
        (
            "question",
            {"text_fr": "Êtes-vous là ?", "how": "no"},
            {"question": "etes_vous_la", "text": {"fr": "Êtes-vous là ?"}, "expects": False},
        ),
    ],
)
def test_each_kind_of_fact_has_the_fields_it_needs(desk, fact, filled, rule):
    desk.press("add").fill(**{"0__line__0__fact": fact}).press("show:0:0")
    desk.fill(**{f"0__line__0__{name}": value for name, value in filled.items()})

    assert desk.save().status_code == 302

    assert desk.rules() == [rule]
    row = desk.call.criteria.get()
    assert all(getattr(row, f"text_{language}") for language in ("fr", "en", "nl", "de"))


def test_a_page_saved_as_it_stands_changes_nothing(desk, coordinator):
    kept = [
        one("a", {"fact": "audience", "in": ["student", "artist"]}, article="art. 3"),
        one("b", {"not": {"all": [FACT]}}),
        one(
            "c", {"any": [FACT, {"all": [FACT, {"question": "q", "text": {"nl": "Ja? "}, "expects": True}]}]}
        ),
        one("d", {"question": "q", "text": {"de": "Ja?", "fr": "Oui\nou non ?"}, "expects": True}),
        one("e", {"fact": "member_of", "in": ["gone-since"]}),
    ]
    set_criteria(desk.call, kept, by=coordinator)
    unreadable = Criterion.objects.create(
        call=desk.call, key="f", position=9, text_fr="Du futur.", rule={"fact": "shoe_size", "min": 42}
    )
    before = JournalEntry.objects.count()

    fresh = Page(desk.client, desk.call)
    assert fresh.save().status_code == 302
    assert Page(desk.client, desk.call).press("try").press("add").save().status_code == 302

    assert [stored(row) for row in desk.call.criteria.all()] == [*kept, stored(unreadable)]
    assert JournalEntry.objects.count() == before
    assert "gone-since" in fresh.html or "gone-since" in Page(desk.client, desk.call).html


def shapes():
    """One shipped condition of each shape: which facts, compared how, joined how."""
    found = {}
    for name in ("icc-wallonia", "demonstration"):
        conditions = json.loads((DATA / name / "criteria.json").read_text())["criteria"].values()
        for row in chain.from_iterable(conditions):
            words = re.findall(
                r'"(?:fact|all|any|not|in|not_in|min|max|above|below|question)"(?=: )|(?<="fact": )"\w+"',
                json.dumps(row["rule"]),
            )
            found.setdefault(tuple(words), row)
    return [row | {"key": f"k{number}"} for number, row in enumerate(found.values())]


@pytest.mark.parametrize("part", range(3))
def test_every_shipped_shape_of_condition_goes_through_the_page_unchanged(moulin, coordinator, part):
    set_criteria(moulin, shapes()[part::3], by=coordinator)
    before = [stored(row) for row in moulin.criteria.all()]
    form = CallForm(instance=moulin)
    rows, formset = form.formsets[0]
    html = render_to_string("desk/conditions/part.html", {"form": form, "rows": rows, "formset": formset})
    sent = QueryDict(mutable=True)
    for name, values in fields_in(html).items():
        sent.setlist(name, values)

    again = CallForm(sent, instance=moulin).formset("criteria")

    assert len(before) > 10
    assert again.is_valid(), again.errors
    assert again.stored() == before


@pytest.mark.parametrize(
    ("fact", "filled", "said"),
    [
        ("", {}, "choose what counts"),
        ("territory", {}, "Choose at least one."),
        ("territory", {"more": "Atlantis"}, "Nothing is called “Atlantis”."),
        ("territory", {"values": ["<b>x</b>"]}, "not one of the available choices"),
        ("member_of", {"more": "agence"}, ""),
        ("member_of", {"more": "design"}, "Did you mean: Agence du Design (agence)?"),
        ("member_of", {"values": ["nowhere"]}, "Nothing is called “nowhere”."),
        ("obtained", {"more": "\x00' OR 1=1 --"}, "Null characters are not allowed"),
        ("audience", {"values": ["emperor"]}, "emperor"),
        ("nace", {"more": "sixty-two"}, "Write codes such as 62"),
        ("headcount", {}, "Give at least one number."),
        ("headcount", {"low": "9", "high": "2"}, "No number can lie between these two."),
        ("headcount", {"low": "1e999"}, "Enter a number."),
        ("cofinancing_percent", {"low": "101"}, "less than or equal to 100"),
        ("question", {"text_fr": " "}, "Write the question."),
        ("shoe_size", {}, "choose what counts"),
    ],
)
def test_what_is_missing_or_wrong_is_said_beside_the_field_and_nothing_is_lost(desk, fact, filled, said):
    desk.press("add").fill(**{"0__line__0__fact": fact, "0__text_fr": "Ma phrase."}).press("show:0:0")
    desk.fill(**{f"0__line__0__{name}": value for name, value in filled.items()})

    answer = desk.save()

    assert answer.status_code == (200 if said else 302)
    assert said in desk.html
    assert "<b>x" not in desk.html
    assert not said or "Ma phrase." in desk.html
    assert desk.call.criteria.exists() != bool(said)


def test_lines_are_taken_out_and_the_others_keep_what_was_typed(desk, coordinator):
    lines = [{"fact": "stage", "in": ["growth", "idea"]}, FACT, {"fact": "age_years", "max": 3}]
    set_criteria(desk.call, [one(rule={"any": lines})], by=coordinator)
    desk = Page(desk.client, desk.call)

    desk.fill(**{"0__line__2__high": "4"}).press("unline:0:1").save()
    assert desk.rules() == [{"any": [lines[0], {"fact": "age_years", "max": 4}]}]

    Page(desk.client, desk.call).press("unline:0:1").save()
    assert desk.rules() == [lines[0]]

    Page(desk.client, desk.call).press("unline:0:0").save()
    assert desk.rules() == [lines[0]]  # an empty condition is refused, nothing is lost


def test_a_condition_is_removed_and_the_others_are_ordered(desk, coordinator):
    set_criteria(desk.call, [one("a"), one("b"), one("c")], by=coordinator)

    Page(desk.client, desk.call).fill(**{"0__DELETE": "on", "1__position": "7"}).save()

    assert list(desk.call.criteria.values_list("key", flat=True)) == ["c", "b"]


def test_a_wording_nobody_wrote_follows_what_is_tested(desk):
    desk.press("add").fill(**{"0__line__0__fact": "headcount"}).press("show:0:0")
    desk.fill(**{"0__line__0__high": "10"}).save()
    assert desk.call.criteria.get().text_en == "Count at most 10 people."

    again = Page(desk.client, desk.call)
    assert again.fields["criteria-0-text_en"] == [""]
    again.fill(**{"0__line__0__high": "12"}).save()

    row = desk.call.criteria.get()
    assert row.text_en == "Count at most 12 people."
    assert (row.key, "12" in row.text_fr) == ("count_at_most_10_people", True) or "12" in row.text_fr
