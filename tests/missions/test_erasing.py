"""Who went is forgotten after a while, or when asked; that somebody went, and what it brought, stays counted."""

from datetime import date
from decimal import Decimal
from uuid import uuid4

import pytest

from tests.missions.expeditions import MissionFactory, ParticipantFactory
from vivier.accounts.models import JournalEntry
from vivier.missions import figures, links
from vivier.missions.actions import erasing, seating, telling
from vivier.missions.models import Contact, Participant, Question, Result
from vivier.outbox.models import Message

pytestmark = pytest.mark.django_db
YEAR = (date(2027, 1, 1), date(2027, 12, 31))
MARK = "zq"


@pytest.fixture
def went(coordinator):
    """Somebody who went, asked, met people and obtained something, all of it marked."""
    one = ParticipantFactory(email="zq-ada@example.org", team_note="zq-note, no meat")
    seating.invite(one, by=coordinator, note="zq-word")
    seating.accept(one, by=None, said="zq-said +32 81 00 00 00", contact_name="zq-name")
    seating.confirm(one, by=coordinator)
    question = seating.ask_question(one, text="zq-question", submission=uuid4())
    seating.answer_question(question, answer="zq-answer", by=coordinator)
    met = {"who": "zq-met", "note": "zq-said", "next_step": "zq-step"}
    telling.note_contact(one.mission, by=None, submission=uuid4(), values=met, participant=one)
    telling.note_contact(one.mission, by=coordinator, submission=uuid4(), values=met)
    won = {"kind": "contract", "what": "zq-won", "amount_eur": Decimal(500), "happened_on": date(2027, 4, 6)}
    telling.tell_result(one, by=None, submission=uuid4(), values=won, is_by_participant=True)
    return one


def words_left():
    kinds = (Participant, Question, Contact, Result, Message, JournalEntry)
    return {kind.__name__ for kind in kinds if MARK in str(list(kind.objects.values()))}


def test_an_erasure_leaves_no_word_of_the_person_and_keeps_the_counts(went, coordinator):
    before, link = figures.totals(*YEAR), links.secret_of(went)

    for _time in range(2):
        erasing.erase_participant(went, by=coordinator)

    assert words_left() == {"Contact"}  # what the team wrote of whom it met itself
    assert figures.totals(*YEAR) == before
    assert before.contracts == before.participants == 1
    assert links.participant_of(link) is None
    assert JournalEntry.objects.filter(verb="mission.participant_erased").count() == 1
    assert set(Message.objects.filter(template__startswith="missions/").values_list("to", "text")) == {
        ("", "")
    }


def test_the_worker_forgets_after_the_delay_and_not_a_day_before(went, settings):
    settings.MISSION_RETENTION_MONTHS = 6  # the mission ends on 8 April 2027
    ParticipantFactory(mission=MissionFactory(starts_on=date(2027, 9, 1), ends_on=date(2027, 9, 2)))
    before = figures.totals(*YEAR)

    assert [erasing.erase_old(date(2027, 10, day)) for day in (8, 9, 9)] == [0, 1, 0]

    assert words_left() == set()
    assert figures.totals(*YEAR) == before
    assert Participant.objects.filter(erased_at__isnull=True).count() == 1


def test_the_mails_of_others_stay(went, coordinator):
    other = ParticipantFactory(mission=went.mission, email="zq-other@example.org")
    seating.invite(other, by=coordinator)

    erasing.erase_participant(went, by=coordinator)

    assert Message.objects.filter(to="zq-other@example.org").exclude(text="").count() == 1


def test_somebody_else_may_go_instead(went, coordinator):
    erasing.erase_participant(went, by=coordinator)

    seating.change_participant(
        went, by=coordinator, contact_name="Bob", email="bob@example.org", language="nl", team_note=""
    )

    assert (went.erased_at, went.email) == (None, "bob@example.org")
