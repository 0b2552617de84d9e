"""Missions in the desk: written, filled, planned, followed up, exported; for those who manage records."""

from datetime import date
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from tests.factories import ActorFactory, DisciplineFactory
from tests.missions.expeditions import MissionFactory, ParticipantFactory
from tests.speaking import read_in_english
from vivier.accounts.models import JournalEntry, User
from vivier.missions.actions import planning, seating
from vivier.missions.models import Contact, Mission, Participant, Result, Visit
from vivier.outbox.models import Message

pytestmark = pytest.mark.django_db
WRITTEN = {
    "kind": "mission",
    "title_fr": "Austin 2027",
    "summary_fr": "South by Southwest.",
    "places": "Austin, Texas",
    "starts_on": "2027-03-12",
    "ends_on": "2027-03-18",
    "time_zone": "America/Chicago",
    "seats": "5",
    "audiences": ["artist"],
}


@pytest.fixture(autouse=True)
def in_english():
    with translation.override("en"):
        yield


@pytest.fixture
def desk(client, coordinator):
    client.force_login(coordinator)
    read_in_english(client)
    return client


def test_a_mission_is_written_changed_and_published(desk):
    ActorFactory(name="WBI")
    lines = "WBI: the flights\nConsulate of Belgium"

    made = desk.post("/desk/missions/new/", WRITTEN | {"partner_lines": lines})

    mission = Mission.objects.get()
    assert made.headers["Location"] == f"/desk/missions/{mission.pk}/selection/"
    assert [(str(one), one.actor is not None, one.role) for one in mission.partners.all()] == [
        ("WBI", True, "the flights"),
        ("Consulate of Belgium", False, ""),
    ]
    desk.post(f"/desk/missions/{mission.pk}/edit/", WRITTEN | {"seats": "6", "version": mission.version})
    desk.post(f"/desk/missions/{mission.pk}/", {"publish": "1"})
    mission.refresh_from_db()
    assert (mission.seats, mission.state, mission.partners.count()) == (6, "published", 0)
    verbs = JournalEntry.objects.filter(verb__startswith="mission.").order_by("sequence")
    assert list(verbs.values_list("verb", flat=True)) == [
        "mission.created",
        "mission.changed",
        "mission.published",
    ]


@pytest.mark.parametrize(
    "wrong",
    [
        {"ends_on": "2027-03-01"},
        {"time_zone": "Mars/Olympus"},
        {"audiences": ["everybody"]},
        {"seats": "-1"},
        {"title_fr": "x" * 300},
        {"answer_by": "2027-12-31"},
        {"starts_on": "12/03/2027x"},
    ],
)
def test_what_cannot_be_is_refused_and_nothing_is_lost(desk, wrong):
    answer = desk.post("/desk/missions/new/", WRITTEN | wrong)

    assert answer.status_code == 422
    assert "South by Southwest." in answer.content.decode()
    assert not Mission.objects.exists()


def test_an_older_version_never_overwrites(desk):
    mission = MissionFactory()
    form = WRITTEN | {"version": mission.version}
    desk.post(f"/desk/missions/{mission.pk}/edit/", form)

    answer = desk.post(f"/desk/missions/{mission.pk}/edit/", form | {"places": "Dallas"})

    assert answer.status_code == 422
    assert "Somebody changed this mission" in answer.content.decode()
    assert Mission.objects.get().places == "Austin, Texas"


def test_from_the_selection_to_the_seat(desk):
    games = DisciplineFactory(code="jeu_video", label_en="Games")
    actor = ActorFactory(name="Studio Zinzin", disciplines=[games], email="z@example.org")
    mission = MissionFactory(disciplines=[games])
    address = f"/desk/missions/{mission.pk}/"

    shown = desk.get(address + "selection/").content.decode()
    desk.post(address + "selection/", {"actors": [actor.pk, "x", "9" * 30]})
    desk.post(address, {"invite_all": "1", "note": "Come!"})
    one = Participant.objects.get()
    desk.post(address, {"accept": one.pk})
    desk.post(address, {"confirm": one.pk})

    assert "Studio Zinzin" in shown
    one.refresh_from_db()
    assert (one.state, one.reasons) == ("confirmed", ["Shared discipline: Games"])
    assert list(Message.objects.order_by("pk").values_list("template", flat=True)) == [
        "missions/mails/invitation",
        "missions/mails/news",
        "missions/mails/news",
    ]
    assert "Studio Zinzin" in desk.get(address).content.decode()


def test_the_plan_is_made_in_the_desk(desk):
    mission = MissionFactory()
    address = f"/desk/missions/{mission.pk}/plan/"
    line = {"day": "2027-04-06", "half": "1", "kind": "meeting", "title_fr": "Dentsu", "starts_at": "10:00"}

    desk.post(address, line)
    visit = Visit.objects.get()
    desk.post(address, line | {"line": visit.pk, "starts_at": "11:00"})
    wrong = desk.post(address, line | {"day": "2030-01-01"})
    desk.post(address, {"strike": visit.pk})

    visit.refresh_from_db()
    assert (visit.starts_at.hour, visit.is_cancelled, visit.sequence) == (11, True, 2)
    assert wrong.status_code == 422
    assert "This day is not one of the mission." in wrong.content.decode()
    assert "Dentsu" in desk.get(f"{address}?line={visit.pk}").content.decode()


def test_results_are_told_taken_back_and_exported(desk):
    participant = ParticipantFactory(state="confirmed", actor=ActorFactory(name="=Studio"))
    address = f"/desk/missions/{participant.mission.pk}/"
    told = {"participant": participant.pk, "kind": "contract", "amount_eur": "10", "submission": str(uuid4())}

    for _time in range(2):
        desk.post(address + "follow-up/", {"result": "1"} | told)
    desk.post(address + "follow-up/", {"contact": "1", "who": "Dentsu", "submission": str(uuid4())})
    desk.post(address + "follow-up/", {"take_back": Result.objects.get().pk, "reason": "Not signed."})

    assert Contact.objects.get().teller == "coordinator@example.org"
    assert Result.objects.get().withdrawn_because == "Not signed."
    sheet = b"".join(desk.get(address + "results.csv").streaming_content).decode()
    assert "'=Studio" in sheet
    assert JournalEntry.objects.filter(verb="list.exported").count() == 1
    for what in ("participants", "plan", "contacts", "results"):
        assert b"".join(desk.get(f"{address}{what}.xlsx").streaming_content)[:2] == b"PK"
    assert desk.get(address + "budget.csv").status_code == 404
    assert desk.get(address + "results.pdf").status_code == 404


@pytest.mark.parametrize("sent", [{"invite": "x"}, {"answer": "9" * 30}, {"change": "0"}])
def test_what_does_not_exist_is_not_done(desk, sent):
    assert desk.post(f"/desk/missions/{MissionFactory().pk}/", sent).status_code == 404


def test_refusals_are_told_to_the_team(desk):
    participant = ParticipantFactory(state="shortlisted", email="")

    answer = desk.post(f"/desk/missions/{participant.mission.pk}/", {"invite": participant.pk}, follow=True)

    assert "No e-mail address is known" in answer.content.decode()


@pytest.mark.parametrize("role", [role for role in User.Role.values if role != "coordinator"])
def test_others_do_not_come_in(client, role):
    person = User.objects.create_user(
        "p@example.org", role=role, is_staff=role in ("editor", "administrator")
    )
    client.force_login(person)
    pk = MissionFactory(budget_note="SECRET").pk

    pages = (
        "",
        f"{pk}/",
        f"{pk}/edit/",
        f"{pk}/selection/",
        f"{pk}/plan/",
        f"{pk}/follow-up/",
        f"{pk}/booklet/",
    )
    answers = [client.get(f"/desk/missions/{page}") for page in (*pages, f"{pk}/results.csv")]

    assert {answer.status_code for answer in answers} <= {302, 403, 404}
    assert "SECRET" not in "".join(answer.content.decode() for answer in answers)


@pytest.mark.one_database
def test_the_page_costs_the_same_for_any_number_of_participants(desk, coordinator):
    mission, costs = MissionFactory(seats=None), []
    desk.get("/desk/missions/")  # the first page of a session remembers who came
    for _round in range(2):
        for one in ParticipantFactory.create_batch(4, mission=mission):
            seating.ask_question(one, text="Who?", submission=uuid4())
        values = {"day": date(2027, 4, 6), "half": "1", "kind": "visit", "title_fr": "V"}
        planning.plan_visit(mission, by=coordinator, values=values)
        for page in ("", "plan/", "follow-up/"):
            with CaptureQueriesContext(connection) as queries:
                desk.get(f"/desk/missions/{mission.pk}/{page}")
            costs.append(len(queries))

    assert costs[:3] == costs[3:]


def test_who_goes_is_forgotten_on_request(desk):
    one = ParticipantFactory(contact_name="Ada", said="No meat")
    address = f"/desk/missions/{one.mission_id}/"

    desk.post(address, {"forget": one.pk})
    desk.post(address, {"forget": one.pk})

    one.refresh_from_db()
    assert (one.contact_name, one.email, one.said, one.erased_at is not None) == ("", "", "", True)
    assert "who went was forgotten on" in desk.get(f"{address}?language=en").content.decode()
