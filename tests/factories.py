"""Factories: one per model, the smallest valid row."""

import factory
from factory.django import DjangoModelFactory

from vivier.core.names import sort_key
from vivier.directory.models import Actor, ActorRole, Correction, Relation
from vivier.reference.models import Discipline, Territory


class TerritoryFactory(DjangoModelFactory):
    class Meta:
        model = Territory
        django_get_or_create = ("code",)

    code = factory.Sequence(lambda n: f"{90000 + n}")
    kind = Territory.Kind.COMMUNE
    label_fr = factory.Sequence(lambda n: f"Commune {n}")
    chain = factory.LazyAttribute(lambda t: [t.code, "03000", "COM-FR", "BE", "EU"])
    latitude = 50.46
    longitude = 4.86


class DisciplineFactory(DjangoModelFactory):
    class Meta:
        model = Discipline
        django_get_or_create = ("code",)

    code = factory.Sequence(lambda n: f"discipline_{n}")
    label_fr = factory.Sequence(lambda n: f"Discipline {n}")


class ActorFactory(DjangoModelFactory):
    class Meta:
        model = Actor
        skip_postgeneration_save = True

    name = factory.Sequence(lambda n: f"Actor {n:04d}")
    sort_name = factory.LazyAttribute(lambda a: sort_key(a.name))
    slug = factory.Sequence(lambda n: f"actor-{n:04d}")
    kind = Actor.Kind.STUDIO
    status = Actor.Status.PUBLISHED

    @factory.post_generation
    def disciplines(self, create, extracted, **_kwargs):
        if create and extracted:
            self.disciplines.set(extracted)


class ActorRoleFactory(DjangoModelFactory):
    class Meta:
        model = ActorRole

    actor = factory.SubFactory(ActorFactory)
    kind = ActorRole.Kind.MEMBER


class RelationFactory(DjangoModelFactory):
    class Meta:
        model = Relation

    source = factory.SubFactory(ActorFactory)
    kind = Relation.Kind.FUNDS
    target = factory.SubFactory(ActorFactory)


class CorrectionFactory(DjangoModelFactory):
    class Meta:
        model = Correction

    actor = factory.SubFactory(ActorFactory)
    field = "city"
    proposed = "Dinant"
    submission = factory.Faker("uuid4")
