"""Conditions that name organisations or schemes, in the desk's form: their addresses must lead somewhere."""

import json

import pytest
from django.urls import reverse
from django.utils import translation

from tests.factories import ActorFactory, CallFactory, SchemeFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def in_english(settings):
    settings.STAFF_MFA_REQUIRED = False
    with translation.override("en"):
        yield


@pytest.fixture
def call():
    ActorFactory(slug="agence")
    SchemeFactory(slug="bourse")
    return CallFactory(state="draft")


def send(client, call, rule):
    address = reverse("desk_call:edit", args=[call.pk])
    form = client.get(address, {"language": "en"}).context["form"]
    data = {name: "" if (value := form[name].value()) is None else value for name in form.fields}
    data |= {
        "criteria-TOTAL_FORMS": "1",
        "criteria-INITIAL_FORMS": "0",
        "criteria-0-position": "0",
        "criteria-0-text_fr": "Être membre.",
        "criteria-0-rule": rule if isinstance(rule, str) else json.dumps(rule),
    }
    return client.post(address, data)


@pytest.mark.parametrize(
    "rule", [{"fact": "member_of", "in": ["agence"]}, {"not": {"fact": "obtained", "in": ["bourse"]}}]
)
def test_a_condition_on_what_is_there_is_kept(client, coordinator, call, rule):
    client.force_login(coordinator)

    for _twice in range(2):
        send(client, call, rule)

    assert list(call.criteria.values_list("rule", flat=True)) == [rule]


@pytest.mark.parametrize(
    ("rule", "said"),
    [
        ({"fact": "member_of", "in": ["agence", "nulle-part"]}, "has this address: nulle-part."),
        ({"fact": "obtained", "in": ["agence"]}, "has this address: agence."),
        ({"fact": "member_of", "in": ["<script>x</script>"]}, "is not the address of an organisation"),
        ({"fact": "obtained", "in": []}, "a list of 1 to 500 items is needed here"),
        ('{"fact": "obtained", "in": [', "Rule"),
    ],
)
def test_what_leads_nowhere_is_refused_and_nothing_is_lost(client, coordinator, call, rule, said):
    client.force_login(coordinator)

    answer = send(client, call, rule)

    shown = answer.content.decode()
    assert answer.status_code == 200
    assert said in shown
    assert "Être membre." in shown
    assert "<script>x" not in shown
    assert not call.criteria.exists()


@pytest.mark.parametrize("role", ["editor", "auditor", "member", "adviser"])
def test_nobody_else_writes_conditions(client, role, django_user_model, call):
    person = django_user_model.objects.create_user("x@example.org", role=role, is_staff=role == "editor")
    client.force_login(person)

    answer = client.post(reverse("desk_call:edit", args=[call.pk]), {"criteria-TOTAL_FORMS": "1"})

    assert answer.status_code in (302, 403, 404)
    assert not call.criteria.exists()
