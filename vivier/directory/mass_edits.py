"""Many records changed at once by a source: what `update_actor` does to one, gathered and written as rows."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from django.utils import timezone
from django.utils.translation import gettext as _

from vivier.accounts import journal
from vivier.core.names import sort_key
from vivier.core.rows import insert_rows, update_rows
from vivier.directory import fields, mass
from vivier.directory.fields import Value
from vivier.directory.models import Actor, ActorRole, ExternalId, FieldSource, FormerName, ProposedChange
from vivier.directory.provenance import Decision, Source, decide
from vivier.directory.refusals import InvalidValue
from vivier.reference.models import Discipline, Territory

if TYPE_CHECKING:
    from vivier.accounts.models import User

State = FieldSource.State
_PLAIN = (*fields.PLAIN, "territory", "sort_name", "version", "updated_at")
_PROVENANCE = (
    "actor",
    "field",
    "value",
    "method",
    "source_name",
    "source_url",
    "observed_on",
    "state",
    "recorded_at",
    "by",
)


def apply(changes: Sequence[ProposedChange], source: Source, *, by: "User | None") -> None:
    """Write changes to the records they name, journalled; people's words stay. Call it in a transaction.

    Each change is told what it did (`values`, `origin_before`, `note`) and has to be saved by the caller.
    """
    for some in _one_a_record(changes):
        _Edits(some, source, by=by).write()


def _one_a_record(changes: Sequence[ProposedChange]) -> Iterator[list[ProposedChange]]:
    """Part the changes so that no part names a record twice: the second sees what the first did."""
    waiting = list(changes)
    while waiting:
        seen, part, rest = set[int | None](), list[ProposedChange](), list[ProposedChange]()
        for one in waiting:
            (rest if one.actor_id in seen else part).append(one)
            seen.add(one.actor_id)
        yield part
        waiting = rest


class _Edits:
    """What some changes, each of another record, do: decided by field, then written all at once."""

    def __init__(self, changes: list[ProposedChange], source: Source, *, by: "User | None") -> None:
        self._changes, self._source, self._by = changes, source, by
        self._now = timezone.now()
        self._actors = _locked({one.actor_id for one in changes if one.actor_id})
        self._territories = dict(Territory.objects.values_list("code", "pk"))
        self._disciplines = dict(Discipline.objects.values_list("code", "pk"))
        self._holders: dict[tuple[int, str], FieldSource] = {}
        self._refused = set[tuple[int, str, str]]()
        self._read_provenance()
        self._edited: list[tuple[Actor, journal.Changes]] = []
        self._replaced: list[int] = []
        self._kept: list[tuple[Any, ...]] = []
        self._lists: dict[str, list[tuple[Actor, list[str], list[str]]]] = defaultdict(list)
        self._former: list[tuple[int, str, Any]] = []

    def _read_provenance(self) -> None:
        rows = FieldSource.objects.filter(actor__in=self._actors).exclude(state=State.REPLACED)
        for row in rows:
            if row.state == State.CURRENT:
                self._holders[row.actor_id, row.field] = row
            elif row.method == self._source.method and row.source_url == self._source.url:
                self._refused.add((row.actor_id, row.field, repr(row.value)))

    def write(self) -> None:
        """Decide every value, then write what is decided."""
        present = [one for one in self._changes if one.actor_id in self._actors]
        for one in self._changes:
            if one.actor_id in self._actors:
                self._edit(self._actors[one.actor_id], one)
            else:
                one.note = str(_("The record is no longer there."))
        update_rows(FieldSource, ("state",), ((State.REPLACED, key) for key in self._replaced))
        insert_rows(FieldSource, _PROVENANCE, self._kept)
        rows = ([getattr(actor, name) for name in _PLAIN_ATTS] + [actor.pk] for actor, _c in self._edited)
        update_rows(Actor, _PLAIN, rows)
        self._write_lists()
        journal.record_many("actor.updated", self._edited, by=self._by)
        self._tie(present)

    def _edit(self, actor: Actor, change: ProposedChange) -> None:
        before = actor.name
        arriving = {one: after for one, (_before, after) in change.values.items()} | change.refused
        cleaned = {
            one: self._clean(one, fields.added(one, fields.read(actor, one), value))
            for one, value in arriving.items()
        }
        written = {
            one: fields.read(actor, one) for one, value in cleaned.items() if self._settle(actor, one, value)
        }
        changed: journal.Changes = {one: [shown, cleaned[one]] for one, shown in written.items()}
        for one, (shown, value) in changed.items():
            self._put(actor, one, shown, value)
        change.values = changed
        if changed:
            actor.sort_name = sort_key(actor.name)
            actor.version += 1
            actor.updated_at = self._now
            self._edited.append((actor, changed))
        if "name" in changed and before not in _former_names(actor, changed):
            self._former.append((actor.pk, before, self._source.observed_on))

    def _clean(self, one: str, value: Any) -> Value:
        """Return the value as it is kept; what is known of territories and disciplines is not asked again."""
        if one == "territory" and value in self._territories:
            return str(value)
        if one == "disciplines" and all(code in self._disciplines for code in value):
            return list(dict.fromkeys(value))
        return fields.clean(one, value)

    def _settle(self, actor: Actor, one: str, value: Value) -> bool:
        """Keep where a value comes from, as it is decided; say whether it is to be written."""
        holder = self._holders.get((actor.pk, one))
        method = holder.method if holder else None
        decision = decide(
            shown=fields.read(actor, one), holder=method, arriving=value, method=self._source.method
        )
        if decision is Decision.WRITE:
            if fields.is_empty(value) and one in {"name", "kind"}:
                raise InvalidValue(one, _("A record always has a name and a kind."))
            self._replaced += [holder.pk] if holder else []
            self._keep(actor, one, value, State.CURRENT)
        elif decision is Decision.REFUSE:
            if (actor.pk, one, repr(value)) not in self._refused:
                self._keep(actor, one, value, State.REFUSED)
        elif holder is None and not fields.is_empty(value):
            self._keep(actor, one, value, State.CURRENT)
        return decision is Decision.WRITE

    def _keep(self, actor: Actor, one: str, value: Value, state: str) -> None:
        source, by = self._source, self._by.pk if self._by else None
        origin = (source.method, source.name, source.url, source.observed_on)
        self._kept.append((actor.pk, one, value, *origin, state, self._now, by))

    def _put(self, actor: Actor, one: str, shown: Value, value: Value) -> None:
        if one in fields.LISTS:
            self._lists[one].append((actor, _texts(shown), _texts(value)))
        elif one == "territory":
            actor.territory_id = self._territories[str(value)] if value else None
        else:
            setattr(actor, one, mass.plain(one, value))

    def _write_lists(self) -> None:
        through: Any = Actor.disciplines.through
        mass.exchange(through, ("actor", "discipline"), self._lists["disciplines"], self._disciplines)
        mass.exchange(ActorRole, ("actor", "kind"), self._lists["roles"])
        mass.exchange(FormerName, ("actor", "name"), self._lists["former_names"])
        insert_rows(FormerName, ("actor", "name", "until"), self._former)

    def _tie(self, changes: list[ProposedChange]) -> None:
        """Keep what the source calls each record, and why it names it."""
        source = self._source.name
        values = [one.external_id for one in changes]
        ties = {tie.value: tie for tie in ExternalId.objects.filter(source=source, value__in=values)}
        made, moved = [], []
        for one in changes:
            tie = ties.get(one.external_id)
            one.origin_before = tie.origin if tie else None
            if tie is None:
                made.append((one.actor_id, source, one.external_id, one.origin))
            elif tie.origin != one.origin:
                moved.append((one.origin, tie.pk))
        insert_rows(ExternalId, ("actor", "source", "value", "origin"), made)
        update_rows(ExternalId, ("origin",), moved)


_ATTRIBUTES = {field.name: field.attname for field in Actor._meta.concrete_fields}
_PLAIN_ATTS = tuple(_ATTRIBUTES[name] for name in _PLAIN)


def _locked(keys: set[int]) -> dict[int, Actor]:
    related = ("disciplines", "roles", "former_names")
    rows = Actor.objects.select_for_update(of=("self",)).filter(pk__in=keys).select_related("territory")
    return {actor.pk: actor for actor in rows.prefetch_related(*related).order_by("pk")}


def _former_names(actor: Actor, changed: journal.Changes) -> list[str]:
    """Return the former names as they are after the change."""
    return _texts(
        changed["former_names"][1] if "former_names" in changed else fields.read(actor, "former_names")
    )


def _texts(value: Any) -> list[str]:
    return value if isinstance(value, list) else []
