"""Missions on the site: public pages, the secret link, the member space; who sees what."""

from datetime import date, time
from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import translation

from tests.factories import ActorFactory, MembershipFactory
from tests.missions.expeditions import MissionFactory, ParticipantFactory
from vivier.missions import links
from vivier.missions.actions import planning, seating
from vivier.missions.models import Contact, Mission, Participant, Question, Result

pytestmark = pytest.mark.django_db
SECRETS = (
    "SECRET-BUDGET",
    "SECRET-NOTE",
    "SECRET-TEAM",
    "SECRET-PERSON",
    "SECRET-SAID",
    "secret@example.org",
    "SECRET-WHO",
)


@pytest.fixture(autouse=True)
def in_english():
    with translation.override("en"):
        yield


@pytest.fixture
def journey(coordinator) -> Participant:
    """A public mission with a confirmed participant, its plan public, a marker word in every private field."""
    mission = MissionFactory(slug="osaka", budget_note=SECRETS[0], is_programme_public=True)
    actor = ActorFactory(name="Studio Zinzin")
    participant = ParticipantFactory(
        mission=mission, actor=actor, state="confirmed", email="secret@example.org",
        contact_name="SECRET-PERSON", team_note="SECRET-TEAM", said="SECRET-SAID",
    )  # fmt: skip
    line = {
        "day": date(2027, 4, 6),
        "half": "1",
        "kind": "meeting",
        "title_fr": "Visite publique",
        "starts_at": time(10),
    }
    planning.plan_visit(mission, by=coordinator, values=line | {"notes": "SECRET-NOTE"})
    planning.plan_visit(
        mission, by=coordinator, values=line | {"title_fr": "SECRET-WHO", "participants": [participant]}
    )
    ParticipantFactory(mission=mission, actor=ActorFactory(name="Never Said Yes"), state="shortlisted")
    return participant


@pytest.mark.parametrize("name", ["missions", "mission", "mission_booklet"])
def test_public_pages_tell_nothing_private(client, journey, name):
    url = reverse(f"web:{name}", args=[] if name == "missions" else ["osaka"])

    page = client.get(url).content.decode()

    assert "Osaka" in page
    assert [secret for secret in (*SECRETS, "Never Said Yes") if secret in page] == []


def test_the_public_page_shows_who_goes_and_the_plan(client, journey):
    page = client.get(reverse("web:mission", args=["osaka"])).content.decode()

    assert "Studio Zinzin" in page
    assert "Visite publique" in page


def test_a_draft_and_a_plan_kept_back_are_nowhere(client, journey):
    Mission.objects.update(is_programme_public=False)
    assert "Visite publique" not in client.get(reverse("web:mission", args=["osaka"])).content.decode()
    assert client.get(reverse("web:mission_booklet", args=["osaka"])).status_code == 404

    Mission.objects.update(state=Mission.State.DRAFT)
    assert client.get(reverse("web:mission", args=["osaka"])).status_code == 404
    assert "Osaka" not in client.get(reverse("web:missions")).content.decode()


def test_the_booklet_speaks_two_languages(client, journey):
    page = client.get(reverse("web:mission_booklet", args=["osaka"])).content.decode()

    assert '<section class="booklet__side" lang="en"' in page
    assert '<section class="booklet__side new-page" lang="fr"' in page
    assert "Mission to Osaka" in page
    assert "Mission à Osaka" in page


def test_the_link_opens_the_participants_page_and_nothing_of_the_team(client, journey):
    token = links.secret_of(journey)

    answer = client.get(reverse("mission_link", args=[token]))

    page = answer.content.decode()
    assert "SECRET-WHO" in page
    assert "SECRET-NOTE" in page
    assert [secret for secret in ("SECRET-BUDGET", "SECRET-TEAM") if secret in page] == []
    assert "no-store" in answer.headers["Cache-Control"]
    calendar = client.get(reverse("mission_link_calendar", args=[token])).content.decode()
    assert calendar.count("BEGIN:VEVENT") == 2
    assert "Studio Zinzin" in client.get(reverse("mission_link_booklet", args=[token])).content.decode()


@pytest.mark.parametrize("name", ["mission_link", "mission_link_calendar", "mission_link_booklet"])
def test_a_wrong_link_opens_nothing(client, journey, name):
    assert client.get(reverse(name, args=[links.secret_of(journey)[:-2] + "zz"])).status_code == 404


def test_without_a_seat_there_is_no_plan(client, journey):
    Participant.objects.filter(pk=journey.pk).update(state="invited")
    token = links.secret_of(journey)

    assert "SECRET-WHO" not in client.get(reverse("mission_link", args=[token])).content.decode()
    assert client.get(reverse("mission_link_calendar", args=[token])).status_code == 404


def test_answering_by_link_and_asking(client):
    participant = ParticipantFactory()
    url = reverse("mission_link", args=[links.secret_of(participant)])

    client.get(url)  # looking changes nothing
    assert Participant.objects.get().state == "invited"
    client.post(url, {"do": "accept", "contact_name": "Léa", "said": "Vegan."})
    submission = str(uuid4())
    for _time in range(2):
        client.post(url, {"do": "ask", "text": "Who pays?", "submission": submission})

    row = Participant.objects.get()
    assert (row.state, row.contact_name, row.said) == ("accepted", "Léa", "Vegan.")
    assert list(Question.objects.values_list("text", flat=True)) == ["Who pays?"]
    client.post(url, {"do": "decline", "said": "Ill."})
    assert Participant.objects.get().state == "declined"


def test_telling_contacts_and_results_in_the_space(client, member, journey):
    MembershipFactory(user=member, actor=journey.actor)
    client.force_login(member)
    url = f"{reverse('space_mission', args=[journey.pk])}?language=en"
    result = {
        "do": "result",
        "kind": "contract",
        "amount_eur": "1200.50",
        "jobs": "2",
        "submission": str(uuid4()),
    }

    client.post(url, {"do": "contact", "who": "Dentsu", "next_step": "Call", "submission": str(uuid4())})
    client.post(url, {"do": "step", "contact": Contact.objects.get().pk})
    for _time in range(2):
        client.post(url, result)
    refused = client.post(url, result | {"kind": "nothing", "submission": str(uuid4())})

    assert Contact.objects.get().done_at is not None
    assert list(Result.objects.values_list("told_by", "is_by_participant", "jobs")) == [(member.pk, True, 2)]
    assert refused.status_code == 422
    assert "An amount or jobs are something" in refused.content.decode()


def test_nobody_opens_the_mission_of_somebody_else(client, member, journey):
    client.force_login(member)

    statuses = {
        client.get(reverse(name, args=[journey.pk])).status_code
        for name in ("space_mission", "space_mission_calendar", "space_mission_booklet")
    }

    assert statuses == {404}
    assert "Osaka" not in client.get(reverse("space_missions")).content.decode()


def test_the_shortlist_is_not_shown_to_those_on_it(client, member, journey):
    listed = Participant.objects.get(state="shortlisted")
    MembershipFactory(user=member, actor=listed.actor)
    client.force_login(member)

    assert client.get(reverse("space_mission", args=[listed.pk])).status_code == 404
    assert listed.state == seating.State.SHORTLISTED


@pytest.mark.parametrize(
    "sent",
    [
        {"do": "accept", "said": "x" * 1001},
        {"do": "result", "kind": "gold", "submission": "1"},
        {"do": "result", "kind": "contract", "amount_eur": "NaN", "submission": "no"},
        {"do": "contact", "who": "\x00", "submission": str(uuid4())},
        {"do": "step", "contact": "9" * 40},
        {"do": "step"},
        {"do": "fly"},
        {},
    ],
)
def test_hostile_answers_change_nothing(client, journey, sent):
    answer = client.post(reverse("mission_link", args=[links.secret_of(journey)]), sent)

    assert answer.status_code in (404, 422)
    assert not Result.objects.exists()
    assert not Contact.objects.exists()


@pytest.mark.one_database
def test_pages_cost_the_same_for_any_number_of_participants(client, coordinator):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    mission = MissionFactory(slug="big", is_programme_public=True, seats=None)
    costs = []
    for _round in range(2):
        ParticipantFactory.create_batch(3, mission=mission, state="confirmed")
        for _visit in range(3):
            planning.plan_visit(
                mission,
                by=coordinator,
                values={"day": date(2027, 4, 6), "half": "1", "kind": "visit", "title_fr": "V"},
            )
        with CaptureQueriesContext(connection) as queries:
            client.get(reverse("web:mission_booklet", args=["big"]))
        costs.append(len(queries))

    assert costs[0] == costs[1]
