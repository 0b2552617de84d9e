"""Take a merge back, however long ago: both records as they were, and what people did since left to stand."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from vivier.accounts import journal
from vivier.core.names import sort_key
from vivier.directory import fields, following, rowcopies
from vivier.directory.following import Link
from vivier.directory.models import Actor, DuplicateProposal, FieldSource, MergeRecord
from vivier.directory.refusals import MergeRefused
from vivier.reference.models import Territory
from vivier.search.queue import changed as tell_search

if TYPE_CHECKING:
    from vivier.accounts.models import User

# What an undo left as it is, for people: {"what": kind of row or field, "which": its name or value}.
Left = list[dict[str, str]]
_DERIVED = frozenset({"version", "updated_at", "sort_name"})


@transaction.atomic
def undo_merge(merge: MergeRecord, *, by: "User", reason: str = "") -> MergeRecord:
    """Bring the absorbed record back; later edits stay on the kept one, and `left` says which."""
    locked = _standing(merge)
    kept = Actor.objects.select_for_update().filter(pk=locked.kept_id).first()
    if kept is None:
        raise MergeRefused(_("The record “%(name)s” is no longer there.") % {"name": locked.kept_name})
    snapshot: dict[str, Any] = locked.snapshot
    left: Left = []
    _remove_added(snapshot["added"], kept.pk)
    _give_values_back(kept, snapshot["kept"], left)
    _write_back(locked, left)
    for link in following.links():
        _move_back(link, snapshot["moved"].get(link.label, []), locked, left)
    for label, rows in snapshot["dropped"].items():
        _restore_dropped(label, rows, left)
    for label, rows in snapshot["changed"].items():
        _change_back(label, rows, left)
    return _written_down(locked, kept, left, by=by, reason=reason)


def _standing(merge: MergeRecord) -> MergeRecord:
    locked = MergeRecord.objects.select_for_update(of=("self",)).get(pk=merge.pk)
    if not locked.stands:
        raise MergeRefused(_("This merge was already undone."), merge=locked)
    later = _in_the_way(locked)
    if later:
        words = _("“%(absorbed)s” was merged into “%(kept)s” later, and both merges touch the same things.")
        names = {"absorbed": later.absorbed_name, "kept": later.kept_name}
        raise MergeRefused(f"{words % names} {_('Undo that merge first.')}", merge=later)
    return locked


def _in_the_way(merge: MergeRecord) -> MergeRecord | None:
    """Return the last later merge that has to be undone first, if there is one."""
    mine, records = _rows_of(merge.snapshot), _records_in(merge.snapshot)
    for other in MergeRecord.objects.standing().filter(pk__gt=merge.pk).order_by("-pk").iterator(100):
        involved = {other.kept_id, other.absorbed_key}
        same = merge.kept_id in involved or other.absorbed_key in records
        if same or not mine.isdisjoint(_rows_of(other.snapshot)):
            return other
    return None


def _rows_of(snapshot: dict[str, Any]) -> set[tuple[str, int]]:
    """Return all rows that a merge moved, dropped, changed or added, as (model, key)."""
    found = {
        (label.rpartition(".")[0], _key_of(label.rpartition(".")[0], row)) for label, row in _moved(snapshot)
    }
    found |= {
        (label, _key_of(label, one["row"])) for label, rows in snapshot["dropped"].items() for one in rows
    }
    found |= {(label, one["pk"]) for label, rows in snapshot["changed"].items() for one in rows}
    return found | {(label, key) for label, keys in snapshot["added"].items() for key in keys}


def _moved(snapshot: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    yield from ((label, row) for label, rows in snapshot["moved"].items() for row in rows)


def _records_in(snapshot: dict[str, Any]) -> set[int]:
    """Return the keys of the other records that dropped rows speak of."""
    columns = [(link.model._meta.label_lower, link.column) for link in following.links()]
    return {
        one["row"][column]
        for label, column in columns
        for one in snapshot["dropped"].get(label, [])
        if one["row"].get(column)
    }


def _key_of(label: str, row: dict[str, Any]) -> int:
    return int(row[apps.get_model(label)._meta.pk.attname])


def _remove_added(added: dict[str, list[int]], kept: int) -> None:
    """Take away what the merge itself had written, where it still stands as it was written."""
    for label, keys in added.items():
        apps.get_model(label)._base_manager.filter(pk__in=keys, actor=kept).delete()


def _give_values_back(kept: Actor, changed: dict[str, Any], left: Left) -> None:
    """Give the kept record its own values again, but for those that people changed since."""
    before, after = changed["before"], changed["after"]
    now = rowcopies.copy_of(kept)
    untouched = now["version"] == after["version"]
    number = before.get("enterprise_number")
    if number and Actor.objects.filter(enterprise_number=number).exclude(pk=kept.pk).exists():
        now["enterprise_number"] = None  # somebody else bears it by now
    for name in before:
        if name in _DERIVED and not (untouched and now[name] == after[name]):
            continue
        if now[name] == after[name]:
            setattr(kept, name, rowcopies.value_of(Actor, name, before[name]))
        else:
            left.append(
                {"what": str(fields.label_of_field(name.removesuffix("_id"))), "which": str(now[name])[:200]}
            )
    if not untouched:
        kept.version, kept.updated_at = kept.version + 1, timezone.now()
        kept.sort_name = sort_key(kept.name)
    kept.save()


def _write_back(merge: MergeRecord, left: Left) -> None:
    """Insert the absorbed record; a number that somebody else bears by now stays with them."""
    row = dict(merge.snapshot["absorbed"])
    number = row["enterprise_number"]
    if number and Actor.objects.filter(enterprise_number=number).exists():
        left.append({"what": str(fields.label_of_field("enterprise_number")), "which": number})
        row["enterprise_number"] = ""
    if row["territory_id"] and not Territory.objects.filter(pk=row["territory_id"]).exists():
        left.append({"what": str(fields.label_of_field("territory")), "which": row["city"]})
        row["territory_id"] = None
    rowcopies.write_back(Actor, [row])


def _move_back(link: Link, copies: list[dict[str, Any]], merge: MergeRecord, left: Left) -> None:
    """Hang rows on the record they came from, unless somebody took them away or gave them to another."""
    pk = link.model._meta.pk
    keys = [copy[pk.attname] for copy in copies]
    there = link.rows.filter(pk__in=keys, **{link.field: merge.kept_id})
    present = set(there.values_list("pk", flat=True))
    there.update(**{link.field: merge.absorbed_key})
    following.tell(link.label, sorted(present), back=True)
    gone = [copy for copy in copies if copy[pk.attname] not in present]
    left += [{"what": str(link.model._meta.verbose_name), "which": _name_of(copy)} for copy in gone]
    if link.model is FieldSource:
        for copy in copies:
            FieldSource.objects.filter(pk=copy["id"], actor=merge.absorbed_key).update(state=copy["state"])


def _name_of(copy: dict[str, Any]) -> str:
    said = (copy.get(name) for name in ("name", "title_fr", "label", "kind", "value", "field"))
    return next((str(one) for one in said if one), str(next(iter(copy.values()))))[:200]


def _restore_dropped(label: str, rows: list[dict[str, Any]], left: Left) -> None:
    """Write dropped rows again; one whose twin somebody took away since stays away too."""
    model = apps.get_model(label)
    twins = [one["twin"] for one in rows if one["twin"] is not None]
    present = set(model._base_manager.filter(pk__in=twins).values_list("pk", flat=True))
    for one in rows:
        try:
            if one["twin"] is not None and one["twin"] not in present:
                raise IntegrityError
            with transaction.atomic():
                rowcopies.write_back(model, [one["row"]])
        except IntegrityError:
            left.append({"what": str(model._meta.verbose_name), "which": _name_of(one["row"])})


def _change_back(label: str, rows: list[dict[str, Any]], left: Left) -> None:
    """Give rows the values they had, where they still say what the merge made them say."""
    model = apps.get_model(label)
    for one in reversed(rows):
        row = model._base_manager.filter(pk=one["pk"]).first()
        if row is None or rowcopies.differs(row, one["after"]):
            left.append({"what": str(model._meta.verbose_name), "which": str(row or one["pk"])[:200]})
            continue
        values = {name: rowcopies.value_of(model, name, value) for name, value in one["before"].items()}
        try:
            with transaction.atomic():
                model._base_manager.filter(pk=one["pk"]).update(**values)
        except IntegrityError:
            left.append({"what": str(model._meta.verbose_name), "which": str(row)[:200]})


def _written_down(merge: MergeRecord, kept: Actor, left: Left, *, by: "User", reason: str) -> MergeRecord:
    merge.undone_by, merge.undone_at, merge.left = by, timezone.now(), left
    merge.save(update_fields=["undone_by", "undone_at", "left"])
    if merge.pair_id and merge.snapshot.get("pair"):
        before = merge.snapshot["pair"].items()
        values = {name: rowcopies.value_of(DuplicateProposal, name, value) for name, value in before}
        DuplicateProposal.objects.filter(pk=merge.pair_id).update(**values)
    changes: journal.Changes = {
        "record": [str(merge), None],
        "left as people made it": [None, [f"{one['what']}: {one['which']}" for one in left]],
    }
    for actor in (kept, Actor.objects.get(pk=merge.absorbed_key)):
        journal.record("actor.unmerged", actor, by=by, changes=changes, reason=reason)
        tell_search("actor", actor.pk)
    return merge
