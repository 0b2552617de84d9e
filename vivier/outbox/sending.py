"""Send what is due: claim one mail, hand it to the server, write down the answer; again.

A mail is claimed by a short transaction of its own that sets the end of a lease. A sender that is killed
leaves one mail claimed; when its lease is over another sender repeats it under the same Message-ID.
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db import connection, transaction
from django.utils import timezone

from vivier.outbox.models import BadAddress, Message
from vivier.outbox.verdicts import Verdict, verdict_on

log = logging.getLogger(__name__)
PER_RUN = 100
LEASE = timedelta(minutes=5)
TRY_FOR = timedelta(hours=24)
BACK_OFF = [timedelta(minutes=minutes) for minutes in (1, 5, 15, 30, 60, 120, 240)]
ERROR_LENGTH = 500


@dataclass(slots=True)
class Report:
    """What one run did."""

    sent: int = 0
    later: int = 0
    parked: int = 0
    server_down: bool = False

    def __str__(self) -> str:
        return f"{self.sent} sent, {self.later} to try later, {self.parked} parked"


def send_due(*, most: int = PER_RUN, stop: Callable[[], bool] = lambda: False) -> Report:
    """Send at most `most` mails that are due over one connection; never raises because of the server."""
    report = Report()
    message = claim()
    if message is None:
        return report
    server = get_connection(settings.OUTBOX_TRANSPORT)
    try:
        while message is not None:
            _send(message, server, report)
            tried = report.sent + report.later + report.parked
            message = None if report.server_down or stop() or tried >= most else claim()
    finally:
        _close(server)
    return report


def _close(server: BaseEmailBackend) -> None:
    try:
        server.close()
    except Exception:
        log.info("the mail server was left without a good-bye", exc_info=True)


def claim(now: datetime | None = None) -> Message | None:
    """Take the mail that is due longest for this sender alone, or None; counts the attempt."""
    now = now or timezone.now()
    due = Message.objects.due(now).order_by("due_at", "pk")
    if not due.exists():  # asked every few seconds: nobody's writing waits for the answer
        return None
    with transaction.atomic():
        if connection.features.has_select_for_update_skip_locked:
            due = due.select_for_update(skip_locked=True)
        message = due.first()
        if message is not None:
            _take(message, now)
    return message


def _take(message: Message, now: datetime) -> None:
    message.state, message.due_at = Message.State.SENDING, now + LEASE
    message.attempts += 1
    message.first_tried_at = message.first_tried_at or now
    message.save(update_fields=["state", "due_at", "attempts", "first_tried_at"])


def _send(message: Message, server: BaseEmailBackend, report: Report) -> None:
    try:
        server.open()  # does nothing when it is open: one connection serves the whole run
        server.send_messages([build(message)])
    except Exception as error:
        verdict = verdict_on(error)
        report.server_down = verdict.server_down
        _keep_failure(message, verdict, report)
    else:
        report.sent += 1
        now = timezone.now()
        done: dict[str, Any] = {"state": Message.State.SENT, "sent_at": now, "last_error": ""}
        if message.confidential and not settings.DEMO:
            done |= {"text": "", "html": "", "erased_at": now}
        _mine(message).update(**done)


def build(message: Message) -> EmailMultiAlternatives:
    """Return the mail as it leaves."""
    headers = {
        "Message-ID": message.message_id,
        "Auto-Submitted": "auto-generated",
        "Content-Language": message.language,
    }
    if message.unsubscribe:
        headers["List-Unsubscribe"] = f"<{message.unsubscribe}>"
        headers["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    built = EmailMultiAlternatives(
        message.subject, message.text, settings.DEFAULT_FROM_EMAIL, [message.to], headers=headers
    )
    if message.html:
        built.attach_alternative(message.html, "text/html")
    return built


def _mine(message: Message) -> Any:
    """Return the row as long as no other sender took it over."""
    return Message.objects.filter(
        pk=message.pk, state=Message.State.SENDING, attempts=message.attempts, due_at=message.due_at
    )


@transaction.atomic
def _keep_failure(message: Message, verdict: Verdict, report: Report) -> None:
    now = timezone.now()
    answer = " ".join(verdict.answer.replace("\x00", "").split())[:ERROR_LENGTH]
    began = message.first_tried_at or now
    wait = BACK_OFF[min(message.attempts, len(BACK_OFF)) - 1]
    over = verdict.for_good or now + wait > began + TRY_FOR
    state = Message.State.PARKED if over else Message.State.WAITING
    mine = _mine(message).update(state=state, due_at=now + wait, last_error=answer)
    if mine and verdict.bad_address:
        BadAddress.objects.get_or_create(address=message.to.lower(), defaults={"answer": answer})
    report.parked += int(over)
    report.later += int(not over)
    log.warning("mail %s %s: %s", message.message_id, state, answer)


def oldest_waiting() -> timedelta | None:
    """Return for how long the oldest mail not sent yet has been waiting; None when there is none."""
    first = Message.objects.unsent().order_by("created_at").values_list("created_at", flat=True).first()
    return timezone.now() - first if first else None
