"""The editor of conditions beside its lines: questions, trials, buttons, hostile values, roles, next editions."""

from itertools import cycle

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation

from tests.desk.call_page import FACT, Page, one
from tests.desk.sending import fields_in
from tests.factories import ActorFactory, CallFactory, DisciplineFactory
from vivier.opportunities.actions.calls import set_criteria, stored
from vivier.opportunities.models import Call, Criterion

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def in_english():
    with translation.override("en"):
        yield


ASKED = {"question": "emerging", "text": {"fr": "Émergent ?", "en": "Emerging?"}, "expects": True}


def test_the_same_question_keeps_its_name_and_another_question_gets_its_own(desk, coordinator):
    for number in range(2):
        set_criteria(CallFactory(title_fr=f"Autre {number}"), [one(rule=ASKED)], by=coordinator)
    desk.press("add").fill(**{"0__line__0__fact": "question"}).press("show:0:0")
    desk.fill(**{"0__line__0__text_fr": "émergent ?"}).save()
    assert desk.rules() == [ASKED | {"text": {"fr": "émergent ?", "en": "Emerging?"}}]

    again = Page(desk.client, desk.call)
    again.fill(**{"0__line__0__text_fr": "Est-ce public ?", "0__line__0__text_en": "Public?"}).save()

    assert desk.rules() == [
        {"question": "est_ce_public", "text": {"fr": "Est-ce public ?", "en": "Public?"}, "expects": True}
    ]


def test_what_is_being_written_is_tried_on_the_directory_and_saved_nowhere(desk):
    ActorFactory.create_batch(4, headcount_low=3, headcount_high=3)
    ActorFactory(headcount_low=90, headcount_high=90, name="Géant")
    desk.press("add").fill(**{"0__line__0__fact": "headcount"}).press("show:0:0")
    desk.fill(**{"0__line__0__high": "10"})

    desk.press("try")

    text = " ".join(desk.html.split())
    assert "Tried on 6 published records." in text
    assert "4 meet them, 1 do not, 1 to check." in text
    assert all(words in text for words in ("Géant", "Agence du Design", "What is tested"))
    assert not desk.call.criteria.exists()
    assert desk.fields["criteria-0-line-0-high"] in (["10"], ["10.0"])


def test_the_script_gets_only_the_part_it_asked_for(desk):
    fields = desk.fields | {"conditions": ["add"]}

    answer = desk.client.post(desk.address, fields, headers={"X-Part": "conditions"})

    assert answer.content.decode().lstrip().startswith('<div class="desk-conditions"')
    assert 'data-look-at="criteria-0"' in answer.content.decode()
    assert fields_in(answer.content.decode())["criteria-TOTAL_FORMS"] == ["1"]


def test_a_new_call_is_written_with_its_conditions(client, coordinator, moulin):
    client.force_login(coordinator)
    address = reverse("desk_call:add")
    fields = fields_in(client.get(address, {"language": "en"}).content.decode())
    fields |= {"scheme": [str(moulin.scheme_id)], "title_fr": ["Neuf"], "kind": ["call"]}
    for asked in ("add", "show:0:0"):
        fields = fields_in(client.post(address, fields | {"conditions": [asked]}).content.decode())
        fields |= {"criteria-0-line-0-fact": ["audience"]}
    fields |= {"criteria-0-line-0-values": ["artist"]}

    assert client.post(address, fields).status_code == 302
    client.post(address, fields)

    assert {row.rule["in"][0] for row in Criterion.objects.filter(call__title_fr="Neuf")} == {"artist"}


def test_sending_the_same_page_twice_writes_once(desk):
    desk.press("add").fill(**{"0__line__0__fact": "audience"}).press("show:0:0")
    desk.fill(**{"0__line__0__values": ["artist"]})

    first, second = desk.save(), desk.save()

    assert (first.status_code, second.status_code) == (302, 200)
    assert desk.rules() == [{"fact": "audience", "in": ["artist"]}]


@pytest.mark.parametrize(
    "asked",
    [
        "line:999",
        "unline:0:999",
        "unline:999:0",
        "show:0",
        "show:0:999",
        "remove",
        "<script>",
        "line:0:0:0",
        "x" * 5000,
    ],
)
def test_a_button_that_is_none_changes_nothing_and_breaks_nothing(desk, asked):
    desk.press("add").fill(**{"0__line__0__fact": "audience"})

    desk.press(asked)

    assert desk.fields["criteria-0-line-0-fact"] == ["audience"]
    assert "<script>" not in desk.html.split("criteria-TOTAL_FORMS")[1].split("</details>")[0]


HOSTILE = (
    {"TOTAL_FORMS": "9" * 400},
    {"TOTAL_FORMS": "-1"},
    {"0-line-TOTAL_FORMS": "9999"},
    {"0-line-TOTAL_FORMS": "x"},
    {"0-line-0-stored": "99999"},
    {"0-line-0-values": ["A" * 9000] * 200},
    {"0-joined": "xor"},
    {"0-position": "99999999999"},
    {"0-key": "Ж" * 100},
)


def test_hostile_values_are_refused_without_a_fault(desk):
    desk.press("add").fill(**{"0__line__0__fact": "territory", "0__line__0__shown": "territory"})

    for hostile, asked in zip(HOSTILE, cycle(["try", ""]), strict=False):
        fields = desk.fields | {f"criteria-{name}": value for name, value in hostile.items()}
        fields |= {"conditions": [asked]} if asked else {}
        answer = desk.client.post(desk.address, fields, headers={"X-Part": "conditions"})
        assert answer.status_code in (200, 302)

    assert not desk.call.criteria.exists()


@pytest.mark.parametrize("role", ["editor", "auditor", "member", "adviser"])
@pytest.mark.parametrize("asked", ["add", "try"])
def test_nobody_else_gets_the_editor(client, django_user_model, moulin, role, asked):
    person = django_user_model.objects.create_user("x@example.org", role=role, is_staff=role == "editor")
    client.force_login(person)

    answer = client.post(reverse("desk_call:edit", args=[moulin.pk]), {"conditions": asked})

    assert answer.status_code in (302, 403, 404)
    assert b"desk-conditions" not in answer.content


def test_the_page_costs_the_same_for_few_and_many_conditions(desk, coordinator, django_assert_num_queries):
    def cost(many):
        rules = [{"fact": "member_of", "in": ["agence"]}, {"fact": "obtained", "in": ["bourse"]}, ASKED]
        set_criteria(desk.call, [one(f"k{at}", rules[at % 3]) for at in range(many)], by=coordinator)
        with CaptureQueriesContext(connection) as taken:
            desk.client.get(desk.address)
        return len(taken)

    DisciplineFactory()
    cost(3)
    assert cost(3) == cost(18)


def test_the_next_edition_has_the_same_editor_and_conditions(desk, coordinator):
    kept = one("a", {"any": [FACT, {"fact": "audience", "in": ["artist"]}]})
    set_criteria(desk.call, [kept], by=coordinator)

    desk.client.post(reverse("desk_call_copy", args=[desk.call.pk]), {"edition": "2031"})

    copy = Call.objects.get(edition="2031")
    opened = Page(desk.client, copy)
    assert opened.fields["criteria-0-line-TOTAL_FORMS"] == ["2"]
    opened.save()
    assert [stored(row) for row in copy.criteria.all()] == [kept]
