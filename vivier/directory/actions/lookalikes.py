"""Proposed new records that may be known already: marked for the review, attached instead of created."""

from collections import defaultdict
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils.translation import gettext as _

from vivier.accounts import journal
from vivier.directory import duplicates, pairing
from vivier.directory.duplicates import Pair, Record
from vivier.directory.models import Actor, ChangeSet, ProposedChange
from vivier.directory.refresh import IF_NEW, METHODS, Arrival, Comparison, Kind
from vivier.directory.refusals import RefreshRefused

if TYPE_CHECKING:
    from vivier.accounts.models import User

FROM_SCORE = 0.5
MOST = 3
# Beyond so many new records nobody reviews one by one: `vivier find_duplicates` compares them once applied.
MOST_NEW = 5_000
_BATCH = 2_000
_CHANGED = ("kind", "actor", "values", "refused", "origin", "decision")


def mark_lookalikes(change_set: ChangeSet) -> int:
    """Write beside each proposed new record which ones it resembles, best first; return how many do.

    Kept in `origin["lookalikes"]` as [{"actor": key, "score", "band", "reasons"}]. A set with more than
    MOST_NEW new records is left to the search for duplicates.
    """
    new = change_set.changes.filter(kind=Kind.NEW).order_by("pk")
    marked, last = 0, 0
    if not 0 < new.count() <= MOST_NEW:
        return marked
    known = pairing.records_of(Actor.objects.all())
    if not known:
        return marked
    # Read whole before it is written: an open cursor would be in the way of what others write meanwhile.
    while some := list(new.filter(pk__gt=last)[:_BATCH]):
        alike = _mark(some, known)
        ProposedChange.objects.bulk_update(alike, ["origin"], batch_size=200)
        marked, last = marked + len(alike), some[-1].pk
    return marked


def _mark(some: Sequence[ProposedChange], known: list[Record]) -> list[ProposedChange]:
    arriving = {str(change.pk): change for change in some}
    left = [pairing.record_of_values(key, _arriving(change)) for key, change in arriving.items()]
    found: dict[str, list[Pair]] = defaultdict(list)
    for pair in duplicates.find_pairs(left, known, threshold=FROM_SCORE):
        found[pair.left].append(pair)
    for key, pairs in found.items():
        best = sorted(pairs, key=lambda pair: -pair.score)[:MOST]
        arriving[key].origin = {**arriving[key].origin, "lookalikes": [_kept(pair) for pair in best]}
    return [arriving[key] for key in found]


def _kept(pair: Pair) -> dict[str, Any]:
    reasons = pairing.reasons_of(pair, (int(pair.left), int(pair.right)))
    return {"actor": int(pair.right), "score": round(pair.score, 4), "band": pair.band, "reasons": reasons}


def _arriving(change: ProposedChange) -> dict[str, Any]:
    return {one: after for one, (_before, after) in change.values.items()}


@transaction.atomic
def attach_change(change: ProposedChange, actor: Actor, *, by: "User") -> ProposedChange:
    """Let a proposed new record update one that is there: its values are compared with that record's."""
    locked = _open(change)
    if locked.kind != Kind.NEW:
        raise RefreshRefused(_("This change already speaks of a record that is there."))
    source = locked.change_set
    arrival = Arrival(locked.external_id, _arriving(locked), locked.origin)
    method = METHODS[ChangeSet.Source(source.source)]
    proposal = Comparison(method=method, source_name=source.source_name).against(arrival, actor)
    locked.origin = {**locked.origin, "attached": {"by": by.pk, "values": locked.values}}
    locked.kind = proposal.kind if proposal else Kind.CHANGED
    locked.values, locked.refused = (proposal.values, proposal.refused) if proposal else ({}, {})
    locked.actor, locked.decision = actor, ProposedChange.Decision.ACCEPTED
    locked.save(update_fields=_CHANGED)
    changes: journal.Changes = {"record": [locked.external_id, actor.name]}
    journal.record("refresh.attached", source, by=by, changes=changes)
    return locked


@transaction.atomic
def detach_change(change: ProposedChange, *, by: "User") -> ProposedChange:
    """Propose a new record where one had been attached, or where a name alone suggested one."""
    locked = _open(change)
    origin = dict(locked.origin)
    if locked.kind == Kind.CONFLICT:
        assumed = {one: [None, value] for one, value in origin.pop(IF_NEW, {}).items()}
        locked.values = {**assumed, **locked.values}
    elif "attached" in origin:
        locked.values, locked.refused = origin.pop("attached")["values"], {}
    else:
        raise RefreshRefused(_("This change was not attached to a record."))
    locked.kind, locked.actor, locked.origin = Kind.NEW, None, origin
    locked.decision = ProposedChange.Decision.WAITING
    locked.save(update_fields=_CHANGED)
    changes: journal.Changes = {"record": [None, locked.external_id]}
    journal.record("refresh.detached", locked.change_set, by=by, changes=changes)
    return locked


def _open(change: ProposedChange) -> ProposedChange:
    rows = ProposedChange.objects.select_for_update(of=("self",)).select_related("change_set")
    locked = rows.get(pk=change.pk)
    if locked.applied_at is not None or locked.change_set.state != ChangeSet.State.PROPOSED:
        raise RefreshRefused(_("These changes were applied, undone or dropped before."))
    return locked
