"""Pages of errors: in the reader's language, with the look of the site, with a way on."""

import pytest
from django.core.exceptions import RequestDataTooBig, SuspiciousOperation
from django.test import Client, RequestFactory
from django.utils import translation

from vivier.web.views import errors

LANGUAGES = ("fr", "en", "nl", "de")


@pytest.fixture
def strict(db):
    """A browser whose forms are checked as on the real site."""
    return Client(enforce_csrf_checks=True)


def test_a_form_from_a_stale_page_is_explained_and_nothing_happens(strict, member):
    strict.force_login(member)
    answer = strict.post("/espace/?language=en", {"name": "Other"})

    member.refresh_from_db()
    assert (answer.status_code, member.name) == (403, member.name)
    assert "This page was open too long" in answer.content.decode()
    assert 'class="brand"' in answer.content.decode()


def test_a_method_no_page_takes_is_explained(client, member):
    client.force_login(member)
    page = client.delete("/espace/?language=en")

    assert (page.status_code, page.headers["Allow"]) == (405, "GET, HEAD, POST")
    assert "does not work that way" in page.content.decode()


@pytest.mark.parametrize(
    ("refusal", "status", "words"),
    [
        (RequestDataTooBig("x"), 413, "too much at once"),
        (SuspiciousOperation("x"), 400, "could not read this request"),
    ],
)
def test_what_is_too_much_says_so_and_not_that_it_is_unreadable(client, db, refusal, status, words):
    request = client.get("/en/").wsgi_request
    with translation.override("en"):
        answer = errors.bad_request(request, refusal)

    assert (answer.status_code, words in answer.content.decode()) == (status, True)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    ("address", "status"), [("/accounts/login/?q=%00", 400), ("/accounts/login/?q=" + "x" * 9000, 414)]
)
def test_an_address_refused_at_the_door_is_refused_in_words(client, db, language, address, status):
    answer = client.get(address, headers={"accept-language": language})

    assert answer.status_code == status
    assert f'<html lang="{language}">' in answer.content.decode()
    assert "<h1>" in answer.content.decode()


@pytest.mark.parametrize("language", LANGUAGES)
def test_our_own_error_speaks_the_language_of_the_address_and_gives_a_reference(language):
    answer = errors.broken(RequestFactory().get(f"/{language}/"))

    page = answer.content.decode()
    assert (answer.status_code, f'<html lang="{language}">' in page) == (500, True)
    assert len(page.split("<strong>")[1].split("</strong>")[0]) == 8


def test_our_own_error_needs_no_template(monkeypatch):
    def fails(*_any):
        raise RuntimeError("no templates today")

    monkeypatch.setattr(errors, "render_to_string", fails)
    answer = errors.broken(RequestFactory().get("/fr/"))

    assert (answer.status_code, "Une erreur de notre côté" in answer.content.decode()) == (500, True)


@pytest.mark.parametrize(("who", "way_on"), [("editor", 'href="/desk/"'), ("member", 'href="/espace/"')])
def test_a_refused_page_says_who_asked_and_leads_back_to_their_work(client, request, who, way_on):
    person = request.getfixturevalue(who)
    client.force_login(person)
    answer = client.get("/desk/people/?language=en")

    main = answer.content.decode().split("<main")[1]
    assert answer.status_code == 403
    assert (person.email in main, way_on in main) == (True, True)
