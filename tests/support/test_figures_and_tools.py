"""A partner's figures are the reference organisation's; its tool is told once, signed, and tried again."""

import hmac
from dataclasses import fields
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
from django.utils import timezone

from tests.factories import AdviserFactory, ConsentFactory, PartnerFactory, PersonFactory, ReferralFactory
from vivier.accounts.models import JournalEntry
from vivier.core.refusals import NotFetched
from vivier.support import figures, webhooks
from vivier.support.actions import connecting
from vivier.support.actions.answering import Reply, answer
from vivier.support.actions.outcomes import merge_needs, tell_outcome
from vivier.support.actions.referring import recall
from vivier.support.models import Delivery, Referral
from vivier.support.refusals import KeyEnded, ToolRefused

pytestmark = pytest.mark.django_db
YEAR = (date(2026, 1, 1), date(2026, 12, 31))
NOON = datetime(2026, 6, 1, 12, tzinfo=UTC)


def told(referral: Referral, result="obtained", **said) -> None:
    tell_outcome(
        referral.need,
        side="partner",
        partner=referral.partner,
        result=result,
        submission=uuid4(),
        by=None,
        **said,
    )


@pytest.fixture
def year():
    """Three partners and referrals in every state, with outcomes told more than once."""
    partners = PartnerFactory.create_batch(3)
    states = [state for state in Referral.State.values if state not in ("sent", "recalled")]
    for number, state in enumerate([*states, *states]):
        referral = ReferralFactory(partner=partners[number % 3], answered=state, sent_at=NOON)
        if state in ("taken", "helped"):
            told(referral, amount_eur=Decimal("0.10"), jobs=9)
            told(referral, amount_eur=Decimal("1000.20") if number % 2 else None, jobs=number)
    ReferralFactory(partner=partners[0], sent_at=NOON)
    ReferralFactory(
        partner=partners[0], sent_at=datetime(2025, 12, 31, 23, 30, tzinfo=UTC)
    )  # 2026 in Brussels
    ReferralFactory(partner=partners[0], sent_at=datetime(2025, 12, 31, 22, 30, tzinfo=UTC))
    ReferralFactory(partner=partners[1], need__is_demo=True, sent_at=NOON)
    return partners


def test_a_partners_figures_are_those_of_the_reference_organisation(year):
    by_partner = figures.counts_by_partner(*YEAR)

    own = {one.pk: figures.counts_of(figures.referrals_in(*YEAR, partner=one)) for one in year}

    assert own == by_partner
    assert own[year[0].pk].referred > own[year[1].pk].referred > 0
    together = figures.counts_of(figures.referrals_in(*YEAR))
    for field in fields(figures.Counts):
        assert getattr(together, field.name) == sum(getattr(one, field.name) for one in own.values())
    assert (together.amount_eur, together.waiting) == (Decimal("2000.40"), 2)


def test_the_file_has_one_line_for_each_referral_counted(year):
    for one in year:
        rows = figures.referrals_in(*YEAR, partner=one)

        lines = [dict(zip(figures.export_columns(), line, strict=True)) for line in figures.export_rows(rows)]

        counts = figures.counts_of(rows)
        assert len(lines) == counts.referred
        assert sum(line["Amount in euros"] or 0 for line in lines) == counts.amount_eur
        assert sum(line["Jobs"] or 0 for line in lines) == counts.jobs
        assert sum(line["First answer"] is not None for line in lines) == counts.answered


def test_needs_told_twice_count_once(coordinator):
    partner = PartnerFactory()
    first = ReferralFactory(partner=partner, answered="cannot", sent_at=NOON)
    second = ReferralFactory(partner=partner, answered="taken", sent_at=NOON)

    merge_needs(first.need, second.need, reason="Twice.", by=coordinator)

    assert figures.counts_of(figures.referrals_in(*YEAR, partner=partner)).referred == 1


@pytest.fixture
def tool():
    """A partner with an adviser and a tool that is told."""
    adviser = AdviserFactory()
    hook = connecting.set_hook(
        adviser.partner, url="https://tool.example.org/in", is_active=True, by=adviser.user
    )
    return adviser, hook


def referral_to(partner) -> Referral:
    referral = ReferralFactory(partner=partner, need__name="SECRET", need__sought="SECRET")
    ConsentFactory(need=referral.need)
    return referral


def test_what_happens_is_told_once_and_says_nothing_of_the_person(tool):
    adviser, _hook = tool
    referral = referral_to(adviser.partner)
    reply = Reply("taken", "SECRET")

    for _time in range(2):
        answer(referral, reply, way="space", by=None)
    recall(referral, by=None)
    answer(referral_to(PartnerFactory()), Reply("taken"), way="space", by=None)

    told_of = Delivery.objects.order_by("pk")
    assert [one.kind for one in told_of] == ["referral.answered", "referral.recalled"]
    assert "SECRET" not in str(list(told_of.values()))
    assert referral.need.reference in told_of[0].body


def test_messages_are_signed_and_arrive_once(tool):
    adviser, hook = tool
    webhooks.announce(referral_to(adviser.partner), "referral.sent")
    arrived = []

    def take(url, body, headers):
        arrived.append((url, body, headers))
        return 204

    for _time in range(2):
        webhooks.send_due(send=take)

    ((url, body, headers),) = arrived
    delivery = Delivery.objects.get()
    at, mac = (part.partition("=")[2] for part in headers["Vivier-Signature"].split(","))
    expected = hmac.new(webhooks.secret_of(hook).encode(), f"{at}.".encode() + body, "sha256").hexdigest()
    assert (url, mac, headers["Vivier-Delivery"]) == (hook.url, expected, str(delivery.uid))
    assert delivery.state == "sent"


@pytest.mark.parametrize("failure", [500, 302, NotFetched("down")])
def test_a_tool_that_is_down_is_tried_again_with_the_same_message(tool, failure):
    adviser, _hook = tool
    webhooks.announce(referral_to(adviser.partner), "referral.sent")
    seen = []

    def down(_url, body, headers):
        seen.append((body, headers["Vivier-Delivery"]))
        if isinstance(failure, Exception):
            raise failure
        return failure

    for _time in range(3):
        assert webhooks.send_due(send=down) == 0
        Delivery.objects.update(due_at=timezone.now())
    assert webhooks.send_due(send=lambda *_sent: 200) == 1

    delivery = Delivery.objects.get()
    assert (delivery.state, delivery.attempts, len(seen), len(set(seen))) == ("sent", 4, 3, 1)


def test_a_tool_that_is_gone_or_down_for_a_day_is_left_alone(tool):
    adviser, _hook = tool
    for _number in range(2):
        webhooks.announce(referral_to(adviser.partner), "referral.sent")
    last = Delivery.objects.order_by("pk").last()
    Delivery.objects.filter(pk=last.pk).update(first_tried_at=timezone.now() - timedelta(hours=24))

    webhooks.send_due(send=lambda *_sent: 410, most=1)
    webhooks.send_due(send=lambda *_sent: 503)

    assert set(Delivery.objects.values_list("state", flat=True)) == {"parked"}


def test_a_sender_that_was_killed_is_taken_over_after_its_lease(tool):
    adviser, _hook = tool
    webhooks.announce(referral_to(adviser.partner), "referral.sent")
    claimed = webhooks._claim(timezone.now())

    assert webhooks.send_due(send=lambda *_sent: 200) == 0
    assert webhooks._claim(timezone.now() + webhooks.LEASE) == claimed


def test_keys_and_hooks_are_the_advisers_own(tool, coordinator):
    adviser, hook = tool
    partner = adviser.partner
    key, secret = connecting.make_key(partner, label="CRM", days=30, by=adviser.user)

    assert connecting.partner_of_key(secret) == partner
    assert secret not in str(list(type(key).objects.values()))
    for wrong in ("", secret[:-1], secret + "x", "vivier_"):
        assert connecting.partner_of_key(wrong) is None
    for deed in (
        lambda: connecting.make_key(partner, label="Mine", days=30, by=coordinator),
        lambda: connecting.make_key(partner, label="Long", days=366, by=adviser.user),
        lambda: connecting.revoke_key(key, by=AdviserFactory().user),
        lambda: connecting.renew_secret(hook, by=AdviserFactory().user),
        lambda: connecting.stop_hook(hook, by=PersonFactory(role="administrator")),
        lambda: connecting.set_hook(partner, url="http://tool.example.org/", is_active=True, by=adviser.user),
    ):
        with pytest.raises(ToolRefused):
            deed()
    before = webhooks.secret_of(hook)
    changed = connecting.set_hook(partner, url="https://other.example.org/", is_active=True, by=adviser.user)
    assert webhooks.secret_of(changed) != before
    connecting.revoke_key(key, by=adviser.user)
    with pytest.raises(KeyEnded, match="revoked"):
        connecting.partner_of_key(secret)


@pytest.mark.parametrize("who", ["adviser", "team"])
def test_adviser_and_team_end_keys_and_secrets_once_and_it_is_written_down(tool, coordinator, who):
    adviser, hook = tool
    by = adviser.user if who == "adviser" else coordinator
    key, _secret = connecting.make_key(adviser.partner, label="CRM", days=30, by=adviser.user)
    webhooks.announce(referral_to(adviser.partner), "referral.sent")
    before = webhooks.secret_of(hook)

    connecting.renew_secret(hook, by=by)
    for _time in range(2):
        connecting.revoke_key(key, by=by)
        connecting.stop_hook(hook, by=by)

    assert webhooks.secret_of(hook) != before
    assert (hook.is_active, key.revoked_at is not None) == (False, True)
    assert webhooks.send_due(send=lambda *_sent: 200) == 0
    ends = ("partner.key_revoked", "partner.hook_secret_ended", "partner.hook_stopped")
    rows = JournalEntry.objects.filter(verb__in=ends, by=by)
    assert sorted(rows.values_list("verb", flat=True)) == sorted(ends)


def test_a_key_ends_by_itself(tool):
    adviser, _hook = tool
    key, secret = connecting.make_key(adviser.partner, label="CRM", days=1, by=adviser.user)
    key.expires_at = timezone.now()
    key.save()

    with pytest.raises(KeyEnded, match="is over"):
        connecting.partner_of_key(secret)
