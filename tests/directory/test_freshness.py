"""Records are confirmed by those who manage them; they are asked in time, by mail, and not too often."""

from datetime import date, datetime, timedelta

import pytest
from django.core.management import call_command
from django.utils import timezone, translation

from tests.factories import ActorFactory
from vivier.accounts.models import JournalEntry, User
from vivier.directory import actions, freshness
from vivier.directory.actions import freshness as deeds
from vivier.directory.freshness import dormant, months_before, orphans
from vivier.directory.models import Actor, ConfirmationRequest, Membership
from vivier.directory.refusals import LinkRefused, NotYours
from vivier.outbox.models import Message

pytestmark = pytest.mark.django_db
LONG_AGO = timedelta(days=800)


@pytest.fixture(autouse=True)
def in_english(settings):
    settings.LANGUAGE_CODE = "en"
    with translation.override("en"):
        yield


def managed(user, *, confirmed_on=None, since=LONG_AGO, **values):
    actor = ActorFactory(confirmed_on=confirmed_on, **values)
    Membership.objects.create(actor=actor, user=user, since=timezone.now() - since)
    return actor


def token_of(message):
    return message.text.split("/confirmer/")[1].split("/")[0]


def at(monkeypatch, day):
    """Let it be noon of another day, for the reminders."""
    noon = timezone.make_aware(datetime.combine(day, datetime.min.time())) + timedelta(hours=12)
    monkeypatch.setattr(timezone, "now", lambda: noon)


@pytest.mark.parametrize(
    ("day", "months", "expected"),
    [
        (date(2026, 11, 28), 12, date(2025, 11, 28)),
        (date(2024, 2, 29), 12, date(2023, 2, 28)),
        (date(2026, 3, 31), 1, date(2026, 2, 28)),
        (date(2026, 1, 15), 1, date(2025, 12, 15)),
    ],
)
def test_months_are_counted_as_people_do(day, months, expected):
    assert months_before(day, months) == expected


def test_a_manager_and_the_team_confirm_once_a_day(member, coordinator):
    actor = managed(member)

    actions.confirm_record(actor, by=member)
    actions.confirm_record(actor, by=coordinator)

    actor.refresh_from_db()
    assert actor.confirmed_on == timezone.localdate()
    assert [entry.by for entry in JournalEntry.objects.filter(verb="actor.confirmed")] == [member]


@pytest.mark.parametrize("role", ["member", "editor", "auditor", "adviser"])
def test_nobody_else_confirms(role, member):
    actor = managed(member)
    other = User.objects.create_user("other@example.org", role=role)

    with pytest.raises(NotYours, match="Only those who manage this record"):
        actions.confirm_record(actor, by=other)

    actor.refresh_from_db()
    assert actor.confirmed_on is None


def test_managers_of_records_nobody_confirmed_in_time_are_asked_once(member):
    today = timezone.localdate()
    old = managed(member, name="Old", confirmed_on=today - timedelta(days=400))
    managed(member, name="Fresh", confirmed_on=today - timedelta(days=300))
    never = managed(member, name="Never")
    managed(member, name="New manager", since=timedelta(days=10))
    managed(member, name="Draft", status=Actor.Status.DRAFT)
    managed(member, name="Closed", closed_on=today)
    managed(User.objects.create_user("gone@example.org", is_active=False), name="Manager gone")

    assert (actions.remind_owners(), actions.remind_owners()) == (2, 0)

    mails = Message.objects.order_by("pk")
    assert [mail.cause for mail in mails] == [f"actor:{old.pk}", f"actor:{never.pk}"]
    assert [mail.subject for mail in mails] == [
        "Is the record “Old” still right?",
        "Is the record “Never” still right?",
    ]
    assert all(mail.confidential for mail in mails)
    assert "Nobody has confirmed the record “Never” yet." in mails[1].text


def test_they_are_asked_again_after_a_month_and_at_most_twice(member, monkeypatch):
    managed(member)
    today, written = timezone.localdate(), []

    for days in (0, 1, 27, 32, 33, 64, 65, 97, 200, 300):
        at(monkeypatch, today + timedelta(days=days))
        if actions.remind_owners():
            written.append(days)

    assert written == [0, 32, 64]
    assert [mail.subject[:9] for mail in Message.objects.order_by("pk")] == [
        "Is the re",
        "Reminder:",
        "Reminder:",
    ]


def test_a_confirmation_begins_a_new_spell(member, monkeypatch):
    actor = managed(member)
    actions.remind_owners()
    actions.confirm_record(actor, by=member)
    assert actions.remind_owners() == 0

    at(monkeypatch, timezone.localdate() + timedelta(days=370))

    assert actions.remind_owners() == 1
    assert [asked.number for asked in ConfirmationRequest.objects.all()] == [0, 0]


def test_the_time_is_a_setting(member, settings):
    managed(member, confirmed_on=timezone.localdate() - timedelta(days=100))
    assert actions.remind_owners() == 0

    settings.CONFIRM_MONTHS = 3

    assert actions.remind_owners() == 1


def test_a_run_is_bounded_and_the_command_says_what_it_did(member, capsys):
    for _number in range(3):
        managed(member)

    call_command("remind_owners", dry_run=True)
    assert Message.objects.count() == 0
    call_command("remind_owners", most=2)
    call_command("remind_owners")

    assert capsys.readouterr().out.splitlines() == [
        "3 managers of records that nobody confirmed in time; nothing written",
        "2 mails written",
        "1 mails written",
    ]


def test_the_secret_of_a_link_is_kept_nowhere_but_in_the_mail(member):
    managed(member)
    actions.remind_owners()

    token = token_of(Message.objects.get())
    asked = ConfirmationRequest.objects.get()

    assert len(token) > 40
    assert token not in str(ConfirmationRequest.objects.values())
    assert asked.expires_at - asked.asked_at == timedelta(days=30)
    assert token not in str(JournalEntry.objects.values())


def test_a_link_confirms_once(member):
    actor = managed(member)
    actions.remind_owners()
    token = token_of(Message.objects.get())

    actions.confirm_by_link(token)

    actor.refresh_from_db()
    assert actor.confirmed_on == timezone.localdate()
    assert JournalEntry.objects.get(verb="actor.confirmed").by == member
    with pytest.raises(LinkRefused, match="has been used"):
        actions.confirm_by_link(token)


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (lambda: ConfirmationRequest.objects.update(expires_at=timezone.now()), "too old"),
        (lambda: Membership.objects.all().delete(), "no longer yours"),
        (lambda: User.objects.update(is_active=False), "no longer yours"),
        (lambda: Actor.objects.update(status="draft"), "no longer yours"),
        (lambda: ConfirmationRequest.objects.all().delete(), "not known"),
    ],
)
def test_a_link_that_no_longer_holds_confirms_nothing(member, spoil, said):
    managed(member)
    actions.remind_owners()
    token = token_of(Message.objects.get())
    spoil()

    with pytest.raises(LinkRefused, match=said):
        actions.confirm_by_link(token)

    assert not Actor.objects.exclude(confirmed_on=None).exists()


def test_somebody_faster_leaves_nothing_to_do(member):
    actor = managed(member)
    key = Membership.objects.get().pk
    actions.confirm_record(actor, by=member)

    assert deeds._ask(key) == 0


def test_dormant_records_were_neither_confirmed_nor_changed_for_long():
    today, now = timezone.localdate(), timezone.now()
    old = ActorFactory(name="Old", updated_at=now - LONG_AGO)
    stale = ActorFactory(name="Stale", updated_at=now - timedelta(days=500), confirmed_on=date(2020, 1, 1))
    ActorFactory(name="Changed", updated_at=now)
    ActorFactory(name="Confirmed", updated_at=now - LONG_AGO, confirmed_on=today)
    ActorFactory(name="Draft", updated_at=now - LONG_AGO, status=Actor.Status.DRAFT)

    assert list(dormant(today)) == [old, stale]


def test_orphans_have_no_manager_who_can_log_in(member):
    managed(member)
    gone = User.objects.create_user("gone@example.org", is_active=False)
    left = managed(gone, name="Left")
    alone = ActorFactory(name="Alone", email="hello@example.org")

    assert list(orphans()) == [alone, left]
    Actor.objects.filter(pk=left.pk).update(orphaned_on=date(2026, 11, 20))
    assert list(orphans()) == [left, alone]
    assert freshness.stale_before(date(2026, 11, 28)) == date(2025, 11, 28)
