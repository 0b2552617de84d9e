"""Remind partners that have not answered, then hand the referral back to the coordinator."""

from collections.abc import Callable
from datetime import date

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from vivier.accounts import journal
from vivier.support import mails
from vivier.support.clock import is_working_day, last_day
from vivier.support.models import Referral


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
    return 1
