"""Search for pairs of records that look alike, and decide about them."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from vivier.accounts import journal
from vivier.directory import duplicates, pairing
from vivier.directory.duplicates import Pair
from vivier.directory.models import Actor, DuplicateProposal, DuplicateSearch
from vivier.directory.pairing import Keys
from vivier.directory.refusals import PairRefused

if TYPE_CHECKING:
    from vivier.accounts.models import User

CHUNK = 2_000
LATER_DAYS = 30
BY_HAND = "chosen by hand"
State, SearchState = DuplicateProposal.State, DuplicateSearch.State
Progress = Callable[[int], None]
_DECISION = ("state", "later_until", "decided_by", "decided_at", "why")


def _silent(_count: int) -> None:
    return None


def begin_search(*, by: "User | None", everywhere: bool = False) -> DuplicateSearch:
    """Open a search: of what changed since the last one that was finished, or of all records."""
    last = DuplicateSearch.objects.filter(state=SearchState.DONE).order_by("-started_at").first()
    since = None if everywhere or last is None else last.started_at
    try:
        with transaction.atomic():
            search = DuplicateSearch(everywhere=since is None, changed_since=since, by=by)
            search.total = _to_compare(search).count()
            search.save()
            changes: journal.Changes = {"records": [None, search.total]}
            journal.record("duplicates.search_begun", search, by=by, changes=changes)
    except IntegrityError as error:
        raise PairRefused(
            _("Duplicates are being searched already: stop that search, or let it go on.")
        ) from error
    return search


def _to_compare(search: DuplicateSearch) -> Any:
    rows = Actor.objects.filter(pk__gt=search.reached)
    return rows.filter(updated_at__gte=search.changed_since) if search.changed_since else rows


@transaction.atomic
def ask_to_stop(search: DuplicateSearch, *, by: "User | None") -> None:
    """Let the search stop after the records it is at."""
    locked = DuplicateSearch.objects.select_for_update().get(pk=search.pk)
    if locked.state != SearchState.RUNNING:
        raise PairRefused(_("This search is over."))
    locked.stop_asked = True
    locked.save(update_fields=["stop_asked"])
    journal.record("duplicates.search_stopped", locked, by=by)


def go_on(search: DuplicateSearch) -> DuplicateSearch:
    """Open a stopped or cut-off search again, where it was."""
    try:
        with transaction.atomic():
            locked = DuplicateSearch.objects.select_for_update().get(pk=search.pk)
            if locked.state == SearchState.DONE:
                raise PairRefused(_("This search is over."))
            locked.state, locked.stop_asked = SearchState.RUNNING, False
            locked.save(update_fields=["state", "stop_asked"])
    except IntegrityError as error:
        raise PairRefused(
            _("Duplicates are being searched already: stop that search, or let it go on.")
        ) from error
    return locked


def carry_out_search(search: DuplicateSearch, *, progress: Progress = _silent) -> DuplicateSearch:
    """Compare the records, some at a time; cut off anywhere and called again, it goes on."""
    everybody = pairing.records_of(Actor.objects.all())
    by_key = {record.key: record for record in everybody}
    while True:
        search.refresh_from_db()
        keys = list(_to_compare(search).order_by("pk").values_list("pk", flat=True)[:CHUNK])
        if search.state != SearchState.RUNNING or search.stop_asked or not keys:
            return _finish(search)
        some = [by_key[str(key)] for key in keys if str(key) in by_key]
        found = pairing.by_keys(duplicates.find_pairs(some, everybody))
        if _keep(search, keys, found):
            progress(len(keys))


def _finish(search: DuplicateSearch) -> DuplicateSearch:
    with transaction.atomic():
        locked = DuplicateSearch.objects.select_for_update().get(pk=search.pk)
        if locked.state == SearchState.RUNNING:
            locked.state = SearchState.STOPPED if locked.stop_asked else SearchState.DONE
            locked.finished_at = timezone.now()
            locked.save(update_fields=["state", "finished_at"])
            if locked.state == SearchState.DONE:
                changes: journal.Changes = {"records": [None, locked.done], "new pairs": [None, locked.found]}
                journal.record("duplicates.searched", locked, by=locked.by, changes=changes)
    search.refresh_from_db()
    return search


@transaction.atomic
def _keep(search: DuplicateSearch, keys: list[int], found: dict[Keys, Pair]) -> bool:
    """Write down what some records gave; False when another worker did in the meantime."""
    locked = DuplicateSearch.objects.select_for_update().get(pk=search.pk)
    if locked.reached != search.reached:
        return False
    present = set(
        Actor.objects.filter(pk__in={key for pair in found for key in pair}).values_list("pk", flat=True)
    )
    apart = pairing.told_apart()
    wanted = {pair: one for pair, one in found.items() if present.issuperset(pair) and pair not in apart}
    about = DuplicateProposal.objects.filter(Q(first__in=keys) | Q(second__in=keys))
    known = {(one.first_id, one.second_id): one for one in about}
    new = [_new(pair, one) for pair, one in wanted.items() if pair not in known]
    DuplicateProposal.objects.bulk_create(new, batch_size=500, ignore_conflicts=True)
    for pair, proposal in known.items():
        _follow(proposal, pair, wanted.get(pair))
    locked.reached, locked.active_at = keys[-1], timezone.now()
    locked.done, locked.found = locked.done + len(keys), locked.found + len(new)
    locked.save(update_fields=["reached", "active_at", "done", "found"])
    return True


def _new(keys: Keys, pair: Pair) -> DuplicateProposal:
    first, second = keys
    return DuplicateProposal(
        first_id=first,
        second_id=second,
        score=pair.score,
        band=pair.band,
        reasons=pairing.reasons_of(pair, keys),
        method=pairing.VERSION,
    )


def _follow(proposal: DuplicateProposal, keys: Keys, pair: Pair | None) -> None:
    """A pair that waits follows its records; what a person decided stays, and so does what they compared."""
    if proposal.state not in {State.WAITING, State.LATER} or proposal.method == BY_HAND:
        return
    if pair is None:
        if proposal.state == State.WAITING:
            proposal.delete()
        return
    proposal.score, proposal.band = pair.score, pair.band
    proposal.reasons, proposal.method = pairing.reasons_of(pair, keys), pairing.VERSION
    proposal.save(update_fields=["score", "band", "reasons", "method"])


@transaction.atomic
def propose_pair(one: Actor, other: Actor, *, by: "User") -> DuplicateProposal:
    """Put two records side by side that a person believes to be the same, however they score."""
    if one.pk == other.pk:
        raise PairRefused(_("A record is never its own duplicate."))
    keys = pairing.in_order(one.pk, other.pk)
    known = DuplicateProposal.objects.filter(first=keys[0], second=keys[1]).first()
    if known:
        return known
    sides = [pairing.records_of(Actor.objects.filter(pk=key)) for key in keys]
    scored = duplicates.find_pairs(*sides, threshold=0.0)
    pair = scored[0] if scored else Pair(str(keys[0]), str(keys[1]), 0.0, "possible", ())
    proposal = _new(keys, pair)
    proposal.method = BY_HAND
    proposal.save(force_insert=True)
    journal.record("duplicate.proposed", proposal, by=by, changes={"records": [one.name, other.name]})
    return proposal


@transaction.atomic
def tell_apart(proposal: DuplicateProposal, *, by: "User", why: str = "") -> None:
    """Remember for good that two records are not the same; no search proposes them again."""
    locked = _open(proposal)
    _decide(proposal, locked, State.NOT_SAME, by=by, why=why)


@transaction.atomic
def put_off(proposal: DuplicateProposal, *, by: "User", until: date | None = None, why: str = "") -> None:
    """Ask again on a later day."""
    locked = _open(proposal)
    today = timezone.localdate()
    locked.later_until = until or today + timedelta(days=LATER_DAYS)
    if locked.later_until <= today:
        raise PairRefused(_("Choose a day to come."))
    _decide(proposal, locked, State.LATER, by=by, why=why)


@transaction.atomic
def reopen_pair(proposal: DuplicateProposal, *, by: "User", why: str = "") -> None:
    """Take back what was decided; a merge is undone instead."""
    locked = DuplicateProposal.objects.select_for_update().get(pk=proposal.pk)
    if locked.state == State.SAME:
        raise PairRefused(_("These records were merged: undo the merge instead."))
    if locked.state == State.WAITING:
        raise PairRefused(_("This pair already waits for a decision."))
    _decide(proposal, locked, State.WAITING, by=by, why=why)


def _open(proposal: DuplicateProposal) -> DuplicateProposal:
    locked = DuplicateProposal.objects.select_for_update().get(pk=proposal.pk)
    if locked.state == State.SAME:
        raise PairRefused(_("These records were merged: undo the merge instead."))
    if locked.state == State.NOT_SAME:
        raise PairRefused(_("Somebody already said that these records are not the same."))
    return locked


def _decide(
    proposal: DuplicateProposal, locked: DuplicateProposal, state: str, *, by: "User", why: str
) -> None:
    before = locked.state
    locked.state, locked.why = state, why.strip()
    decided = state != State.WAITING
    locked.decided_by_id = by.pk if decided else None
    locked.decided_at = timezone.now() if decided else None
    if state != State.LATER:
        locked.later_until = None
    locked.save(update_fields=_DECISION)
    actors = Actor.objects.filter(pk__in=[locked.first_id, locked.second_id]).order_by("pk")
    names = " / ".join(actor.name for actor in actors)
    changes: journal.Changes = {"pair": [before, state], "records": [None, names]}
    for actor in actors:
        journal.record(f"duplicate.{state}", actor, by=by, changes=changes, reason=locked.why)
    proposal.refresh_from_db()
