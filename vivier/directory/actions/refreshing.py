"""Propose, decide, apply and undo what a source would change in the directory."""

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models import Count, OuterRef, QuerySet, Subquery
from django.utils import timezone
from django.utils.translation import gettext as _

from vivier.accounts import journal
from vivier.core.ahead import made_ahead
from vivier.core.batches import batched
from vivier.core.collecting import collecting_seldom
from vivier.core.rows import Ready, make_ready, update_rows
from vivier.directory import mass, mass_edits
from vivier.directory.actions.lookalikes import mark_lookalikes
from vivier.directory.models import Actor, ChangeSet, ExternalId, ProposedChange
from vivier.directory.provenance import Source
from vivier.directory.refresh import METHODS, Arrival, Comparison, Proposal
from vivier.directory.refusals import RefreshRefused
from vivier.search.queue import changed_all, together

if TYPE_CHECKING:
    from vivier.accounts.models import User
    from vivier.registers.models import ImportRun

BATCH = 3_000
Decision, Kind, State = ProposedChange.Decision, ProposedChange.Kind, ChangeSet.State
Progress = Callable[[int], None]


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
    progress: Progress = _silent,
) -> ChangeSet:
    """Write down what a source would change, and which new records may be known; nothing changes yet.

    Some at a time, so that others can write in between; until it is whole, the set is only being compared.
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
    unchanged = _compare(change_set, arrivals, source, progress)
    mark_lookalikes(change_set)
    with transaction.atomic():
        change_set.counts = count_changes(change_set) | {"unchanged": unchanged}
        change_set.state = State.PROPOSED
        change_set.save(update_fields=["counts", "state"])
        counts = {one: [None, n] for one, n in change_set.counts.items()}
        journal.record("refresh.proposed", change_set, by=by, changes=counts)
    return change_set


def _compare(change_set: ChangeSet, arrivals: Iterable[Arrival], source: Source, progress: Progress) -> int:
    """Store what each arrival would change; return how many change nothing."""
    comparison = Comparison(method=source.method, source_name=source.name)
    unchanged, seen = 0, set[str]()
    batches = batched((one for one in arrivals if _is_first(one, seen)), BATCH)

    def rows_of(proposals: list[Proposal | None]) -> tuple[int, Ready]:
        rows = [_row(change_set, one) for one in proposals if one]
        return len(proposals), make_ready(ProposedChange, _COLUMNS, rows)

    for count, rows in made_ahead(map(comparison.of, batches), rows_of):
        with transaction.atomic():
            unchanged += count - rows.insert()
        progress(count)
    return unchanged


_COLUMNS = (
    "change_set",
    "kind",
    "external_id",
    "name",
    "actor",
    "values",
    "refused",
    "origin",
    "decision",
    "applied_at",
    "note",
)


def _is_first(arrival: Arrival, seen: set[str]) -> bool:
    """A source that names one body twice is heard once."""
    if arrival.external_id in seen:
        return False
    seen.add(arrival.external_id)
    return True


def _row(change_set: ChangeSet, one: Proposal) -> tuple[Any, ...]:
    name = one.arrival.name or (one.actor.name if one.actor else one.arrival.external_id)
    key = one.actor.pk if one.actor else None
    number = one.arrival.external_id
    origin = dict(one.arrival.origin)
    return (
        change_set.pk,
        one.kind,
        number,
        name,
        key,
        one.values,
        one.refused,
        origin,
        Decision.WAITING,
        None,
        "",
    )


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
    change_set: ChangeSet, *, keys: Iterable[int] | None, accept: bool, by: "User | None"
) -> int:
    """Accept or decline some changes (`keys` None: all that wait, but no perhaps); return how many."""
    _still_open(change_set)
    chosen = change_set.changes.filter(applied_at__isnull=True)
    if keys is None:
        chosen = chosen.filter(decision=Decision.WAITING).exclude(kind=Kind.CONFLICT)
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
    waiting, territories = _open_changes(change_set), mass.territories_by_code()
    new = waiting.filter(kind=Kind.NEW)
    addresses = mass.Addresses(are_needed=new.exists())

    def prepared(read: tuple[list[int], list[mass.NewRecord]]) -> Batch:
        keys, records = read
        return keys, mass.prepare(records, addresses=addresses, territories=territories)

    for rows in (new, waiting):
        while keys := list(rows.values_list("pk", flat=True)):
            yield from made_ahead(((some, _read_new(some)) for some in batched(keys, BATCH)), prepared)


def _read_new(keys: list[int]) -> list[mass.NewRecord]:
    rows = ProposedChange.objects.filter(pk__in=keys, kind=Kind.NEW).order_by("pk")
    return [mass.NewRecord(*row) for row in rows.values_list("pk", "external_id", "values")]


def _open_changes(change_set: ChangeSet) -> QuerySet[ProposedChange]:
    return change_set.changes.filter(decision=Decision.ACCEPTED, applied_at__isnull=True).order_by("pk")


def _apply_some(
    change_set: ChangeSet, keys: list[int], prepared: mass.Prepared, *, by: "User | None"
) -> None:
    """Apply those of some changes that are still accepted; call it in a transaction."""
    source, now = source_of(change_set), timezone.now()
    waiting = _open_changes(change_set).filter(pk__in=keys)
    still = set(waiting.values_list("pk", flat=True))
    taken = _taken_meanwhile(prepared.changes)
    fresh = {one.pk for one in prepared.changes if one.pk in still and one.external_id not in taken}
    made = mass.create(prepared, fresh, source=source, by_id=by.pk if by else None)
    others = list(waiting.exclude(kind=Kind.NEW)) if len(prepared.changes) < len(keys) else []
    mass_edits.apply(others, source, by=by)
    _note_created(fresh, source, now)
    waiting.filter(kind=Kind.NEW, external_id__in=taken).update(
        applied_at=now, note=str(_("Somebody created this record in the meantime."))[:300]
    )
    edited = ((now, one.note, one.origin_before, one.values, one.pk) for one in others)
    update_rows(ProposedChange, ("applied_at", "note", "origin_before", "values"), edited)
    changed_all("actor", [*made, *(one.actor_id for one in others if one.actor_id)])


def _note_created(fresh: Iterable[int], source: Source, now: datetime) -> None:
    """Note that changes (keys) were applied: each made the record its source calls by the same name."""
    made = ExternalId.objects.filter(source=source.name, value=OuterRef("external_id")).values("actor")
    rows = ProposedChange.objects.filter(pk__in=list(fresh))
    rows.update(applied_at=now, note="", actor=Subquery(made))


def source_of(change_set: ChangeSet) -> Source:
    """Return where the values of a change set come from."""
    method = METHODS[ChangeSet.Source(change_set.source)]
    return Source(method, change_set.source_name, change_set.source_url, change_set.observed_on)


def _taken_meanwhile(new: Iterable[mass.NewRecord]) -> set[str]:
    numbers = {
        one.values["enterprise_number"][1]: one.external_id
        for one in new
        if "enterprise_number" in one.values
    }
    held = Actor.objects.exclude(enterprise_number="")  # said so that the index of numbers is used
    rows = held.filter(enterprise_number__in=numbers).values_list("enterprise_number", flat=True)
    return {numbers[number] for number in rows}


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
