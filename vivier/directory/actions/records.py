"""Open, write, publish and confirm a record."""

from collections.abc import Mapping
from datetime import date
from itertools import chain, count
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from vivier.accounts import journal
from vivier.core.names import address_of, sort_key
from vivier.directory import fields
from vivier.directory.fields import Value
from vivier.directory.models import Actor, FieldSource
from vivier.directory.provenance import Decision, Source, Update, decide
from vivier.directory.refusals import EditConflict, InvalidValue, NotPublishable
from vivier.directory.survivors import addresses_kept
from vivier.search.queue import changed as tell_search

if TYPE_CHECKING:
    from vivier.accounts.models import User


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
    taken |= addresses_kept(wanted)
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
    said = {"actor": actor, "field": one, "value": value, "method": source.method, "source_url": source.url}
    if not FieldSource.objects.filter(**said, state=FieldSource.State.REFUSED).exists():
        FieldSource.objects.create(
            **said,
            state=FieldSource.State.REFUSED,
            source_name=source.name,
            observed_on=source.observed_on,
            by=by,
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
