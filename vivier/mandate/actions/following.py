"""What is due follows its report: handed in it is sent, approved with it, due again when it comes back."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from vivier.accounts import journal
from vivier.accounts.models import User
from vivier.mandate.due import ANSWERS
from vivier.mandate.models import Instalment, Obligation, Report
from vivier.mandate.refusals import NotTheRightState

State = Obligation.State
_HANDED_IN = (Report.State.SUBMITTED, Report.State.APPROVED)


def due_for(report: Report) -> Obligation | None:
    """Return what a new report answers: the next of its kind due after its period, in no other report."""
    return (
        report.mandate.obligations.filter(
            kind=ANSWERS[report.kind], state=State.DUE, due_on__gte=report.ends_on
        )
        .exclude(reports__state__in=(Report.State.DRAFT, *_HANDED_IN))
        .order_by("due_on", "pk")
        .first()
    )


@transaction.atomic
def claim_instalment(report: Report, *, by: User) -> None:
    """Write the instalment a report claims down as claimed, on its day; one that was stays as it is."""
    instalment = _instalment_of(report)
    if instalment is None or instalment.state != Instalment.State.EXPECTED or not report.claimed_eur:
        return
    instalment.claimed_on = timezone.localdate(report.submitted_at)
    _move_instalment(instalment, Instalment.State.CLAIMED, "instalment.claimed", report, by=by)


@transaction.atomic
def unclaim_instalment(report: Report, *, by: User) -> None:
    """Expect an instalment again whose report came back, unless its money came or another claims it."""
    instalment = _instalment_of(report)
    if instalment is None or instalment.state != Instalment.State.CLAIMED:
        return
    if instalment.claimed_on != timezone.localdate(report.submitted_at):
        return  # claimed before, by other ways
    if Report.objects.standing().filter(instalment=instalment).exclude(pk=report.pk).exists():
        return
    instalment.claimed_on = None
    _move_instalment(instalment, Instalment.State.EXPECTED, "instalment.returned", report, by=by)


def _instalment_of(report: Report) -> Instalment | None:
    if report.instalment_id is None:
        return None
    return Instalment.objects.select_for_update().get(pk=report.instalment_id)


def _move_instalment(instalment: Instalment, state: str, verb: str, report: Report, *, by: User) -> None:
    before, instalment.state = instalment.state, state
    instalment.save(update_fields=["state", "claimed_on"])
    changes: journal.Changes = {"state": [before, state], "report": [None, report.reference]}
    journal.record(verb, instalment, by=by, changes=changes, reason=report.decision_comment)


@transaction.atomic
def follow_submission(report: Report, *, by: User) -> None:
    """Write what was due down as sent, on the day of the report; sent before, it stays as it is."""
    obligation = _locked(report)
    if obligation is None or obligation.state == State.SENT:
        return
    if obligation.state != State.DUE:
        raise NotTheRightState(
            _("“%(obligation)s” is already “%(state)s”: choose what this report is due for.")
            % {"obligation": obligation, "state": obligation.get_state_display()}
        )
    obligation.sent_on = timezone.localdate(report.submitted_at)
    _move(obligation, State.SENT, "obligation.sent", report, by=by)


@transaction.atomic
def follow_approval(report: Report, *, by: User) -> None:
    """Write what was due down as approved with its report."""
    obligation = _locked(report)
    if obligation is None or obligation.state != State.SENT:
        return
    obligation.approved_on = max(timezone.localdate(), obligation.sent_on or timezone.localdate())
    _move(obligation, State.APPROVED, "obligation.approved", report, by=by)


@transaction.atomic
def follow_return(report: Report, *, by: User) -> None:
    """What was due is due again: the report came back."""
    obligation = _locked(report)
    if obligation is None or obligation.state != State.SENT:
        return
    obligation.sent_on = None
    _move(obligation, State.DUE, "obligation.returned", report, by=by)


def _locked(report: Report) -> Obligation | None:
    if report.obligation_id is None:
        return None
    return Obligation.objects.select_for_update().get(pk=report.obligation_id)


def _move(obligation: Obligation, state: str, verb: str, report: Report, *, by: User) -> None:
    before, obligation.state = obligation.state, state
    obligation.sequence += 1
    obligation.save(update_fields=["state", "sent_on", "approved_on", "sequence"])
    changes: journal.Changes = {"state": [before, state], "report": [None, report.reference]}
    journal.record(verb, obligation, by=by, changes=changes, reason=report.decision_comment)
