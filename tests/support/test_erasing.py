"""Who asked is forgotten on request or after the time it is kept; what is counted stays."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from tests.factories import ConsentFactory, NeedFactory, ReferralFactory
from tests.support.telling import tell
from vivier.outbox.models import Message
from vivier.support import links
from vivier.support.actions import answering, erasing
from vivier.support.models import Need
from vivier.support.models.needs import PERSONAL

pytestmark = pytest.mark.django_db
MARKERS = ("Zebulon", "Zanzibar", "0470111222", "Zorro", "zebulon@example.org", "Zut")


def everything_stored() -> str:
    """Every text of every row that speaks of needs, and the mails to applicants."""
    rows: list[object] = [*Need.objects.values(), *Message.objects.values()]
    for need in Need.objects.all():
        rows += [*need.referrals.values(), *need.consents.values()]
        for referral in need.referrals.all():
            rows += list(referral.answers.values())
    return str(rows)


def told():
    need = tell(
        name="Zebulon",
        sought="Zanzibar",
        phone="0470111222",
        organisation="Zorro",
        email="zebulon@example.org",
        place="Zut",
    )
    Need.objects.filter(pk=need.pk).update(entered_at=timezone.now(), state="referred", holders="Zebulon")
    need.refresh_from_db()
    referral = ReferralFactory(need=need, message="Call Zebulon", override="Zorro asked")
    answering.answer(referral, answering.Reply("helped", text="Met Zebulon"), way="link", by=None)
    need.refresh_from_db()
    return need


def test_an_erasure_leaves_no_word_of_the_person_and_keeps_the_counts():
    need = told()
    assert all(marker in everything_stored() for marker in MARKERS)
    before = (need.subject, need.received_at, need.referred_at, need.answered_at, need.territory_id)
    link = links.of_need(need)

    erasing.erase_need(need, by=None)
    erasing.erase_need(need, by=None)

    assert not [marker for marker in MARKERS if marker in everything_stored()]
    assert [getattr(need, name) for name in PERSONAL] == [""] * len(PERSONAL)
    assert (need.subject, need.received_at, need.referred_at, need.answered_at, need.territory_id) == before
    assert (need.state, need.referrals.count(), links.need_of(link)) == ("withdrawn", 1, None)


def test_what_was_closed_long_ago_is_erased_by_the_worker(settings):
    settings.NEED_RETENTION_MONTHS = 12
    now = timezone.now()
    old = NeedFactory(entered=True, state="closed", closed_at=now - timedelta(days=400))
    recent = NeedFactory(entered=True, state="closed", closed_at=now - timedelta(days=300))
    running = NeedFactory(entered=True, received_at=now - timedelta(days=900))
    ConsentFactory(need=old)

    assert (erasing.erase_old(), erasing.erase_old()) == (1, 0)
    for need in (old, recent, running):
        need.refresh_from_db()
    assert [need.erased_at is not None for need in (old, recent, running)] == [True, False, False]
    assert (old.state, old.name, recent.name) == ("closed", "", "Ada Example")


def test_months_are_counted_to_the_day():
    assert erasing._months_before(date(2027, 1, 31), 2) == date(2026, 11, 28)
