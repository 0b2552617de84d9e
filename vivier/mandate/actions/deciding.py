"""Deciding about an expense: somebody else than who entered it accepts, sends back or refuses."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from vivier.accounts import journal
from vivier.accounts.models import User
from vivier.mandate.actions.correcting import tell_corrected
from vivier.mandate.actions.locking import lock_lines, locked_expense, must_run
from vivier.mandate.checks import blocking
from vivier.mandate.corrections import borne
from vivier.mandate.models import Expense, ReportedShare
from vivier.mandate.refusals import NotReady, NotTheRightState, ReasonMissing, SamePerson
from vivier.mandate.rules import had_a_hand_in

State = Expense.State


@transaction.atomic
def accept_expense(expense: Expense, *, by: User) -> Expense:
    """Accept a submitted expense; everything is checked once more, with its lines locked."""
    locked = _to_decide(expense, by)
    lock_lines(locked)
    problems = blocking(locked)
    if problems:
        raise NotReady(problems)
    decided = _decide(locked, State.ACCEPTED, "expense.accepted", by=by)
    if decided.kind == Expense.Kind.CORRECTION:
        tell_corrected(decided, by=by)
    return decided


@transaction.atomic
def send_back_expense(expense: Expense, *, by: User, comment: str) -> Expense:
    """Return an expense to be put right, and say what is wrong."""
    return _decide(_to_decide(expense, by), State.TO_CORRECT, "expense.sent_back", by=by, comment=comment)


@transaction.atomic
def refuse_expense(expense: Expense, *, by: User, comment: str) -> Expense:
    """Refuse an expense for good, and say why; it and its documents stay."""
    return _decide(_to_decide(expense, by), State.REFUSED, "expense.refused", by=by, comment=comment)


@transaction.atomic
def reopen_expense(expense: Expense, *, by: User, comment: str) -> Expense:
    """Take back an acceptance, and say why: the expense is put right and decided about again.

    What a standing report states stays as that report says it, and what was corrected is corrected once more.
    """
    must_run(by)
    locked = locked_expense(expense)
    if locked.state != State.ACCEPTED:
        raise NotTheRightState(_("Only an accepted expense is reopened."))
    lock_lines(locked)  # nobody hands a report in meanwhile
    stated = ReportedShare.objects.filter(share__expense=locked).select_related("report__mandate").first()
    if stated is not None:
        words = {"report": stated.report}
        raise NotTheRightState(
            _(
                "It is stated in %(report)s: correct it with a new entry, or put it right once the funder "
                "sends that report back."
            )
            % words
        )
    _must_not_be_leant_on(locked)
    return _decide(locked, State.TO_CORRECT, "expense.reopened", by=by, comment=comment)


def _must_not_be_leant_on(expense: Expense) -> None:
    """Refuse to take back what others correct, or what others take off again."""
    others = list(expense.corrections.counting().order_by("number"))
    if others:
        words = {"others": ", ".join(one.reference for one in others)}
        raise NotTheRightState(_("%(others)s corrects it: correct it once more instead.") % words)
    if expense.corrects is None or expense.takes_off:
        return
    original = locked_expense(expense.corrects)
    if not borne(original, but=expense).is_enough():
        words = {"original": original.reference}
        raise NotTheRightState(
            _("Other corrections of %(original)s take off what this one adds: correct it once more instead.")
            % words
        )


def _to_decide(expense: Expense, by: User) -> Expense:
    must_run(by)
    locked = locked_expense(expense)
    if locked.state != State.SUBMITTED:
        raise NotTheRightState(
            _("This expense is “%(state)s”: there is nothing to decide.")
            % {"state": locked.get_state_display()}
        )
    if had_a_hand_in(by, locked):
        raise SamePerson(
            _("You entered, changed or submitted this expense: somebody else has to decide about it.")
        )
    return locked


def _decide(locked: Expense, state: str, verb: str, *, by: User, comment: str = "") -> Expense:
    said = comment.replace("\x00", "").strip()[:2000]
    if state != State.ACCEPTED and not said:
        raise ReasonMissing(_("Say in a few words what is wrong: the person has to know."))
    before = locked.state
    locked.state, locked.decision_comment = state, said
    locked.decided_by, locked.decided_at = by, timezone.now()
    locked.version += 1
    locked.save(update_fields=["state", "decision_comment", "decided_by", "decided_at", "version"])
    journal.record(verb, locked, by=by, changes={"state": [before, state]}, reason=said)
    return locked
