"""What an actor obtained is told where those who manage its record look, and nowhere else."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from tests.factories import (
    ActorFactory,
    CallFactory,
    CriterionFactory,
    MembershipFactory,
    RelationFactory,
    SchemeFactory,
)
from vivier.directory.models import Relation
from vivier.opportunities.models import Response

pytestmark = pytest.mark.django_db
PUBLIC, OWN = "/en/for-you/?actor=pixel", "/espace/fiches/pixel/opportunites/?language=en"


@pytest.fixture(autouse=True)
def english():
    with translation.override("en"):
        yield


@pytest.fixture
def pixel(member):
    actor = ActorFactory(slug="pixel", name="Pixel")
    MembershipFactory(actor=actor, user=member)
    grant = SchemeFactory(title_fr="Bourse", slug="bourse")
    past = CallFactory(scheme=grant, title_fr="Ancienne bourse", state="draft")
    Response.objects.create(actor=actor, call=past, kind="obtained")
    return actor


def asking(title, rule, **values):
    call = CallFactory(title_fr=title, title_en=title, is_permanent=True, **values)
    CriterionFactory(call=call, text_fr="?", text_en="?", rule=rule)
    return call


def group_of(client, title):
    """The group of the public page in which the opportunity stands."""
    body = client.get(PUBLIC).content.decode()
    parts = re.split(r'<(?:section|details) class="group [^"]*" id="(\w+)"', body)[1:]
    found = dict(zip(parts[::2], parts[1::2], strict=True))
    return next(name for name, part in found.items() if title in part)


def test_what_was_obtained_moves_nothing_on_a_page_of_everybody(client, member, pixel):
    asking("Première aide", {"fact": "obtained", "not_in": ["bourse"]})
    asking("Suite", {"fact": "obtained", "in": ["bourse"]})

    for person in (None, member):
        if person:
            client.force_login(person)
        assert {group_of(client, title) for title in ("Première aide", "Suite")} == {"to_check"}
        assert "Obtained Bourse" not in client.get(PUBLIC).content.decode()


def test_what_was_obtained_counts_in_the_space_of_the_member(client, member, pixel):
    asking("Première aide", {"fact": "obtained", "not_in": ["bourse"]})
    asking("Suite", {"fact": "obtained", "in": ["bourse"]})
    client.force_login(member)

    shown = client.get(OWN, follow=True).content.decode()

    assert "Suite" in shown
    assert "Première aide" not in shown


def test_a_membership_is_public_and_told_with_its_source(client, pixel):
    agency = ActorFactory(slug="agence", name="Agence")
    RelationFactory(source=pixel, target=agency, kind=Relation.Kind.MEMBER_OF)
    asking("Pour les membres", {"fact": "member_of", "in": ["agence"]})
    other = asking("Pour les autres", {"fact": "member_of", "not_in": ["agence"]})

    assert group_of(client, "Pour les membres") == "fits"
    assert group_of(client, "Pour les autres") == "does_not_fit"
    assert "Member of Agence" in client.get(PUBLIC).content.decode()
    shown = client.get(f"/en/opportunities/{other.slug}/?actor=pixel").content.decode()
    assert "Member of Agence" in shown
    assert "relations in the directory" in shown
    assert "other than Agence" in shown


def test_a_visitor_is_not_asked_what_only_records_tell(client):
    asking("Pour les membres", {"fact": "member_of", "in": ["agence"]})
    asking("Suite", {"all": [{"fact": "obtained", "in": ["b"]}, {"fact": "headcount", "below": 50}]})

    for query in ("who=company", "who=company&member_of=agence&obtained=b"):
        shown = client.get(f"/en/for-you/?{query}").content.decode()
        assert "the membership of an organisation" in shown
        assert 'name="headcount"' in shown
        assert 'name="member_of"' not in shown
    answered = client.get("/en/for-you/?who=company&headcount=3").content.decode()
    assert 'name="obtained"' not in answered


def test_beside_what_nobody_can_answer_stands_what_is_to_check(client):
    call = asking("Pour les membres", {"fact": "member_of", "in": ["agence"]})
    CriterionFactory(call=call, text_fr="?", text_en="?", rule={"fact": "headcount", "below": 50})

    shown = client.get(f"/en/opportunities/{call.slug}/?who=company").content.decode()

    assert "To check: the membership of an organisation" in shown
    assert shown.count("Answer in one question") == 1


def test_a_partner_tries_its_conditions_on_what_everybody_may_know(client, member, pixel):
    moulin = ActorFactory(slug="moulin", name="Moulin")
    MembershipFactory(actor=moulin, user=member)
    call = asking(
        "Suite", {"fact": "obtained", "in": ["bourse"]}, scheme=SchemeFactory(issuer=moulin), state="draft"
    )
    client.force_login(member)

    shown = client.get(f"/espace/fiches/moulin/appels/{call.slug}/essai/?language=en", follow=True)

    assert shown.status_code == 200
    assert "what was obtained before: Bourse" in shown.content.decode()


def test_the_public_page_costs_the_same_for_any_number_of_ties(client, pixel):
    def cost():
        with CaptureQueriesContext(connection) as asked:
            client.get(PUBLIC)
        return len(asked)

    def tie(slug):
        target = ActorFactory(slug=slug)
        RelationFactory(source=pixel, target=target, kind=Relation.Kind.MEMBER_OF)
        asking(f"Sans {slug}", {"fact": "member_of", "not_in": [slug]})

    tie("agence")
    cost()
    few = cost()
    for number in range(4):
        tie(f"agence-{number}")
    cost()

    assert cost() == few
