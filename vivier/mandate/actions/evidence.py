"""Documents that prove: attached as they came, withdrawn but never changed or removed."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from vivier.accounts import journal
from vivier.accounts.models import User
from vivier.directory.attachments import read_attachment
from vivier.directory.refusals import InvalidValue as NotReadable
from vivier.mandate.actions.locking import locked_expense, must_enter, must_run
from vivier.mandate.models import (
    Deliverable,
    DocumentKind,
    Evidence,
    EvidenceFile,
    Expense,
    HandValue,
    Obligation,
)
from vivier.mandate.refusals import InvalidValue, NotTheRightState

Proved = Expense | Deliverable | HandValue | Obligation
OPEN = (Expense.State.DRAFT, Expense.State.TO_CORRECT)
FIELDS = {
    Expense: "expense",
    Deliverable: "deliverable",
    HandValue: "hand_value",
    Obligation: "obligation",
}


@transaction.atomic
def attach_evidence(thing: Proved, *, by: User | None, name: str, content: bytes, kind: str) -> Evidence:
    """Keep a document for what it proves; the same document of the same kind twice is one.

    Raises InvalidValue for what is neither a PDF nor a PNG or JPEG picture of at most 10 MB.
    """
    if kind not in DocumentKind.values:
        raise InvalidValue("kind", _("Say what the document is."))
    field = FIELDS[type(thing)]
    _may_change(thing, by)
    try:
        read = read_attachment(name, content)
    except NotReadable as refusal:
        raise InvalidValue("file", str(refusal)) from refusal
    file = EvidenceFile.objects.filter(digest=read.digest).defer("content").first()
    if file is None:
        file = EvidenceFile(
            digest=read.digest, content_type=read.content_type, size=len(read.content), content=read.content
        )
        file.save()
    known = Evidence.objects.standing().filter(file=file, kind=kind, **{field: thing}).first()
    if known:
        return known
    evidence = Evidence(file=file, kind=kind, name=read.name[:120], by=by, **{field: thing})
    evidence.save()
    changes: journal.Changes = {"document": [None, f"{evidence.name} · {kind} · {read.digest}"]}
    journal.record("evidence.attached", thing, by=by, changes=changes)
    return evidence


@transaction.atomic
def withdraw_evidence(evidence: Evidence, *, by: User) -> None:
    """Set a wrong document aside while what it proves is still open; it stays readable."""
    thing = proved_by(evidence)
    _may_change(thing, by)
    current = Evidence.objects.select_for_update().get(pk=evidence.pk)
    if current.withdrawn_at is not None:
        return
    current.withdrawn_at, current.withdrawn_by = timezone.now(), by
    current.save(update_fields=["withdrawn_at", "withdrawn_by"])
    changes: journal.Changes = {"document": [current.name, None]}
    journal.record("evidence.withdrawn", thing, by=by, changes=changes)


def proved_by(evidence: Evidence) -> Proved:
    """Return what a document proves."""
    things = (evidence.expense, evidence.deliverable, evidence.hand_value, evidence.obligation)
    return next(thing for thing in things if thing is not None)


def _may_change(thing: Proved, by: User | None) -> None:
    if not isinstance(thing, Expense):
        must_run(by)
        return
    must_enter(by)
    locked = locked_expense(thing)
    if locked.state not in OPEN:
        raise NotTheRightState(
            _("Documents are added while the expense is a draft or was sent back; it is “%(state)s”.")
            % {"state": locked.get_state_display()}
        )
    locked.version += 1
    locked.save(update_fields=["version"])
    if by:
        locked.handled_by.add(by)
