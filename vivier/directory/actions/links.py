"""Relations between actors, their sites and their labels."""

from datetime import date
from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from vivier.accounts import journal
from vivier.directory.models import Actor, ActorLabel, Relation, Site
from vivier.directory.refusals import RelationRefused

if TYPE_CHECKING:
    from vivier.accounts.models import User


@transaction.atomic
def add_relation(
    actor: Actor,
    *,
    kind: str,
    target: Actor,
    by: "User | None",
    starts_on: date | None = None,
    ends_on: date | None = None,
    source_url: str = "",
) -> Relation:
    """Link one actor to another: it funds, operates, hosts it…"""
    if kind not in Relation.Kind.values:
        raise RelationRefused(_("“%(kind)s” is not a kind of relation.") % {"kind": kind})
    if actor.pk == target.pk:
        raise RelationRefused(_("An actor has no relation with itself."))
    if starts_on and ends_on and starts_on > ends_on:
        raise RelationRefused(_("The relation would end before it starts."))
    relation = Relation(
        source=actor, kind=kind, target=target, starts_on=starts_on, ends_on=ends_on, source_url=source_url
    )
    try:
        with transaction.atomic():
            relation.save(force_insert=True)
    except IntegrityError as error:
        raise RelationRefused(_("This relation is already written down.")) from error
    journal.record("relation.added", actor, by=by, changes={kind: [None, target.slug]})
    return relation


@transaction.atomic
def remove_relation(relation: Relation, *, by: "User", reason: str = "") -> None:
    """Take a relation away that never was; one that ended keeps its end date instead."""
    changes: journal.Changes = {relation.kind: [relation.target.slug, None]}
    journal.record("relation.removed", relation.source, by=by, changes=changes, reason=reason)
    relation.delete()


@transaction.atomic
def add_site(
    actor: Actor,
    *,
    by: "User | None",
    label: str = "",
    street: str = "",
    postal_code: str = "",
    city: str = "",
) -> Site:
    """Write down another place where the actor is active."""
    site = Site.objects.create(actor=actor, label=label, street=street, postal_code=postal_code, city=city)
    journal.record("site.added", actor, by=by, changes={"site": [None, str(site)]})
    return site


@transaction.atomic
def add_label(
    actor: Actor,
    *,
    by: "User | None",
    name: str,
    issuer: str = "",
    valid_from: date | None = None,
    valid_until: date | None = None,
) -> ActorLabel:
    """Write down a label or seal that the actor holds."""
    label = ActorLabel.objects.create(
        actor=actor, name=name, issuer=issuer, valid_from=valid_from, valid_until=valid_until
    )
    journal.record("label.added", actor, by=by, changes={"label": [None, name]})
    return label
