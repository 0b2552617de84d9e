"""Undo an applied change set, a thousand records at a time; what people did since stays."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from vivier.accounts import journal
from vivier.core.collecting import collecting_seldom
from vivier.core.names import sort_key
from vivier.core.rows import delete_rows, update_rows
from vivier.directory import fields, following, mass
from vivier.directory.fields import Value
from vivier.directory.models import (
    Actor,
    ActorRole,
    ChangeSet,
    DuplicateProposal,
    ExternalId,
    FieldSource,
    FormerName,
    ProposedChange,
)
from vivier.directory.refusals import RefreshRefused
from vivier.reference.models import Discipline, Territory
from vivier.search.queue import changed_all, together

if TYPE_CHECKING:
    from vivier.accounts.models import User

BATCH = 1_000
Kind, State = ProposedChange.Kind, ChangeSet.State
Held = FieldSource.State
Progress = Callable[[int], None]
_PLAIN = (*fields.PLAIN, "territory", "sort_name", "version")
# What a source writes of a record it opens; anything else that points at the record is people's work.
_OWN = {ActorRole, FormerName, FieldSource, ExternalId, ProposedChange, Actor.disciplines.through}


def _own() -> set[Any]:
    """Return the models whose rows are no sign of people's work."""
    return _OWN | {link.model for link in following.made_by_machine()}


def _silent(_count: int) -> None:
    return None


@transaction.atomic
def begin_undoing(change_set: ChangeSet, *, by: "User | None") -> None:
    """Say at once that the set is being undone: `undo_changes` does it in the background."""
    locked = ChangeSet.objects.select_for_update().get(pk=change_set.pk)
    if not locked.can_be_undone:
        raise RefreshRefused(_("Only what was applied in the last thirty days can be undone."))
    locked.state, locked.by = State.UNDOING, by or locked.by
    locked.save(update_fields=["state", "by"])
    change_set.refresh_from_db()


@collecting_seldom()
def undo_changes(change_set: ChangeSet, *, by: "User | None", progress: Progress = _silent) -> int:
    """Take an applied change set back; what people changed since stays. Return how many stayed.

    Cut off anywhere and called again, it goes on.
    """
    change_set.refresh_from_db()
    if change_set.state != State.UNDOING:
        begin_undoing(change_set, by=by)
    stayed = 0
    with together():
        while some := list(change_set.changes.filter(applied_at__isnull=False).order_by("pk")[:BATCH]):
            with transaction.atomic():
                stayed += _undo_some(some, change_set, by=by)
            progress(len(some))
    with transaction.atomic():
        ChangeSet.objects.filter(pk=change_set.pk).update(state=State.UNDONE, undone_at=timezone.now())
        journal.record("refresh.undone", change_set, by=by, changes={"left as they are": [None, stayed]})
    change_set.refresh_from_db()
    return stayed


def _undo_some(some: list[ProposedChange], change_set: ChangeSet, *, by: "User | None") -> int:
    """Undo some changes in one transaction; return of how many people's work keeps something."""
    keys = [one.actor_id for one in some if one.actor_id]
    locked = Actor.objects.select_for_update().filter(pk__in=keys).order_by("pk")
    actors = {actor.pk: actor for actor in locked}
    changed_all("actor", actors)
    present = [one for one in some if one.actor_id in actors]
    stayed = _take_away([one for one in present if one.kind == Kind.NEW], actors)
    stayed += _Restoring(change_set).all([one for one in present if one.kind != Kind.NEW], by=by)
    rows = ((one.actor_id, None, one.note[:300], one.pk) for one in some)
    update_rows(ProposedChange, ("actor", "applied_at", "note"), rows)
    return stayed


def _take_away(new: list[ProposedChange], actors: dict[int, Actor]) -> int:
    """Delete the records a source opened, except those people have worked on; return how many are kept."""
    touched = _touched({one.actor_id for one in new if one.actor_id}, actors)
    keys = []
    for one in new:
        if one.actor_id in touched:
            one.note = str(_("Kept: people have worked on this record since."))
        elif one.actor_id:
            keys.append(one.actor_id)
            one.actor_id = None
    erase_records(keys)
    return len(touched)


def erase_records(keys: Sequence[int]) -> None:
    """Delete records with all that a source wrote of them; nothing else may point at them."""
    ProposedChange.objects.filter(actor__in=keys).update(actor=None)
    for model in (Actor.disciplines.through, ActorRole, FormerName, FieldSource, ExternalId):
        delete_rows(model, ("actor",), ((key,) for key in keys))
    for link in following.made_by_machine():
        delete_rows(link.model, (link.field,), ((key,) for key in keys))
    delete_rows(Actor, ("id",), ((key,) for key in keys))


def _touched(keys: set[int], actors: dict[int, Actor]) -> set[int]:
    """Return those of these records that people have changed, confirmed, or tied something to."""
    return {key for key in keys if actors[key].version > 1 or actors[key].confirmed_on} | tied_to(keys)


def tied_to(keys: set[int]) -> set[int]:
    """Return those of these records that something points at which no source wrote."""
    found = set[int]()
    for relation in Actor._meta.get_fields(include_hidden=True):
        if not isinstance(relation, models.ForeignObjectRel) or relation.many_to_many:
            continue
        if relation.related_model not in _own():
            column = relation.field.name
            rows: Any = relation.related_model._default_manager.filter(**{f"{column}__in": keys})
            if relation.related_model is DuplicateProposal:
                rows = rows.exclude(state=DuplicateProposal.State.WAITING)  # a machine's guess
            found.update(rows.order_by().values_list(column, flat=True).distinct())
    return found


@dataclass(slots=True)
class _Restoring:
    """The values before, given back where the source's value still stands; written all at once."""

    change_set: ChangeSet
    current: dict[tuple[int, str], FieldSource] = field(default_factory=dict)
    replaced: dict[tuple[int, str], list[FieldSource]] = field(default_factory=lambda: defaultdict(list))
    gone: list[int] = field(default_factory=list)
    back: list[int] = field(default_factory=list)
    names: list[tuple[int, str]] = field(default_factory=list)
    territories: dict[str, int] = field(default_factory=dict)
    lists: dict[str, list[tuple[Actor, list[str], list[str]]]] = field(
        default_factory=lambda: defaultdict(list)
    )

    def all(self, changes: list[ProposedChange], *, by: "User | None") -> int:
        """Restore the records of these changes; return how many are kept in part."""
        if not changes:
            return 0
        keys = {one.actor_id for one in changes if one.actor_id}
        related = ("disciplines", "roles", "former_names")
        rows = Actor.objects.filter(pk__in=keys).select_related("territory").prefetch_related(*related)
        actors = {actor.pk: actor for actor in rows}
        self._read(keys, changes)
        journalled, partly = [], 0
        for one in changes:
            actor = actors[one.actor_id or 0]
            restored = {
                name: [after, before]
                for name, (before, after) in one.values.items()
                if self._give_back(actor, name, before, after)
            }
            if restored:
                actor.sort_name = sort_key(actor.name)
                actor.version += 1
                journalled.append((actor, restored))
            if len(restored) < len(one.values):
                one.note = str(_("Partly kept: people have changed this record since."))
                partly += 1
        self._write([actor for actor, _restored in journalled])
        self._restore_ids(changes)
        journal.record_many("actor.restored", journalled, by=by)
        return partly

    def _read(self, keys: set[int], changes: Sequence[ProposedChange]) -> None:
        """Read the provenance of these records; what this set was refused is forgotten."""
        if any("territory" in one.values for one in changes):
            self.territories = dict(Territory.objects.values_list("code", "pk"))
        refused = [(one.actor_id, name, value) for one in changes for name, value in one.refused.items()]
        for row in FieldSource.objects.filter(actor__in=keys).order_by("recorded_at", "pk"):
            if row.state == Held.CURRENT:
                self.current[row.actor_id, row.field] = row
            elif row.state == Held.REPLACED:
                self.replaced[row.actor_id, row.field].append(row)
            elif (row.actor_id, row.field, row.value) in refused and self._is_of_this_set(row):
                self.gone.append(row.pk)

    def _is_ours(self, row: FieldSource) -> bool:
        return row.source_name == self.change_set.source_name

    def _is_of_this_set(self, row: FieldSource) -> bool:
        return self._is_ours(row) and row.observed_on == self.change_set.observed_on

    def _give_back(self, actor: Actor, name: str, before: Value, after: Value) -> bool:
        held = self.current.get((actor.pk, name))
        if held is None or not self._is_ours(held) or not fields.same(fields.read(actor, name), after):
            return False
        if name in fields.LISTS:
            self.lists[name].append((actor, _texts(fields.read(actor, name)), _texts(before)))
        elif name == "territory":
            actor.territory_id = self.territories.get(str(before)) if before else None
        else:
            setattr(actor, name, mass.plain(name, before))
        self.gone.append(held.pk)
        older = self.replaced.get((actor.pk, name))
        if older and fields.same(older[-1].value, before):
            self.back.append(older[-1].pk)
        if name == "name":
            self.names.append((actor.pk, str(before)))
        return True

    def _write(self, actors: Sequence[Actor]) -> None:
        columns = ["territory_id" if one == "territory" else one for one in _PLAIN]
        rows = ([*(getattr(actor, one) for one in columns), actor.pk] for actor in actors)
        update_rows(Actor, _PLAIN, rows)
        delete_rows(FieldSource, ("id",), ((key,) for key in self.gone))
        update_rows(FieldSource, ("state",), ((Held.CURRENT, key) for key in self.back))
        delete_rows(FormerName, ("actor", "name"), self.names)
        self._write_lists()

    def _write_lists(self) -> None:
        codes = dict(Discipline.objects.values_list("code", "pk")) if self.lists["disciplines"] else {}
        through: Any = Actor.disciplines.through
        mass.exchange(through, ("actor", "discipline"), self.lists["disciplines"], codes)
        mass.exchange(ActorRole, ("actor", "kind"), self.lists["roles"])
        mass.exchange(FormerName, ("actor", "name"), self.lists["former_names"])

    def _restore_ids(self, changes: Iterable[ProposedChange]) -> None:
        """Give back what was known of why the source names a record; forget ties this set made."""
        source = self.change_set.source_name
        made, known = [], []
        for one in changes:
            if one.origin_before is None:
                made.append((source, one.external_id, one.actor_id))
            else:
                known.append(one)
        delete_rows(ExternalId, ("source", "value", "actor"), made)
        values = [one.external_id for one in known]
        keys = dict(ExternalId.objects.filter(source=source, value__in=values).values_list("value", "pk"))
        rows = ((one.origin_before, keys[one.external_id]) for one in known if one.external_id in keys)
        update_rows(ExternalId, ("origin",), rows)


def _texts(value: Value) -> list[str]:
    return value if isinstance(value, list) else []
