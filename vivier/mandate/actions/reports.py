"""Giving account: a report is prepared, handed in (frozen, signed), approved, or sent back."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID, uuid4

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from vivier.accounts import journal
from vivier.accounts.models import User
from vivier.core.rows import insert_rows
from vivier.mandate.actions.following import (
    claim_instalment,
    due_for,
    follow_approval,
    follow_return,
    follow_submission,
    unclaim_instalment,
)
from vivier.mandate.actions.locking import must_run
from vivier.mandate.indicators.once import Counts
from vivier.mandate.indicators.periods import Period
from vivier.mandate.models import Highlight, Mandate, Report, ReportedShare
from vivier.mandate.refusals import EditConflict, InvalidValue, NotReady, NotTheRightState, ReasonMissing
from vivier.mandate.reporting import freezing, hindrances, sealing
from vivier.mandate.reporting.spending import keys_to_report

State = Report.State
EDITABLE = (
    "introduction",
    "language",
    "obligation",
    "instalment",
    "claimed_eur",
    "signatory",
    "signatory_function",
    "account",
)


@dataclass(frozen=True, slots=True)
class Asked:
    """What a new report is about."""

    kind: str
    starts_on: date
    ends_on: date
    submission: UUID


@transaction.atomic
def start_report(mandate: Mandate, asked: Asked, *, by: User) -> Report:
    """Open a report on a period of the mandate; the same form sent twice opens one."""
    must_run(by)
    Mandate.objects.select_for_update().get(pk=mandate.pk)
    known = Report.objects.filter(submission=asked.submission).first()
    if known:
        return known
    whole = Period(mandate.starts_on, mandate.paid_until or mandate.ends_on)
    if asked.kind not in Report.Kind.values:
        raise InvalidValue("kind", _("Say which report it is."))
    if asked.ends_on < asked.starts_on:
        raise InvalidValue("ends_on", _("The last day comes before the first one."))
    if not whole.contains(Period(asked.starts_on, asked.ends_on)):
        raise InvalidValue(
            "starts_on", _("The period lies outside the mandate (%(days)s).") % {"days": whole}
        )
    last = mandate.reports.aggregate(last=Max("number"))["last"] or 0
    report = Report(
        mandate=mandate,
        kind=asked.kind,
        number=last + 1,
        starts_on=asked.starts_on,
        ends_on=asked.ends_on,
        submission=asked.submission,
        created_by=by,
    )
    report.obligation = due_for(report)
    report.save()
    journal.record("report.started", report, by=by)
    return report


@transaction.atomic
def change_report(report: Report, values: Mapping[str, Any], *, edits: int, by: User) -> Report:
    """Write what the person chose (fields of EDITABLE); `edits` is the version they saw."""
    must_run(by)
    locked = _locked(report, State.DRAFT)
    if locked.edits != edits:
        raise EditConflict(_("Somebody else changed this report meanwhile: look at it again, then save."))
    before = {name: _said(locked, name) for name in EDITABLE}
    for name in EDITABLE:
        if name in values:
            setattr(locked, name, values[name])
    _belongs_together(locked)
    try:
        locked.full_clean()
    except ValidationError as error:
        field, sentences = next(iter(error.message_dict.items()))
        raise InvalidValue(field, " ".join(sentences)) from error
    changes = {name: [old, new] for name, old in before.items() if old != (new := _said(locked, name))}
    if changes:
        locked.edits += 1
        locked.save()
        journal.record("report.changed", locked, by=by, changes=changes)
    return locked


@transaction.atomic
def submit_report(report: Report, *, by: User, at: datetime | None = None) -> Report:
    """Hand it in: what it says now is frozen, signed and chained; refuses with what is missing.

    Handed in twice, it is handed in once. `at` is for a demonstration alone, whose past is invented.
    """
    must_run(by)
    if at is not None and not report.mandate.is_demo:
        raise ValueError("a report is handed in now")
    Mandate.objects.select_for_update().get(pk=report.mandate_id)
    locked = Report.objects.select_for_update().get(pk=report.pk)
    if locked.state == State.SUBMITTED:
        return locked
    locked = _locked(report, State.DRAFT)
    counts = Counts(rows=True)
    problems = hindrances.of_report(locked, counts)
    if problems:
        raise NotReady(problems)
    locked.state, locked.submitted_by = State.SUBMITTED, by
    locked.submitted_at = (at or timezone.now()).astimezone(UTC).replace(microsecond=0)
    # The journal lets one writer at a time through: the chain of reports has one end.
    journal.record("report.submitted", locked, by=by, changes={"state": [State.DRAFT, State.SUBMITTED]})
    locked.save()
    if locked.kind == Report.Kind.FINANCIAL:
        _ask_for(locked)
    follow_submission(locked, by=by)
    claim_instalment(locked, by=by)
    sealing.seal(locked, freezing.content_of(locked, counts), at=locked.submitted_at)
    return locked


@transaction.atomic
def approve_report(report: Report, *, by: User, comment: str = "") -> Report:
    """Write down that the funder approved it."""
    must_run(by)
    locked = _locked(report, State.SUBMITTED)
    decided = _decide(locked, State.APPROVED, "report.approved", by=by, comment=comment.strip())
    follow_approval(decided, by=by)
    return decided


@transaction.atomic
def return_report(report: Report, *, by: User, comment: str) -> Report:
    """Write down that the funder sent it back, and why; return the next version, open for correction.

    The frozen copy stays as it was handed in; the expenses it asked for may be asked for again.
    """
    must_run(by)
    if not comment.strip():
        raise ReasonMissing(_("Say what has to be corrected."))
    locked = _locked(report, State.SUBMITTED)
    locked.reported_shares.all().delete()
    follow_return(_decide(locked, State.RETURNED, "report.returned", by=by, comment=comment.strip()), by=by)
    unclaim_instalment(locked, by=by)
    following = Report.objects.get(pk=locked.pk)
    following.pk, following._state.adding = None, True
    following.version, following.follows, following.submission = locked.version + 1, locked, uuid4()
    following.state, following.edits = State.DRAFT, 1
    following.submitted_at = following.submitted_by = following.decided_at = following.decided_by = None
    following.decision_comment = ""
    following.created_by, following.created_at = by, timezone.now()
    following.save()
    for one in locked.highlights.all():
        Highlight.objects.create(
            report=following,
            **{
                name: getattr(one, name)
                for name in ("subject", "key", "title", "text", "address", "position")
            },
        )
    for table in locked.tables.all():
        table.pk, table.report, table._state.adding = None, following, True
        table.save()
    journal.record("report.started", following, by=by, changes={"follows": [None, locked.reference]})
    return following


def _decide(locked: Report, state: str, verb: str, *, by: User, comment: str) -> Report:
    before, locked.state = locked.state, state
    locked.decided_by, locked.decided_at, locked.decision_comment = by, timezone.now(), comment
    locked.save()
    journal.record(verb, locked, by=by, changes={"state": [before, state]}, reason=comment)
    return locked


def _ask_for(report: Report) -> None:
    """Take the shares a report states: none of them is in another."""
    try:
        with transaction.atomic():
            rows = ([report.pk, key] for key in keys_to_report(report))
            insert_rows(ReportedShare, ("report", "share"), rows)
    except IntegrityError as error:
        raise NotTheRightState(
            _("Another report just asked for some of these expenses: look at this one again.")
        ) from error


def _locked(report: Report, state: str) -> Report:
    locked = (
        Report.objects.select_for_update(of=("self",)).select_related("mandate__funder").get(pk=report.pk)
    )
    if locked.state != state:
        words = {"report": locked, "state": locked.get_state_display()}
        raise NotTheRightState(_("%(report)s is already “%(state)s”.") % words)
    return locked


def _belongs_together(report: Report) -> None:
    for name in ("obligation", "instalment"):
        part = getattr(report, name)
        if part is not None and part.mandate_id != report.mandate_id:
            raise InvalidValue(name, _("This belongs to another mandate."))


def _said(report: Report, name: str) -> Any:
    value = getattr(report, name)
    return None if value in (None, "") else str(value)
