"""Make one record of two: everything that hangs on one goes to the other, and all of it is written down."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.db import IntegrityError, models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from vivier.accounts import journal
from vivier.core.names import sort_key
from vivier.directory import fields, following, merging, rowcopies
from vivier.directory.following import Link
from vivier.directory.models import (
    MERGED_NUMBER,
    Actor,
    DuplicateProposal,
    ExternalId,
    FieldSource,
    FormerName,
    MergeRecord,
)
from vivier.directory.provenance import WRITTEN_BY_PEOPLE
from vivier.directory.refusals import MergeRefused
from vivier.directory.rowcopies import Copy
from vivier.search.queue import changed as tell_search

if TYPE_CHECKING:
    from vivier.accounts.models import User

FORMAT = 1
# A form opened while a merge stands is never taken for the record after its undo: versions do not meet.
_VERSIONS_APART = 1_000
_DECISION = ("state", "decided_by_id", "decided_at", "later_until", "why")
_Current, _Replaced, _Refused = (
    FieldSource.State.CURRENT,
    FieldSource.State.REPLACED,
    FieldSource.State.REFUSED,
)


@dataclass(slots=True)
class Snapshot:
    """What a merge did, row by row, so that all of it can be taken back."""

    absorbed: Copy
    kept: dict[str, Copy] = field(default_factory=dict)
    moved: dict[str, list[Copy]] = field(default_factory=dict)
    dropped: dict[str, list[dict[str, Any]]] = field(default_factory=lambda: defaultdict(list))
    changed: dict[str, list[dict[str, Any]]] = field(default_factory=lambda: defaultdict(list))
    added: dict[str, list[int]] = field(default_factory=lambda: defaultdict(list))
    pair: Copy | None = None

    def as_json(self) -> dict[str, Any]:
        """Return it as it is kept."""
        return {
            "format": FORMAT,
            "absorbed": self.absorbed,
            "kept": self.kept,
            "moved": {label: rows for label, rows in self.moved.items() if rows},
            "dropped": dict(self.dropped),
            "changed": dict(self.changed),
            "added": dict(self.added),
            "pair": self.pair,
        }

    def change(self, row: models.Model, **values: Any) -> None:
        """Write columns of a row and note what they said before."""
        names = list(values)
        before = {name: value for name, value in rowcopies.copy_of(row).items() if name in names}
        for name, value in values.items():
            setattr(row, name, value)
        type(row)._base_manager.filter(pk=row.pk).update(**values)
        after = {name: value for name, value in rowcopies.copy_of(row).items() if name in names}
        self.changed[row._meta.label_lower].append({"pk": row.pk, "before": before, "after": after})


@transaction.atomic
def merge_actors(
    kept: Actor,
    absorbed: Actor,
    *,
    by: "User",
    choices: Mapping[str, str] | None = None,
    versions: Mapping[int, int] | None = None,
    reason: str = "",
) -> MergeRecord:
    """Let one record go into another; `choices` says by group whose values win ("kept", "absorbed")."""
    kept, absorbed = _both(kept.pk, absorbed.pk, versions or {})
    snapshot = Snapshot(rowcopies.copy_of(absorbed))
    before = rowcopies.copy_of(kept)
    links = list(following.links())
    for link in links:
        rows = link.rows.filter(**{link.field: absorbed.pk}).order_by("pk")
        snapshot.moved[link.label] = [rowcopies.copy_of(row) for row in rows]
    holders = merging.holders_of([kept, absorbed])
    taken = merging.chosen_values(kept, absorbed, choices or {}, holders=holders)
    changes: journal.Changes = {name: [fields.read(kept, name), value] for name, value in taken.items()}
    _settle_sources(kept, absorbed, taken, snapshot)
    for link in links:
        _move(link, kept.pk, absorbed.pk, snapshot)
    _remember_names(kept, absorbed, taken, snapshot)
    _put_away(absorbed)
    _write(kept, absorbed, taken)
    after = rowcopies.copy_of(kept)
    names = [name for name in before if before[name] != after[name]]
    snapshot.kept = {
        one: {name: copy[name] for name in names} for one, copy in (("before", before), ("after", after))
    }
    return _written_down(kept, absorbed, snapshot, changes, by=by, reason=reason)


def _both(kept: int, absorbed: int, versions: Mapping[int, int]) -> tuple[Actor, Actor]:
    """Return both records, locked, as the person saw them; who comes second is told."""
    if kept == absorbed:
        raise MergeRefused(_("A record is never its own duplicate."))
    rows = Actor.objects.select_for_update().order_by("pk").in_bulk([kept, absorbed])
    for key in (kept, absorbed):
        if key not in rows:
            merge = MergeRecord.objects.standing().filter(absorbed_key=key).first()
            if merge is None:
                raise MergeRefused(_("One of the records is no longer there."))
            words = _("“%(absorbed)s” was already merged into “%(kept)s”.")
            names = {"absorbed": merge.absorbed_name, "kept": merge.kept_name}
            raise MergeRefused(words % names, merge=merge)
        if versions.get(key, rows[key].version) != rows[key].version:
            raise MergeRefused(
                _("Somebody changed “%(name)s” while you compared. Look at both again.")
                % {"name": rows[key].name}
            )
    return rows[kept], rows[absorbed]


def _settle_sources(kept: Actor, absorbed: Actor, taken: Mapping[str, Any], snapshot: Snapshot) -> None:
    """Of two sources for one field the one whose value wins is shown; the other is kept as history."""
    shown = {one.field: one for one in kept.field_sources.filter(state=_Current)}
    for other in absorbed.field_sources.filter(state=_Current).order_by("pk"):
        mine = shown.get(other.field)
        wins = other.field in taken
        if other.field in fields.LISTS:
            wins = mine is None or merging.rank_of(other) > merging.rank_of(mine)
        if wins and mine is not None:
            snapshot.change(mine, state=_loser_state(mine, other))
        elif not wins and (mine is not None or not _is_same(kept, other)):
            FieldSource.objects.filter(pk=other.pk).update(state=_loser_state(other, mine))


def _is_same(kept: Actor, other: FieldSource) -> bool:
    return other.field in fields.TRACKED and fields.same(fields.read(kept, other.field), other.value)


def _loser_state(loser: FieldSource, winner: FieldSource | None) -> str:
    """A source that lost against a person stays refused, so that it does not come back at the next import."""
    machine = loser.method not in WRITTEN_BY_PEOPLE
    by_people = winner is None or winner.method in WRITTEN_BY_PEOPLE
    differs = winner is None or not fields.same(loser.value, winner.value)
    return _Refused if machine and by_people and differs else _Replaced


def _move(link: Link, kept: int, absorbed: int, snapshot: Snapshot) -> None:
    """Hang the rows of one key on the kept record; one that is there already is dropped, not doubled."""
    rows = link.rows.filter(**{link.field: absorbed})
    if not link.may_collide:
        rows.update(**{link.field: kept})
        return
    for row in rows.order_by("pk"):
        try:
            with transaction.atomic():
                link.rows.filter(pk=row.pk).update(**{link.field: kept})
        except IntegrityError:
            _drop(link, row, _twin(link, row, kept), snapshot)


def _twin(link: Link, row: Any, kept: int) -> Any:
    """Return the row of the kept record that says the same, or None."""
    for names in _unique_sets(link):
        others = {name: getattr(row, name) for name in names if name != link.field}
        if twin := link.rows.filter(**others, **{link.field: kept}).exclude(pk=row.pk).first():
            return twin
    return None


def _unique_sets(link: Link) -> Iterator[tuple[str, ...]]:
    column: Any = link.model._meta.get_field(link.field)
    if column.unique:
        yield (link.field,)
    yield from (tuple(names) for names in link.model._meta.unique_together if link.field in names)
    for one in link.model._meta.constraints:
        if isinstance(one, models.UniqueConstraint) and link.field in one.fields:
            yield tuple(one.fields)


def _drop(link: Link, row: Any, twin: Any, snapshot: Snapshot) -> None:
    label = link.model._meta.label_lower
    original = next(copy for copy in snapshot.moved[link.label] if copy[row._meta.pk.attname] == row.pk)
    snapshot.moved[link.label].remove(original)
    if twin is not None:
        _complete(twin, row, snapshot)
    for relation in link.model._meta.get_fields(include_hidden=True):
        if relation.one_to_many or (relation.one_to_one and relation.auto_created):
            _hang_on_twin(relation, row, twin, snapshot)
    snapshot.dropped[label].append({"row": original, "twin": twin.pk if twin else None})
    gone = link.rows.filter(pk=row.pk)
    gone._raw_delete(gone.db)  # type: ignore[attr-defined]


def _complete(twin: Any, row: Any, snapshot: Snapshot) -> None:
    """What the dropped row knew and its twin did not is not lost."""
    known = {
        column.attname: getattr(row, column.attname)
        for column in row._meta.concrete_fields
        if getattr(twin, column.attname) in (None, "") and getattr(row, column.attname) not in (None, "")
    }
    if known:
        snapshot.change(twin, **known)


def _hang_on_twin(relation: Any, row: Any, twin: Any, snapshot: Snapshot) -> None:
    """What hangs on a dropped row hangs on its twin."""
    for one in relation.related_model._base_manager.filter(**{relation.field.name: row.pk}):
        try:
            if twin is None:
                raise IntegrityError
            with transaction.atomic():
                snapshot.change(one, **{relation.field.attname: twin.pk})
        except IntegrityError as error:
            raise MergeRefused(
                _("Both records have “%(row)s”, and “%(one)s” hangs on it: settle that first.")
                % {"row": row, "one": one}
            ) from error


def _remember_names(kept: Actor, absorbed: Actor, taken: Mapping[str, Any], snapshot: Snapshot) -> None:
    """The name and the number that are no longer shown still lead to the record."""
    name = str(taken.get("name", kept.name))
    link = next(link for link in following.links() if link.model is FormerName)
    arrived = [copy["id"] for copy in snapshot.moved[link.label]]
    for row in FormerName.objects.filter(pk__in=arrived, name=name):
        _drop(link, row, None, snapshot)  # the name of today is no former one
    for former in dict.fromkeys((kept.name, absorbed.name)):
        if former != name and not kept.former_names.filter(name=former).exists():
            row = FormerName.objects.create(actor=kept, name=former)
            snapshot.added[row._meta.label_lower].append(row.pk)
    number = taken.get("enterprise_number", kept.enterprise_number)
    for other in {kept.enterprise_number, absorbed.enterprise_number} - {"", number}:
        number_row, created = ExternalId.objects.get_or_create(
            source=MERGED_NUMBER, value=other, defaults={"actor": kept}
        )
        if created:
            snapshot.added[number_row._meta.label_lower].append(number_row.pk)


def _put_away(absorbed: Actor) -> None:
    """Take the row away; a key that still points to it is a fault of ours, and nothing is changed."""
    left = [
        link.label for link in following.links() if link.rows.filter(**{link.field: absorbed.pk}).exists()
    ]
    if left:
        raise RuntimeError(f"rows still hang on the merged record: {', '.join(left)}")
    gone = Actor.objects.filter(pk=absorbed.pk)
    gone._raw_delete(gone.db)  # type: ignore[attr-defined]


def _write(kept: Actor, absorbed: Actor, taken: Mapping[str, Any]) -> None:
    for name, value in taken.items():
        fields.write(kept, name, value)
    low, high = kept.headcount_low, kept.headcount_high
    if low is not None and high is not None and low > high:
        raise MergeRefused(_("The headcount would begin above its end: choose it from one record."))
    if absorbed.status == Actor.Status.PUBLISHED:
        kept.status = Actor.Status.PUBLISHED
    kept.is_demo = kept.is_demo and absorbed.is_demo
    kept.sort_name = sort_key(kept.name)
    kept.version += _VERSIONS_APART
    kept.updated_at = timezone.now()
    kept.save()


def _written_down(
    kept: Actor, absorbed: Actor, snapshot: Snapshot, values: journal.Changes, *, by: "User", reason: str
) -> MergeRecord:
    first, second = sorted((kept.pk, absorbed.pk))
    pair = DuplicateProposal.objects.select_for_update().filter(first=first, second=second).first()
    if pair:
        was = rowcopies.copy_of(pair)
        snapshot.pair = {name: was[name] for name in _DECISION}
        pair.state, pair.decided_by, pair.decided_at = DuplicateProposal.State.SAME, by, timezone.now()
        pair.later_until, pair.why = None, reason
        pair.save(update_fields=_DECISION)
    merge = MergeRecord.objects.create(
        kept=kept,
        kept_name=kept.name,
        absorbed_key=absorbed.pk,
        absorbed_name=absorbed.name,
        absorbed_slug=absorbed.slug,
        pair=pair,
        snapshot=snapshot.as_json(),
        counts={label: len(rows) for label, rows in snapshot.moved.items() if rows},
        by=by,
    )
    changes: journal.Changes = {
        "record": [f"{absorbed.name} ({absorbed.slug})", f"{kept.name} ({kept.slug})"]
    }
    journal.record("actor.merged", kept, by=by, changes=changes | values, reason=reason)
    journal.record("actor.absorbed", absorbed, by=by, changes=changes, reason=reason)
    tell_search("actor", kept.pk)
    tell_search("actor", absorbed.pk)
    for link in following.links():
        key = link.model._meta.pk.attname
        following.tell(link.label, [copy[key] for copy in snapshot.moved[link.label]])
    return merge
