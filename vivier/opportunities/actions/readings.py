"""What a reading would change: proposed, decided, applied as drafts, undone within thirty days."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Count, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from vivier.accounts import journal
from vivier.core.fetching import Allow, is_public
from vivier.opportunities.actions.sources import (
    check_reading,
    fetch_list,
    note_failure,
    note_success,
    rows_of,
    work_under_way,
)
from vivier.opportunities.lists.comparing import Comparison, Proposal
from vivier.opportunities.lists.from_tables import Entry
from vivier.opportunities.models import CallChange, CallReading, CallSource, CallTie
from vivier.opportunities.refusals import SourceRefused

if TYPE_CHECKING:
    from vivier.accounts.models import User

State, Kind, Decision = CallReading.State, CallChange.Kind, CallChange.Decision


def read_source(source: CallSource, *, by: "User | None", allow: Allow = is_public) -> CallReading | None:
    """Fetch the list of a source; where its columns were confirmed before, propose what it changes.

    Returns None when nothing is new. Raises SourceRefused, with the reason kept beside the source.
    """
    if not source.url:
        raise SourceRefused(_("This source has no address: send it a file."))
    if work_under_way(source):
        raise SourceRefused(_("People decide on the last reading of this source: finish it first."))
    reading = fetch_list(source, by=by, allow=allow)
    check_reading(reading)
    if reading.state == State.FAILED:
        note_failure(source, reading.why, by=by)
        raise SourceRefused(reading.why)
    if not source.mapping:
        note_success(source, _("Read. Say what its columns hold before anything is proposed."))
        return reading
    propose(reading, by=by)
    return _kept_if_new(reading, source)


def _kept_if_new(reading: CallReading, source: CallSource) -> CallReading | None:
    """Forget a reading that changes nothing; one with changes takes the place of an older one."""
    counts = reading.counts
    words = {one: counts.get(one, 0) for one in ("rows", "new", "changed", "vanished", "wrong")}
    said = _("%(rows)s entries: %(new)s new, %(changed)s changed, %(vanished)s vanished, %(wrong)s unusable.")
    note_success(source, said % words)
    if not reading.changes.exists():
        reading.state = State.DROPPED
        reading.save(update_fields=["state"])
        return None
    older = source.readings.filter(state=State.PROPOSED).exclude(pk=reading.pk)
    older.update(state=State.DROPPED, why=_("A newer reading took its place."))
    return reading


@transaction.atomic
def propose(reading: CallReading, *, by: "User | None") -> None:
    """Write down what the usable entries of a list would change; nothing changes yet."""
    locked = CallReading.objects.select_for_update().select_related("source").get(pk=reading.pk)
    if locked.state not in {State.CHECKED, State.PROPOSING}:
        raise SourceRefused(_("The list is checked first."))
    locked.changes.all().delete()
    comparison = Comparison(locked.source)
    found: list[Proposal] = []
    faulty = unchanged = 0
    for one in rows_of(locked):
        if not isinstance(one, Entry):
            faulty += 1
            continue
        proposal = comparison.of(one)
        found.append(proposal) if proposal.says_anything else None
        unchanged += not proposal.says_anything
    # A list with rows that cannot be read does not say what it no longer holds.
    found += [] if faulty else comparison.vanished(timezone.now())
    CallChange.objects.bulk_create([_row(locked, one) for one in found], batch_size=200)
    _note_seen(comparison)
    _note_refused(locked)
    locked.counts = locked.counts | count_changes(locked) | {"unchanged": unchanged}
    locked.state = State.PROPOSED
    locked.save(update_fields=["counts", "state"])
    counts: journal.Changes = {one: [None, number] for one, number in locked.counts.items()}
    journal.record("call_reading.proposed", locked, by=by, changes=counts)
    reading.refresh_from_db()


def _row(reading: CallReading, one: Proposal) -> CallChange:
    return CallChange(
        reading=reading,
        kind=one.kind,
        external_id=one.external_id,
        title=one.title[:255],
        call=one.call,
        values=one.values,
        refused=one.refused,
        origin=one.origin,
        # What only says otherwise than a person changes nothing: there is nothing to decide.
        decision=Decision.DECLINED if one.kind == Kind.CHANGED and not one.values else Decision.WAITING,
    )


def _note_seen(comparison: Comparison) -> None:
    """Remember which entries the list holds."""
    keys = [tie.pk for one, tie in comparison.ties.items() if one in comparison.seen]
    for start in range(0, len(keys), 500):
        CallTie.objects.filter(pk__in=keys[start : start + 500]).update(seen_at=timezone.now(), gone_at=None)


def _note_refused(reading: CallReading) -> None:
    """Keep with each tie what its source says where a person wrote something else."""
    told = {one.external_id: one.refused for one in reading.changes.exclude(refused={})}
    for tie in CallTie.objects.filter(source=reading.source, external_id__in=list(told)):
        tie.refused = tie.refused | told[tie.external_id]
        tie.save(update_fields=["refused"])


def count_changes(reading: CallReading) -> dict[str, int]:
    """Return how many changes of each kind a reading proposes, and how many hold refused values."""
    rows = reading.changes.order_by().values_list("kind").annotate(n=Count("pk"))
    counts = dict.fromkeys(Kind.values, 0) | dict(rows)
    return counts | {"refused": reading.changes.exclude(refused={}).count()}


def count_decisions(reading: CallReading) -> dict[str, int]:
    """Return how many changes are accepted, declined, waiting, and how many applied."""
    rows = reading.changes.order_by().values_list("decision").annotate(n=Count("pk"))
    applied = reading.changes.filter(applied_at__isnull=False).count()
    return dict.fromkeys(Decision.values, 0) | dict(rows) | {"applied": applied}


def still_open(reading: CallReading) -> CallReading:
    """Lock a reading whose changes can be decided; refuse when they were applied, undone or dropped."""
    locked = CallReading.objects.select_for_update().select_related("source").get(pk=reading.pk)
    if locked.state not in {State.PROPOSED, State.APPLYING}:
        raise SourceRefused(_("These changes were applied, undone or dropped before."))
    return locked


@transaction.atomic
def decide(reading: CallReading, *, keys: Iterable[int] | None, accept: bool, by: "User | None") -> int:
    """Accept or decline some changes (`keys` None: all that wait); return how many."""
    still_open(reading)
    chosen = reading.changes.filter(applied_at__isnull=True).exclude(kind=Kind.CHANGED, values={})
    wanted = Q(decision=Decision.WAITING) if keys is None else Q(pk__in=list(keys))
    decision = Decision.ACCEPTED if accept else Decision.DECLINED
    count = chosen.filter(wanted).update(decision=decision)
    journal.record(f"call_reading.{decision}", reading, by=by, changes={"changes": [None, count]})
    return count


@transaction.atomic
def drop(reading: CallReading, *, by: "User | None") -> None:
    """Put a reading aside without applying it."""
    locked = still_open(reading)
    if locked.changes.filter(applied_at__isnull=False).exists():
        raise SourceRefused(_("A part is applied already: finish it, then undo it."))
    locked.state = State.DROPPED
    locked.save(update_fields=["state"])
    journal.record("call_reading.dropped", locked, by=by)
    reading.refresh_from_db()
