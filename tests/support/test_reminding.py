"""A partner that does not answer is reminded on working days, then the need comes back."""

from datetime import UTC, date, datetime

import pytest

from tests.factories import ReferralFactory
from vivier.outbox.models import Message
from vivier.support.actions import reminding
from vivier.support.models import Referral

pytestmark = pytest.mark.django_db


def sent(moment):
    return ReferralFactory(sent_at=moment)


def test_the_ladder_reminds_on_working_days_and_hands_back_at_the_end():
    referral = sent(datetime(2026, 11, 2, 9, tzinfo=UTC))  # Monday; Wednesday 11 is a holiday
    days = [date(2026, 11, day) for day in range(2, 31)]

    written = [day.day for day in days if reminding.remind_everyone(day)]

    referral.refresh_from_db()
    assert written == [4, 12, 23]
    assert (referral.reminders, referral.escalated_at is not None) == (3, True)
    assert Message.objects.filter(template="support/mails/reminder").count() == 3


def test_steps_missed_are_one_reminder_and_twice_a_day_is_once():
    sent(datetime(2026, 11, 2, 9, tzinfo=UTC))

    assert [reminding.remind_everyone(date(2026, 11, 13)) for _twice in range(2)] == [1, 0]
    assert Referral.objects.get().reminders == 2


def test_nothing_is_sent_on_a_day_off_nor_to_who_answered():
    sent(datetime(2026, 11, 2, 9, tzinfo=UTC))
    ReferralFactory(answered="taken")

    assert reminding.remind_everyone(date(2026, 11, 7)) == 0  # Saturday
    assert reminding.remind_everyone(date(2026, 11, 9)) == 1
