"""Forget who asked: what says something of the person goes, what is counted stays."""

from datetime import date
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from vivier.accounts import journal
from vivier.outbox import actions as outbox
from vivier.support import mails
from vivier.support.actions.closing import withdraw_need
from vivier.support.actions.settling import lock
from vivier.support.askers import give_number
from vivier.support.models import (
    Answer,
    CaseDocument,
    CaseNote,
    Meeting,
    Need,
    NeedMerge,
    NextAction,
    Outcome,
    Suggestion,
    Survey,
)
from vivier.support.models.needs import PERSONAL

if TYPE_CHECKING:
    from vivier.accounts.models import User


@transaction.atomic
def erase_need(need: Need, *, by: "User | None") -> Need:
    """Empty everything that says something of the person, end every link; subject, dates and answers stay.

    An open need is withdrawn first. Erased twice is erased. The journal never held any of it.
    """
    locked = lock(need)
    if locked.erased_at is not None:
        return locked
    if locked.is_open:
        withdraw_need(locked, by=by)
        locked.refresh_from_db()
    for name in PERSONAL:
        setattr(locked, name, "")
    give_number(locked)
    locked.user = locked.actor = None
    locked.sender, locked.erased_at = "", timezone.now()
    locked.link_epoch += 1
    locked.save()
    locked.referrals.update(message="", override="")
    Answer.objects.filter(referral__need=locked).update(text="")
    _erase_case(locked)
    outbox.forget(mails.cause_of(locked))
    journal.record("need.erased", locked, by=by)
    need.refresh_from_db()
    return need


def _erase_case(need: Need) -> None:
    """Empty the case: documents go, words go; who did what when, results and amounts stay."""
    CaseDocument.objects.filter(need=need).delete()
    CaseNote.objects.filter(need=need).update(text="")
    NextAction.objects.filter(need=need).update(what="")
    Meeting.objects.filter(need=need).update(what="", place="")
    Suggestion.objects.filter(need=need).update(why="")
    Outcome.objects.filter(need=need).update(what="")
    Survey.objects.filter(need=need).update(comment="")
    NeedMerge.objects.filter(Q(need=need) | Q(into=need)).update(reason="")


def erase_old(today: date | None = None) -> int:
    """Erase the needs that were closed or withdrawn longer ago than they are kept; return how many."""
    limit = _months_before(today or timezone.localdate(), settings.NEED_RETENTION_MONTHS)
    over = Q(closed_at__date__lt=limit) | Q(withdrawn_at__date__lt=limit)
    rows = Need.objects.filter(over, erased_at__isnull=True).order_by("pk")
    keys = list(rows.values_list("pk", flat=True))
    for key in keys:
        erase_need(Need.objects.get(pk=key), by=None)
    return len(keys)


def _months_before(day: date, months: int) -> date:
    year, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    return date(year, month + 1, min(day.day, 28))
