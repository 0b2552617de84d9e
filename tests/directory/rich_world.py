"""Two records of one body with everything that can hang on a record, and a dump of all rows that speak of them."""

import json
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import uuid4

from django.core import serializers
from django.utils import timezone

from tests.factories import (
    ActorFactory,
    CallFactory,
    ClaimFactory,
    CorrectionFactory,
    DisciplineFactory,
    EventFactory,
    NeedFactory,
    PartnerFactory,
    PlaceFactory,
    RelationFactory,
    SchemeFactory,
    SeriesFactory,
    TerritoryFactory,
)
from tests.mandate_factories import ExpenseFactory, FunderFactory
from tests.missions.expeditions import MissionFactory, ParticipantFactory
from tests.newsroom.pages import article
from vivier.accounts.models import User
from vivier.alerts.models import CallOut, ReachedFor, Subscriber, Subscription, Told
from vivier.directory import actions, following
from vivier.directory.models import (
    Actor,
    ActorLabel,
    ActorRole,
    ClaimFile,
    ConfirmationRequest,
    ExternalId,
    FieldSource,
    FormerName,
    Invitation,
    Membership,
    MergeRecord,
    Site,
)
from vivier.directory.provenance import Source
from vivier.directory.refresh import Arrival
from vivier.missions.models import Contact, MissionPartner, Result, Visit
from vivier.opportunities.models import (
    OpportunityProposal,
    PastStay,
    PublishingRight,
    Residency,
    Response,
    StoredMatch,
)

TEAM, REGISTER, DATASET = FieldSource.Method.TEAM, FieldSource.Method.REGISTER, FieldSource.Method.DATASET


@dataclass(frozen=True, slots=True)
class RichWorld:
    """The record to keep, the one to absorb, and a neighbour both know."""

    kept: Actor
    absorbed: Actor
    neighbour: Actor
    person: User


def rich_world(by: User) -> RichWorld:
    """Build it: every key to an actor has rows, some of them on both records."""
    games = DisciplineFactory(code="jeu_video", label_fr="Jeu vidéo")
    design = DisciplineFactory(code="design", label_fr="Design")
    music = DisciplineFactory(code="musique", label_fr="Musique")
    TerritoryFactory(code="92094", label_fr="Namur")
    neighbour = ActorFactory(name="Le Voisin", slug="le-voisin", disciplines=[music])
    kept = actions.create_actor(
        by=by,
        method=TEAM,
        values={
            "name": "KIKK",
            "kind": "association",
            "disciplines": [games, design],
            "roles": ["organiser", "hub"],
            "website": "https://kikk.be",
        },
    )
    absorbed = actions.create_actor(
        by=None,
        method=REGISTER,
        values={
            "name": "KIKK ASBL",
            "kind": "association",
            "legal_form": "asbl",
            "enterprise_number": "0403170701",
            "disciplines": [design, music],
            "roles": ["organiser", "member"],
            "website": "https://www.kikk.be",
            "city": "Namur",
            "postal_code": "5000",
            "territory": "92094",
            "founded_on": date(2011, 3, 1),
            "former_names": ["KIKK", "Kikk en fête"],
        },
        source_name="Banque-Carrefour",
    )
    for actor in (kept, absorbed):
        actions.publish_actor(actor, by=by)
    person = User.objects.create_user("manager@example.org")
    world = RichWorld(kept, absorbed, neighbour, person)
    _links(world)
    _elsewhere(world)
    return world


def _links(world: RichWorld) -> None:
    kept, absorbed, neighbour = world.kept, world.absorbed, world.neighbour
    actions.update_actor(
        absorbed, by=None, method=DATASET, changes={"website": "https://old.example"}, source_name="a list"
    )
    Membership.objects.create(user=world.person, actor=kept, role=Membership.Role.MANAGER)
    Membership.objects.create(user=world.person, actor=absorbed)
    Membership.objects.create(user=User.objects.create_user("second@example.org"), actor=absorbed)
    RelationFactory(source=kept, kind="funds", target=neighbour)
    RelationFactory(source=absorbed, kind="funds", target=neighbour, starts_on=date(2020, 1, 1))
    RelationFactory(source=neighbour, kind="hosts", target=absorbed)
    RelationFactory(source=kept, kind="operates", target=absorbed)
    RelationFactory(source=absorbed, kind="partner_of", target=kept)
    ActorRole.objects.filter(actor=absorbed, kind="organiser").update(since=date(2012, 1, 1))
    FormerName.objects.create(actor=kept, name="Kikk en fête", until=date(2015, 1, 1))
    ActorLabel.objects.create(actor=absorbed, name="EFFE", issuer="EFA")
    Site.objects.create(actor=absorbed, label="Le Pavillon", city="Namur")
    ExternalId.objects.create(actor=absorbed, source="Banque-Carrefour", value="0403170701")
    CorrectionFactory(actor=absorbed, proposed="Namur", field="city")
    claim = ClaimFactory(actor=kept)
    ClaimFactory(actor=absorbed, claimant=claim.claimant, state="refused")
    double = ClaimFactory(actor=absorbed, claimant=claim.claimant)
    ClaimFile.objects.create(claim=double, name="statutes.pdf", size=4, sha256="0", content=b"%PDF")
    in_a_month = timezone.now() + timedelta(days=30)
    Invitation.objects.create(
        actor=absorbed, email="x@example.org", token_hash="1", invited_by=world.person, expires_at=in_a_month
    )
    for number, actor in enumerate((kept, absorbed)):
        ConfirmationRequest.objects.create(
            actor=actor,
            user=world.person,
            since=date(2026, 1, 1),
            number=1,
            token_hash=str(number),
            expires_at=in_a_month,
        )
    change = actions.propose_changes(
        [Arrival("0403170701", {"name": "KIKK ASBL", "enterprise_number": "0403170701", "city": "Jambes"})],
        kind="register",
        label="BCE 1",
        source=Source(REGISTER, "Banque-Carrefour"),
        by=None,
    )
    assert change.changes.get().actor == absorbed


def _elsewhere(world: RichWorld) -> None:
    EventFactory(slug="fete", title_fr="La fête", organiser=world.absorbed)
    EventFactory(slug="bal", title_fr="Le bal", organiser=world.kept)
    SeriesFactory(slug="festival", organiser=world.absorbed)
    PlaceFactory(slug="pavillon", actor=world.absorbed)
    call = CallFactory(scheme=SchemeFactory(title_fr="Bourse du KIKK", issuer=world.absorbed))
    Response.objects.create(actor=world.absorbed, call=call, kind="applied", by=world.person)
    now = timezone.now()
    for place, actor in enumerate((world.kept, world.absorbed)):
        StoredMatch.objects.create(
            call=call, actor=actor, position=place, score=0.5, is_eligible=True, made_at=now
        )
    PublishingRight.objects.create(actor=world.absorbed, reason="Partner", given_by=world.person)
    residency = Residency.objects.create(slug="residence", name="Résidence", host=world.absorbed)
    PastStay.objects.create(residency=residency, actor=world.absorbed, year=2024)
    OpportunityProposal.objects.create(
        issuer=world.absorbed, title="Prix", text="Un prix", submission=uuid4()
    )
    NeedFactory(reference="B-2026-00000", email="asks@example.org", actor=world.absorbed)
    for actor in (world.kept, world.absorbed):
        PartnerFactory(actor=actor, email="takes@example.org")
    subscriber = Subscriber.objects.create(email="reader@example.org")
    Subscription.objects.create(subscriber=subscriber, subject="actor", actor=world.kept, state="stopped")
    for actor in (world.kept, world.absorbed):
        Told.objects.create(subscriber=subscriber, actor=actor)
    Subscription.objects.create(
        subscriber=subscriber, subject="actor", actor=world.absorbed, state="active", confirmed_at=now
    )
    sent = CallOut.objects.create(call=call, by=world.person, submission=uuid4())
    for actor in (world.kept, world.absorbed):
        ReachedFor.objects.create(call_out=sent, actor=actor)
    FunderFactory(name="KIKK, own funds", actor=world.absorbed)
    ExpenseFactory(supplier_actor=world.absorbed)
    _missions(world)
    both, one = article("les-deux"), article("un-seul")
    both.actors.set([world.kept, world.absorbed])
    both.save()
    one.actors.set([world.absorbed])
    one.save_revision().publish()


def _missions(world: RichWorld) -> None:
    mission = MissionFactory()
    MissionPartner.objects.create(mission=mission, actor=world.absorbed)
    for actor in (world.kept, world.absorbed):
        one = ParticipantFactory(mission=mission, actor=actor, state="confirmed")
        Result.objects.create(mission=mission, participant=one, kind="opening", submission=uuid4())
    day = mission.starts_on
    Visit.objects.create(mission=mission, day=day, half="1", title_fr="V", counterpart=world.absorbed)
    Contact.objects.create(mission=mission, who="KIKK", counterpart=world.absorbed, submission=uuid4())


def rows_about(world: RichWorld) -> dict[str, Any]:
    """Return every row that holds a key of either record, and both records, column by column."""
    keys = [world.kept.pk, world.absorbed.pk]
    found = {"directory.actor": _dump(Actor.objects.filter(pk__in=keys))}
    for link in following.keys_to_actors():
        if link.model is not MergeRecord:
            found[link.label] = _dump(link.rows.filter(**{f"{link.field}__in": keys}))
    found["directory.claimfile"] = _dump(ClaimFile.objects.all())
    return found


def _dump(rows: Any) -> str:
    model = rows.model
    if model._meta.auto_created:
        columns = [field.attname for field in model._meta.concrete_fields]
        return json.dumps(list(rows.order_by("pk").values_list(*columns)))
    return serializers.serialize("json", rows.order_by("pk"))
