"""Rows of a dataset become records: idempotent, each value with its provenance, never over a person's."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any, Protocol, TypedDict

from django.db import transaction
from django.utils.translation import gettext as _

from vivier.core.load_counts import LoadCounts
from vivier.directory import actions, fields
from vivier.directory.legal_forms import legal_form_of
from vivier.directory.models import Actor, FieldSource, Relation
from vivier.directory.naming import KnownNames
from vivier.directory.provenance import Update, name_of_address
from vivier.directory.refusals import DirectoryRefusal, LoadRefused, NotPublishable
from vivier.reference.lookup import commune_for

if TYPE_CHECKING:
    from vivier.accounts.models import User


class Origin(TypedDict):
    """Where the values of one row come from."""

    method: str
    source_name: str
    source_url: str
    observed_on: date | None


class ActorRow(Protocol):
    """One line of a list of organisations."""

    @property
    def name(self) -> str: ...
    @property
    def legal_form(self) -> str: ...
    @property
    def former_names(self) -> Sequence[str]: ...
    @property
    def kind(self) -> str: ...
    @property
    def disciplines(self) -> Sequence[str]: ...
    @property
    def city(self) -> str: ...
    @property
    def postal_code(self) -> str: ...
    @property
    def website(self) -> str: ...
    @property
    def description_fr(self) -> str: ...
    @property
    def description_en(self) -> str: ...
    @property
    def roles(self) -> Sequence[str]: ...
    @property
    def source_url(self) -> str: ...
    @property
    def line(self) -> int: ...


class RelationRow(Protocol):
    """One line of a list of relations; `source` and `target` are names."""

    @property
    def source(self) -> str: ...
    @property
    def kind(self) -> str: ...
    @property
    def target(self) -> str: ...
    @property
    def source_url(self) -> str: ...
    @property
    def line(self) -> int: ...


@transaction.atomic
def store_actors(
    rows: Iterable[ActorRow],
    *,
    by: "User | None",
    dataset: str = "",
    observed_on: date | None = None,
    is_demo: bool = False,
) -> LoadCounts:
    """Create and publish the records that are new, update the others; one bad row undoes everything."""
    counts = LoadCounts()
    names = KnownNames(former=False)  # what one body was once called may be another's name today
    for row in rows:
        origin: Origin = {
            "method": FieldSource.Method.DATASET,
            "source_name": name_of_address(row.source_url, dataset),
            "source_url": row.source_url,
            "observed_on": observed_on,
        }
        try:
            values = _values(row, counts)
            key = names.key_of(row.name)
            if key is None:
                actor = actions.create_actor(by=by, values=values, is_demo=is_demo, **origin)
                names.add(row.name, actor.pk)
                _publish(actor, row, counts, by=by)
                counts.created += 1
            else:
                actor = Actor.objects.get(pk=key)
                _count(actions.update_actor(actor, by=by, changes=values, **origin), row, counts)
        except LoadRefused:
            raise
        except DirectoryRefusal as error:
            raise LoadRefused(_("line %(line)s: %(why)s") % {"line": row.line, "why": error}) from error
    return counts


def _values(row: ActorRow, counts: LoadCounts) -> dict[str, Any]:
    """Return what the row says; an empty cell means “not seen”, so it says nothing."""
    form = legal_form_of(row.legal_form)
    if form is None:
        counts.notes.append(
            _("line %(line)s: the legal form “%(form)s” is not known, it is left out.")
            % {"line": row.line, "form": row.legal_form}
        )
    territory = commune_for(row.city, row.postal_code)
    values = {
        "name": row.name,
        "kind": row.kind,
        "legal_form": form or "",
        "former_names": list(row.former_names),
        "disciplines": list(row.disciplines),
        "city": row.city,
        "postal_code": row.postal_code,
        "territory": territory.code if territory else None,
        "website": row.website,
        "description_fr": row.description_fr,
        "description_en": row.description_en,
        "roles": list(row.roles),
    }
    return {one: value for one, value in values.items() if not fields.is_empty(value)}


def _publish(actor: Actor, row: ActorRow, counts: LoadCounts, *, by: "User | None") -> None:
    try:
        actions.publish_actor(actor, by=by)
    except NotPublishable as error:
        counts.notes.append(_("line %(line)s: %(why)s") % {"line": row.line, "why": error})


def _count(update: Update, row: ActorRow, counts: LoadCounts) -> None:
    if update.changed:
        counts.changed += 1
    else:
        counts.unchanged += 1
    for one in update.refused:
        counts.refused += 1
        counts.notes.append(
            _("line %(line)s: %(field)s of %(name)s stays as a person wrote it.")
            % {"line": row.line, "field": fields.label_of_field(one), "name": update.actor}
        )


@transaction.atomic
def store_relations(rows: Iterable[RelationRow], *, by: "User | None") -> LoadCounts:
    """Add the relations that are not there yet; a name without a record is refused and said."""
    counts = LoadCounts()
    names = KnownNames()
    present = set(Relation.objects.values_list("source_id", "kind", "target_id"))
    for row in rows:
        source, target = names.key_of(row.source), names.key_of(row.target)
        if source is None or target is None:
            unknown = row.source if source is None else row.target
            counts.refused += 1
            counts.notes.append(
                _("line %(line)s: no record is called “%(name)s”.") % {"line": row.line, "name": unknown}
            )
        elif (source, row.kind, target) in present:
            counts.unchanged += 1
        else:
            _relate(row, source, target, by=by)
            present.add((source, row.kind, target))
            counts.created += 1
    return counts


def _relate(row: RelationRow, source: int, target: int, *, by: "User | None") -> None:
    ends = Actor.objects.in_bulk([source, target])
    try:
        actions.add_relation(
            ends[source], kind=row.kind, target=ends[target], by=by, source_url=row.source_url
        )
    except DirectoryRefusal as error:
        raise LoadRefused(_("line %(line)s: %(why)s") % {"line": row.line, "why": error}) from error
