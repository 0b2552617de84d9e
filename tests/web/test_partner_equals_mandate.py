"""What a partner takes home in a file for a period is, row by row and euro by euro, what mandates count of it."""

import csv
import io
from collections import Counter
from datetime import UTC, date, datetime
from decimal import Decimal
from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import translation
from openpyxl import load_workbook

from tests.factories import AdviserFactory, PersonFactory, ReferralFactory
from vivier.accounts.models import User
from vivier.mandate.indicators import counting
from vivier.mandate.indicators.definitions import checked
from vivier.mandate.indicators.periods import Period
from vivier.support.actions.closing import withdraw_need
from vivier.support.actions.outcomes import merge_needs, tell_outcome
from vivier.support.models import Referral

pytestmark = pytest.mark.django_db
JUNE = Period(date(2026, 6, 1), date(2026, 6, 30))
# Half past eleven at night and half past midnight in Brussels, the last of June and the first of July.
LAST, AFTER = datetime(2026, 6, 30, 21, 30, tzinfo=UTC), datetime(2026, 6, 30, 22, 30, tzinfo=UTC)
NOON = datetime(2026, 6, 10, 12, tzinfo=UTC)


@pytest.fixture(autouse=True)
def in_english():
    with translation.override("en"):
        yield


def tell(referral, amount, jobs, *, side="partner"):
    tell_outcome(
        referral.need,
        side=side,
        partner=referral.partner if side == "partner" else None,
        result="obtained",
        amount_eur=amount,
        jobs=jobs,
        submission=uuid4(),
        by=None,
    )


@pytest.fixture
def adviser():
    """A partner with referrals in every state, told twice, taken back, merged, outside the month, of others."""
    adviser, other = AdviserFactory(), AdviserFactory()
    mine = {"partner": adviser.partner}
    first = ReferralFactory(**mine, answered="helped", sent_at=NOON)
    second = ReferralFactory(**mine, answered="taken", sent_at=LAST)
    tell(first, Decimal("0.10"), 9)
    tell(first, Decimal("1000.20"), 2)
    tell(first, Decimal("5.00"), 1, side="applicant")
    tell(second, None, 3)
    tell(ReferralFactory(**mine, answered="helped", sent_at=AFTER), Decimal(7), 7)
    tell(ReferralFactory(**mine, answered="helped", sent_at=NOON, need__is_demo=True), Decimal(8), 8)
    tell(
        ReferralFactory(partner=other.partner, need=first.need, answered="helped", sent_at=NOON),
        Decimal(9),
        9,
    )
    for answer in ("cannot", "unreachable", "not_for_me"):
        ReferralFactory(**mine, answered=answer, sent_at=NOON)
    back = ReferralFactory(**mine, answered="taken", sent_at=NOON)
    tell(back, Decimal("500.00"), 5)
    Referral.objects.filter(pk=back.pk).update(state="recalled", recalled_at=NOON)
    # Two that the applicant ended: one that the partner worked on, one that nobody had answered yet.
    for ended in (
        ReferralFactory(**mine, answered="taken", sent_at=NOON),
        ReferralFactory(**mine, sent_at=NOON),
    ):
        withdraw_need(ended.need, by=None)
    twice = ReferralFactory(**mine, answered="cannot", sent_at=NOON)
    merge_needs(twice.need, first.need, reason="Twice.", by=PersonFactory(role=User.Role.COORDINATOR))
    ReferralFactory(**mine, sent_at=NOON)
    return adviser


def exported(client, adviser, kind):
    """Return the partner's file of June as dictionaries of texts."""
    client.force_login(adviser.user)
    address = reverse("space_partner_file", args=[adviser.partner.pk, kind])
    period = {"first": "2026-06-01", "last": "2026-06-30"}
    content = b"".join(client.get(address, period, headers={"accept-language": "en"}).streaming_content)
    if kind == "csv":
        return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"))))
    names, *lines = load_workbook(io.BytesIO(content)).active.iter_rows(values_only=True)
    return [
        dict(zip(names, ("" if one is None else str(one) for one in line), strict=True)) for line in lines
    ]


def counted(adviser, what, day, *, added="", **filters):
    """Return what a mandate counts of the partner in June: the figure and its rows."""
    parts = {
        "what": what,
        "day": day,
        "filters": {"partner": [adviser.partner.actor.slug], **filters},
        "sum": added,
    }
    definition = checked(parts)
    rows = counting.rows(definition, JUNE, with_demo=False)
    return counting.value(definition, JUNE, with_demo=False).number, rows


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_a_partners_file_equals_what_mandates_count_of_it(client, adviser, kind):
    lines = exported(client, adviser, kind)

    kept = [line for line in lines if line["State"] != "taken back"]
    number, rows = counted(adviser, "referrals", "sent")
    assert number == len(kept) == 8
    assert Counter(line["Reference"] for line in kept) == Counter(row.need.reference for row in rows)
    answered, _rows = counted(adviser, "referrals", "sent", in_time=["yes", "no"])
    assert answered == sum(bool(line["First answer"]) for line in kept) == 6
    amount, told = counted(adviser, "outcomes", "referred", added="amount", side=["partner"])
    assert amount == sum(Decimal(line["Amount in euros"] or 0) for line in lines) == Decimal("1000.20")
    jobs, _rows = counted(adviser, "outcomes", "referred", added="jobs", side=["partner"])
    assert jobs == sum(Decimal(line["Jobs"] or 0) for line in lines) == 5
    assert {row.need.reference for row in told} == {
        line["Reference"] for line in lines if line["Result, by the partner"]
    }
