"""What becomes of a proven claim: at once, after seven days, contested, decided by the team, erased."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.management import call_command
from django.utils import timezone

from tests.directory.claiming import ADA, proved, start
from tests.directory.mailbox import code_in, last_mail, mails_to, path_in
from tests.factories import ClaimFactory, MembershipFactory, PersonFactory
from vivier.accounts.models import JournalEntry
from vivier.directory import actions
from vivier.directory.attachments import Attachment
from vivier.directory.models import Claim, ClaimFile, Membership
from vivier.directory.refusals import AlreadyDecided, ClaimRefused, ReasonMissing

pytestmark = pytest.mark.django_db
TEAM = "contact@exemple.invalid"


def managers(actor):
    return [(one.user.email, one.role) for one in actor.memberships.for_list()]


@pytest.fixture
def holder(studio):
    return MembershipFactory(actor=studio, user=PersonFactory(email="holder@home.example")).user


def test_when_somebody_holds_the_record_they_are_told_and_nothing_is_given(studio, claimant, holder):
    claim = proved(studio, claimant)

    assert (claim.state, managers(studio)) == ("delayed", [("holder@home.example", "main")])
    assert mails_to("holder@home.example") == ["claim_to_holder"]
    assert "ada@home.example" in last_mail("holder@home.example").text
    assert mails_to("ada@home.example") == ["claim_delayed"]
    assert "holder@home.example" not in last_mail("ada@home.example").text


@pytest.mark.parametrize(("days", "granted"), [(6.99, 0), (7.01, 1)])
def test_after_seven_days_without_objection_it_is_granted_beside_the_main_manager(
    studio, claimant, holder, days, granted
):
    claim = proved(studio, claimant)

    counts = actions.settle_claims(claim.contest_until + timedelta(days=days - 7))

    assert counts["granted"] == granted
    assert managers(studio) == [
        ("holder@home.example", "main"),
        *([("ada@home.example", "manager")] * granted),
    ]


def test_settling_twice_grants_once(studio, claimant, holder):
    later = proved(studio, claimant).contest_until
    actions.settle_claims(later)

    assert actions.settle_claims(later) == {"granted": 0, "expired": 0}
    assert mails_to("ada@home.example") == ["claim_delayed", "claim_granted"]
    assert JournalEntry.objects.filter(verb="claim.granted").count() == 1


def test_when_the_holder_left_meanwhile_the_claimant_becomes_the_main_manager(studio, claimant, holder):
    claim = proved(studio, claimant)
    actions.leave(studio.memberships.get(user=holder), by=holder)

    actions.settle_claims(claim.contest_until)

    assert managers(studio) == [("ada@home.example", "main")]
    studio.refresh_from_db()
    assert studio.orphaned_on is None


def test_a_contested_claim_waits_for_the_team_for_ever(studio, claimant, holder):
    claim = proved(studio, claimant)

    actions.contest_claim(claim, by=holder, text="We do not know them.")
    actions.settle_claims(timezone.now() + timedelta(days=400))

    claim.refresh_from_db()
    assert (claim.state, claim.contested_by) == ("contested", holder)
    assert managers(studio) == [("holder@home.example", "main")]
    assert mails_to("ada@home.example") == ["claim_delayed", "claim_contested"]
    assert mails_to(TEAM) == ["claim_to_team"]
    assert "We do not know them" not in last_mail(TEAM).text + last_mail("ada@home.example").text


@pytest.mark.parametrize(("days", "possible"), [(6, True), (8, False)])
def test_one_objects_within_seven_days(studio, claimant, holder, clock, days, possible):
    claim = proved(studio, claimant)
    clock(days=days)

    if possible:
        assert actions.contest_claim(claim, by=holder, text="No.").state == "contested"
    else:
        with pytest.raises(ClaimRefused, match="no longer"):
            actions.contest_claim(claim, by=holder, text="No.")


def test_an_objection_says_why_and_comes_once(studio, claimant, holder):
    claim = proved(studio, claimant)
    with pytest.raises(ReasonMissing):
        actions.contest_claim(claim, by=holder, text=" ")
    actions.contest_claim(claim, by=holder, text="No.")

    with pytest.raises(ClaimRefused):
        actions.contest_claim(claim, by=holder, text="Again.")


def test_the_link_to_the_organisation_suspends_what_was_granted(studio, claimant):
    claim = proved(studio, claimant)
    token = path_in(last_mail("info@studio.example"), "/objection/").split("/")[2]
    assert token not in str(Claim.objects.values().get(pk=claim.pk))

    contested = actions.contest_by_link(token, text="Nobody of us.")

    assert (contested.state, managers(studio)) == ("contested", [])
    with pytest.raises(ClaimRefused, match="no longer valid"):
        actions.contest_by_link(token, text="Again.")


@pytest.mark.parametrize("token", ["", "x", "-" * 64])
def test_a_made_up_link_opens_nothing(studio, claimant, holder, token):
    proved(studio, claimant)

    assert actions.claim_behind(token) is None


def test_the_team_settles_an_objection_for_good(studio, claimant, holder, coordinator):
    claim = proved(studio, claimant)
    actions.contest_claim(claim, by=holder, text="No.")

    actions.accept_claim(claim, by=coordinator)

    claim.refresh_from_db()
    assert (claim.state, claim.is_final, claim.decided_by) == ("granted", True, coordinator)
    assert ("ada@home.example", "manager") in managers(studio)
    with pytest.raises(ClaimRefused):
        actions.contest_claim(claim, by=holder, text="Still no.")
    assert mails_to("holder@home.example") == ["claim_to_holder", "contest_dismissed"]


def test_the_team_refuses_with_a_reason_the_claimant_reads(studio, claimant, coordinator):
    claim = ClaimFactory(actor=studio, claimant=claimant)
    with pytest.raises(ReasonMissing):
        actions.refuse_claim(claim, by=coordinator, reason=" ")

    actions.refuse_claim(claim, by=coordinator, reason="The statutes name somebody else.")

    assert mails_to("ada@home.example") == ["claim_refused"]
    assert "The statutes name somebody else." in last_mail("ada@home.example").text
    with pytest.raises(AlreadyDecided):
        actions.accept_claim(claim, by=coordinator)


def test_accepted_evidence_gives_an_orphan_record_at_once_and_a_held_one_after_seven_days(
    studio, claimant, coordinator
):
    first = actions.accept_claim(ClaimFactory(actor=studio, claimant=claimant), by=coordinator)
    second = actions.accept_claim(ClaimFactory(actor=studio), by=coordinator)

    assert (first.state, second.state) == ("granted", "delayed")
    assert mails_to("info@studio.example") == ["claim_to_organisation"]
    assert "claim_to_holder" in mails_to("ada@home.example")


def test_a_decision_is_in_the_journal_with_who_decided(studio, claimant, coordinator):
    actions.refuse_claim(ClaimFactory(actor=studio, claimant=claimant), by=coordinator, reason="Not proved.")

    entry = JournalEntry.objects.get(verb="claim.refused")
    assert (entry.by, entry.reason, entry.object_id) == (coordinator, "Not proved.", str(studio.pk))


def test_a_suspended_person_may_claim_again_once_the_team_has_refused(studio, claimant, holder, coordinator):
    claim = proved(studio, claimant)
    actions.contest_claim(claim, by=holder, text="No.")
    with pytest.raises(ClaimRefused, match="under way"):
        start(studio, claimant)
    actions.refuse_claim(claim, by=coordinator, reason="No proof.")
    assert mails_to("holder@home.example") == ["claim_to_holder", "contest_upheld"]
    assert "No proof." not in last_mail("holder@home.example").text

    assert start(studio, claimant).state == "started"


def test_a_granted_claim_whose_author_is_gone_can_no_longer_be_contested(studio, claimant, holder):
    claim = proved(studio, claimant)
    actions.settle_claims(claim.contest_until)
    Claim.objects.update(contest_until=timezone.now() + timedelta(days=1))
    actions.end_membership(studio.memberships.get(user=claimant), by=holder)

    with pytest.raises(ClaimRefused):
        actions.contest_claim(claim, by=holder, text="No.")


def test_a_year_after_the_decision_what_was_sent_is_erased_and_the_decision_stays(
    studio, claimant, coordinator
):
    file = Attachment("a.pdf", "application/pdf", b"%PDF-1.4 %%EOF")
    sent = {"by": claimant, "text": "xyzzy-marker", "submission": uuid4(), "file": file}
    claim = actions.send_evidence(studio, **sent)
    actions.refuse_claim(claim, by=coordinator, reason="Not proved.")
    open_one = ClaimFactory(actor=studio, evidence="still needed")

    assert actions.prune_claims(timezone.now() + timedelta(days=364))["erased"] == 0
    assert actions.prune_claims(timezone.now() + timedelta(days=366))["erased"] == 1

    claim.refresh_from_db()
    open_one.refresh_from_db()
    assert (claim.evidence, claim.state, claim.reason) == ("", "refused", "Not proved.")
    assert (open_one.evidence, ClaimFile.objects.count()) == ("still needed", 0)
    assert actions.prune_claims(timezone.now() + timedelta(days=366)) == {
        "erased": 0,
        "forgotten": 0,
        "invitations": 0,
    }


def test_codes_that_proved_nothing_are_forgotten_after_a_month(studio, claimant):
    start(studio, claimant, "ada@gmail.com")
    later = timezone.now() + timedelta(days=31)

    assert actions.settle_claims(later) == {"granted": 0, "expired": 1}
    assert actions.prune_claims(later)["forgotten"] == 1
    assert not Claim.objects.exists()


def test_the_commands_say_what_they_did(studio, claimant, capsys):
    proved(studio, claimant)

    call_command("settle_claims")
    call_command("prune_claims")

    said = capsys.readouterr().out
    assert "0 claims granted, 0 codes run out." in said
    assert "0 claims erased" in said


def test_the_code_mail_names_who_asked_and_carries_no_link(studio, claimant):
    start(studio, claimant)

    mail = last_mail(ADA)
    assert "Ada asked for a code" in mail.text
    assert code_in(mail) in mail.html
    assert code_in(mail) not in mail.subject
    assert Membership.objects.count() == 0
