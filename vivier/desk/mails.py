"""What the team does with mails: send again, take back, try; each written down, each content seen by few."""

from typing import Any
from uuid import uuid4

from django.conf import settings
from django.db import transaction
from django.urls import reverse

from vivier.accounts import journal, rules
from vivier.accounts.models import User
from vivier.core.translation import current_language
from vivier.outbox import actions
from vivier.outbox.models import Message

CAUSES = {"correction": "desk_correction", "actor": "desk_actor:edit", "mission": "desk_mission"}


def may_read(message: Message, person: Any) -> bool:
    """Say whether a person may read what a mail says; in the demonstration, where none leaves, everybody."""
    return settings.DEMO or (rules.is_administrator.test(person) and not message.confidential)


@transaction.atomic
def send_again(message: Message, *, by: User) -> None:
    """Put one mail back among those that wait."""
    before = message.state
    again = actions.send_again(message)
    journal.record("mail.sent_again", again, by=by, changes={"state": [before, again.state]})


@transaction.atomic
def cancel(message: Message, *, by: User) -> None:
    """Take one mail back before it leaves."""
    before = message.state
    cancelled = actions.cancel(message.key)
    if before != cancelled.state:
        journal.record("mail.cancelled", cancelled, by=by, changes={"state": [before, cancelled.state]})


@transaction.atomic
def try_parked_again(*, by: User) -> int:
    """Put every mail that was given up back, except to addresses that take none; return how many."""
    count = actions.send_parked_again()
    if count:
        journal.record("mail.parked_sent_again", None, by=by, changes={"mails": [None, count]})
    return count


@transaction.atomic
def send_trial(*, by: User) -> Message:
    """Write a mail to oneself, to see whether mail works."""
    message = actions.post(
        key=f"trial:{uuid4().hex}",
        to=by.email,
        template="outbox/mails/trial",
        context={"name": str(by)},
        language=current_language(),
    )
    journal.record("mail.trial", message, by=by)
    return message


def cause_url(message: Message) -> str:
    """Return the desk's page of what caused a mail, or nothing when it has none."""
    kind, _colon, key = message.cause.partition("/")[0].partition(":")
    return reverse(CAUSES[kind], args=[key]) if kind in CAUSES and key.isdigit() else ""
