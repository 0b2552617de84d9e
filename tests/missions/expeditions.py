"""Missions to try things on: a mission with seats, participants in any state."""

from datetime import date

import factory
from factory.django import DjangoModelFactory

from tests.factories import ActorFactory
from vivier.missions.models import Mission, Participant


class MissionFactory(DjangoModelFactory):
    """A published mission to Osaka with two seats."""

    class Meta:
        model = Mission
        skip_postgeneration_save = True

    slug = factory.Sequence(lambda n: f"mission-{n:04d}")
    title_fr = "Mission à Osaka"
    title_en = "Mission to Osaka"
    summary_fr = "Rencontrer le marché japonais."
    places = "Osaka, Japon"
    starts_on = date(2027, 4, 5)
    ends_on = date(2027, 4, 8)
    time_zone = "Asia/Tokyo"
    seats = 2
    state = Mission.State.PUBLISHED

    @factory.post_generation
    def disciplines(self, create, extracted, **_kwargs):
        if create and extracted:
            self.disciplines.set(extracted)

    @factory.post_generation
    def territories(self, create, extracted, **_kwargs):
        if create and extracted:
            self.territories.set(extracted)


class ParticipantFactory(DjangoModelFactory):
    """Somebody who was invited by mail."""

    class Meta:
        model = Participant

    mission = factory.SubFactory(MissionFactory)
    actor = factory.SubFactory(ActorFactory)
    email = factory.Sequence(lambda n: f"someone-{n}@example.org")
    state = Participant.State.INVITED
    language = "en"
