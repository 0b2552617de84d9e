"""What is due: sent with its documents and in its order, approved, cancelled; people are reminded."""

from datetime import date, timedelta

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from vivier.accounts import journal
from vivier.accounts.models import User
from vivier.core.written_dates import written
from vivier.mandate.actions.locking import must_run
from vivier.mandate.due import hindrances, missing_documents, standing_report
from vivier.mandate.models import Instalment, Mandate, Obligation, Report
from vivier.mandate.refusals import NotReady, NotTheRightState, ReasonMissing
from vivier.outbox.actions import post
from vivier.outbox.models import Message

State, Kind = Obligation.State, Obligation.Kind
LATE_DAYS = 14


@transaction.atomic
def send_obligation(obligation: Obligation, *, by: User | None, on: date | None = None) -> Obligation:
    """Say that it went to the funder; refuses while a document, a condition or a report is missing."""
    must_run(by)
    locked = _locked(obligation, State.DUE)
    problems = hindrances(locked)
    if problems:
        raise NotReady(problems)
    locked.sent_on = on or timezone.localdate()
    if locked.kind == Kind.INSTALMENT and locked.instalment:
        Instalment.objects.filter(pk=locked.instalment.pk, state=Instalment.State.EXPECTED).update(
            state=Instalment.State.CLAIMED, claimed_on=locked.sent_on
        )
    return _move(locked, State.SENT, "obligation.sent", by=by)


@transaction.atomic
def approve_obligation(obligation: Obligation, *, by: User | None, on: date | None = None) -> Obligation:
    """Say that the funder approved it."""
    must_run(by)
    locked = _locked(obligation, State.SENT)
    _must_not_follow_a_report(locked)
    locked.approved_on = max(on or timezone.localdate(), locked.sent_on or date.min)
    return _move(locked, State.APPROVED, "obligation.approved", by=by)


@transaction.atomic
def return_obligation(obligation: Obligation, *, by: User | None, reason: str) -> Obligation:
    """Say that the funder sent it back, and why: it is due again."""
    must_run(by)
    said = _reason(reason)
    locked = _locked(obligation, State.SENT)
    _must_not_follow_a_report(locked)
    locked.sent_on = None
    return _move(locked, State.DUE, "obligation.returned", by=by, reason=said)


@transaction.atomic
def cancel_obligation(obligation: Obligation, *, by: User | None, reason: str) -> Obligation:
    """Say that it is due no more, and why."""
    must_run(by)
    said = _reason(reason)
    return _move(_locked(obligation, State.DUE), State.CANCELLED, "obligation.cancelled", by=by, reason=said)


@transaction.atomic
def receive_instalment(instalment: Instalment, *, by: User | None, on: date) -> Instalment:
    """Say that the money of an instalment came."""
    must_run(by)
    locked = Instalment.objects.select_for_update().get(pk=instalment.pk)
    if locked.state == Instalment.State.RECEIVED:
        raise NotTheRightState(_("This instalment came already."))
    before = locked.state
    locked.state, locked.received_on = Instalment.State.RECEIVED, on
    locked.save(update_fields=["state", "received_on"])
    changes: journal.Changes = {"state": [before, locked.state], "received_on": [None, on]}
    journal.record("instalment.received", locked, by=by, changes=changes)
    return locked


def _reason(reason: str) -> str:
    said = reason.replace("\x00", "").strip()[:2000]
    if not said:
        raise ReasonMissing(_("Say why in a few words."))
    return said


def _must_not_follow_a_report(locked: Obligation) -> None:
    """The answer to a report is written on the report; what it was due for follows."""
    report = standing_report(locked)
    if report is not None and report.state == Report.State.SUBMITTED:
        raise NotTheRightState(
            _("Write the funder’s answer on report %(report)s: this follows it.") % {"report": report}
        )


def _locked(obligation: Obligation, state: str) -> Obligation:
    locked = Obligation.objects.select_for_update().get(pk=obligation.pk)
    if locked.state != state:
        raise NotTheRightState(
            _("It is “%(state)s”: this cannot be done now.") % {"state": locked.get_state_display()}
        )
    return locked


def _move(locked: Obligation, state: str, verb: str, *, by: User | None, reason: str = "") -> Obligation:
    before = locked.state
    locked.state = state
    locked.sequence += 1
    locked.save(update_fields=["state", "sent_on", "approved_on", "sequence"])
    journal.record(verb, locked, by=by, changes={"state": [before, state]}, reason=reason)
    return locked


def remind() -> int:
    """Write one mail for each coordinator and obligation whose reminder is due; return how many.

    Each step of the ladder (days before, and once when it is late) is told once; steps the worker slept
    through are told as one.
    """
    today = timezone.localdate()
    waiting = Obligation.objects.filter(
        state=State.DUE, mandate__state=Mandate.State.CURRENT, due_on__lte=today + timedelta(days=120)
    ).select_related("mandate__funder")
    people = list(User.objects.filter(role=User.Role.COORDINATOR, is_active=True).order_by("pk"))
    written = 0
    for obligation in waiting.prefetch_related("evidence", "reports"):
        step = _step(obligation, today)
        if step is not None:
            written += sum(_tell(obligation, step, person) for person in people)
    return written


def _step(obligation: Obligation, today: date) -> int | None:
    """Return the step of the ladder that is due: days before, -1 when late; None before the first."""
    left = (obligation.due_on - today).days
    if left < 0:
        return -1 if left >= -LATE_DAYS else None
    reached = [days for days in obligation.remind_days if left <= days]
    return min(reached) if reached else None


@transaction.atomic
def _tell(obligation: Obligation, step: int, person: User) -> int:
    key = f"obligation:{obligation.pk}:{obligation.due_on}:{step}:{person.pk}"
    if Message.objects.filter(key=key).exists():
        return 0
    language = settings.LANGUAGE_CODE
    with override(language):
        context = {
            "title": str(obligation.title),
            "mandate": str(obligation.mandate.title),
            "day": written(obligation.due_on, "DATE_FORMAT"),
            "late": step < 0,
            "missing": missing_documents(obligation),
            "url": settings.SITE_URL + reverse("desk_obligation", args=[obligation.pk]),
            "is_demo": obligation.mandate.is_demo,
        }
    post(
        key=key,
        to=person.email,
        template="mandate/mails/obligation",
        context=context,
        language=language,
        cause=f"obligation {obligation.pk}",
    )
    return 1
