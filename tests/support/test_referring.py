"""A need goes to partners that fit, with the applicant's consent; they answer, or are reminded."""

from datetime import date
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tests.factories import (
    ActorFactory,
    AdviserFactory,
    ConsentFactory,
    DisciplineFactory,
    IntakeFactory,
    MembershipFactory,
    NeedFactory,
    PartnerFactory,
    ReferralFactory,
    RelationFactory,
    TerritoryFactory,
)
from vivier.opportunities.conditions.criteria import Verdict
from vivier.outbox.models import Message
from vivier.support.actions import answering, consents, partners, referring
from vivier.support.consenting import may_see, sees
from vivier.support.models import Answer, Need
from vivier.support.refusals import (
    AnswerRefused,
    ConsentMissing,
    NeedRefused,
    PartnerRefused,
    ReasonMissing,
    ReferralRefused,
)
from vivier.support.routing import proposal_for, proposals_for
from vivier.support.seeing import seen_by_partner

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 25)


def entered(**values):
    need = NeedFactory(entered=True, **values)
    ConsentFactory(need=need)
    return need


def fitting(**values):
    return IntakeFactory(partner=PartnerFactory(**values)).partner


def verdict(need, partner):
    return proposal_for(need, partner, today=TODAY).verdict


# -- routing -----------------------------------------------------------------------------------


def test_an_unknown_fact_never_excludes_a_partner():
    stage_only = IntakeFactory(stages=["launch"]).partner

    assert verdict(entered(stage="launch"), stage_only) is Verdict.MET
    assert verdict(entered(stage=""), stage_only) is Verdict.UNKNOWN
    assert verdict(entered(stage="idea"), stage_only) is Verdict.NOT_MET


@pytest.mark.parametrize("name", ["subjects", "territories", "stages", "disciplines", "legal_forms"])
def test_what_a_partner_has_not_said_is_to_check(name):
    partner = IntakeFactory(**{name: None}).partner

    proposal = proposal_for(entered(), partner, today=TODAY)

    assert proposal.verdict is Verdict.UNKNOWN
    assert ["has not said" in ground.words for ground in proposal.to_check] == [True]


def test_a_partner_that_declared_nothing_is_to_check():
    assert verdict(entered(), PartnerFactory()) is Verdict.UNKNOWN


def test_a_subject_named_other_is_not_known():
    assert verdict(entered(subject="other"), IntakeFactory(subjects=["finance"]).partner) is Verdict.UNKNOWN


def test_a_place_is_held_against_every_layer_and_a_coarse_one_stays_to_check():
    namur = TerritoryFactory(code="92094", label_fr="Namur")
    wallonia = TerritoryFactory(code="03000", kind="region", chain=["03000", "BE", "EU"])
    TerritoryFactory(code="21004", label_fr="Bruxelles", chain=["21004", "04000", "BE", "EU"])
    in_namur, anywhere = IntakeFactory(territories=["92094"]).partner, IntakeFactory().partner

    assert verdict(entered(territory=namur), IntakeFactory(territories=["03000"]).partner) is Verdict.MET
    assert verdict(entered(territory=wallonia), in_namur) is Verdict.UNKNOWN
    assert verdict(entered(territory=namur), IntakeFactory(territories=["21004"]).partner) is Verdict.NOT_MET
    assert verdict(entered(), anywhere) is Verdict.MET


def test_any_intake_that_fits_is_enough_and_speaks_for_the_partner():
    partner = IntakeFactory(stages=["launch"]).partner
    IntakeFactory(partner=partner, stages=["idea"])

    proposal = proposal_for(entered(stage="idea"), partner, today=TODAY)

    assert proposal.verdict is Verdict.MET
    assert "stage: An idea to explore" in [ground.words for ground in proposal.fits]


def test_the_record_completes_what_the_need_does_not_say():
    actor = ActorFactory(stage="growth", legal_form="srl")
    partner = IntakeFactory(stages=["growth"], legal_forms=["srl"]).partner

    assert verdict(entered(actor=actor), partner) is Verdict.MET
    assert verdict(entered(), partner) is Verdict.UNKNOWN


def test_a_full_or_absent_partner_does_not_fit_and_says_why(coordinator):
    full, away, free = fitting(capacity=1), fitting(), fitting(capacity=2)
    ReferralFactory(partner=full, answered="taken")
    ReferralFactory(partner=free, answered="cannot")
    partners.write_absence(away, starts_on=TODAY, ends_on=TODAY, by=coordinator)
    need = entered()

    words = [proposal_for(need, one, today=TODAY) for one in (full, away, free)]

    assert [one.verdict for one in words] == [Verdict.NOT_MET, Verdict.NOT_MET, Verdict.MET]
    assert [[ground.words for ground in one.does_not_fit] for one in words[:2]] == [
        ["full: 1 of 1 needs"],
        ["away until Nov. 25, 2026"],
    ]


def test_those_that_fit_come_first_then_those_to_check_the_less_busy_first():
    busy, free = fitting(), fitting()
    ReferralFactory(partner=busy)
    unsure, wrong = IntakeFactory(stages=None).partner, IntakeFactory(stages=["growth"]).partner

    found = [one.partner for one in proposals_for(entered(stage="idea"), today=TODAY)]

    assert found == [free, busy, unsure, wrong]


@pytest.mark.one_database
def test_proposing_costs_the_same_for_any_number_of_partners():
    key = entered(actor=ActorFactory()).pk

    def cost():
        need = Need.objects.get(pk=key)
        with CaptureQueriesContext(connection) as asked:
            proposals_for(need, today=TODAY)
        return len(asked)

    fitting(), AdviserFactory(partner=fitting())
    few = cost()
    for _number in range(6):
        AdviserFactory(partner=fitting())
    assert cost() == few


# -- consent and referral ----------------------------------------------------------------------


def test_referring_tells_the_partner_without_naming_the_person(coordinator):
    need, partner = entered(name="Zebulon"), fitting()

    referral = referring.refer(need, partner, by=coordinator)

    assert (need.state, need.referred_at, referral.verdict) == ("referred", referral.sent_at, "met")
    mail = Message.objects.get()
    assert (mail.to, "Zebulon" in mail.text + mail.html + mail.subject) == (partner.email, False)


def test_referring_twice_is_one_referral(coordinator):
    need, partner = entered(), fitting()

    assert referring.refer(need, partner, by=coordinator) == referring.refer(need, partner, by=coordinator)
    assert Message.objects.count() == 1


def test_nobody_is_handed_a_need_without_consent(coordinator):
    need, partner = NeedFactory(entered=True), fitting()

    with pytest.raises(ConsentMissing, match="has not agreed"):
        referring.refer(need, partner, by=coordinator)

    consents.ask_consent(need, partner, by=coordinator)
    assert may_see(need, partner) == ""
    consents.write_consent(need, partner, sees="need", how="phone", by=coordinator)
    referral = referring.refer(need, partner, by=coordinator)
    assert sees(referral) == "need"
    assert need.email not in str(seen_by_partner(referral).lines)


def test_a_no_to_one_partner_counts_before_a_yes_to_all(coordinator):
    need, no, yes = entered(), fitting(), fitting()
    consents.write_consent(need, no, sees="", how="web", by=None)

    assert (may_see(need, no), may_see(need, yes)) == ("", "contact")
    with pytest.raises(NeedRefused, match="said no"):
        consents.ask_consent(need, no, by=coordinator)


def test_consent_taken_back_takes_the_need_away_from_those_who_had_it(coordinator):
    need, partner = entered(), fitting()
    referral = referring.refer(need, partner, by=coordinator)

    consents.write_consent(need, None, sees="", how="web", by=None)

    referral.refresh_from_db()
    need.refresh_from_db()
    assert (referral.state, need.state, sees(referral)) == ("recalled", "entered", "")


@pytest.mark.parametrize("state", ["new", "closed", "withdrawn"])
def test_only_an_open_need_that_was_entered_is_referred(state, coordinator):
    now = timezone.now()
    extra = {
        "new": {},
        "closed": {"entered_at": now, "closed_at": now},
        "withdrawn": {"withdrawn_at": now},
    }[state]
    need = NeedFactory(state=state, **extra)
    ConsentFactory(need=need)

    with pytest.raises(ReferralRefused):
        referring.refer(need, fitting(), by=coordinator)


def test_against_the_rules_a_reason_is_needed_and_kept(coordinator):
    need, partner = entered(stage="idea"), IntakeFactory(stages=["growth"]).partner

    with pytest.raises(ReasonMissing):
        referring.refer(need, partner, by=coordinator)
    referral = referring.refer(need, partner, by=coordinator, words=referring.Words(override="They asked."))

    assert (referral.verdict, referral.override) == ("not_met", "They asked.")


def test_what_is_only_to_check_needs_no_reason(coordinator):
    assert referring.refer(entered(), PartnerFactory(), by=coordinator).verdict == "unknown"


def test_links_between_partner_and_applicant_are_flagged_and_need_a_reason(coordinator):
    actor = ActorFactory()
    need = entered(actor=actor, email="ada@example.org")
    same, related, own, manages = (fitting() for _number in range(4))
    same.actor = actor
    same.save()
    RelationFactory(source=related.actor, target=actor)
    AdviserFactory(partner=own, user__email="Ada@example.org")
    MembershipFactory(actor=actor, user=AdviserFactory(partner=manages).user)

    found = {one.partner: one.conflicts for one in proposals_for(need, today=TODAY)}

    assert found == {
        same: ("same_record",),
        related: ("relation",),
        own: ("adviser_asks",),
        manages: ("adviser_manages",),
    }
    with pytest.raises(ReasonMissing, match="linked"):
        referring.refer(need, related, by=coordinator)


def test_reassigning_takes_back_what_waits_and_names_what_it_replaces(coordinator):
    first = referring.refer(entered(), fitting(), by=coordinator)

    second = referring.reassign(first, fitting(), by=coordinator)

    first.refresh_from_db()
    assert (first.state, second.instead_of, second.state) == ("recalled", first, "sent")
    with pytest.raises(ReferralRefused):
        referring.reassign(second, second.partner, by=coordinator)


def test_a_partner_sees_no_need_that_was_not_referred_to_it(coordinator):
    mine, other = entered(), entered()
    partner = fitting()
    referring.refer(mine, partner, by=coordinator)
    recalled = referring.refer(other, partner, by=coordinator)
    referring.recall(recalled, by=coordinator)

    assert list(type(mine).objects.visible_to_partner(partner)) == [mine]


# -- answers -----------------------------------------------------------------------------------


def reply(kind="taken", **words):
    return answering.Reply(kind=kind, **words)


def test_two_partners_may_take_the_same_need_and_neither_reads_the_other_unless_shared():
    one = ReferralFactory()
    two = ReferralFactory(need=one.need)
    ConsentFactory(need=one.need)

    answering.answer(
        one, reply(text="secret words"), way="space", by=AdviserFactory(partner=one.partner).user
    )
    answering.answer(two, reply("helped", text="open words", is_shared=True), way="link", by=None)

    one.need.refresh_from_db()
    assert one.need.state == "taken"
    assert [each.text for each in seen_by_partner(one).others] == ["open words"]
    assert seen_by_partner(two).others == ()


def test_an_answer_sent_twice_is_one_and_a_later_one_replaces_it():
    referral, number = ReferralFactory(), uuid4()

    answering.answer(referral, reply(submission=number), way="link", by=None)
    answering.answer(referral, reply(submission=number), way="link", by=None)
    first = referral.answered_at
    answering.answer(referral, reply("helped"), way="link", by=None)

    assert (Answer.objects.count(), referral.state, referral.answered_at) == (2, "helped", first)
    assert Message.objects.filter(template="support/mails/taken").count() == 1


@pytest.mark.parametrize("kind", ["cannot", "not_for_me"])
def test_no_needs_a_reason_and_sends_the_need_back_to_the_coordinator(kind):
    referral = ReferralFactory()

    with pytest.raises(ReasonMissing):
        answering.answer(referral, reply(kind), way="link", by=None)
    answering.answer(referral, reply(kind, text="Too early.", suggests=PartnerFactory()), way="link", by=None)

    referral.need.refresh_from_db()
    assert (referral.state, referral.need.state) == (kind, "entered")


def test_nobody_answers_their_own_need_nor_that_of_their_organisation():
    referral = ReferralFactory(need__actor=ActorFactory())
    adviser = AdviserFactory(partner=referral.partner).user
    applicant = AdviserFactory(partner=referral.partner, user__email=referral.need.email).user
    MembershipFactory(actor=referral.need.actor, user=adviser)

    for person in (adviser, applicant):
        with pytest.raises(AnswerRefused, match="somebody else"):
            answering.answer(referral, reply(), way="space", by=person)
    assert Answer.objects.count() == 0


def test_a_referral_taken_back_or_closed_is_not_answered(coordinator):
    referral = ReferralFactory()
    referring.recall(referral, by=coordinator)

    with pytest.raises(AnswerRefused):
        answering.answer(referral, reply(), way="link", by=None)


# -- partners ----------------------------------------------------------------------------------


def test_an_intake_holds_only_codes_that_exist(coordinator):
    partner, games = PartnerFactory(), DisciplineFactory()

    with pytest.raises(PartnerRefused, match="Nobody knows"):
        partners.write_intake(partner, lists={"stages": ["dream"]}, by=coordinator)
    row = partners.write_intake(partner, lists={"disciplines": [games.code], "stages": ()}, by=coordinator)

    assert (row.disciplines, row.stages, row.subjects) == ([games.code], [], None)
