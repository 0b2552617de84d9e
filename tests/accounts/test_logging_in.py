"""One log-in for the site and the desk: throttled, silent about who has an account, closed on the server."""

import re
import time
from urllib.parse import quote

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, generate_totp_secret, hotp_value
from django.core import mail
from django.test import Client

from vivier.accounts.models import JournalEntry, SharedValue, User

LOGIN, SPACE = "/accounts/login/", "/espace/"
PASSWORD = "a password of sixteen"


def _account(email="ada@example.org", role=User.Role.MEMBER, **fields):
    person = User.objects.create_user(email, PASSWORD, role=role, **fields)
    person.vouch_for_address()
    return person


def _log_in(client, email="ada@example.org", password=PASSWORD, **extra):
    return client.post(LOGIN, {"login": email, "password": password}, **extra)


def _body(answer, *private):
    """The page without its token, its nonces and what the visitor typed."""
    text = re.sub(r'(nonce|value|name="csrfmiddlewaretoken" value)="[^"]*"', "", answer.content.decode())
    for words in private:
        text = text.replace(words, "")
    return text


def _verbs():
    return list(JournalEntry.objects.order_by("sequence").values_list("verb", flat=True))


@pytest.fixture
def person(db):
    return _account()


def test_logging_in_leads_to_the_member_space_with_a_new_session(client, person):
    answer = _log_in(client)

    assert (answer.status_code, answer.headers["Location"]) == (302, SPACE)
    assert client.get(SPACE).status_code == 200
    assert _verbs() == ["account.logged_in"]


def test_logging_in_leads_back_to_where_one_wanted_to_go(client, person):
    asked = client.get("/accounts/email/")
    answer = client.post(LOGIN, {"login": person.email, "password": PASSWORD, "next": "/accounts/email/"})

    assert asked.headers["Location"].startswith("/accounts/login/?next=%2Faccounts%2Femail%2F")
    assert answer.headers["Location"] == "/accounts/email/"


@pytest.mark.parametrize(
    "elsewhere", ["https://example.com/", "//example.com", "javascript:alert(1)", "/\\example.com"]
)
def test_logging_in_leads_nowhere_else(client, person, elsewhere):
    answer = client.post(LOGIN, {"login": person.email, "password": PASSWORD, "next": elsewhere})

    assert answer.headers["Location"] == SPACE


def test_visitors_get_no_session_cookie(client, db):
    for path in (LOGIN, "/accounts/signup/", "/accounts/password/reset/"):
        client.get(path)

    assert "sessionid" not in client.cookies


def test_a_wrong_password_and_an_unknown_address_are_answered_alike(client, person):
    known = _log_in(client, password="not the password")
    unknown = _log_in(client, email="nobody@example.org", password="not the password")

    assert known.status_code == unknown.status_code == 200
    assert _body(known, "ada@example.org") == _body(unknown, "nobody@example.org")
    assert known.headers.keys() == unknown.headers.keys()
    assert _verbs() == ["account.login_failed", "account.login_failed"]


def test_a_failure_is_written_down_without_the_address(client, person):
    _log_in(client, email="nobody@example.org")
    _log_in(client, password="not the password")

    assert [entry.object_id for entry in JournalEntry.objects.order_by("sequence")] == ["", str(person.pk)]
    assert not JournalEntry.objects.filter(object_label__contains="nobody").exists()


@pytest.mark.parametrize("email", ["ada@example.org", "nobody@example.org"])
def test_the_sixth_failure_has_to_wait(client, person, email):
    statuses = [_log_in(client, email, "not the password").status_code for _ in range(5)]
    sixth = _log_in(client, email, "not the password")

    assert statuses == [200] * 5
    assert (sixth.status_code, sixth.headers["Retry-After"]) == (429, "900")
    assert SharedValue.objects.exists()  # where every worker sees it


def test_another_spelling_or_host_name_is_the_same_account(client, person):
    for spelling in (
        "ada@example.org",
        "ADA@example.org",
        " Ada@Example.org ",
        "ada@EXAMPLE.ORG",
        "ada@example.org",
    ):
        _log_in(client, spelling, "not the password")

    assert _log_in(client, headers={"host": "localhost"}).status_code == 429


def test_a_claimed_forwarding_header_does_not_start_a_new_count(client, db):
    for number in range(20):
        answer = _log_in(
            client, f"p{number}@example.org", "no", headers={"x-forwarded-for": f"10.0.0.{number}"}
        )
        assert answer.status_code == 200

    assert _log_in(client, "last@example.org", headers={"x-forwarded-for": "10.9.9.9"}).status_code == 429


def test_a_closed_account_does_not_open(client, person):
    User.objects.filter(pk=person.pk).update(is_active=False)

    _log_in(client)

    assert client.get(SPACE).status_code == 302


def test_logging_out_by_get_changes_nothing(client, person):
    client.force_login(person)

    for path in ("/accounts/logout/", "/desk/logout/"):
        client.get(path)

    assert client.get(SPACE).status_code == 200


def test_logging_out_closes_the_session_on_the_server(client, person):
    _log_in(client)
    kept = client.cookies["sessionid"].value

    client.post("/accounts/logout/")

    thief = Client()
    thief.cookies["sessionid"] = kept
    assert thief.get(SPACE).status_code == 302
    assert _verbs() == ["account.logged_in", "account.logged_out"]


def test_signing_up_says_the_same_for_a_taken_address(client, person):
    new = client.post("/accounts/signup/", {"email": "new@example.org", "password1": PASSWORD})
    taken = Client().post("/accounts/signup/", {"email": "ada@example.org", "password1": PASSWORD})

    assert (new.status_code, new.headers["Location"]) == (taken.status_code, taken.headers["Location"])
    assert [message.to for message in mail.outbox] == [["new@example.org"], ["ada@example.org"]]


def test_asking_for_a_new_password_says_the_same_for_an_unknown_address(client, person):
    known = client.post("/accounts/password/reset/", {"email": "ada@example.org"})
    unknown = Client().post("/accounts/password/reset/", {"email": "nobody@example.org"})

    assert (known.status_code, known.headers["Location"]) == (
        unknown.status_code,
        unknown.headers["Location"],
    )
    assert [message.to for message in mail.outbox] == [["ada@example.org"], ["nobody@example.org"]]


def test_a_mailbox_gets_three_links_an_hour(client, person):
    statuses = [
        client.post("/accounts/password/reset/", {"email": person.email}).status_code for _ in range(4)
    ]

    assert statuses == [302, 302, 302, 429]
    assert len(mail.outbox) == 3


def test_mailed_links_lead_to_the_configured_address(client, person, settings):
    client.post("/accounts/password/reset/", {"email": person.email}, headers={"host": "localhost"})

    links = re.findall(r"https?://\S+", mail.outbox[0].body)
    assert links
    assert all(link.startswith(settings.SITE_URL) for link in links)


def test_a_mailed_link_works_once_and_proves_the_address(client, db):
    person = User.objects.create_user("new@example.org")
    client.post("/accounts/password/reset/", {"email": person.email})
    link = re.search(r"/accounts/password/reset/key/\S+", mail.outbox[0].body)[0]
    form = client.get(link, follow=True)
    client.post(form.request["PATH_INFO"], {"password1": PASSWORD, "password2": PASSWORD})

    again = Client().get(link, follow=True)

    assert _log_in(Client(), person.email).headers["Location"] == SPACE
    assert EmailAddress.objects.get(user=person).verified
    assert b'name="password1"' not in again.content


def test_a_new_password_ends_the_other_sessions(client, person):
    here, elsewhere = Client(), Client()
    _log_in(here)
    _log_in(elsewhere)

    here.post(
        "/accounts/password/change/",
        {"oldpassword": PASSWORD, "password1": "another long password", "password2": "another long password"},
    )

    assert (here.get(SPACE).status_code, elsewhere.get(SPACE).status_code) == (200, 302)


@pytest.mark.parametrize("path", ["/desk/password_reset/", "/desk/password_reset/done/", "/fr/_util/login/"])
@pytest.mark.parametrize("method", ["get", "post"])
def test_there_is_no_second_door(client, db, path, method):
    assert getattr(client, method)(path).status_code == 404


def test_the_desk_sends_to_the_one_log_in(client, db):
    for path in ("/desk/", "/desk/login/"):
        assert client.get(path).headers["Location"].startswith(LOGIN)


def test_pages_of_a_person_are_not_stored(client, person):
    client.force_login(person)

    assert client.get(SPACE).headers["Cache-Control"] == "private, no-store"


# -- the second factor -------------------------------------------------------------------------


@pytest.mark.parametrize("role", ["editor", "coordinator", "administrator", "auditor"])
def test_without_a_second_factor_the_desk_stays_closed(client, db, settings, role):
    settings.STAFF_MFA_REQUIRED = True
    client.force_login(_account(role=role))

    assert client.get("/desk/").headers["Location"] == "/accounts/2fa/totp/activate/"


def test_with_a_second_factor_the_desk_opens(client, db, settings):
    settings.STAFF_MFA_REQUIRED = True
    person = _account(role=User.Role.COORDINATOR)
    TOTP.activate(person, generate_totp_secret())
    client.force_login(person)

    assert client.get("/desk/").status_code == 200


def test_a_code_is_asked_and_accepted_once(person):
    secret = generate_totp_secret()
    TOTP.activate(person, secret)
    code = format_hotp_value(hotp_value(secret, int(time.time()) // 30))
    first, second = Client(), Client()

    for client in (first, second):
        assert _log_in(client).headers["Location"] == "/accounts/2fa/authenticate/"
        client.post("/accounts/2fa/authenticate/", {"code": code})

    assert (first.get(SPACE).status_code, second.get(SPACE).status_code) == (200, 302)


def test_activating_a_second_factor_asks_for_the_password_again(client, person):
    _log_in(client)

    answer = client.get("/accounts/2fa/totp/activate/")

    assert answer.headers["Location"].startswith("/accounts/reauthenticate/")


def test_the_secret_of_the_second_factor_is_not_stored_in_clear(person):
    secret = generate_totp_secret()

    TOTP.activate(person, secret)

    assert secret not in str(Authenticator.objects.get().data)


@pytest.mark.django_db(transaction=True)
def test_a_second_factor_ends_the_other_sessions():
    _account()
    here, elsewhere = Client(), Client()
    _log_in(here)
    _log_in(elsewhere)
    here.post("/accounts/reauthenticate/", {"password": PASSWORD})
    here.get("/accounts/2fa/totp/activate/")
    secret = here.session["mfa.totp.secret"]
    code = format_hotp_value(hotp_value(secret, int(time.time()) // 30))

    here.post("/accounts/2fa/totp/activate/", {"code": code})

    assert Authenticator.objects.filter(type="totp").exists()
    assert (here.get(SPACE).status_code, elsewhere.get(SPACE).status_code) == (200, 302)


# -- trust that has to be renewed ---------------------------------------------------------------


def test_a_role_with_more_trust_first_asks_for_a_longer_password(client, db, settings):
    settings.STAFF_MFA_REQUIRED = False
    client.force_login(_account(role=User.Role.EDITOR, must_choose_password=True))

    assert client.get("/desk/").headers["Location"] == "/accounts/password/change/"


@pytest.mark.parametrize(("idle", "open_"), [(60, True), (2 * 3600 + 1, False)])
def test_the_desk_closes_after_two_idle_hours(client, db, settings, monkeypatch, idle, open_):
    settings.STAFF_MFA_REQUIRED = False
    client.force_login(_account(role=User.Role.EDITOR))
    client.get("/desk/")
    now = time.time()

    monkeypatch.setattr("vivier.web.middleware.time.time", lambda: now + idle)

    assert (client.get("/desk/").status_code == 200) is open_
    assert ("sessionid" in client.cookies and client.cookies["sessionid"].value != "") is open_


def test_a_refused_page_is_written_down(client, person):
    client.force_login(person)

    answer = client.get("/desk/people/")

    entry = JournalEntry.objects.get(verb="access.denied")
    assert answer.status_code == 403
    assert (entry.by, entry.changes["address"]) == (person, [None, "/desk/people/"])


def test_who_confirms_their_access_is_offered_only_ways_that_open(client, person):
    client.force_login(person)
    page = client.get("/accounts/reauthenticate/?next=/accounts/2fa/totp/activate/").content.decode()

    assert 'name="password"' in page
    assert "/accounts/reauthenticate/code/" not in page


def test_the_link_of_a_new_account_leads_back_to_the_page_it_was_opened_for(client, db):
    wanted = "/fr/acteurs/walga/revendiquer/"
    form = {"email": "new@example.org", "password1": PASSWORD}
    client.post("/accounts/signup/", form | {"next": wanted})
    link = re.search(r"/accounts/confirm-email/\S+", mail.outbox[0].body)[0]

    confirmed = Client().post(link)
    Client().post("/accounts/signup/", form | {"email": "ada@example.org", "next": "https://evil.example/"})

    assert confirmed.headers["Location"] == f"/accounts/login/?next={quote(wanted, safe='')}"
    assert "evil" not in mail.outbox[1].body


def test_staying_logged_in_is_asked_in_our_words(client, db):
    page = client.get("/accounts/login/?language=en").content.decode()

    assert "Stay logged in" in page
    assert "Remember Me" not in page
