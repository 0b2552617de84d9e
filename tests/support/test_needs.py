"""A need is told once, entered within two working days, and its state follows from what was done."""

from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from tests.factories import DisciplineFactory, NeedFactory, PartnerFactory, ReferralFactory, TerritoryFactory
from tests.support.telling import tell
from vivier.accounts.models import JournalEntry
from vivier.outbox.models import Message
from vivier.support import links
from vivier.support.actions import closing, entering, needs
from vivier.support.models import Draft, Need
from vivier.support.refusals import InvalidNeed, NeedRefused, TooManyNeeds
from vivier.support.states import state_of

pytestmark = pytest.mark.django_db


def test_a_need_is_received_with_its_clock_its_consent_and_an_acknowledgement():
    need = tell(datetime(2026, 11, 27, 16, tzinfo=UTC))

    assert (need.state, need.enter_by) == ("new", date(2026, 12, 1))
    assert need.reference.startswith("B-2026-")
    assert [(row.partner, row.sees, row.state) for row in need.consents.all()] == [(None, "contact", "given")]
    mail = Message.objects.get()
    assert mail.to == "ada@example.org"
    assert links.need_of(mail.text.split("/follow/")[1].split("/")[0]) == need
    assert (mail.confidential, need.reference in mail.subject) == (True, True)


def test_the_same_submission_is_one_need():
    number = uuid4()

    assert tell(submission=number) == tell(submission=number, name="Again")
    assert (Need.objects.count(), Message.objects.count()) == (1, 1)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"subject": ""}, "subject"),
        ({"subject": "gold"}, "subject"),
        ({"sought": " \x00 "}, "sought"),
        ({"sought": "x" * 4001}, "sought"),
        ({"name": ""}, "name"),
        ({"email": "", "phone": ""}, "email"),
        ({"email": "nobody"}, "email"),
        ({"sharing": ""}, "sharing"),
        ({"who": "king"}, "who"),
    ],
)
def test_what_is_missing_or_wrong_is_refused_with_its_field_and_nothing_is_kept(changes, field):
    with pytest.raises(InvalidNeed) as refusal:
        tell(**changes)

    assert refusal.value.field == field
    assert (Need.objects.count(), Message.objects.count()) == (0, 0)


def test_no_address_no_company_number_and_no_known_place_are_needed():
    need = tell(email="", phone="081 00 00 00", place="Atlantis")

    assert (need.territory, need.place, Message.objects.count()) == (None, "Atlantis", 0)


def test_a_place_that_is_known_becomes_a_territory():
    namur = TerritoryFactory(code="92094", label_fr="Namur")

    assert tell(place="92094").territory == namur


def test_one_sender_is_slowed_down():
    for _number in range(needs.PER_HOUR):
        needs.submit(dict(_answers()), needs.Arrival(timezone.now(), sender="a"))

    with pytest.raises(TooManyNeeds):
        needs.submit(dict(_answers()), needs.Arrival(timezone.now(), sender="a"))


def _answers():
    return {"subject": "space", "sought": "A desk", "name": "Bo", "phone": "1", "sharing": "ask"}


def test_a_draft_is_kept_as_it_is_told_and_sent_once():
    draft = needs.start(language="en")
    needs.save_answers(draft.key, {"subject": "space"})
    needs.save_answers(draft.key, _answers())

    need = needs.send(draft.key)

    assert needs.send(draft.key) == need
    assert (need.subject, Draft.objects.count()) == ("space", 0)
    with pytest.raises(NeedRefused):
        needs.save_answers(draft.key, {"subject": "space"})


def test_a_draft_nobody_goes_on_with_is_forgotten():
    kept, old = needs.start(language="en"), needs.start(language="en")
    Draft.objects.filter(pk=old.pk).update(updated_at=timezone.now() - timedelta(days=31))

    assert needs.forget_drafts() == 1
    assert list(Draft.objects.all()) == [kept]


def test_entering_stops_the_clock_and_a_second_time_corrects(coordinator):
    need, games = tell(), DisciplineFactory()
    words = {"holders": "Ada", "disciplines": [games], "by": coordinator}

    entering.enter_need(need, project_name="Film", **words)
    first = need.entered_at
    entering.enter_need(need, project_name="The film", corrected={"stage": "idea"}, **words)

    assert (need.state, need.project_name, need.stage, need.entered_at) == (
        "entered",
        "The film",
        "idea",
        first,
    )
    assert list(Need.objects.to_enter()) == []


@pytest.mark.parametrize("missing", ["project_name", "holders", "disciplines"])
def test_name_holders_and_field_are_needed_to_enter(missing, coordinator):
    words = {"project_name": "Film", "holders": "Ada", "disciplines": [DisciplineFactory()]} | {missing: ""}

    with pytest.raises(InvalidNeed) as refusal:
        entering.enter_need(tell(), by=coordinator, **words)

    assert refusal.value.field == missing


def test_late_is_after_the_last_day_until_entered_even_when_withdrawn():
    today = date(2026, 12, 1)
    on_time = NeedFactory(enter_by=today)
    late = NeedFactory(enter_by=today - timedelta(days=1))
    gone = NeedFactory(enter_by=today - timedelta(days=2))
    closing.withdraw_need(gone, by=None)
    NeedFactory(enter_by=today - timedelta(days=3), entered=True)

    assert list(Need.objects.late(today)) == [gone, late]
    assert [need.is_late(today) for need in (on_time, late, gone)] == [False, True, True]


@pytest.mark.parametrize(
    ("referrals", "expected"),
    [
        (set(), "entered"),
        ({"sent"}, "referred"),
        ({"sent", "helped"}, "helped"),
        ({"helped", "taken", "sent"}, "taken"),
        ({"cannot", "not_for_me", "unreachable"}, "entered"),
        ({"recalled"}, "entered"),
        ({"cannot", "sent"}, "referred"),
    ],
)
def test_the_furthest_partner_decides_the_state(referrals, expected):
    assert state_of(is_entered=True, is_closed=False, is_withdrawn=False, referrals=referrals) == expected


def test_closing_needs_entering_releases_who_never_answered_and_can_be_undone(coordinator):
    need = tell()
    with pytest.raises(NeedRefused, match="Enter the need"):
        closing.close_need(need, by=coordinator)
    waiting = ReferralFactory()

    closing.close_need(waiting.need, by=coordinator)
    waiting.refresh_from_db()
    assert (waiting.need.state, waiting.state) == ("closed", "recalled")

    closing.reopen_need(waiting.need, by=coordinator)
    assert (waiting.need.state, waiting.need.closed_at) == ("entered", None)


def test_withdrawing_takes_the_need_away_from_every_partner(coordinator):
    taken = ReferralFactory(answered="taken")
    other = ReferralFactory(need=taken.need, partner=PartnerFactory())

    closing.withdraw_need(taken.need, by=None)

    assert taken.need.state == "withdrawn"
    assert set(taken.need.referrals.values_list("state", flat=True)) == {"recalled"}
    assert links.referral_of(links.of_referral(other)) is None


def test_the_journal_holds_no_word_of_the_person(coordinator):
    need = tell(name="Zebulon", sought="Zanzibar", phone="0470111222", organisation="Zorro")
    entering.enter_need(
        need, by=coordinator, project_name="Zodiac", holders="Zoe", disciplines=[DisciplineFactory()]
    )

    said = "".join(
        f"{row.object_label}{row.changes}{row.reason}"
        for row in JournalEntry.objects.filter(verb__startswith="need.")
    )
    assert need.reference in said
    assert not [
        word for word in ("Zebulon", "Zanzibar", "0470", "Zorro", "Zodiac", "Zoe", "ada@") if word in said
    ]
