"""A partner's advisers say what it takes, how much at once and when it is away; to others it does not exist."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from tests.factories import AbsenceFactory, AdviserFactory, IntakeFactory, PersonFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def in_english():
    with translation.override("en"):
        yield


@pytest.fixture
def partner(client):
    adviser = AdviserFactory()
    client.force_login(adviser.user)
    return adviser.partner


def address(partner):
    return f"/espace/partenaires/{partner.pk}/ce-que-nous-prenons/?language=en"


def said(how="all", **changes):
    lists = ("subjects", "territories", "stages", "disciplines", "legal_forms")
    return {"part": "takes", "label": "Loans"} | {f"{name}_said": how for name in lists} | changes


def test_an_adviser_adds_and_changes_what_the_partner_takes(client, partner):
    client.post(address(partner), said(stages_said="some", stages=["idea"], subjects_said="unsaid"))
    intake = partner.intakes.get()
    assert (intake.label, intake.stages, intake.subjects, intake.disciplines) == ("Loans", ["idea"], None, [])
    assert "Loans" in client.get(address(partner)).content.decode()

    client.post(address(partner), said(intake=intake.pk, label="Advice"))
    intake.refresh_from_db()
    assert (intake.label, intake.stages, partner.intakes.count()) == ("Advice", [], 1)


def test_room_and_absences(client, partner):
    client.post(address(partner), {"part": "room", "capacity": "4"})
    client.post(address(partner), {"part": "away", "starts_on": "2027-01-02", "ends_on": "2027-01-09"})
    partner.refresh_from_db()
    assert (partner.capacity, partner.absences.count()) == (4, 1)

    for _twice in range(2):
        client.post(
            address(partner), {"drop_absence": partner.absences.values_list("pk", flat=True).first() or 1}
        )
    assert partner.absences.count() == 0


@pytest.mark.parametrize(
    "sent",
    [
        said("x"),
        said(stages_said="some"),
        said(stages_said="some", stages=["dream"]),
        {"part": "room", "capacity": "many"},
        {"part": "away", "starts_on": "2027-01-09", "ends_on": "2027-01-02"},
    ],
)
def test_what_is_wrong_is_explained_and_changes_nothing(client, partner, sent):
    answer = client.post(address(partner), sent)

    assert (answer.status_code, 'role="alert"' in answer.content.decode()) == (422, True)
    assert (partner.intakes.count(), partner.absences.count()) == (0, 0)


@pytest.mark.parametrize("sent", [{}, {"part": "nonsense"}, {"drop_absence": "x"}])
def test_nothing_understood_changes_nothing(client, partner, sent):
    assert client.post(address(partner), sent).status_code == 302


def test_another_partners_intake_or_absence_is_out_of_reach(client, partner):
    foreign, absence = IntakeFactory(label="Theirs"), AbsenceFactory()

    client.post(address(partner), said(intake=foreign.pk))
    client.post(address(partner), {"drop_absence": absence.pk})

    foreign.refresh_from_db()
    assert (foreign.label, absence.partner.absences.count()) == ("Theirs", 1)
    assert client.get(address(foreign.partner)).status_code == 404


@pytest.mark.one_database
def test_the_page_costs_the_same_for_few_and_many(client, partner):
    def cost():
        with CaptureQueriesContext(connection) as asked:
            client.get(address(partner))
        return len(asked)

    IntakeFactory(partner=partner), AbsenceFactory(partner=partner)
    cost()
    few = cost()
    IntakeFactory.create_batch(4, partner=partner)
    assert cost() == few


def test_to_anybody_else_it_does_not_exist(client, partner):
    client.force_login(PersonFactory())

    assert client.get(address(partner)).status_code == 404
    assert client.post(address(partner), said()).status_code == 404
