"""Factories: one per model, the smallest valid row."""

from datetime import timedelta
from uuid import uuid4

import factory
from django.utils import timezone
from factory.django import DjangoModelFactory

from vivier.accounts.models import User
from vivier.agenda.models import Event, Place, Series
from vivier.core.names import address_of, sort_key
from vivier.directory.models import Actor, ActorRole, Claim, Correction, FieldSource, Membership, Relation
from vivier.observatory.models import Figure, Indicator
from vivier.opportunities.models import Call, Criterion, Scheme
from vivier.reference.models import Discipline, Territory
from vivier.support.models import Absence, Adviser, Consent, Intake, Need, Partner, Referral


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


class PersonFactory(DjangoModelFactory):
    """A member whose address is confirmed."""

    class Meta:
        model = User
        skip_postgeneration_save = True

    email = factory.Sequence(lambda n: f"person-{n}@example.org")

    @classmethod
    def _create(cls, model_class, *args, **kwargs):
        person = model_class.objects.create_user(*args, **kwargs)
        person.vouch_for_address()
        return person


class FieldSourceFactory(DjangoModelFactory):
    class Meta:
        model = FieldSource

    actor = factory.SubFactory(ActorFactory)
    field = "website"
    method = FieldSource.Method.DATASET


class MembershipFactory(DjangoModelFactory):
    class Meta:
        model = Membership

    user = factory.SubFactory(PersonFactory)
    actor = factory.SubFactory(ActorFactory)
    role = Membership.Role.MAIN


class ClaimFactory(DjangoModelFactory):
    """A claim with evidence that waits for the team."""

    class Meta:
        model = Claim

    actor = factory.SubFactory(ActorFactory)
    claimant = factory.SubFactory(PersonFactory)
    way = Claim.Way.EVIDENCE
    state = Claim.State.WAITING
    evidence = "I am its director."
    submission = factory.LazyFunction(uuid4)


class IndicatorFactory(DjangoModelFactory):
    class Meta:
        model = Indicator

    slug = factory.Sequence(lambda n: f"indicateur-{n}")
    name_fr = factory.Sequence(lambda n: f"Indicateur {n}")
    unit = "emplois"


class FigureFactory(DjangoModelFactory):
    class Meta:
        model = Figure

    indicator = factory.SubFactory(IndicatorFactory)
    value = 100
    year = 2024
    territory = "Wallonie"
    source_name = "Le Journal"
    source_url = factory.Sequence(lambda n: f"https://example.org/{n}")


class PlaceFactory(DjangoModelFactory):
    class Meta:
        model = Place

    name = factory.Sequence(lambda n: f"Place {n:04d}")
    sort_name = factory.LazyAttribute(lambda p: sort_key(p.name))
    slug = factory.Sequence(lambda n: f"place-{n:04d}")
    kind = Place.Kind.HUB


class SeriesFactory(DjangoModelFactory):
    class Meta:
        model = Series

    name = factory.Sequence(lambda n: f"Festival {n:04d}")
    slug = factory.Sequence(lambda n: f"festival-{n:04d}")


class EventFactory(DjangoModelFactory):
    class Meta:
        model = Event
        skip_postgeneration_save = True

    title_fr = factory.Sequence(lambda n: f"Event {n:04d}")
    slug = factory.Sequence(lambda n: f"event-{n:04d}")
    kind = Event.Kind.FESTIVAL
    state = Event.State.PUBLISHED
    starts_on = factory.LazyFunction(lambda: timezone.localdate() + timedelta(days=10))

    @factory.post_generation
    def disciplines(self, create, extracted, **_options):
        if create and extracted:
            self.disciplines.set(extracted)


class SchemeFactory(DjangoModelFactory):
    class Meta:
        model = Scheme

    title_fr = factory.Sequence(lambda n: f"Dispositif {n:04d}")
    slug = factory.LazyAttribute(lambda s: address_of(s.title_fr))
    issuer_name = "Fonds d’essai"


class CallFactory(DjangoModelFactory):
    """A published call whose dates nobody knows."""

    class Meta:
        model = Call
        skip_postgeneration_save = True

    scheme = factory.SubFactory(SchemeFactory)
    title_fr = factory.Sequence(lambda n: f"Appel {n:04d}")
    slug = factory.LazyAttribute(lambda c: address_of(c.title_fr))
    kind = "funding"
    state = Call.State.PUBLISHED
    summary_fr = "Une aide d’essai."
    url = "https://example.org/appel"
    source_url = "https://example.org/reglement"

    @factory.post_generation
    def disciplines(self, create, extracted, **_kwargs):
        if create and extracted:
            self.disciplines.set(extracted)


class CriterionFactory(DjangoModelFactory):
    class Meta:
        model = Criterion

    call = factory.SubFactory(CallFactory)
    key = factory.Sequence(lambda n: f"condition_{n}")
    position = factory.Sequence(lambda n: n)
    text_fr = "Être établi en Wallonie."
    rule = factory.LazyFunction(lambda: {"fact": "territory", "in": ["03000"]})


class NeedFactory(DjangoModelFactory):
    """A need the team has not entered yet; `entered=True` for one that can be referred."""

    class Meta:
        model = Need
        skip_postgeneration_save = True

    class Params:
        entered = factory.Trait(
            entered_at=factory.LazyFunction(timezone.now),
            state=Need.State.ENTERED,
            project_name=factory.Sequence(lambda n: f"Project {n:04d}"),
        )

    reference = factory.Sequence(lambda n: f"B-2026-{n:05d}")
    subject = "finance"
    sought = "Money for a first film."
    name = "Ada Example"
    email = factory.Sequence(lambda n: f"applicant-{n}@example.org")
    enter_by = factory.LazyFunction(lambda: timezone.localdate() + timedelta(days=2))

    @factory.post_generation
    def disciplines(self, create, extracted, **_kwargs):
        if create and extracted:
            self.disciplines.set(extracted)


class PartnerFactory(DjangoModelFactory):
    class Meta:
        model = Partner

    actor = factory.SubFactory(ActorFactory)
    email = factory.Sequence(lambda n: f"partner-{n}@example.org")


class AdviserFactory(DjangoModelFactory):
    class Meta:
        model = Adviser

    partner = factory.SubFactory(PartnerFactory)
    user = factory.SubFactory(PersonFactory, role=User.Role.ADVISER)


class IntakeFactory(DjangoModelFactory):
    class Meta:
        model = Intake

    partner = factory.SubFactory(PartnerFactory)
    subjects = factory.LazyFunction(list)
    territories = factory.LazyFunction(list)
    stages = factory.LazyFunction(list)
    disciplines = factory.LazyFunction(list)
    legal_forms = factory.LazyFunction(list)


class AbsenceFactory(DjangoModelFactory):
    """A partner that is away today."""

    class Meta:
        model = Absence

    partner = factory.SubFactory(PartnerFactory)
    starts_on = factory.LazyFunction(timezone.localdate)
    ends_on = factory.LazyFunction(timezone.localdate)


class ConsentFactory(DjangoModelFactory):
    """Any partner the team finds may see the need and reach the person."""

    class Meta:
        model = Consent

    need = factory.SubFactory(NeedFactory)
    wording = "2026-11"
    decided_at = factory.LazyFunction(timezone.now)


class ReferralFactory(DjangoModelFactory):
    """A referral that waits for an answer."""

    class Meta:
        model = Referral
        skip_postgeneration_save = True

    need = factory.SubFactory(NeedFactory, entered=True, state=Need.State.REFERRED)
    partner = factory.SubFactory(PartnerFactory)
    verdict = "met"

    @factory.post_generation
    def answered(self, create, extracted, **_kwargs):
        if create and extracted:
            self.state, self.answered_at = extracted, timezone.now()
            self.save()
