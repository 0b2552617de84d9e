"""The case: each side reads what is open to it, writes in its own name, and tells what came of it."""

import re
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import uuid4

import icalendar
import pytest
from django.utils import timezone

from tests.factories import (
    AdviserFactory,
    CallFactory,
    ConsentFactory,
    EventFactory,
    NeedFactory,
    PartnerFactory,
    ReferralFactory,
)
from vivier.accounts.models import JournalEntry
from vivier.directory.attachments import Attachment
from vivier.outbox.models import Message
from vivier.support import case_links
from vivier.support.actions import cases, closing, erasing, outcomes
from vivier.support.actions.cases import Owner
from vivier.support.casefiles import case_file
from vivier.support.casework import Viewer, applicant, partner_on, team
from vivier.support.meetings import calendar_of
from vivier.support.models import (
    CaseDocument,
    CaseNote,
    Meeting,
    Need,
    NeedMerge,
    NextAction,
    Outcome,
    Survey,
)
from vivier.support.refusals import CaseRefused

pytestmark = pytest.mark.django_db


@pytest.fixture
def taken():
    """A need that two partners took, with a third that only was asked."""
    need = NeedFactory(entered=True, state="taken", email="ada@example.org", language="en")
    ConsentFactory(need=need)
    referrals = [ReferralFactory(need=need, answered="taken") for _number in range(2)]
    ReferralFactory(need=need)
    return need, referrals


def sides(need, referrals, coordinator) -> dict[str, Any]:
    first, second = (partner_on(one, AdviserFactory(partner=one.partner).user) for one in referrals)
    return {"team": team(coordinator), "first": first, "second": second, "applicant": applicant()}


def note(need: Need, by: Viewer, text: str, visibility: str) -> CaseNote:
    return cases.write_note(need, text=text, visibility=visibility, submission=uuid4(), by=by)


def test_each_side_reads_what_is_open_to_it_and_what_it_wrote(taken, coordinator):
    need, referrals = taken
    people = sides(need, referrals, coordinator)
    for name, viewer in people.items():
        for visibility in ("applicant", "partners", "own"):
            if name != "applicant" or visibility == "applicant":
                note(need, viewer, f"{name}-{visibility}", visibility)

    read = {
        name: {line.text for line in case_file(need, viewer).lines if line.what == "note"}
        for name, viewer in people.items()
    }

    for_all = {f"{name}-applicant" for name in people}
    for_partners = {"team-partners", "first-partners", "second-partners"}
    assert read == {
        "team": for_all | for_partners | {"team-own"},
        "first": for_all | for_partners | {"first-own"},
        "second": for_all | for_partners | {"second-own"},
        "applicant": for_all,
    }


@pytest.mark.parametrize("state", ["sent", "cannot", "unreachable", "not_for_me", "recalled"])
def test_only_a_partner_that_took_the_need_comes_to_the_case(state):
    referral = ReferralFactory(need__email="a@example.org", answered="taken")
    ConsentFactory(need=referral.need)
    assert partner_on(referral, None) is not None

    referral.state = state

    assert partner_on(referral, None) is None


def test_without_consent_no_partner_comes_to_the_case():
    referral = ReferralFactory(answered="taken")
    assert partner_on(referral, None) is None

    consent = ConsentFactory(need=referral.need)
    assert partner_on(referral, None) is not None

    consent.state = "withdrawn"
    consent.save()
    referral.need.refresh_from_db()
    assert partner_on(type(referral).objects.get(pk=referral.pk), None) is None


def test_the_applicant_writes_nothing_that_others_cannot_read(taken):
    need, _referrals = taken

    with pytest.raises(CaseRefused, match="who may read"):
        note(need, applicant(), "hidden", "own")

    assert not CaseNote.objects.exists()


def test_the_same_form_twice_is_one_entry(taken, coordinator):
    need, _referrals = taken
    submission, by = uuid4(), team(coordinator)

    for _time in range(2):
        cases.write_note(need, text="Once.", visibility="own", submission=submission, by=by)

    assert CaseNote.objects.count() == 1
    assert JournalEntry.objects.filter(verb="case.casenote").count() == 1


def test_next_actions_have_an_owner_on_the_case(taken, coordinator):
    need, referrals = taken
    by = team(coordinator)
    stranger = PartnerFactory()

    def plan(owner, visibility="partners"):
        return cases.plan_action(
            need, what="Call", owner=owner, due_on=None, visibility=visibility, submission=uuid4(), by=by
        )

    for owner, visibility in (
        (Owner("partner", stranger), "partners"),
        (Owner("partner"), "partners"),
        (Owner("applicant"), "partners"),
    ):
        with pytest.raises(CaseRefused):
            plan(owner, visibility)
    action = plan(Owner("partner", referrals[0].partner))
    with pytest.raises(CaseRefused, match="not yours"):
        cases.finish_action(action, by=applicant())
    cases.finish_action(action, by=partner_on(referrals[0], None))

    assert [one.done_at is not None for one in NextAction.objects.all()] == [True]


def test_a_meeting_called_off_tells_calendars(taken, coordinator):
    need, referrals = taken
    by = partner_on(referrals[0], None)
    begins = datetime(2027, 3, 28, 0, 30, tzinfo=UTC)
    meeting = cases.set_meeting(
        need, what="Plan", starts_at=begins, ends_at=begins + timedelta(hours=1), place="TRAKK",
        visibility="applicant", submission=uuid4(), by=by,
    )  # fmt: skip

    with pytest.raises(CaseRefused):
        cases.cancel_meeting(meeting, by=applicant())
    cases.cancel_meeting(meeting, by=team(coordinator))

    (entry,) = icalendar.Calendar.from_ical(calendar_of(Meeting.objects.get())).walk("VEVENT")
    assert (str(entry["status"]), entry["sequence"], entry["dtstart"].dt) == ("CANCELLED", 1, begins)
    assert need.reference in str(entry["summary"])


def test_proposals_come_from_those_who_help(taken, coordinator):
    need, _referrals = taken
    call, event = CallFactory(), EventFactory()

    cases.suggest(need, thing=call, why="It fits.", submission=uuid4(), by=team(coordinator))
    cases.suggest(need, thing=event, why="", submission=uuid4(), by=team(coordinator))
    with pytest.raises(CaseRefused):
        cases.suggest(need, thing=call, why="", submission=uuid4(), by=applicant())

    assert [one.thing for one in case_file(need, applicant()).suggestions] == [call, event]


def tell(need, side, partner=None, **said):
    return outcomes.tell_outcome(
        need, side=side, partner=partner, submission=uuid4(), by=None, **({"result": "obtained"} | said)
    )


def test_both_sides_are_kept_and_differences_shown(taken, coordinator):
    need, referrals = taken
    partner = referrals[0].partner
    tell(need, "applicant", amount_eur=Decimal(1000), jobs=1)
    tell(need, "partner", partner, amount_eur=Decimal(9000))
    tell(need, "partner", partner, amount_eur=Decimal(5000), jobs=None)

    told = case_file(need, team(coordinator)).told

    assert [(one.partner, one.outcome.amount_eur, one.differs) for one in told] == [
        (None, Decimal(1000), ()),
        (partner.pk, Decimal(5000), ("amount_eur",)),
    ]
    assert Outcome.objects.count() == 3
    assert [one.partner for one in case_file(need, applicant()).told] == [None]
    assert [one.partner for one in case_file(need, partner_on(referrals[1], None)).told] == [None]


def test_outcomes_that_cannot_be_are_refused(taken):
    need, _referrals = taken

    for side, partner, said in (
        ("partner", PartnerFactory(), {}),
        ("applicant", None, {"result": "not", "jobs": 2}),
        ("applicant", None, {"result": "gold"}),
        ("applicant", None, {"amount_eur": Decimal(-1)}),
    ):
        with pytest.raises(CaseRefused):
            tell(need, side, partner, **said)

    assert not Outcome.objects.exists()


def test_four_questions_by_secret_link_once(taken, coordinator):
    need, _referrals = taken
    closing.close_need(need, by=coordinator)
    for _time in range(2):
        outcomes.send_survey(need, by=coordinator)

    survey = case_links.survey_of(case_links.of_survey(need))
    outcomes.answer_survey(survey, answers={"in_time": "yes", "moved_on": "partly"}, comment="Thanks")
    with pytest.raises(CaseRefused):
        outcomes.answer_survey(survey, answers={"in_time": "maybe"}, comment="")

    mail = Message.objects.get(template="support/mails/survey")
    (token,) = re.findall(r"/([\w:-]{20,})/", mail.text)
    assert (mail.to, case_links.survey_of(token)) == ("ada@example.org", survey)
    kept = Survey.objects.values_list("in_time", "right_person", "moved_on", "recommends", "comment")
    assert list(kept) == [("yes", "", "partly", "", "Thanks")]


def test_a_closed_case_is_read_only_until_it_is_reopened(taken, coordinator):
    need, _referrals = taken
    closing.close_need(need, by=coordinator)
    with pytest.raises(CaseRefused, match="reopen"):
        note(need, team(coordinator), "Late", "own")

    closing.reopen_need(need, by=coordinator)
    note(need, team(coordinator), "In time", "own")

    assert list(CaseNote.objects.values_list("text", flat=True)) == ["In time"]


def test_needs_that_are_one_count_once_and_can_be_parted(coordinator):
    stays, goes = NeedFactory(entered=True), NeedFactory(entered=True)

    outcomes.merge_needs(goes, stays, reason="Same project.", by=coordinator)
    assert list(Need.objects.counted()) == [stays]
    with pytest.raises(CaseRefused):
        outcomes.merge_needs(stays, goes, reason="Round trip", by=coordinator)
    outcomes.unmerge_need(goes, by=coordinator)

    assert set(Need.objects.counted()) == {stays, goes}
    kept = NeedMerge.objects.values_list("need", "into", "reason", "by", "undone_by")
    assert list(kept) == [(goes.pk, stays.pk, "Same project.", coordinator.pk, coordinator.pk)]
    verbs = JournalEntry.objects.filter(verb__in=["need.merged", "need.unmerged"])
    assert verbs.count() == 2


@pytest.mark.parametrize("why", ["itself", "chain", "partner", "reason"])
def test_merges_that_would_lose_something_are_refused(coordinator, why):
    need, other = NeedFactory(entered=True), NeedFactory(entered=True)
    if why == "itself":
        other = need
    if why == "chain":
        outcomes.merge_needs(NeedFactory(), need, reason="Twice.", by=coordinator)
    if why == "partner":
        ReferralFactory(need=need)

    with pytest.raises(CaseRefused):
        outcomes.merge_needs(need, other, reason="" if why == "reason" else "Twice.", by=coordinator)

    assert Need.objects.get(pk=need.pk).merged_into is None


def test_an_erasure_empties_the_case_and_keeps_the_counts(taken, coordinator):
    need, referrals = taken
    by = partner_on(referrals[0], None)
    note(need, by, "SECRET-1", "own")
    cases.plan_action(
        need,
        what="SECRET-2",
        owner=Owner("team"),
        due_on=None,
        visibility="partners",
        submission=uuid4(),
        by=by,
    )
    now = timezone.now()
    cases.set_meeting(
        need, what="SECRET-3", starts_at=now, ends_at=now + timedelta(hours=1), place="SECRET-4",
        visibility="own", submission=uuid4(), by=by,
    )  # fmt: skip
    file = Attachment("SECRET-5.pdf", "application/pdf", b"%PDF-1.7 SECRET-6 %%EOF")
    cases.add_document(need, file=file, visibility="own", submission=uuid4(), by=by)
    cases.suggest(need, thing=CallFactory(), why="SECRET-7", submission=uuid4(), by=by)
    tell(need, "partner", referrals[0].partner, what="SECRET-8", amount_eur=Decimal(7))
    survey = outcomes.send_survey(need, by=coordinator)
    outcomes.answer_survey(survey, answers={"in_time": "yes"}, comment="SECRET-9")

    erasing.erase_need(need, by=coordinator)

    for kind in (CaseNote, NextAction, Meeting, Outcome, Survey):
        assert kind.objects.count() == 1
        assert "SECRET" not in str(list(kind.objects.values()))
    assert CaseDocument.objects.count() == 0
    assert "SECRET" not in str(list(JournalEntry.objects.values()))
    assert Outcome.objects.get().amount_eur == Decimal(7)
    assert case_links.survey_of(case_links.of_survey(need)) is None


def test_an_erased_need_takes_nothing_more(taken, coordinator):
    need, _referrals = taken
    erasing.erase_need(need, by=coordinator)

    with pytest.raises(CaseRefused):
        note(need, team(coordinator), "More", "own")
