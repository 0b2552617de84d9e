"""The plan, its calendar, and what missions add up to."""

from datetime import date, time
from decimal import Decimal
from uuid import uuid4

import icalendar
import pytest

from tests.factories import ActorFactory, DisciplineFactory, TerritoryFactory
from tests.missions.expeditions import MissionFactory, ParticipantFactory
from vivier.core import pdf
from vivier.directory.actions import merging
from vivier.missions import booklets, figures, plans
from vivier.missions.actions import planning, telling
from vivier.missions.calendars import calendar_of
from vivier.missions.models import Participant, Result
from vivier.missions.refusals import InvalidMission, NotNow
from vivier.missions.selecting import select
from vivier.outbox.models import Message

pytestmark = pytest.mark.django_db
YEAR = (date(2027, 1, 1), date(2027, 12, 31))
MEETING = {
    "day": date(2027, 4, 6),
    "half": "1",
    "kind": "meeting",
    "title_fr": "Rencontre",
    "starts_at": time(10),
}


def test_the_plan_shows_every_day_and_each_participant_their_own_lines(coordinator):
    mission = MissionFactory()
    first, second = ParticipantFactory.create_batch(2, mission=mission)
    everybody = planning.plan_visit(mission, by=coordinator, values=MEETING)
    alone = planning.plan_visit(
        mission, by=coordinator, values=MEETING | {"half": "2", "participants": [first]}
    )

    days = plans.days_of(mission, plans.lines_of(mission, first))

    assert [day.date.day for day in days] == [5, 6, 7, 8]
    assert [(half.label, half.visits) for half in days[1].halves] == [
        ("Morning", (everybody,)),
        ("Afternoon", (alone,)),
    ]
    assert list(plans.lines_of(mission, second)) == [everybody]
    assert list(plans.public_lines_of(mission)) == [everybody]


def test_the_calendar_speaks_the_time_of_the_place_and_follows_changes(coordinator):
    mission = MissionFactory()
    visit = planning.plan_visit(
        mission, by=coordinator, values=MEETING | {"place": "Umeda", "counterpart_name": "Dentsu"}
    )
    planning.change_visit(visit, by=coordinator, values={"starts_at": time(23, 30)})
    planning.cancel_visit(visit, by=coordinator)

    calendar = icalendar.Calendar.from_ical(calendar_of(mission, plans.lines_of(mission)))

    (entry,) = calendar.walk("VEVENT")
    assert entry["dtstart"].dt.isoformat() == "2027-04-06T23:30:00+09:00"
    assert entry["dtend"].dt.isoformat() == "2027-04-06T23:59:00+09:00"
    assert (str(entry["status"]), entry["sequence"], str(entry["location"])) == ("CANCELLED", 2, "Umeda")
    assert "Dentsu" in str(entry["description"])


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"day": date(2027, 5, 1)}, "day"),
        ({"ends_at": time(9)}, "ends_at"),
        ({"starts_at": None, "ends_at": time(9)}, "starts_at"),
        ({"half": "9"}, "half"),
        ({"title_fr": ""}, "title_fr"),
    ],
)
def test_a_line_that_cannot_be_is_refused(coordinator, wrong, field):
    with pytest.raises(InvalidMission) as refused:
        planning.plan_visit(MissionFactory(), by=coordinator, values=MEETING | wrong)

    assert refused.value.field == field


def test_a_stranger_to_the_mission_is_in_no_line(coordinator):
    with pytest.raises(InvalidMission, match="not on this mission"):
        planning.plan_visit(
            MissionFactory(), by=coordinator, values=MEETING | {"participants": [ParticipantFactory()]}
        )


def test_the_plan_is_sent_to_those_confirmed(coordinator):
    mission = MissionFactory()
    confirmed = ParticipantFactory(mission=mission, state="confirmed")
    ParticipantFactory(mission=mission)
    with pytest.raises(NotNow):
        planning.send_plan(mission, by=coordinator)
    planning.plan_visit(mission, by=coordinator, values=MEETING)

    assert planning.send_plan(mission, by=coordinator) == 1
    assert list(Message.objects.values_list("to", flat=True)) == [confirmed.email]


def told(participant: Participant, **values) -> Result:
    values = {"kind": "contract", "happened_on": date(2027, 6, 1)} | values
    return telling.tell_result(
        participant, by=None, submission=uuid4(), values=values, is_by_participant=True
    )


def test_totals_are_the_counts_and_sums_of_their_rows(coordinator):
    mission = MissionFactory()
    first, second = ParticipantFactory.create_batch(2, mission=mission, state="confirmed")
    ParticipantFactory(mission=mission, state="declined")
    ParticipantFactory(mission=MissionFactory(state="cancelled"), actor=first.actor, state="confirmed")
    ParticipantFactory(mission=MissionFactory(is_demo=True), actor=first.actor, state="confirmed")
    told(first, amount_eur=Decimal("1200.50"), jobs=2)
    told(second, amount_eur=None)
    told(second, kind="opening", happened_on=date(2028, 1, 1))
    telling.take_result_back(
        told(second, amount_eur=Decimal(9)), by=coordinator, reason="Not signed after all."
    )
    telling.note_contact(
        mission, by=coordinator, submission=uuid4(), values={"who": "Dentsu"}, participant=first
    )

    totals = figures.totals(*YEAR)

    assert totals == figures.Totals(
        missions=1, participants=2, actors=2, contacts=1, openings=0, contracts=2,
        amount_eur=Decimal("1200.50"), unknown_amounts=1, jobs=2,
    )  # fmt: skip
    assert figures.results_obtained(*YEAR).count() == totals.contracts + totals.openings


def test_a_result_is_told_once_and_only_by_who_went():
    participant, submission = ParticipantFactory(state="confirmed"), uuid4()
    values = {"kind": "opening"}

    rows = {
        telling.tell_result(
            participant, by=None, submission=submission, values=values, is_by_participant=True
        ).pk
        for _time in range(2)
    }
    with pytest.raises(NotNow):
        told(ParticipantFactory(state="declined"))
    with pytest.raises(InvalidMission):
        told(participant, kind="nothing", jobs=3)
    with pytest.raises(InvalidMission):
        told(participant, amount_eur=Decimal(-1))

    assert len(rows) == 1
    assert Result.objects.count() == 1


def test_selection_is_three_valued_and_says_why():
    games, music = (
        DisciplineFactory(code="jeu_video", label_fr="Jeu vidéo"),
        DisciplineFactory(code="musique"),
    )
    wallonia = TerritoryFactory(code="03000", label_fr="Wallonie")
    namur = TerritoryFactory(code="92094", label_fr="Namur", parent=wallonia)
    fits = ActorFactory(name="Fits", disciplines=[games], territory=namur)
    ActorFactory(name="Other discipline", disciplines=[music], territory=namur)
    unknown = ActorFactory(name="Nobody knows where", disciplines=[games], territory=None)
    mission = MissionFactory(disciplines=[games], territories=[wallonia])
    ParticipantFactory(mission=mission, actor=fits, state="shortlisted")

    found = select(mission, today=date(2027, 1, 1))

    assert [one.actor for one in found.fits] == [fits]
    assert [(one.actor, [each.name for each in one.missing]) for one in found.to_check] == [
        (unknown, ["territory"])
    ]
    assert "discipline" in {reason.kind for reason in found.fits[0].reasons}
    assert found.listed == {fits.pk}


def test_merging_two_actors_of_one_mission_loses_no_result(coordinator):
    mission = MissionFactory()
    kept, absorbed = ParticipantFactory.create_batch(2, mission=mission, state="confirmed")
    told(absorbed, amount_eur=Decimal(5))

    merging.merge_actors(kept.actor, absorbed.actor, by=coordinator)

    assert [(row.participant, row.amount_eur) for row in Result.objects.all()] == [(kept, Decimal(5))]


def test_the_booklet_on_paper_is_the_same_each_time(coordinator):
    if not pdf.is_available():
        pytest.skip("this machine has no text layout library")
    mission = MissionFactory()
    ParticipantFactory(mission=mission, state="confirmed", contact_name="Léa")
    planning.plan_visit(mission, by=coordinator, values=MEETING)

    papers = [booklets.pdf_of(booklets.booklet_of(mission, is_public=False)) for _time in range(2)]

    assert papers[0] == papers[1]
    assert papers[0].startswith(b"%PDF-")
    planning.plan_visit(mission, by=coordinator, values=MEETING | {"title_fr": "Autre"})
    assert booklets.pdf_of(booklets.booklet_of(mission, is_public=False)) != papers[0]
