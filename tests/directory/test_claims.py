"""Claiming a record with a code: sent only where it proves something, and nothing tells where that is."""

from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tests.directory.claiming import ADA, proved, start
from tests.directory.mailbox import code_in, last_mail, mails_to
from tests.factories import ActorFactory, FieldSourceFactory, MembershipFactory, PersonFactory
from vivier.accounts.models import JournalEntry
from vivier.directory import actions
from vivier.directory.attachments import Attachment
from vivier.directory.models import Claim, ClaimFile, Membership
from vivier.directory.refusals import ClaimRefused, ReasonMissing, TooManyClaims, WrongCode
from vivier.outbox.models import Message

pytestmark = pytest.mark.django_db


def test_the_code_goes_to_the_address_and_gives_the_record_nobody_holds(studio, claimant):
    claim = start(studio, claimant)
    assert (claim.state, mails_to(ADA)) == ("started", ["claim_code"])

    claim = actions.enter_code(claim, code=code_in(last_mail(ADA)).lower().replace("-", " "), by=claimant)

    membership = studio.memberships.get()
    assert (claim.state, claim.way) == ("granted", "domain")
    assert (membership.user, membership.role) == (claimant, "main")
    assert claim.can_be_contested(timezone.now())
    assert mails_to("ada@home.example") == ["claim_granted"]
    assert mails_to("info@studio.example") == ["claim_to_organisation"]


def test_the_organisation_is_not_written_to_at_the_address_that_just_proved_it(studio, claimant):
    proved(studio, claimant, "info@studio.example")

    assert mails_to("info@studio.example") == ["claim_code"]


def test_an_address_that_proves_nothing_leaves_the_same_trace_but_no_mail(studio, claimant):
    unknown = start(studio, claimant, "ada@gmail.com")
    known = start(studio, PersonFactory(), ADA)

    assert [(one.state, bool(one.code_expires_at), one.code_attempts) for one in (unknown, known)] == [
        ("started", True, 0)
    ] * 2
    assert mails_to("ada@gmail.com") == []
    assert list(Message.objects.values_list("to", flat=True)) == [ADA]


def test_the_same_work_is_done_for_any_address_and_any_record(studio, claimant):
    held = ActorFactory(website="https://held.example/")
    FieldSourceFactory(actor=held, field="website", value=held.website)
    MembershipFactory(actor=held)
    costs = {}
    for name, actor, address in (
        ("warm", studio, ADA),
        ("known", studio, ADA),
        ("unknown", studio, "ada@gmail.com"),
        ("known, held", held, "ada@held.example"),
        ("unknown, held", held, "ada@gmail.com"),
    ):
        person = PersonFactory()
        with CaptureQueriesContext(connection) as queries:
            start(actor, person, address)
        costs[name] = len(queries)

    del costs["warm"]
    assert max(costs.values()) - min(costs.values()) <= 2, costs


def test_the_code_is_kept_as_a_hash_and_nowhere_in_the_journal(studio, claimant):
    claim = start(studio, claimant)
    code = code_in(last_mail(ADA))

    row = str(Claim.objects.filter(pk=claim.pk).values().get())
    entries = str(list(JournalEntry.objects.values()))
    for secret in (code, code.replace("-", "")):
        assert secret not in row
        assert secret not in entries
    assert ADA not in entries
    assert last_mail(ADA).confidential


def test_a_code_works_once(studio, claimant):
    claim = start(studio, claimant)
    code = code_in(last_mail(ADA))
    actions.enter_code(claim, code=code, by=claimant)
    actions.leave(studio.memberships.get(), by=claimant)

    with pytest.raises(WrongCode):
        actions.enter_code(claim, code=code, by=claimant)

    assert not studio.memberships.exists()


def test_five_wrong_tries_end_a_code_and_are_counted(studio, claimant):
    claim = start(studio, claimant)
    for _try in range(5):
        with pytest.raises(WrongCode):
            actions.enter_code(claim, code="22222-22222", by=claimant)

    with pytest.raises(WrongCode):
        actions.enter_code(claim, code=code_in(last_mail(ADA)), by=claimant)

    claim.refresh_from_db()
    assert (claim.code_attempts, claim.state) == (5, "started")


def test_the_fourth_wrong_try_leaves_one(studio, claimant):
    claim = start(studio, claimant)
    for _try in range(4):
        with pytest.raises(WrongCode):
            actions.enter_code(claim, code="", by=claimant)

    assert actions.enter_code(claim, code=code_in(last_mail(ADA)), by=claimant).state == "granted"


@pytest.mark.parametrize(("hours", "works"), [(47, True), (49, False)])
def test_a_code_lives_48_hours(studio, claimant, clock, hours, works):
    claim = start(studio, claimant)
    code = code_in(last_mail(ADA))
    clock(hours=hours)

    if works:
        assert actions.enter_code(claim, code=code, by=claimant).state == "granted"
    else:
        with pytest.raises(WrongCode):
            actions.enter_code(claim, code=code, by=claimant)


def test_a_code_is_bound_to_its_claim_and_person(studio, claimant):
    other = PersonFactory()
    mine, theirs = start(studio, claimant), start(studio, other, "bob@studio.example")
    code = code_in(last_mail("bob@studio.example"))

    with pytest.raises(WrongCode):
        actions.enter_code(mine, code=code, by=claimant)
    with pytest.raises(Claim.DoesNotExist):
        actions.enter_code(theirs, code=code, by=claimant)


def test_asking_again_ends_the_code_before(studio, claimant):
    first = start(studio, claimant)
    old = code_in(last_mail(ADA))
    start(studio, claimant)

    with pytest.raises(WrongCode):
        actions.enter_code(first, code=old, by=claimant)


def test_the_same_form_sent_twice_is_one_claim_and_one_mail(studio, claimant):
    number = uuid4()
    claims = {
        actions.start_claim(studio, by=claimant, address=ADA, submission=number).pk for _time in range(2)
    }

    assert (len(claims), mails_to(ADA)) == (1, ["claim_code"])


def test_somebody_elses_form_number_is_refused(studio, claimant):
    number = uuid4()
    actions.start_claim(studio, by=claimant, address=ADA, submission=number)

    with pytest.raises(ClaimRefused):
        actions.start_claim(studio, by=PersonFactory(), address=ADA, submission=number)


def test_one_person_asks_five_times_an_hour_at_most(studio, claimant, clock):
    for n in range(5):
        start(studio, claimant, f"{n}@gmail.com")

    with pytest.raises(TooManyClaims):
        start(studio, claimant)

    clock(hours=1, minutes=1)
    assert start(studio, claimant).state == "started"


def test_one_mailbox_gets_three_codes_an_hour_whoever_asks_and_nothing_says_so(studio):
    states = [start(studio, PersonFactory()).state for _time in range(5)]

    assert states == ["started"] * 5
    assert mails_to(ADA) == ["claim_code"] * 3


def test_a_manager_does_not_claim_what_they_have(studio, claimant):
    MembershipFactory(user=claimant, actor=studio)

    with pytest.raises(ClaimRefused, match="already look after"):
        start(studio, claimant)


def test_when_the_proof_is_gone_before_the_code_is_typed_the_team_looks(studio, claimant):
    claim = start(studio, claimant)
    code = code_in(last_mail(ADA))
    type(studio).objects.filter(pk=studio.pk).update(website="https://other.example/")

    claim = actions.enter_code(claim, code=code, by=claimant)

    assert (claim.state, studio.memberships.count()) == ("waiting", 0)


def test_evidence_waits_for_the_team_and_ends_a_code_asked_for_before(studio, claimant):
    begun = start(studio, claimant)
    code = code_in(last_mail(ADA))
    file = Attachment("statutes.pdf", "application/pdf", b"%PDF-1.4 %%EOF")

    claim = actions.send_evidence(
        studio, by=claimant, text=" I am its director. ", submission=uuid4(), file=file
    )

    assert (claim.state, claim.evidence) == ("waiting", "I am its director.")
    assert bytes(ClaimFile.objects.get().content) == file.content
    with pytest.raises(WrongCode):
        actions.enter_code(begun, code=code, by=claimant)
    with pytest.raises(ClaimRefused, match="under way"):
        start(studio, claimant)


def test_evidence_without_a_word_is_refused(studio, claimant):
    with pytest.raises(ReasonMissing):
        actions.send_evidence(studio, by=claimant, text=" ", submission=uuid4())

    assert not Claim.objects.exists()


def test_what_was_sent_as_evidence_is_not_in_the_journal(studio, claimant):
    actions.send_evidence(studio, by=claimant, text="xyzzy-marker", submission=uuid4())

    assert "xyzzy-marker" not in str(list(JournalEntry.objects.values()))


def test_a_claim_is_withdrawn_by_its_author_until_it_is_decided(studio, claimant):
    claim = actions.send_evidence(studio, by=claimant, text="Mine.", submission=uuid4())
    with pytest.raises(Claim.DoesNotExist):
        actions.withdraw_claim(claim, by=PersonFactory())

    actions.withdraw_claim(claim, by=claimant)

    claim.refresh_from_db()
    assert claim.state == "withdrawn"
    with pytest.raises(ClaimRefused):
        actions.withdraw_claim(claim, by=claimant)


def test_of_two_who_prove_it_the_second_waits_for_the_first(studio, claimant):
    second = PersonFactory()
    theirs = start(studio, second, "bob@studio.example")
    proved(studio, claimant)

    theirs = actions.enter_code(theirs, code=code_in(last_mail("bob@studio.example")), by=second)

    assert theirs.state == "delayed"
    assert list(Membership.objects.values_list("user__email", flat=True)) == ["ada@home.example"]
