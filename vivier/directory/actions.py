"""What people do with the records of actors."""

from collections.abc import Mapping
from datetime import date, timedelta
from itertools import chain, count
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from vivier.accounts import journal
from vivier.core.names import address_of, sort_key
from vivier.directory import fields
from vivier.directory.fields import Value
from vivier.directory.models import Actor, ActorLabel, Correction, FieldSource, Relation, Site
from vivier.directory.provenance import Decision, Source, Update, decide
from vivier.directory.refusals import (
    AlreadyDecided,
    EditConflict,
    InvalidValue,
    NotPublishable,
    ReasonMissing,
    RelationRefused,
    TooManySuggestions,
)
from vivier.search.queue import changed as tell_search

if TYPE_CHECKING:
    from vivier.accounts.models import User

SUGGESTIONS_PER_HOUR = 6
SUGGESTIONS_PER_DAY = 20


@transaction.atomic
def create_actor(
    *,
    by: "User | None",
    method: str,
    values: Mapping[str, Any],
    source_name: str = "",
    source_url: str = "",
    observed_on: date | None = None,
    is_demo: bool = False,
) -> Actor:
    """Open a draft record; its address is made from its first name and never changes."""
    name = str(fields.clean("name", values.get("name", "")))
    kind = str(fields.clean("kind", values.get("kind", "")))
    actor = Actor(name=name, sort_name=sort_key(name), kind=kind, slug=_free_address(name), is_demo=is_demo)
    actor.save(force_insert=True)
    source = Source(method, source_name, source_url, observed_on)
    for one, value in values.items():
        cleaned = fields.clean(one, value)
        if not fields.is_empty(cleaned):
            fields.write(actor, one, cleaned)
            _keep_source(actor, one, cleaned, source, by=by)
    actor.save()
    changes: journal.Changes = {one: [None, fields.clean(one, value)] for one, value in values.items()}
    journal.record("actor.created", actor, by=by, changes=changes)
    return actor


def _free_address(name: str) -> str:
    wanted = address_of(name)
    taken = set(Actor.objects.filter(slug__startswith=wanted).values_list("slug", flat=True))
    numbered = (f"{wanted}-{number}" for number in count(2))
    return next(slug for slug in chain([wanted], numbered) if slug not in taken)


@transaction.atomic
def update_actor(
    actor: Actor,
    *,
    by: "User | None",
    method: str,
    changes: Mapping[str, Any],
    source_name: str = "",
    source_url: str = "",
    observed_on: date | None = None,
    expected_version: int | None = None,
    reason: str = "",
) -> Update:
    """Write values with where they come from; what a person wrote stays, and the refused value is kept."""
    proposed = {one: fields.clean(one, value) for one, value in changes.items()}
    locked = _locked(actor, expected_version, proposed)
    source = Source(method, source_name, source_url, observed_on)
    holders = {
        one.field: one
        for one in locked.field_sources.filter(state=FieldSource.State.CURRENT, field__in=proposed)
    }
    update = Update(actor)
    for one, value in proposed.items():
        _settle(locked, one, value, source, holders.get(one), update, by=by)
    if update.changed:
        _save_edit(locked, update, by=by, reason=reason)
        actor.refresh_from_db()
    return update


def _locked(actor: Actor, expected_version: int | None, proposed: dict[str, Value]) -> Actor:
    """Return the record, locked until the end of the transaction, at the version its editor read."""
    locked = Actor.objects.select_for_update().get(pk=actor.pk)
    if expected_version is not None and expected_version != locked.version:
        raise EditConflict(
            _("Somebody changed this record while you were editing it. Compare both versions, then save."),
            version=locked.version,
            current=fields.values_of(locked, proposed),
            proposed=proposed,
        )
    return locked


def _settle(
    actor: Actor,
    one: str,
    value: Value,
    source: Source,
    holder: FieldSource | None,
    update: Update,
    *,
    by: "User | None",
) -> None:
    shown = fields.read(actor, one)
    decision = decide(
        shown=shown, holder=holder.method if holder else None, arriving=value, method=source.method
    )
    if decision is Decision.WRITE:
        if fields.is_empty(value) and one in {"name", "kind"}:
            raise InvalidValue(one, _("A record always has a name and a kind."))
        fields.write(actor, one, value)
        actor.field_sources.filter(field=one, state=FieldSource.State.CURRENT).update(
            state=FieldSource.State.REPLACED
        )
        _keep_source(actor, one, value, source, by=by)
        update.changed[one] = [shown, value]
    elif decision is Decision.REFUSE:
        _keep_refused(actor, one, value, source, by=by)
        update.refused[one] = value
    elif holder is None and not fields.is_empty(value):
        _keep_source(actor, one, value, source, by=by)


def _keep_source(actor: Actor, one: str, value: Value, source: Source, *, by: "User | None") -> None:
    FieldSource.objects.create(
        actor=actor,
        field=one,
        value=value,
        method=source.method,
        source_name=source.name,
        source_url=source.url,
        observed_on=source.observed_on,
        by=by,
    )


def _keep_refused(actor: Actor, one: str, value: Value, source: Source, *, by: "User | None") -> None:
    """Keep a refused value once, however often the same source repeats it."""
    FieldSource.objects.get_or_create(
        actor=actor,
        field=one,
        value=value,
        method=source.method,
        source_url=source.url,
        state=FieldSource.State.REFUSED,
        defaults={"source_name": source.name, "observed_on": source.observed_on, "by": by},
    )


def _save_edit(actor: Actor, update: Update, *, by: "User | None", reason: str) -> None:
    actor.sort_name = sort_key(actor.name)
    actor.version += 1
    actor.updated_at = timezone.now()
    actor.save()
    journal.record("actor.updated", actor, by=by, changes=update.changed, reason=reason)
    tell_search("actor", actor.pk)


@transaction.atomic
def rename_actor(
    actor: Actor, *, by: "User", name: str, expected_version: int | None = None, reason: str = ""
) -> Update:
    """Give a new name and keep the old one among the former names, so that search still finds it."""
    former = [*actor.former_names.exclude(name=name).values_list("name", flat=True), actor.name]
    return update_actor(
        actor,
        by=by,
        method=FieldSource.Method.TEAM,
        changes={"name": name, "former_names": former},
        expected_version=expected_version,
        reason=reason,
    )


@transaction.atomic
def publish_actor(actor: Actor, *, by: "User | None") -> None:
    """Show the record on the public site and write down who decided it."""
    if not actor.disciplines.exists():
        raise NotPublishable(_("An actor needs a discipline before it is published."))
    _change_state(actor, Actor.Status.PUBLISHED, "actor.published", by=by)


@transaction.atomic
def unpublish_actor(actor: Actor, *, by: "User | None", reason: str = "") -> None:
    """Take the record off the public site; nothing of it is lost."""
    _change_state(actor, Actor.Status.DRAFT, "actor.unpublished", by=by, reason=reason)


def _change_state(actor: Actor, status: str, verb: str, *, by: "User | None", reason: str = "") -> None:
    locked = Actor.objects.select_for_update().get(pk=actor.pk)
    before = locked.status
    if before != status:
        Actor.objects.filter(pk=actor.pk).update(status=status)
        journal.record(verb, actor, by=by, changes={"status": [before, status]}, reason=reason)
        tell_search("actor", actor.pk)
    actor.status = status


@transaction.atomic
def confirm_actor(actor: Actor, *, by: "User") -> None:
    """Write down that somebody checked the whole record today."""
    today = timezone.localdate()
    before = actor.confirmed_on
    Actor.objects.filter(pk=actor.pk).update(confirmed_on=today)
    actor.confirmed_on = today
    journal.record("actor.confirmed", actor, by=by, changes={"confirmed_on": [before, today]})
    tell_search("actor", actor.pk)


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


@transaction.atomic
def suggest_correction(
    actor: Actor,
    *,
    field: str,
    proposed: str,
    submission: UUID,
    comment: str = "",
    author_email: str = "",
    sender: str = "",
) -> Correction:
    """Queue a correction for the team; the same form sent twice is one suggestion."""
    already = Correction.objects.filter(submission=submission).first()
    if already:
        return already
    _slow_down(sender)
    if field and field not in fields.TRACKED:
        raise InvalidValue("field", _("“%(field)s” is not a field of a record.") % {"field": field})
    correction, created = Correction.objects.get_or_create(
        submission=submission,
        defaults={
            "actor": actor,
            "field": field,
            "proposed": proposed,
            "comment": comment,
            "author_email": author_email,
            "sender": sender,
        },
    )
    if created:
        journal.record("correction.suggested", actor, by=None, changes={"correction": [None, correction.pk]})
    return correction


def _slow_down(sender: str) -> None:
    now = timezone.now()
    of_sender = Correction.objects.filter(sender=sender)
    limits = ((timedelta(hours=1), SUGGESTIONS_PER_HOUR), (timedelta(days=1), SUGGESTIONS_PER_DAY))
    if sender and any(of_sender.filter(created_at__gt=now - time).count() >= most for time, most in limits):
        raise TooManySuggestions(
            _("Thank you for so many corrections in a short time. Please send the next one in an hour.")
        )


@transaction.atomic
def apply_correction(
    correction: Correction, *, by: "User", value: Any = None, expected_version: int | None = None
) -> Update:
    """Accept a correction: write `value`, or else the text proposed when the field holds plain text."""
    locked = _waiting(correction)
    changes: dict[str, Any] = {}
    if locked.field:
        is_text = locked.field in fields.PLAIN
        if value is None and not is_text:
            raise InvalidValue("value", _("Choose the value to write: this field does not hold free text."))
        changes[locked.field] = locked.proposed if value is None else value
    update = update_actor(
        locked.actor,
        by=by,
        method=FieldSource.Method.SUGGESTION,
        changes=changes,
        observed_on=timezone.localdate(locked.created_at),
        expected_version=expected_version,
    )
    _decide(correction, locked, Correction.Status.APPLIED, by=by, reason="")
    return update


@transaction.atomic
def refuse_correction(correction: Correction, *, by: "User", reason: str) -> None:
    """Turn a correction down and say why; what was proposed is kept."""
    if not reason.strip():
        raise ReasonMissing(_("Say why the correction is refused: its author reads the reason."))
    locked = _waiting(correction)
    _decide(correction, locked, Correction.Status.REFUSED, by=by, reason=reason.strip())


def _waiting(correction: Correction) -> Correction:
    locked = Correction.objects.select_for_update(of=("self",)).select_related("actor").get(pk=correction.pk)
    if locked.status != Correction.Status.WAITING:
        raise AlreadyDecided(_("Somebody has already decided on this correction."))
    return locked


def _decide(correction: Correction, locked: Correction, status: str, *, by: "User", reason: str) -> None:
    locked.status, locked.reason, locked.decided_by, locked.decided_at = status, reason, by, timezone.now()
    locked.save(update_fields=["status", "reason", "decided_by", "decided_at"])
    changes: journal.Changes = {"correction": [locked.pk, status]}
    journal.record(f"correction.{status}", locked.actor, by=by, changes=changes, reason=reason)
    correction.refresh_from_db()
