"""Propose, decide, apply and undo what a source would change in the directory."""

import json
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Count, QuerySet, TextField
from django.db.models.functions import Cast
from django.utils import timezone
from django.utils.translation import gettext as _

from vivier.accounts import journal
from vivier.core.ahead import made_ahead
from vivier.core.apart import made_apart
from vivier.core.batches import batched
from vivier.core.collecting import collecting_seldom
from vivier.core.rows import update_rows
from vivier.directory import comparing, mass, mass_edits
from vivier.directory.actions.lookalikes import mark_lookalikes
from vivier.directory.comparing import compared_ahead
from vivier.directory.models import Actor, ChangeSet, ProposedChange
from vivier.directory.provenance import Source
from vivier.directory.refresh import METHODS, Arrival
from vivier.directory.refusals import RefreshRefused
from vivier.search.queue import changed_all, together

if TYPE_CHECKING:
    from vivier.accounts.models import User
    from vivier.registers.models import ImportRun

BATCH = 3_000
# From so many on, they are prepared in a process of their own.
MANY = 4_000
Decision, Kind, State = ProposedChange.Decision, ProposedChange.Kind, ChangeSet.State
Progress = Callable[[int], None]
Ahead = Iterator[comparing.Compared] | None


def _silent(_count: int) -> None:
    return None


@collecting_seldom()
def propose_changes(
    arrivals: Iterable[Arrival],
    *,
    kind: str,
    label: str,
    source: Source,
    by: "User | None",
    run: "ImportRun | None" = None,
    ahead: Ahead = None,
    progress: Progress = _silent,
) -> ChangeSet:
    """Write down what a source would change, and which new records may be known; nothing changes yet.

    Some at a time, so that others can write in between; until it is whole, the set is only being compared.
    `ahead`: the arrivals, compared already.
    """
    with transaction.atomic():
        ChangeSet.objects.filter(state=State.COMPARING, source=kind, label=label, run=run).delete()
        change_set = ChangeSet.objects.create(
            source=kind,
            label=label,
            source_name=source.name,
            source_url=source.url,
            observed_on=source.observed_on,
            state=State.COMPARING,
            run=run,
            by=by,
        )
    unchanged = _compare(change_set, arrivals, source, ahead, progress)
    mark_lookalikes(change_set)
    with transaction.atomic():
        change_set.counts = count_changes(change_set) | {"unchanged": unchanged}
        change_set.state = State.PROPOSED
        change_set.save(update_fields=["counts", "state"])
        counts = {one: [None, n] for one, n in change_set.counts.items()}
        journal.record("refresh.proposed", change_set, by=by, changes=counts)
    return change_set


def _compare(
    change_set: ChangeSet, arrivals: Iterable[Arrival], source: Source, ahead: Ahead, progress: Progress
) -> int:
    """Store what each arrival would change; return how many change nothing."""
    unchanged = 0
    if ahead is None:
        ahead = compared_ahead(arrivals, method=source.method, source_name=source.name, batch=BATCH)
    for some in ahead:
        with transaction.atomic():
            unchanged += comparing.insert(some, change_set.pk)
        progress(some[0])
    return unchanged


def count_changes(change_set: ChangeSet) -> dict[str, int]:
    """Return how many changes of each kind a set proposes, and how many values are refused."""
    rows = change_set.changes.order_by().values_list("kind").annotate(n=Count("pk"))
    counts = dict.fromkeys(Kind.values, 0) | dict(rows)
    return counts | {"refused": change_set.changes.exclude(refused={}).count()}


def count_decisions(change_set: ChangeSet) -> dict[str, int]:
    """Return how many changes are accepted, declined, waiting, and how many applied."""
    rows = change_set.changes.order_by().values_list("decision").annotate(n=Count("pk"))
    applied = change_set.changes.filter(applied_at__isnull=False).count()
    return dict.fromkeys(Decision.values, 0) | dict(rows) | {"applied": applied}


@transaction.atomic
def decide_changes(
    change_set: ChangeSet,
    *,
    keys: "Iterable[int] | QuerySet[ProposedChange] | None",
    accept: bool,
    by: "User | None",
) -> int:
    """Accept or decline some changes (`keys` None: all that wait, but no perhaps); return how many."""
    _still_open(change_set)
    chosen = change_set.changes.filter(applied_at__isnull=True)
    if keys is None:
        chosen = chosen.filter(decision=Decision.WAITING).exclude(kind=Kind.CONFLICT)
    elif isinstance(keys, QuerySet):
        chosen = chosen.filter(pk__in=keys.order_by().values_list("pk", flat=True))
    else:
        chosen = chosen.filter(pk__in=list(keys))
    decision = Decision.ACCEPTED if accept else Decision.DECLINED
    count = chosen.update(decision=decision)
    journal.record(f"refresh.{decision}", change_set, by=by, changes={"changes": [None, count]})
    return count


@transaction.atomic
def begin_applying(change_set: ChangeSet, *, by: "User | None") -> None:
    """Say at once that the accepted changes are being applied: `apply_changes` does it in the background."""
    locked = _still_open(change_set)
    locked.state, locked.by = State.APPLYING, by or locked.by
    locked.save(update_fields=["state", "by"])


def _still_open(change_set: ChangeSet) -> ChangeSet:
    locked = ChangeSet.objects.select_for_update().get(pk=change_set.pk)
    if locked.state not in {State.PROPOSED, State.APPLYING}:
        raise RefreshRefused(_("These changes were applied, undone or dropped before."))
    return locked


@collecting_seldom()
def apply_changes(change_set: ChangeSet, *, by: "User | None", progress: Progress = _silent) -> ChangeSet:
    """Apply the accepted changes, some at a time; cut off anywhere and called again, it goes on."""
    with transaction.atomic():
        locked = _still_open(change_set)
        locked.state, locked.by = State.APPLYING, by or locked.by
        locked.save(update_fields=["state", "by"])
    with together():
        for keys, prepared in _accepted(locked):
            with transaction.atomic():
                _apply_some(locked, keys, prepared, by=by)
            progress(len(keys))
    with transaction.atomic():
        locked = _still_open(change_set)
        locked.state, locked.applied_at = State.APPLIED, timezone.now()
        locked.save(update_fields=["state", "applied_at"])
        applied = locked.changes.filter(applied_at__isnull=False).count()
        journal.record("refresh.applied", locked, by=by, changes={"changes": [None, applied]})
    change_set.refresh_from_db()
    return change_set


Batch = tuple[list[int], mass.Prepared]


def _accepted(change_set: ChangeSet) -> Iterator[Batch]:
    """Yield the keys of what is accepted and not applied, some at a time, new records first and prepared.

    The keys at once: asked for the next thousand, the database would sort all that wait each time.
    """
    waiting = _open_changes(change_set)
    new = waiting.filter(kind=Kind.NEW)
    for rows in (new, waiting):
        while keys := list(rows.values_list("pk", flat=True)):
            if rows is waiting or len(keys) < MANY:
                yield from _prepared_ahead(keys, are_new=new.exists())
                continue
            with made_apart(partial(_prepared, keys)) as made:
                yield from zip(batched(keys, BATCH), made, strict=True)


def _prepared_ahead(keys: list[int], *, are_new: bool) -> Iterator[Batch]:
    """Prepare some while the database takes those before."""
    prepare = _preparing(are_new=are_new)

    def prepared(read: tuple[list[int], list[mass.NewRecord]]) -> Batch:
        return read[0], prepare(read[1])

    yield from made_ahead(((some, _read_new(some)) for some in batched(keys, BATCH)), prepared)


def _prepared(keys: list[int]) -> Iterator[mass.Prepared]:
    """Prepare the new records among changes (keys), some at a time."""
    yield from map(_preparing(are_new=True), map(_read_new, batched(keys, BATCH)))


def _preparing(*, are_new: bool) -> Callable[[list[mass.NewRecord]], mass.Prepared]:
    addresses, territories = mass.Addresses(are_needed=are_new), mass.territories_by_code()
    return partial(mass.prepare, addresses=addresses, territories=territories)


def _read_new(keys: list[int]) -> list[mass.NewRecord]:
    wanted, new = set(keys), ProposedChange.objects.filter(kind=Kind.NEW)
    rows = new.filter(pk__range=(keys[0], keys[-1])).order_by("pk").annotate(text=Cast("values", TextField()))
    return [
        mass.NewRecord(key, number, json.loads(values))
        for key, number, values in rows.values_list("pk", "external_id", "text")
        if key in wanted
    ]


def _open_changes(change_set: ChangeSet) -> QuerySet[ProposedChange]:
    return change_set.changes.filter(decision=Decision.ACCEPTED, applied_at__isnull=True).order_by("pk")


def _still_accepted(keys: list[int]) -> set[int]:
    """Return which changes are accepted and not applied (asked by their range)."""
    rows = ProposedChange.objects.filter(decision=Decision.ACCEPTED, applied_at__isnull=True)
    return {*keys} & {*rows.filter(pk__range=(keys[0], keys[-1])).values_list("pk", flat=True)}


def _apply_some(
    change_set: ChangeSet, keys: list[int], prepared: mass.Prepared, *, by: "User | None"
) -> None:
    """Apply those of some changes that are still accepted; call it in a transaction."""
    source, now = source_of(change_set), timezone.now()
    still = _still_accepted(keys)
    taken = _taken_meanwhile(prepared)
    fresh = still.difference(taken).intersection(prepared.keys)
    made = mass.create(prepared, fresh, source=source, by_id=by.pk if by else None)
    others = []
    if len(prepared.keys) < len(keys):
        others = list(_open_changes(change_set).filter(pk__in=keys).exclude(kind=Kind.NEW))
    mass_edits.apply(others, source, by=by)
    if known := still & taken:
        note = str(_("Somebody created this record in the meantime."))[:300]
        ProposedChange.objects.filter(pk__in=known).update(applied_at=now, note=note)
    edited = ((now, one.note, one.origin_before, one.values, one.pk) for one in others)
    update_rows(ProposedChange, ("applied_at", "note", "origin_before", "values"), edited)
    changed_all("actor", [*made, *(one.actor_id for one in others if one.actor_id)])


def source_of(change_set: ChangeSet) -> Source:
    """Return where the values of a change set come from."""
    method = METHODS[ChangeSet.Source(change_set.source)]
    return Source(method, change_set.source_name, change_set.source_url, change_set.observed_on)


def _taken_meanwhile(new: mass.Prepared) -> set[int]:
    """Return the changes (keys) whose number a record has by now (asked by their range)."""
    numbers = {one: key for one, key in zip(new.numbers, new.keys, strict=True) if one}
    if not numbers:
        return set()
    held = Actor.objects.exclude(enterprise_number="")  # said so that the index of numbers is used
    rows = held.filter(enterprise_number__range=(min(numbers), max(numbers)))
    taken = rows.values_list("enterprise_number", flat=True).iterator()
    return {numbers[number] for number in taken if number in numbers}


@transaction.atomic
def drop_changes(change_set: ChangeSet, *, by: "User | None") -> None:
    """Put a change set aside without applying it."""
    locked = _still_open(change_set)
    if locked.changes.filter(applied_at__isnull=False).exists():
        raise RefreshRefused(_("A part is applied already: finish it, then undo it."))
    locked.state = State.DROPPED
    locked.save(update_fields=["state"])
    journal.record("refresh.dropped", locked, by=by)
    change_set.refresh_from_db()
