"""Visits that come from our mails: how many on a day, and nothing about whose they were.

No cookie, no address, no program's name is kept. A visit is counted when the link of a mail is opened, and
the reader is then sent on to the plain address: reloading, keeping or passing it on counts no more. Programs
that read mails in the place of people are left out as far as their name betrays them. So these are visits,
not persons: who opens the link twice counts twice.
"""

import logging
import re
from collections.abc import Iterable
from datetime import date

from django.db import DatabaseError, transaction
from django.db.models import F, Sum
from django.utils import timezone

from vivier.alerts.models import CallOut, MailedVisits
from vivier.opportunities.models import Call

log = logging.getLogger(__name__)
MARK = "de"
ALERT, REMINDER = "alert", "reminder"
KINDS = frozenset({ALERT, REMINDER})
_MACHINES = re.compile(
    r"bot\b|bot[/;]|crawl|spider|slurp|preview|scan|monitor|fetch|curl|wget|python|java/|okhttp|go-http|libwww|"
    r"headless|link.?check|safelinks|barracuda|mimecast|proofpoint|facebookexternalhit|whatsapp|telegram",
    re.IGNORECASE,
)


def is_machine(program: str) -> bool:
    """Say whether the name a program gives itself betrays that nobody is reading."""
    return not program or bool(_MACHINES.search(program))


def count(call: Call, mark: str) -> bool:
    """Count one visit of today from the mails of this mark; say whether the mark is one of ours.

    A database that takes no writes at the moment loses the count, never the page.
    """
    try:
        with transaction.atomic():
            if mark not in KINDS and not CallOut.objects.filter(call=call, mark=mark[:16]).exists():
                return False
            row = {"call": call, "mark": mark, "day": timezone.localdate()}
            if not MailedVisits.objects.filter(**row).update(count=F("count") + 1):
                made, is_new = MailedVisits.objects.get_or_create(**row, defaults={"count": 1})
                if not is_new:
                    MailedVisits.objects.filter(pk=made.pk).update(count=F("count") + 1)
    except DatabaseError:
        log.warning("a visit of call %s was not counted", call.pk)
    return True


def by_mark(
    *, calls: Iterable[int] | None = None, first: date | None = None, last: date | None = None
) -> dict[tuple[int, str], int]:
    """Return the visits by call and mark, of all calls and days or of some (both days within)."""
    rows = MailedVisits.objects.all() if calls is None else MailedVisits.objects.filter(call__in=list(calls))
    rows = rows.filter(day__gte=first) if first else rows
    rows = rows.filter(day__lte=last) if last else rows
    found = rows.order_by().values_list("call", "mark").annotate(visits=Sum("count"))
    return {(call, mark): visits for call, mark, visits in found}
