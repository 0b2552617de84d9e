"""What a partner works on takes up its capacity as long as the need is open."""

import pytest
from django.utils import timezone

from tests.factories import IntakeFactory, NeedFactory, ReferralFactory
from vivier.opportunities.conditions.criteria import Verdict
from vivier.support.actions.closing import close_need
from vivier.support.routing import proposal_for, proposals_for

pytestmark = pytest.mark.django_db


def test_a_need_that_is_closed_takes_up_nobody_any_more(coordinator):
    partner = IntakeFactory(partner__capacity=1).partner
    referral = ReferralFactory(partner=partner, answered="taken")
    need, today = NeedFactory(entered=True), timezone.localdate()
    assert proposal_for(need, partner, today=today).verdict == Verdict.NOT_MET

    close_need(referral.need, by=coordinator)

    assert proposal_for(need, partner, today=today).verdict != Verdict.NOT_MET
    assert [one.partner for one in proposals_for(need, today=today) if not one.does_not_fit] == [partner]
