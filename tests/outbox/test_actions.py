"""Mails are written once, with their cause, in one language, and nothing hostile gets into a header."""

from datetime import timedelta

import pytest
from django.db import transaction
from django.utils import timezone

from vivier.outbox import actions
from vivier.outbox.models import BadAddress, Message
from vivier.outbox.refusals import AlreadyLeft, ContentErased, InvalidAddress, NoTransaction
from vivier.outbox.sending import build, claim

pytestmark = pytest.mark.django_db


def post(key="welcome:1", **changes):
    values = {
        "key": key,
        "to": "ada@example.org",
        "template": "outbox/mails/trial",
        "context": {"name": "Ada"},
        "language": "en",
    }
    return actions.post(**(values | changes))


def test_a_mail_is_rendered_when_it_is_written():
    message = post(cause="correction:7")

    assert (message.state, message.subject, message.cause) == (
        "waiting",
        "Trial mail for Ada",
        "correction:7",
    )
    assert "Hello Ada, this mail shows that" in message.text
    assert "Hello Ada, this mail shows that" in message.html
    assert '<html lang="en">' in message.html
    assert message.message_id.endswith("@127.0.0.1>")


def test_the_same_key_again_returns_the_first_mail_and_changes_nothing():
    first = post()

    again = post(to="else@example.org", context={"name": "Eve"}, language="fr")

    assert (again.pk, again.to, again.subject) == (first.pk, "ada@example.org", "Trial mail for Ada")
    assert Message.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_a_mail_is_never_written_outside_the_transaction_of_its_cause():
    with pytest.raises(NoTransaction):
        post()

    assert Message.objects.count() == 0


@pytest.mark.django_db(transaction=True)
def test_a_mail_goes_with_its_cause_when_that_is_rolled_back():
    def cause():
        with transaction.atomic():
            post()
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        cause()

    assert Message.objects.count() == 0


def test_a_mail_speaks_the_language_it_is_asked_in_whatever_the_page_speaks():
    message = post(language="fr")

    assert '<html lang="fr">' in message.html
    assert message.language == "fr"


def test_links_are_on_the_configured_address(settings):
    settings.SITE_URL = "https://vivier.example"

    message = post()

    assert "https://vivier.example" in message.text
    assert message.message_id.endswith("@vivier.example>")


@pytest.mark.parametrize(
    "name",
    [
        "Ada\r\nBcc: victim@example.org",
        "Ada\nSubject: other",
        "Ada\x00\x0b\x0c\u2028\u2029 Lovelace",
        "Ada\ud800",
        "\u202eadA",
        "x" * 5000,
    ],
)
def test_a_hostile_name_gets_no_header_of_its_own(name):
    message = post(context={"name": name})

    built = build(message).message()

    assert "\n" not in message.subject
    assert len(message.subject) <= 250
    assert [key for key in built if key.lower() in {"bcc", "cc"}] == []
    assert built.get_all("Subject") == [built["Subject"]]
    assert built.get_all("To") == ["ada@example.org"]


def test_a_name_is_escaped_in_html_and_plain_in_text():
    message = post(context={"name": "<img src=x> L’Œil & St'art"})

    assert "&lt;img src=x&gt; L’Œil &amp; St&#x27;art" in message.html
    assert "<img src=x> L’Œil & St'art" in message.text
    assert message.subject == "Trial mail for <img src=x> L’Œil & St'art"


@pytest.mark.parametrize(
    "to",
    [
        "",
        "ada",
        "ada@example.org\nBcc: x@example.org",
        "a@b.org, c@d.org",
        "Ada <ada@example.org>",
        "x" * 400,
    ],
)
def test_what_is_no_address_is_refused_with_a_sentence(to):
    with pytest.raises(InvalidAddress, match="is not an e-mail address"):
        post(to=to)


def test_a_mail_one_can_stop_says_so_in_its_headers_and_its_foot():
    message = post(unsubscribe="https://vivier.example/stop/abc")

    headers = build(message).message()

    assert headers["List-Unsubscribe"] == "<https://vivier.example/stop/abc>"
    assert headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert "https://vivier.example/stop/abc" in message.text
    assert 'href="https://vivier.example/stop/abc"' in message.html


def test_no_mail_loads_anything_from_elsewhere():
    html = post().html

    assert "<img" not in html
    assert "src=" not in html
    assert "@import" not in html


def test_a_mail_on_hold_is_not_due_until_its_time():
    held = post(hold=actions.UNDO)

    assert claim() is None
    assert claim(timezone.now() + timedelta(seconds=61)) == held


def test_a_waiting_mail_is_cancelled_and_never_sent():
    post(hold=actions.UNDO)

    actions.cancel("welcome:1")
    actions.cancel("welcome:1")

    assert claim(timezone.now() + timedelta(days=1)) is None
    assert post().state == "cancelled"


@pytest.mark.parametrize("state", ["sending", "sent"])
def test_a_mail_that_left_is_not_cancelled(state):
    message = post()
    Message.objects.update(state=state)

    with pytest.raises(AlreadyLeft):
        actions.cancel(message.key)


def test_a_mail_to_an_address_that_takes_none_is_parked_at_once():
    BadAddress.objects.create(address="ada@example.org", answer="550 no such person")

    message = post(to="Ada@Example.org")

    assert (message.state, message.last_error) == ("parked", "550 no such person")


def test_sending_again_gives_the_address_another_chance():
    BadAddress.objects.create(address="ada@example.org", answer="550 no such person")
    message = post()

    again = actions.send_again(message)

    assert (again.state, again.message_id) == ("waiting", message.message_id)
    assert not BadAddress.objects.exists()
    with pytest.raises(AlreadyLeft):
        actions.send_again(message)


def test_a_sent_mail_sent_again_is_a_second_mail():
    message = post()
    Message.objects.update(state="sent")

    assert actions.send_again(message).message_id != message.message_id


def test_what_mails_said_is_forgotten_after_a_time_unless_they_wait():
    old, waiting, fresh = post("old"), post("waiting"), post("fresh")
    Message.objects.filter(pk__in=[old.pk, waiting.pk]).update(created_at=timezone.now() - timedelta(days=91))
    Message.objects.exclude(pk=waiting.pk).update(state="sent")

    assert (actions.erase_content(), actions.erase_content()) == (1, 0)

    kept = {one.key: bool(one.text or one.html) for one in Message.objects.all()}
    assert kept == {"old": False, "waiting": True, "fresh": True}
    with pytest.raises(ContentErased):
        actions.send_again(old)
    assert fresh.text
