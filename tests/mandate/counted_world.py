"""A little of everything that can be counted: some rows in March 2026, some outside, some unknown, some demonstration."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any
from uuid import uuid4

from tests.factories import (
    ActorFactory,
    CallFactory,
    ClaimFactory,
    DisciplineFactory,
    EventFactory,
    MembershipFactory,
    NeedFactory,
    PartnerFactory,
    PersonFactory,
    ReferralFactory,
    TerritoryFactory,
)
from tests.missions.expeditions import MissionFactory, ParticipantFactory
from tests.newsroom.pages import article
from vivier.alerts.models import CallOut, Subscriber, Told
from vivier.mandate.indicators.periods import Period
from vivier.missions.models import Result
from vivier.opportunities.models import Response
from vivier.support.models import Outcome

MARCH = Period(date(2026, 3, 1), date(2026, 3, 31))
# Half past midnight in Brussels on the first of March and of April.
FIRST = datetime(2026, 2, 28, 23, 30, tzinfo=UTC)
AFTER = datetime(2026, 3, 31, 22, 30, tzinfo=UTC)
IN_MARCH = datetime(2026, 3, 10, 9, 0, tzinfo=UTC)
SECRETS = ("Zanzibarium", "Marqueur d’Elzévir", "quelqu.un@exemple.invalid")


@dataclass
class World:
    """What the tests look at by name."""

    namur: Any = None
    needs: list[Any] = field(default_factory=list)
    actors: list[Any] = field(default_factory=list)


def made() -> World:
    """Make the world."""
    world = World(namur=TerritoryFactory(code="92094", label_fr="Namur"))
    games = DisciplineFactory(code="jeu_video", label_fr="Jeu vidéo")
    world.actors = [
        ActorFactory(territory=world.namur, disciplines=[games], created_at=FIRST),
        ActorFactory(created_at=IN_MARCH, confirmed_on=date(2026, 3, 31)),
        ActorFactory(created_at=IN_MARCH, is_demo=True),
        ActorFactory(created_at=AFTER),
    ]
    MembershipFactory(actor=world.actors[0])
    _opportunities(world)
    _needs(world)
    _missions(world)
    EventFactory(starts_on=date(2026, 3, 1), state="published", territory=world.namur)
    kikk = ActorFactory(slug="kikk", created_at=AFTER)
    for attended in (40, None):
        EventFactory(starts_on=date(2026, 3, 8), state="published", organiser=kikk, attended=attended)
    EventFactory(starts_on=date(2026, 3, 31), state="published", is_cancelled=True)
    EventFactory(starts_on=date(2026, 4, 1), state="published")
    story = article("un-recit", published_on=date(2026, 3, 15))
    article("a-story", language="en", original=story, published_on=date(2026, 3, 16))
    article("autre", published_on=date(2026, 4, 2))
    ClaimFactory(actor=world.actors[0], state="granted", decided_at=IN_MARCH)
    ClaimFactory(actor=world.actors[0], state="granted", decided_at=IN_MARCH)
    ClaimFactory(actor=world.actors[1], state="refused", decided_at=IN_MARCH)
    return world


def _opportunities(world: World) -> None:
    calls = [CallFactory(created_at=moment) for moment in (FIRST, IN_MARCH, AFTER)]
    reader, other = (Subscriber.objects.create(email=name) for name in (SECRETS[2], "b@exemple.invalid"))
    for subscriber, call in ((reader, calls[0]), (reader, calls[1]), (other, calls[0])):
        Told.objects.create(subscriber=subscriber, call=call, first_at=IN_MARCH)
    person = PersonFactory()
    CallOut.objects.create(call=calls[0], by=person, at=IN_MARCH, submission=uuid4())
    CallOut.objects.create(call=calls[0], by=person, at=IN_MARCH, submission=uuid4(), undone_at=IN_MARCH)
    Response.objects.create(actor=world.actors[0], call=calls[0], kind="applied", at=IN_MARCH)
    Response.objects.create(actor=world.actors[0], call=calls[1], kind="obtained", at=IN_MARCH)
    Response.objects.create(actor=world.actors[1], call=calls[1], kind="not_for_me", at=IN_MARCH)


def _needs(world: World) -> None:
    due = date(2026, 3, 12)
    late = datetime(2026, 3, 13, 8, 0, tzinfo=UTC)
    common = {"received_at": IN_MARCH, "enter_by": due, "state": "entered", "subject": "finance"}
    world.needs = [
        NeedFactory(**common, entered_at=IN_MARCH, actor=world.actors[0], territory=world.namur),
        NeedFactory(**common, entered_at=late, project_name=SECRETS[0], name=SECRETS[1], email=SECRETS[2]),
        NeedFactory(received_at=IN_MARCH, enter_by=due),
        NeedFactory(**{**common, "received_at": AFTER}, entered_at=AFTER),
    ]
    NeedFactory(received_at=IN_MARCH, enter_by=due, merged_into=world.needs[0])
    NeedFactory(received_at=IN_MARCH, enter_by=due, is_demo=True)
    first, second = PartnerFactory(), PartnerFactory()
    for need, partner, state in (
        (world.needs[0], first, "taken"),
        (world.needs[0], second, "helped"),
        (world.needs[1], first, "helped"),
        (world.needs[2], first, "cannot"),
    ):
        ReferralFactory(need=need, partner=partner, state=state, sent_at=IN_MARCH, answered_at=IN_MARCH)
    world.needs[0].referrals.filter(partner=second).update(reminders=1)
    type(world.needs[0]).objects.filter(pk__in=[one.pk for one in world.needs[:2]]).update(
        answered_at=IN_MARCH
    )
    third = PartnerFactory()
    ReferralFactory(need=world.needs[1], partner=third, state="recalled", sent_at=IN_MARCH)
    _outcomes(world, first, second, third)


def _outcomes(world: World, first: Any, second: Any, third: Any) -> None:
    """Of the first need three sides tell, one of them twice; of the second its partner and one it was taken from."""
    for need, partner, result, amount, jobs in (
        (0, first, "running", None, None),
        (0, first, "obtained", 1000, 2),
        (0, second, "partly", 300, 1),
        (0, None, "obtained", 900, None),
        (1, first, "obtained", 50, 4),
        (1, third, "obtained", 7777, 77),
        (2, first, "not", None, None),
    ):
        Outcome.objects.create(
            need=world.needs[need],
            side="partner" if partner else "applicant",
            partner=partner,
            result=result,
            what=SECRETS[0],
            amount_eur=amount,
            jobs=jobs,
            at=IN_MARCH,
        )


def _missions(world: World) -> None:
    """Two missions in March with three seats of two actors, one of them an authority; one called off."""
    authority = ActorFactory(kind="public_body", created_at=AFTER)
    march = {"starts_on": date(2026, 3, 31), "ends_on": date(2026, 4, 4)}
    first, second = MissionFactory.create_batch(2, **march)
    cancelled = MissionFactory(**march, state="cancelled")
    MissionFactory(**march, is_demo=True)
    seat = {"state": "confirmed", "confirmed_at": IN_MARCH, "contact_name": SECRETS[1]}
    went = ParticipantFactory(mission=first, actor=world.actors[0], **seat)
    ParticipantFactory(mission=second, actor=world.actors[0], **seat)
    ParticipantFactory(mission=second, actor=authority, **seat)
    ParticipantFactory(mission=second, actor=world.actors[1])
    ParticipantFactory(mission=cancelled, actor=world.actors[1], **seat)
    for kind, amount, more in (
        ("contract", 5000, {"jobs": 3, "happened_on": date(2026, 3, 31)}),
        ("contract", None, {}),
        ("nothing", None, {}),
        ("contract", 10, {"happened_on": date(2026, 4, 1)}),
        ("contract", 20, {"withdrawn_at": IN_MARCH, "withdrawn_because": "Twice."}),
    ):
        Result.objects.create(
            mission=first,
            participant=went,
            kind=kind,
            amount_eur=amount,
            what=SECRETS[0],
            told_at=IN_MARCH,
            submission=uuid4(),
            **more,
        )
