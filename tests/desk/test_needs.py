"""Needs at the desk: the queue with late ones in red, one need, its referrals, partners; who may see them."""

from datetime import timedelta
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
    NeedFactory,
    PartnerFactory,
    PersonFactory,
    ReferralFactory,
)
from vivier.accounts.models import JournalEntry, User
from vivier.outbox.models import Message
from vivier.support.models import Answer, Consent, Need, Partner, Referral

pytestmark = pytest.mark.django_db


@pytest.fixture
def coordinator(client):
    person = PersonFactory(role=User.Role.COORDINATOR)
    client.force_login(person)
    return person


def page(client, address):
    answer = client.get(f"{address}?language=en")
    assert answer.status_code == 200
    return answer.content.decode()


def post(client, address, **sent):
    return client.post(f"{address}?language=en", sent)


def days(count):
    return timezone.localdate() + timedelta(days=count)


# -- the day and the queue -----------------------------------------------------------------------


def test_the_day_shows_late_needs_in_red_and_what_no_partner_answered(client, coordinator):
    NeedFactory(enter_by=days(-3), organisation="Late Studio")
    NeedFactory(enter_by=days(2), organisation="New Studio")
    NeedFactory(entered=True, project_name="Entered Film")
    ReferralFactory(escalated_at=timezone.now(), partner__actor__name="Silent Fund")

    day = page(client, "/desk/")

    assert day.count("desk-state--late") >= 2
    assert [word in day for word in ("Late Studio", "New Studio", "Entered Film", "Silent Fund")] == [
        True
    ] * 4
    assert "desk-counts__late" in day


def test_the_day_of_others_knows_nothing_of_needs(client):
    NeedFactory(organisation="Secret Studio")
    for role in (User.Role.EDITOR, User.Role.ADMINISTRATOR):
        client.force_login(PersonFactory(role=role))
        assert "Secret Studio" not in page(client, "/desk/")


def test_the_queue_begins_with_the_latest_and_leaves_as_a_file(client, coordinator):
    done = NeedFactory(entered=True, project_name="Done")
    soon = NeedFactory(enter_by=days(1))
    late = NeedFactory(enter_by=days(-1))

    shown = page(client, "/desk/needs/")
    assert shown.index(late.reference) < shown.index(soon.reference) < shown.index(done.reference)

    answer = client.get("/desk/needs/needs.csv?language=en&clock=late")
    rows = b"".join(answer.streaming_content).decode()
    assert (late.reference in rows, soon.reference in rows, late.email in rows) == (True, False, False)
    assert JournalEntry.objects.filter(verb="list.exported").count() == 1


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("words=Film", {"film"}),
        ("clock=to_enter", {"new"}),
        ("subject=space", {"new"}),
        ("clock=unanswered", {"film"}),
        ("state=nonsense", {"film", "new"}),
        ("words=%5C%25&clock=x", {"film", "new"}),
    ],
)
def test_filters(client, coordinator, query, found):
    film = NeedFactory(entered=True, state="referred", project_name="Film")
    ReferralFactory(need=film, escalated_at=timezone.now())
    needs = {"film": film, "new": NeedFactory(subject="space")}

    shown = client.get(f"/desk/needs/?language=en&{query}").content.decode()

    assert {name for name, need in needs.items() if need.reference in shown} == found


@pytest.mark.one_database
def test_the_queue_and_a_need_cost_the_same_for_few_and_many(client, coordinator):
    need = NeedFactory(entered=True)
    addresses = ["/desk/needs/", f"/desk/needs/{need.pk}/", "/desk/partners/", "/desk/"]

    def costs():
        found = []
        for address in addresses:
            with CaptureQueriesContext(connection) as asked:
                page(client, address)
            found.append(len(asked))
        return found

    def more(count):
        for _number in range(count):
            ReferralFactory(
                need=NeedFactory(entered=True, disciplines=[DisciplineFactory()]), escalated_at=timezone.now()
            )
            partner = IntakeFactory().partner
            AdviserFactory(partner=partner)
            ReferralFactory(need=need, partner=partner)
            NeedFactory()

    more(1)
    costs()
    few = costs()
    more(4)
    assert costs() == few


# -- on behalf -----------------------------------------------------------------------------------


def on_behalf(**changes):
    return {
        "channel": "phone",
        "received_on": timezone.localtime().strftime("%Y-%m-%dT%H:%M"),
        "subject": "space",
        "sought": "A room to rehearse",
        "name": "Bo Caller",
        "phone": "081 11 22 33",
        "language": "fr",
        "sharing": "ask",
        "submission": str(uuid4()),
    } | changes


def test_a_call_is_written_down_once_and_the_clock_starts_when_it_was_told(client, coordinator):
    sent = on_behalf()

    first, second = post(client, "/desk/needs/new/", **sent), post(client, "/desk/needs/new/", **sent)

    need = Need.objects.get()
    assert first["Location"] == second["Location"] == f"/desk/needs/{need.pk}/"
    assert (need.channel, need.recorded_by, need.user, need.consents.count()) == (
        "phone",
        coordinator,
        None,
        0,
    )


@pytest.mark.parametrize(
    "changes",
    [
        {"received_on": "2999-01-01T10:00"},
        {"phone": ""},
        {"subject": "x"},
        {"sought": ""},
        {"channel": "web"},
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_lost(client, coordinator, changes):
    answer = post(client, "/desk/needs/new/", **on_behalf(**changes))

    assert answer.status_code == 422
    assert "Bo Caller" in answer.content.decode()
    assert Need.objects.count() == 0


# -- one need ------------------------------------------------------------------------------------


def enter(client, need, **changes):
    games = DisciplineFactory()
    sent = {
        "enter": "1",
        "project_name": "Film",
        "holders": "Ada",
        "disciplines": [games.pk],
        "subject": "finance",
    }
    return post(client, f"/desk/needs/{need.pk}/", **(sent | changes))


def test_a_need_is_entered_then_referred_with_reasons_in_view(client, coordinator):
    need, partner = NeedFactory(stage="idea"), IntakeFactory(stages=["growth"]).partner
    ConsentFactory(need=need)

    assert enter(client, need, stage="idea").status_code == 302
    shown = page(client, f"/desk/needs/{need.pk}/")
    assert "takes only Growth" in shown or "takes only" in shown
    assert "Why all the same" in shown

    address = f"/desk/needs/{need.pk}/"
    post(client, address, refer="1", partner=partner.pk)
    assert Referral.objects.count() == 0
    post(client, address, refer="1", partner=partner.pk, override="They asked for it.")
    assert Referral.objects.get().override == "They asked for it."


@pytest.mark.parametrize(
    "changes", [{"project_name": ""}, {"disciplines": []}, {"where": "Atlantis"}, {"actor": "999"}]
)
def test_entering_says_what_is_missing(client, coordinator, changes):
    need = NeedFactory()

    assert enter(client, need, **changes).status_code == 422
    need.refresh_from_db()
    assert need.entered_at is None


def test_without_consent_the_applicant_is_asked_or_their_word_is_written_down(client, coordinator):
    need, partner = NeedFactory(entered=True), PartnerFactory()
    address = f"/desk/needs/{need.pk}/"
    assert "has not agreed" in page(client, address)

    post(client, address, ask="1", partner=partner.pk)
    assert Consent.objects.get().state == "asked"
    post(client, address, consent="1", partner=partner.pk, sees="need", how="phone")

    consent = Consent.objects.get()
    assert (consent.state, consent.sees, consent.how, consent.recorded_by) == (
        "given",
        "need",
        "phone",
        coordinator,
    )


@pytest.mark.parametrize(
    "deed", ["close", "withdraw", "erase", "reopen", "refer", "ask", "consent", "nonsense"]
)
def test_every_button_answers_with_a_page_whatever_is_sent(client, coordinator, deed):
    need = NeedFactory(entered=True)

    answer = post(client, f"/desk/needs/{need.pk}/", **{deed: "1", "partner": "x", "sees": "y"})

    assert answer["Location"] == f"/desk/needs/{need.pk}/"
    assert page(client, f"/desk/needs/{need.pk}/")


def test_closing_twice_and_reopening(client, coordinator):
    need = NeedFactory(entered=True)
    for deed, state in (
        ("close", "closed"),
        ("close", "closed"),
        ("reopen", "entered"),
        ("erase", "withdrawn"),
    ):
        post(client, f"/desk/needs/{need.pk}/", **{deed: "1"})
        need.refresh_from_db()
        assert need.state == state
    assert Message.objects.filter(template="support/mails/survey").count() == 1


# -- one referral --------------------------------------------------------------------------------


def test_a_referral_is_answered_for_the_partner_handed_on_and_taken_back(client, coordinator):
    referral, other = ReferralFactory(), IntakeFactory().partner
    ConsentFactory(need=referral.need)
    address = f"/desk/referrals/{referral.pk}/"
    assert "No answer yet" in page(client, address)

    post(client, address, answer="1", kind="unreachable", submission=str(uuid4()))
    assert (Answer.objects.get().way, Answer.objects.get().by) == ("desk", coordinator)

    handed_on = post(client, address, reassign="1", partner=other.pk)
    new = Referral.objects.get(partner=other)
    assert (handed_on["Location"], new.instead_of) == (f"/desk/referrals/{new.pk}/", referral)

    post(client, f"/desk/referrals/{new.pk}/", recall="1")
    new.refresh_from_db()
    assert new.state == "recalled"


# -- partners ------------------------------------------------------------------------------------


def test_a_partner_is_opened_and_says_what_it_takes_and_when_it_is_away(client, coordinator):
    ActorFactory(slug="fonds")
    games = DisciplineFactory(code="jeu_video")
    post(client, "/desk/partners/", slug="fonds", email="fonds@example.org")
    partner = Partner.objects.get()
    address = f"/desk/partners/{partner.pk}/"
    said = {f"{name}_said": "all" for name in ("subjects", "territories", "stages", "legal_forms")}

    post(
        client,
        address,
        part="intake",
        label="Games",
        disciplines_said="some",
        disciplines=[games.code],
        **said,
    )
    post(client, address, part="absence", starts_on=days(1), ends_on=days(3), reason="Holidays")
    post(client, address, part="adviser", email=coordinator.email)
    post(
        client, address, part="partner", email="new@example.org", language="nl", capacity="3", is_active="on"
    )

    intake = partner.intakes.get()
    partner.refresh_from_db()
    assert (intake.disciplines, intake.subjects, intake.label) == (["jeu_video"], [], "Games")
    assert (partner.email, partner.language, partner.capacity) == ("new@example.org", "nl", 3)
    assert (partner.absences.count(), partner.advisers.get().user) == (1, coordinator)
    shown = page(client, address)
    assert all(word in shown for word in ("Games", "Holidays", coordinator.email))

    for name, row in (
        ("drop_intake", intake),
        ("drop_absence", partner.absences.get()),
        ("drop_adviser", partner.advisers.get()),
    ):
        post(client, address, **{name: row.pk})
        post(client, address, **{name: row.pk})
    assert (partner.intakes.count(), partner.absences.count(), partner.advisers.count()) == (0, 0, 0)


@pytest.mark.parametrize(
    "sent",
    [
        {"part": "intake", "subjects_said": "some"},
        {"part": "absence", "starts_on": "2027-02-02", "ends_on": "2027-02-01"},
        {"part": "adviser", "email": "nobody@example.org"},
        {"part": "partner", "email": "x", "capacity": "-1"},
    ],
)
def test_a_wrong_part_is_explained(client, coordinator, sent):
    partner = PartnerFactory()

    assert post(client, f"/desk/partners/{partner.pk}/", **sent).status_code == 422
    assert (partner.intakes.count(), partner.absences.count(), partner.advisers.count()) == (0, 0, 0)


def test_an_unknown_record_is_no_partner(client, coordinator):
    assert post(client, "/desk/partners/", slug="nobody", email="a@example.org").status_code == 422


# -- who may -------------------------------------------------------------------------------------


@pytest.mark.parametrize("role", [*User.Role.values, None])
def test_only_the_coordinator_opens_needs_referrals_and_partners(client, role):
    referral = ReferralFactory()
    if role:
        client.force_login(PersonFactory(role=role))
    addresses = (
        "/desk/needs/",
        "/desk/needs/new/",
        "/desk/needs/needs.csv",
        f"/desk/needs/{referral.need.pk}/",
        f"/desk/referrals/{referral.pk}/",
        "/desk/partners/",
        f"/desk/partners/{referral.partner.pk}/",
    )

    answers = {client.get(address).status_code for address in addresses}
    sent = {post(client, address, erase="1", recall="1").status_code for address in addresses[3:5]}

    if role == User.Role.COORDINATOR:
        assert answers == {200}
    else:
        assert answers == sent == ({403} if role else {302})
        referral.need.refresh_from_db()
        assert referral.need.erased_at is None
