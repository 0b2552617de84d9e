"""Seats go to one participant each, in the order of the answers; everybody is told."""

import re
import threading
from uuid import uuid4

import pytest
from django.db import connection

from tests.factories import ActorFactory
from tests.missions.expeditions import MissionFactory, ParticipantFactory
from vivier.accounts.models import JournalEntry
from vivier.missions import links
from vivier.missions.actions import preparing, seating
from vivier.missions.models import Mission, Participant, Question
from vivier.missions.refusals import InvalidMission, MissionRefusal, NotNow, ReasonMissing
from vivier.outbox.models import Message

pytestmark = pytest.mark.django_db
State = Participant.State


def states(mission: Mission) -> list[str]:
    return list(mission.participants.order_by("pk").values_list("state", flat=True))


def test_shortlist_keeps_the_reasons_and_lists_nobody_twice(coordinator):
    mission, first, second = MissionFactory(), ActorFactory(email="a@example.org"), ActorFactory()

    added = seating.shortlist(
        mission, [first, second], by=coordinator, reasons={first.pk: ["Same place: Liège"]}
    )
    again = seating.shortlist(mission, [first], by=coordinator)

    assert (added, again) == (2, 0)
    rows = mission.participants.order_by("pk").values_list("actor", "email", "reasons", "state")
    assert list(rows) == [
        (first.pk, "a@example.org", ["Same place: Liège"], "shortlisted"),
        (second.pk, "", [], "shortlisted"),
    ]


def test_invite_sends_a_link_that_opens_this_participant_alone(coordinator):
    participant = ParticipantFactory(state=State.SHORTLISTED)

    seating.invite(participant, by=coordinator, note="Come with us.")

    mail = Message.objects.get()
    (secret,) = re.findall(r"/mission/([\w:-]+)/", mail.text)
    assert (mail.to, mail.confidential) == (participant.email, True)
    assert "Come with us." in mail.text
    assert links.participant_of(secret) == participant
    assert links.participant_of(secret[:-1] + "x") is None


def test_a_second_invitation_closes_the_first_link(coordinator):
    participant = ParticipantFactory(state=State.SHORTLISTED)
    seating.invite(participant, by=coordinator)
    first = links.secret_of(participant)

    seating.invite(participant, by=coordinator)

    assert links.participant_of(first) is None
    assert Message.objects.count() == 2


def test_another_address_closes_the_link(coordinator):
    participant = ParticipantFactory()
    secret = links.secret_of(participant)

    seating.change_participant(
        participant, by=coordinator, contact_name="Léa", email="new@example.org", language="fr", team_note=""
    )

    assert links.participant_of(secret) is None


def test_nobody_is_invited_without_an_address(coordinator):
    participant = ParticipantFactory(state=State.SHORTLISTED, email="")

    with pytest.raises(MissionRefusal, match="No e-mail address"):
        seating.invite(participant, by=coordinator)

    assert not Message.objects.exists()


def test_the_third_yes_for_two_seats_waits_and_moves_up_when_one_leaves():
    mission = MissionFactory(seats=2)
    first, second, third, fourth = ParticipantFactory.create_batch(4, mission=mission)

    for one in (first, second, third, fourth):
        seating.accept(one, by=None)
    assert states(mission) == ["accepted", "accepted", "waiting", "waiting"]
    seating.decline(first, by=None, said="Ill.")

    assert states(mission) == ["declined", "accepted", "accepted", "waiting"]
    news = Message.objects.filter(to=third.email).order_by("pk").values_list("text", flat=True)
    assert "waiting list" in news[0]
    assert "A seat has become free" in news[1]


def test_yes_said_twice_is_one_yes():
    participant = ParticipantFactory()

    assert [seating.accept(participant, by=None) for _time in range(2)] == ["accepted", "accepted"]

    assert Message.objects.count() == 1
    assert JournalEntry.objects.filter(verb="mission.accepted").count() == 1


def test_confirm_takes_a_seat_only_while_one_is_free(coordinator):
    mission = MissionFactory(seats=1)
    first, second = ParticipantFactory.create_batch(2, mission=mission)
    seating.accept(first, by=None)
    seating.accept(second, by=None)

    seating.confirm(first, by=coordinator)
    with pytest.raises(NotNow, match="Every seat is taken"):
        seating.confirm(second, by=coordinator)

    assert states(mission) == ["confirmed", "waiting"]


def test_withdraw_says_why(coordinator):
    participant = ParticipantFactory(state=State.CONFIRMED)

    with pytest.raises(ReasonMissing):
        seating.withdraw(participant, by=coordinator, reason=" ")
    seating.withdraw(participant, by=coordinator, reason="The budget is cut.")

    assert participant.state == State.WITHDRAWN
    assert "The budget is cut." in Message.objects.get().text


@pytest.mark.parametrize("state", [State.SHORTLISTED, State.WITHDRAWN])
def test_who_is_not_invited_any_more_cannot_answer(state):
    participant = ParticipantFactory(state=state)

    for answer in (seating.accept, seating.decline):
        with pytest.raises(NotNow):
            answer(participant, by=None)


def test_fewer_seats_than_people_are_refused(coordinator):
    mission = MissionFactory(seats=2)
    ParticipantFactory.create_batch(2, mission=mission, state=State.CONFIRMED)

    with pytest.raises(InvalidMission, match="2 people hold a seat"):
        preparing.change_mission(mission, by=coordinator, values={"seats": 1})

    assert Mission.objects.get().seats == 2


def test_a_question_is_answered_once_and_by_mail(coordinator):
    participant, submission = ParticipantFactory(), uuid4()
    questions = [seating.ask_question(participant, text="Who pays?", submission=submission) for _ in range(2)]

    seating.answer_question(questions[0], answer="We do.", by=coordinator)
    with pytest.raises(NotNow):
        seating.answer_question(questions[0], answer="You do.", by=coordinator)

    assert Question.objects.get().answer == "We do."
    assert "answered your question" in Message.objects.get().text


def test_calling_off_tells_those_who_were_to_go_and_closes_everything(coordinator):
    mission = MissionFactory()
    listed = ParticipantFactory(mission=mission, state=State.SHORTLISTED)
    invited = ParticipantFactory(mission=mission)

    told = preparing.cancel_mission(mission, reason="A storm.", by=coordinator)

    assert told == 1
    assert list(Message.objects.values_list("to", flat=True)) == [invited.email]
    with pytest.raises(NotNow, match="called off"):
        seating.invite(listed, by=coordinator)


def test_the_journal_never_holds_what_only_the_team_reads(coordinator):
    mission = MissionFactory()
    participant = ParticipantFactory(mission=mission)

    preparing.change_mission(mission, by=coordinator, values={"budget_note": "SECRET-1", "places": "Kyoto"})
    seating.change_participant(
        participant,
        by=coordinator,
        contact_name="SECRET-2",
        email="s3@example.org",
        language="fr",
        team_note="SECRET-4",
    )
    seating.ask_question(participant, text="SECRET-5", submission=uuid4())
    seating.decline(participant, by=None, said="SECRET-6")

    assert "Kyoto" in str(list(JournalEntry.objects.values_list("changes", flat=True)))
    assert "SECRET" not in str(list(JournalEntry.objects.values()))


def test_somebody_faster_is_never_overwritten(coordinator):
    mission = MissionFactory()
    version = mission.version
    preparing.change_mission(mission, by=coordinator, values={"places": "Kyoto"}, version=version)

    with pytest.raises(MissionRefusal, match="Somebody changed"):
        preparing.change_mission(mission, by=coordinator, values={"places": "Nara"}, version=version)

    assert Mission.objects.get().places == "Kyoto"


@pytest.mark.django_db(transaction=True)
def test_of_many_who_say_yes_at_once_for_one_seat_one_has_it():
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has one writer at a time")
    mission = MissionFactory(seats=1)
    people = ParticipantFactory.create_batch(6, mission=mission)
    ready = threading.Barrier(len(people))

    def accept(one):
        ready.wait()
        try:
            seating.accept(one, by=None)
        finally:
            connection.close()

    workers = [threading.Thread(target=accept, args=(one,)) for one in people]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()

    assert sorted(states(mission)) == ["accepted", *["waiting"] * 5]
    assert Message.objects.count() == 6
