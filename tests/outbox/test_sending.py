"""Mails reach a real server once; what it answers decides whether they are tried again."""

import time
from datetime import timedelta

import pytest
from django.core.management import call_command
from django.utils import timezone

from tests.outbox.post_office import free_port
from tests.outbox.test_actions import post
from vivier.outbox import sending
from vivier.outbox.models import BadAddress, Message
from vivier.outbox.sending import claim, oldest_waiting, send_due

pytestmark = pytest.mark.django_db


def ripen():
    """Let every waiting mail be due now."""
    Message.objects.filter(state="waiting").update(due_at=timezone.now())


def state_of(message):
    message.refresh_from_db()
    return message.state, message.attempts, message.last_error


def test_a_mail_is_sent_as_it_was_written(office):
    message = post(language="fr", context={"name": "Zoé"})

    report = send_due()

    assert (report.sent, report.later, report.parked) == (1, 0, 0)
    assert state_of(message) == ("sent", 1, "")
    received = office.received[0]
    assert office.envelopes == [("contact@exemple.invalid", ["ada@example.org"])]
    assert received["Message-ID"] == message.message_id
    assert received["Auto-Submitted"] == "auto-generated"
    assert received.get_body(("plain",)).get_content().replace("\r\n", "\n") == message.text
    assert received.get_body(("html",)).get_content().replace("\r\n", "\n") == message.html
    assert (send_due().sent, len(office.received)) == (0, 1)


def test_one_connection_serves_a_run_and_a_run_is_bounded(office):
    for number in range(5):
        post(f"many:{number}")

    assert send_due(most=3).sent == 3
    assert office.connections == 1
    assert send_due(most=3).sent == 2
    assert office.connections == 2


def test_not_now_is_tried_again_later_with_the_same_message_id(office):
    office.refuse_rcpt = ["451 4.3.0 greylisted"]
    message = post()

    assert send_due().later == 1
    assert state_of(message) == ("waiting", 1, "451 4.3.0 greylisted")
    assert send_due().sent == 0
    assert message.due_at - timezone.now() > timedelta(seconds=50)
    ripen()

    assert send_due().sent == 1
    assert state_of(message) == ("sent", 2, "")
    assert office.message_ids == [message.message_id]


def test_the_pauses_grow_and_end_after_a_day(office, monkeypatch):
    message, start = post(), timezone.now()
    waits, now = [], start
    while message.state == "waiting":
        office.refuse_rcpt = ["450 busy"]
        monkeypatch.setattr(sending.timezone, "now", lambda at=now: at)
        send_due()
        message.refresh_from_db()
        waits.append((message.due_at - now).total_seconds() / 60)
        now = message.due_at

    assert waits[:8] == [1, 5, 15, 30, 60, 120, 240, 240]
    assert message.state == "parked"
    assert timedelta(hours=20) < now - start <= timedelta(hours=28)
    assert not BadAddress.objects.exists()


def test_never_parks_the_mail_and_flags_the_address(office):
    office.refuse_rcpt = ["550 5.1.1 no such person"]
    message, other = post(), post("other", to="bob@example.org")

    report = send_due()

    assert (report.sent, report.parked) == (1, 1)
    assert state_of(message) == ("parked", 1, "550 5.1.1 no such person")
    assert state_of(other)[0] == "sent"
    assert list(BadAddress.objects.values_list("address", flat=True)) == ["ada@example.org"]
    ripen()
    assert send_due().sent == 0


@pytest.mark.parametrize(
    ("answer", "state", "flagged"),
    [
        ("554 5.7.1 this looks like spam", "parked", False),
        ("552 5.6.0 content refused", "parked", False),
        ("550 no such person", "parked", True),
        ("452 4.3.1 disk full", "waiting", False),
    ],
)
def test_a_refusal_of_the_content_says_nothing_about_the_address(office, answer, state, flagged):
    office.refuse_data = [answer]
    message = post()

    send_due()

    assert (state_of(message)[0], BadAddress.objects.exists()) == (state, flagged)


def test_a_dead_server_loses_nothing_and_is_asked_once_a_run(settings):
    settings.OUTBOX_TRANSPORT = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", free_port()
    first, second = post("first"), post("second")

    report = send_due()

    assert (report.later, report.server_down) == (1, True)
    assert state_of(first)[:2] == ("waiting", 1)
    assert "ConnectionRefusedError" in first.last_error
    assert state_of(second) == ("waiting", 0, "")


def test_a_server_that_hangs_is_left_and_tried_again(office, settings):
    office.pause, settings.EMAIL_TIMEOUT = 5, 1
    message = post()

    assert send_due().server_down

    assert state_of(message)[:2] == ("waiting", 1)
    office.pause = 0
    ripen()
    assert send_due().sent == 1
    assert office.message_ids == [message.message_id, message.message_id]


def test_a_hanging_server_never_slows_a_page(office, client, settings):
    office.pause, settings.EMAIL_TIMEOUT = 30, 30
    settings.EMAIL_BACKEND = "vivier.outbox.backend.OutboxBackend"
    client.post("/accounts/signup/", {"email": "warm@example.org", "password1": "four words of my own"})

    began = time.monotonic()
    answer = client.post(
        "/accounts/signup/", {"email": "new@example.org", "password1": "four words of my own"}
    )

    assert time.monotonic() - began < 5
    assert answer.status_code == 302
    message = Message.objects.get(to="new@example.org")
    assert (message.state, message.template, message.confidential) == ("waiting", "direct", True)
    assert "/accounts/confirm-email/" in message.text


def test_a_confidential_mail_is_forgotten_once_sent(office):
    message = post(confidential=True)

    send_due()

    message.refresh_from_db()
    assert (message.text, message.html, message.erased_at is not None) == ("", "", True)
    assert "Hello Ada" in office.received[0].get_body(("plain",)).get_content()


def test_a_mail_no_server_could_carry_is_parked_and_does_not_stop_the_others(office):
    bad, good = post("bad"), post("good")
    Message.objects.filter(pk=bad.pk).update(subject="two\nlines")

    report = send_due()

    assert (report.sent, report.parked) == (1, 1)
    assert state_of(bad)[0] == "parked"
    assert state_of(good)[0] == "sent"


def test_a_claimed_mail_is_nobody_elses_until_its_lease_is_over():
    message = post()

    assert claim() == message
    assert claim() is None
    assert claim(timezone.now() + sending.LEASE) == message


def test_a_sender_that_lost_its_lease_does_not_write_over_the_next_one(office):
    late = post()
    late = claim()
    Message.objects.update(due_at=timezone.now())
    send_due()

    sending._keep_failure(late, sending.verdict_on(OSError("too late")), sending.Report())

    assert state_of(late)[0] == "sent"


def test_the_command_sends_all_that_is_due(office, capsys):
    for number in range(3):
        post(f"many:{number}")

    call_command("send_mails", once=True)

    assert "3 sent, 0 to try later, 0 parked" in capsys.readouterr().out


def test_the_oldest_mail_not_sent_tells_its_age():
    assert oldest_waiting() is None
    post()
    Message.objects.update(created_at=timezone.now() - timedelta(minutes=10))
    assert timedelta(minutes=9) < oldest_waiting() < timedelta(minutes=11)
