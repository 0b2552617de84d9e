"""Remind partners that have not answered, then hand the referral back; remind who has a next step to do."""

from collections.abc import Callable
from datetime import date, timedelta

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from vivier.accounts import journal
from vivier.support import case_mails, mails
from vivier.support.casework import partners_on
from vivier.support.clock import is_working_day, last_day
from vivier.support.models import NextAction, Referral

LATE = timedelta(days=7)


def steps_due(referral: Referral, today: date) -> int:
    """Return how many steps of the ladder are over for a referral that still waits."""
    return sum(last_day(referral.sent_at, days) <= today for days in settings.REFERRAL_REMINDERS)


def remind_everyone(today: date | None = None, stop: Callable[[], bool] = lambda: False) -> int:
    """Write the reminders that are due, on working days only; return how many."""
    day = today or timezone.localdate()
    if not is_working_day(day):
        return 0
    waiting = Referral.objects.waiting().filter(
        reminders__lt=len(settings.REFERRAL_REMINDERS), need__erased_at__isnull=True
    )
    written = 0
    for key in list(waiting.order_by("sent_at").values_list("pk", flat=True)):
        if stop():
            break
        written += remind(key, day)
    return written


@transaction.atomic
def remind(key: int, today: date) -> int:
    """Write the reminder of one referral when a step is over; the last step tells the coordinator too.

    Steps that passed while nobody worked are one reminder. Return 1 or 0.
    """
    rows = Referral.objects.waiting().select_for_update(of=("self",))
    referral = rows.select_related("need", "partner__actor").filter(pk=key).first()
    due = steps_due(referral, today) if referral else 0
    if referral is None or due <= referral.reminders:
        return 0
    referral.reminders, referral.reminded_at = due, timezone.now()
    if due == len(settings.REFERRAL_REMINDERS):
        referral.escalated_at = referral.reminded_at
        journal.record(
            "need.escalated", referral.need, by=None, changes={"partner": [None, str(referral.partner)]}
        )
    referral.save(update_fields=["reminders", "reminded_at", "escalated_at"])
    mails.reminder(referral)
    if referral.escalated_at is not None:
        case_mails.handed_back(referral)
    return 1


def steps_to_recall(today: date | None = None, stop: Callable[[], bool] = lambda: False) -> int:
    """Remind the owners of next steps some days before they are due and that day; return how many mails.

    What was missed while nobody worked is one reminder; what is over for longer than a week is none.
    """
    day = today or timezone.localdate()
    ahead = day + timedelta(days=settings.ACTION_REMINDER_DAYS)
    rows = NextAction.objects.filter(
        done_at__isnull=True, due_on__lte=ahead, due_on__gte=day - LATE, reminders__lt=2
    )
    written = 0
    for key in list(rows.order_by("due_on").values_list("pk", flat=True)):
        if stop():
            break
        written += recall_step(key, day)
    return written


@transaction.atomic
def recall_step(key: int, today: date) -> int:
    """Remind the owner of one next step when it is time; return how many mails."""
    rows = NextAction.objects.select_for_update(of=("self",))
    action = rows.select_related("need", "owner_partner__actor").filter(pk=key, done_at__isnull=True).first()
    if action is None or action.due_on is None or not action.need.is_open:
        return 0
    step = 2 if action.due_on <= today else 1
    is_shown_only = action.need.is_demo and not settings.DEMO
    if step <= action.reminders or is_shown_only or not _may_still_do(action):
        return 0
    action.reminders = step
    action.save(update_fields=["reminders"])
    return case_mails.step_due(action, step=step, today=today)


def _may_still_do(action: NextAction) -> bool:
    """A partner that is no longer on the case is not written to."""
    return action.owner_partner is None or action.owner_partner in partners_on(action.need)
