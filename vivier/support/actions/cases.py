"""Work on a case: notes, next actions, meetings, documents, proposals. Each side writes in its own name.

Every deed takes the `Viewer` as who writes: the door made it, after asking who may. The journal says that
something was written, never what.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from vivier.accounts import journal
from vivier.agenda.models import Event
from vivier.directory.attachments import Attachment
from vivier.opportunities.models import Call
from vivier.support.actions.following import note_news
from vivier.support.actions.settling import lock
from vivier.support.casework import Viewer, partners_on, visibilities
from vivier.support.models import (
    CaseDocument,
    CaseEntry,
    CaseNote,
    Meeting,
    Need,
    NextAction,
    Partner,
    Side,
    Suggestion,
    Visibility,
)
from vivier.support.refusals import CaseRefused

MOST_ENTRIES, MOST_DOCUMENTS = 500, 40


@dataclass(frozen=True, slots=True)
class Owner:
    """Whose turn it is."""

    side: str
    partner: Partner | None = None


@transaction.atomic
def write_note(need: Need, *, text: str, visibility: str, submission: UUID, by: Viewer) -> CaseNote:
    """Write a note; the same form sent twice is one note. Raises CaseRefused."""
    if not text.strip():
        raise CaseRefused(_("Write something first."), field="text")
    values = {"text": text.strip()[:4000]}
    return _add(CaseNote, need, values, visibility, submission, by)  # type: ignore[return-value]


@transaction.atomic
def plan_action(
    need: Need,
    *,
    what: str,
    owner: Owner,
    due_on: date | None,
    visibility: str,
    submission: UUID,
    by: Viewer,
) -> NextAction:
    """Say what is to be done next, by whom and until when."""
    if not what.strip():
        raise CaseRefused(_("Say what is to be done."), field="what")
    if owner.side == Side.APPLICANT and visibility != Visibility.APPLICANT:
        raise CaseRefused(_("What the applicant has to do, the applicant must read."), field="visibility")
    if (owner.side == Side.PARTNER) != (owner.partner is not None):
        raise CaseRefused(_("Choose who does it."), field="owner")
    if owner.partner is not None and owner.partner not in partners_on(need):
        raise CaseRefused(_("This partner does not work on the case."), field="owner")
    values = {
        "what": what.strip()[:300],
        "owner": Side(owner.side),
        "owner_partner": owner.partner,
        "due_on": due_on,
    }
    return _add(NextAction, need, values, visibility, submission, by)  # type: ignore[return-value]


@transaction.atomic
def finish_action(action: NextAction, *, by: Viewer) -> NextAction:
    """Say that it is done; twice is once. Only whose turn it is, who asked for it, or the team."""
    need = _open(action.need)
    locked = NextAction.objects.select_for_update().get(pk=action.pk)
    if not by.may_finish(locked):
        raise CaseRefused(_("This is not yours to finish."))
    if locked.done_at is None:
        locked.done_at = timezone.now()
        locked.save(update_fields=["done_at"])
        _journal("case.action_done", need, by)
    action.refresh_from_db()
    return action


@transaction.atomic
def set_meeting(
    need: Need,
    *,
    what: str,
    starts_at: datetime,
    ends_at: datetime,
    place: str,
    visibility: str,
    submission: UUID,
    by: Viewer,
) -> Meeting:
    """Set a meeting; both moments with their zone."""
    if ends_at <= starts_at:
        raise CaseRefused(_("The end is not after the beginning."), field="ends_at")
    values = {
        "what": what.strip()[:200],
        "starts_at": starts_at,
        "ends_at": ends_at,
        "place": place.strip()[:300],
    }
    return _add(Meeting, need, values, visibility, submission, by)  # type: ignore[return-value]


@transaction.atomic
def cancel_meeting(meeting: Meeting, *, by: Viewer) -> Meeting:
    """Call a meeting off: calendars that hold it are told. Only who set it, or the team."""
    need = lock(meeting.need)
    locked = Meeting.objects.select_for_update().get(pk=meeting.pk)
    if not by.owns(locked) and not (by.side == Side.TEAM and by.may_read(locked)):
        raise CaseRefused(_("Only who set the meeting calls it off."))
    if locked.cancelled_at is None:
        locked.cancelled_at = locked.changed_at = timezone.now()
        locked.sequence += 1
        locked.save(update_fields=["cancelled_at", "changed_at", "sequence"])
        _journal("case.meeting_cancelled", need, by)
        note_news(locked, by, at=locked.cancelled_at)
    meeting.refresh_from_db()
    return meeting


@transaction.atomic
def add_document(
    need: Need, *, file: Attachment, visibility: str, submission: UUID, by: Viewer
) -> CaseDocument:
    """Keep a document that was checked by `read_attachment`, as it came."""
    if need.documents.count() >= MOST_DOCUMENTS:  # type: ignore[attr-defined]
        raise CaseRefused(_("A case holds at most %(most)d documents.") % {"most": MOST_DOCUMENTS})
    values = {
        "name": file.name,
        "content_type": file.content_type,
        "size": len(file.content),
        "sha256": file.digest,
        "content": file.content,
    }
    return _add(CaseDocument, need, values, visibility, submission, by)  # type: ignore[return-value]


@transaction.atomic
def suggest(need: Need, *, thing: Call | Event, why: str, submission: UUID, by: Viewer) -> Suggestion:
    """Propose a published opportunity or event to the applicant."""
    if by.side == Side.APPLICANT:
        raise CaseRefused(_("Proposals come from the team and the partners."))
    values = {
        "call": thing if isinstance(thing, Call) else None,
        "event": thing if isinstance(thing, Event) else None,
        "why": why.strip()[:500],
    }
    return _add(Suggestion, need, values, Visibility.APPLICANT, submission, by)  # type: ignore[return-value]


def _add(
    kind: type[CaseEntry],
    need: Need,
    values: Mapping[str, Any],
    visibility: str,
    submission: UUID,
    by: Viewer,
) -> CaseEntry:
    rows: Any = kind._default_manager  # type: ignore[attr-defined]
    locked = _open(need)
    already = rows.filter(submission=submission, need=locked, side=by.side, partner=by.partner).first()
    if already:
        return already  # type: ignore[no-any-return]
    if visibility not in dict(visibilities(by)):
        raise CaseRefused(_("Choose who may read it."), field="visibility")
    if rows.filter(need=locked).count() >= MOST_ENTRIES:
        raise CaseRefused(_("This case is full: open another need for what comes next."))
    entry: CaseEntry = rows.create(
        need=locked,
        side=by.side,
        partner=by.partner,
        visibility=visibility,
        by=by.by,
        submission=submission,
        **values,
    )
    _journal(f"case.{kind.__name__.lower()}", locked, by)
    note_news(entry, by, at=entry.at)
    return entry


def _open(need: Need) -> Need:
    locked = lock(need)
    if locked.erased_at is not None:
        raise CaseRefused(_("This need was erased: nothing is added to it."))
    if not locked.is_open:
        raise CaseRefused(_("This case is closed: reopen it before you add something."))
    return locked


def _journal(verb: str, need: Need, by: Viewer) -> None:
    changes: journal.Changes = {"side": [None, by.side.value]}
    if by.partner is not None:
        changes["partner"] = [None, str(by.partner)]
    journal.record(verb, need, by=by.by, changes=changes)
