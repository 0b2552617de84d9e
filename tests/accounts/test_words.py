"""The pages and mails of the account speak in our words, not in those of the library."""

import re

import pytest
from allauth.account.forms import default_token_generator
from allauth.account.models import EmailAddress, EmailConfirmationHMAC
from allauth.account.utils import user_pk_to_url_str
from django.conf import settings
from django.core import mail
from django.urls import reverse

from tests.factories import PersonFactory

pytestmark = pytest.mark.django_db
PASSWORD = "one lantern beside the harbour"


@pytest.fixture(autouse=True)
def in_english(client) -> None:
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"


def head_of(answer) -> str:
    found = re.search(r"<h1>(.*?)</h1>", answer.content.decode())
    assert found
    return found[1]


@pytest.mark.parametrize(
    ("path", "head"),
    [
        ("password/reset/", "Password forgotten"),
        ("password/reset/done/", "Look into your mailbox"),
        ("password/reset/key/1-no/", "This link no longer works"),
        ("password/reset/key/done/", "Your new password is saved"),
        ("confirm-email/", "Look into your mailbox"),
        ("confirm-email/no/", "This link no longer works"),
        ("inactive/", "This account is closed"),
    ],
)
def test_pages_before_the_log_in(client, path, head):
    assert head_of(client.get(f"/accounts/{path}?language=en")) == head


def test_a_new_password_is_chosen_with_the_mailed_link_and_told_by_mail(client):
    person = PersonFactory(email="ada@example.org", language="en")
    client.post("/accounts/password/reset/?language=en", {"email": person.email})
    asked = mail.outbox.pop()
    key = f"{user_pk_to_url_str(person)}-{default_token_generator.make_token(person)}"
    page = client.get(f"/accounts/password/reset/key/{key}/", follow=True)
    form = page.redirect_chain[-1][0]
    done = client.post(form, {"password1": PASSWORD, "password2": PASSWORD}, follow=True)

    assert asked.subject == "Choose a new password"
    assert "once, within an hour:\nhttp" in asked.body
    assert head_of(page) == "Choose a new password"
    assert "Several words of your own are better" in page.content.decode()
    assert head_of(done) == "Your new password is saved"
    assert mail.outbox.pop().subject == "Your password changed"


def test_an_address_is_confirmed_in_our_words(client):
    person = PersonFactory(email="ada@example.org", language="en")
    address = EmailAddress.objects.create(user=person, email="ada@example.com", verified=False)
    link = reverse("account_confirm_email", args=[EmailConfirmationHMAC.create(address).key])

    page = client.get(f"{link}?language=en")
    done = client.post(link, follow=True)

    assert head_of(page) == "Confirm your address"
    assert "Is ada@example.com your address" in page.content.decode()
    assert "ada@example.com is confirmed." in done.content.decode()


@pytest.mark.parametrize("email", ["ada@example.org", "nobody@example.org"])
def test_signing_up_writes_in_our_words_whoever_has_the_address(client, email):
    PersonFactory(email="ada@example.org", language="en")
    answer = client.post(
        "/accounts/signup/?language=en", {"email": email, "password1": PASSWORD}, follow=True
    )

    assert answer.redirect_chain == [("/accounts/confirm-email/", 302)]
    (sent,) = mail.outbox
    assert sent.subject == ("You have an account already" if "ada" in email else "Confirm your address")
    assert not re.search("Hello from|Thank you for using", sent.body)


def test_a_wrong_password_is_refused_in_our_words(client):
    wrong = {"login": "ada@example.org", "password": "no"}
    answer = client.post("/accounts/login/?language=en", wrong)

    assert "The address or the password is not right." in answer.content.decode()
