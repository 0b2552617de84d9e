"""Writing the accepted changes of a reading, some at a time, and taking them back; nothing is published."""

from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from vivier.accounts import journal
from vivier.core.names import fold
from vivier.directory.models import Actor
from vivier.directory.naming import KnownNames
from vivier.opportunities import fields
from vivier.opportunities.actions import calls as actions
from vivier.opportunities.actions.readings import still_open
from vivier.opportunities.models import Call, CallChange, CallReading, CallTie, Scheme
from vivier.opportunities.refusals import OpportunityRefusal, SourceRefused
from vivier.search.queue import changed, together

if TYPE_CHECKING:
    from vivier.accounts.models import User

BATCH = 50
State, Kind, Decision = CallReading.State, CallChange.Kind, CallChange.Decision


def apply_changes(reading: CallReading, *, by: "User | None") -> CallReading:
    """Apply the accepted changes, some at a time; cut off anywhere and called again, it goes on."""
    with transaction.atomic():
        locked = still_open(reading)
        locked.state, locked.by = State.APPLYING, by or locked.by
        locked.save(update_fields=["state", "by"])
    writing = _Writing(locked, by)
    with together():
        while some := _next_accepted(locked):
            with transaction.atomic():
                for one in some:
                    writing.write(one)
    with transaction.atomic():
        locked = still_open(reading)
        locked.state, locked.applied_at = State.APPLIED, timezone.now()
        locked.save(update_fields=["state", "applied_at"])
        applied = locked.changes.filter(applied_at__isnull=False).count()
        journal.record("call_reading.applied", locked, by=by, changes={"changes": [None, applied]})
    reading.refresh_from_db()
    return reading


def _next_accepted(reading: CallReading) -> list[CallChange]:
    waiting = reading.changes.filter(decision=Decision.ACCEPTED, applied_at__isnull=True)
    return list(waiting.select_related("call").order_by("pk")[:BATCH])


class _Writing:
    """One application under way: the schemes and names it knows."""

    def __init__(self, reading: CallReading, by: "User | None") -> None:
        self.reading, self.source, self.by = reading, reading.source, by
        self._schemes: dict[str, Scheme] | None = None
        self._names: KnownNames | None = None

    def write(self, change: CallChange) -> None:
        """Write one change; one that cannot be written any more is declined with the reason."""
        deeds = {Kind.NEW: self._open, Kind.CHANGED: self._update, Kind.VANISHED: self._withdraw}
        try:
            with transaction.atomic():
                deeds[Kind(change.kind)](change)
        except OpportunityRefusal as refusal:
            change.decision, change.note = Decision.DECLINED, str(refusal)[:300]
        else:
            change.applied_at = timezone.now()
        change.save()

    def _open(self, change: CallChange) -> None:
        if CallTie.objects.filter(source=self.source, external_id=change.external_id).exists():
            raise SourceRefused(_("This entry became an opportunity in the meantime."))
        values = {name: fields.from_plain(name, after) for name, (_before, after) in change.values.items()}
        scheme = self._scheme(change.origin["scheme"], change.origin["issuer"])
        change.before = {"scheme": scheme.pk if scheme.calls.exists() else None}
        change.call = actions.create_call(scheme, by=self.by, values=values)
        change.before["updated_at"] = change.call.updated_at.isoformat()
        self._tie(change)

    def _update(self, change: CallChange) -> None:
        call = _present(change)
        now = Call.objects.get(pk=call.pk)
        moved = [
            name
            for name, (before, _after) in change.values.items()
            if not _alike(fields.plain(fields.read(now, name)), before)
        ]
        if moved:
            raise SourceRefused(_("Somebody changed this opportunity in the meantime: read the list again."))
        wanted = {name: fields.from_plain(name, after) for name, (_before, after) in change.values.items()}
        actions.update_call(call, by=self.by, changes=wanted, reason=str(self.reading)[:200])
        self._tie(change)

    def _withdraw(self, change: CallChange) -> None:
        call = _present(change)
        change.before = {"state": call.state}
        reason = _("No longer in the list of %(source)s.") % {"source": self.source.name}
        actions.withdraw_call(call, by=self.by, reason=reason)
        CallTie.objects.filter(source=self.source, external_id=change.external_id).update(
            gone_at=timezone.now()
        )

    def _tie(self, change: CallChange) -> None:
        """Remember which opportunity the entry is and what the source wrote in it."""
        written = {name: after for name, (_before, after) in change.values.items()}
        tie = CallTie.objects.filter(source=self.source, external_id=change.external_id).first()
        if change.kind == Kind.CHANGED:
            change.before = {"written": tie.written if tie else None}
        if tie is None:
            tie = CallTie(source=self.source, external_id=change.external_id, refused=change.refused)
        tie.call, tie.written = _present(change), tie.written | written
        tie.save()

    def _scheme(self, title: str, issuer: str) -> Scheme:
        if self._schemes is None:
            self._schemes = {fold(one.title_fr): one for one in Scheme.objects.order_by("-pk")}
        known = self._schemes.get(fold(title.strip()[:255]))
        if known is None:
            known = actions.create_scheme(
                title_fr=title, by=self.by, issuer=self._actor(issuer), issuer_name=issuer
            )
            self._schemes[fold(known.title_fr)] = known
        return known

    def _actor(self, name: str) -> Actor | None:
        if self._names is None:
            self._names = KnownNames()
        return self._names.find(name) if name.strip() else None


def _present(change: CallChange) -> Call:
    if change.call is None:
        raise SourceRefused(_("The opportunity is no longer there."))
    return change.call


def _alike(one: Any, other: Any) -> bool:
    return one == other or (one in (None, "", []) and other in (None, "", []))


def can_still_be_undone(reading: CallReading) -> None:
    """Refuse when a reading is not applied, or was so too long ago."""
    if not reading.can_be_undone:
        raise SourceRefused(_("Only what was applied in the last thirty days can be undone."))


def undo_changes(reading: CallReading, *, by: "User | None") -> int:
    """Take an applied reading back; what people changed since stays. Return how many stayed."""
    can_still_be_undone(reading)
    stayed = 0
    with together():
        while some := list(reading.changes.filter(applied_at__isnull=False).order_by("pk")[:BATCH]):
            with transaction.atomic():
                stayed += sum(_undo(one, reading, by=by) for one in some)
    with transaction.atomic():
        CallReading.objects.filter(pk=reading.pk).update(state=State.UNDONE)
        journal.record("call_reading.undone", reading, by=by, changes={"left as they are": [None, stayed]})
    reading.refresh_from_db()
    return stayed


def _undo(change: CallChange, reading: CallReading, *, by: "User | None") -> bool:
    """Undo one change; say whether people's work keeps something of it."""
    deeds = {Kind.NEW: _take_away, Kind.CHANGED: _give_back, Kind.VANISHED: _show_again}
    kept = change.call is not None and deeds[Kind(change.kind)](change, reading, by)
    change.applied_at = None
    change.note = str(_("Kept: people have worked on it since."))[:300] if kept else ""
    change.save()
    return kept


def _take_away(change: CallChange, _reading: CallReading, by: "User | None") -> bool:
    """Remove the draft an entry opened, unless somebody touched it."""
    call = _present(change)
    touched = call.state != Call.State.DRAFT or call.updated_at.isoformat() != change.before["updated_at"]
    if touched or call.proposals.exists() or call.criteria.exists():
        return True
    scheme = call.scheme
    changed(actions.SEARCH_KIND, call.pk)
    journal.record("call.removed", call, by=by, reason=str(_("The reading is undone.")))
    change.call = None
    change.save(update_fields=["call"])
    call.delete()
    if change.before["scheme"] is None and not scheme.calls.exists() and not scheme.variants.exists():
        scheme.delete()
    return False


def _give_back(change: CallChange, reading: CallReading, by: "User | None") -> bool:
    """Write what stood there before, where the source's word still stands."""
    call = Call.objects.get(pk=_present(change).pk)
    back = {
        name: fields.from_plain(name, before)
        for name, (before, after) in change.values.items()
        if fields.plain(fields.read(call, name)) == after
    }
    try:
        actions.update_call(call, by=by, changes=back, reason=str(_("The reading is undone.")))
    except OpportunityRefusal:
        return True
    tie = CallTie.objects.filter(source=reading.source, external_id=change.external_id)
    written = change.before.get("written")
    tie.delete() if written is None else tie.update(written=written)
    return len(back) < len(change.values)


def _show_again(change: CallChange, reading: CallReading, by: "User | None") -> bool:
    """Publish again what was taken off the site because it had left the list, if it still may be."""
    call = _present(change)
    CallTie.objects.filter(source=reading.source, external_id=change.external_id).update(gone_at=None)
    if change.before.get("state") == Call.State.PUBLISHED and call.state == Call.State.DRAFT:
        try:
            actions.publish_call(call, by=by, from_dataset=True)
        except OpportunityRefusal:
            return True
    return False
