"""Every answer: language, CORS, versions, errors, no cookie."""

import pytest

from tests.api.asking import LISTS, ROOT, read
from tests.factories import ActorFactory, DisciplineFactory, EventFactory
from vivier.api.door import SECONDS_FRESH

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("path", ["", *LISTS, "openapi.json"])
def test_answers_are_open_to_any_page_without_cookies(client, path):
    answer = client.get(f"{ROOT}/{path}", headers={"origin": "https://example.org"})

    assert answer.status_code == 200
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert "Access-Control-Allow-Credentials" not in answer.headers
    assert answer.headers["Cache-Control"] == f"public, max-age={SECONDS_FRESH}"
    assert "Accept-Language" in answer.headers["Vary"]
    assert dict(answer.cookies) == {}


@pytest.mark.parametrize("path", ["", *LISTS, "openapi.json"])
def test_unchanged_answers_are_not_sent_twice(client, path):
    tag = client.get(f"{ROOT}/{path}").headers["ETag"]

    again = client.get(f"{ROOT}/{path}", headers={"if-none-match": f'"other", {tag}'})

    assert (again.status_code, again.content, again.headers["ETag"]) == (304, b"", tag)
    assert again.headers["Access-Control-Allow-Origin"] == "*"
    assert again.headers["Cache-Control"] == f"public, max-age={SECONDS_FRESH}"


def test_a_changed_record_has_another_version(client):
    actor = ActorFactory(slug="kikk", city="Namur")
    tag = client.get(f"{ROOT}/actors/kikk").headers["ETag"]
    actor.city = "Mons"
    actor.save()

    again = client.get(f"{ROOT}/actors/kikk", headers={"if-none-match": tag})

    assert (again.status_code, again.json()["city"]) == (200, "Mons")


def test_head_answers_like_get_without_a_body(client):
    whole = client.get(f"{ROOT}/disciplines")

    head = client.head(f"{ROOT}/disciplines")

    assert (head.status_code, head.content) == (200, b"")
    assert head.headers["ETag"] == whole.headers["ETag"]


def test_options_says_what_a_page_may_ask(client):
    answer = client.options(f"{ROOT}/actors", headers={"origin": "https://example.org"})

    assert (answer.status_code, answer.content) == (204, b"")
    assert answer.headers["Access-Control-Allow-Methods"] == "GET, HEAD, OPTIONS"
    assert "If-None-Match" in answer.headers["Access-Control-Allow-Headers"]


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_nothing_can_be_written(client, method):
    ActorFactory(slug="kikk")

    answer = getattr(client, method)(f"{ROOT}/actors/kikk", b"{}", content_type="application/json")

    assert answer.status_code == 405
    assert answer.headers["Allow"] == "GET, HEAD, OPTIONS"
    assert answer.json()["code"] == "method_not_allowed"


@pytest.mark.parametrize(
    "path", ["nothing", "actors/nobody", "actors/", "actors/a/b", "events/é", "opportunities/%2e%2e"]
)
def test_what_does_not_exist_is_a_problem_and_never_a_page(client, path):
    answer = client.get(f"{ROOT}/{path}", headers={"accept-language": "en"})

    assert answer.status_code == 404
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.json() == {
        "type": "http://127.0.0.1:8000/api/v1/docs#problem-not-found",
        "title": "Not found",
        "status": 404,
        "detail": "Nothing public has this address. It may have been renamed, or never published.",
        "code": "not_found",
    }


def test_refused_parameters_are_all_named(client):
    answer = client.get(f"{ROOT}/actors", {"page": "0", "kind": ["studio", "bakery"], "lang": "en"})

    assert answer.status_code == 422
    assert answer.headers["Content-Type"] == "application/problem+json"
    problem = answer.json()
    assert problem["code"] == "invalid_parameters"
    assert [(one["parameter"], one["code"]) for one in problem["errors"]] == [
        ("page", "greater_than_equal"),
        ("kind", "enum"),
    ]


def test_a_misspelt_filter_is_refused_rather_than_ignored(client):
    problem = client.get(f"{ROOT}/actors", {"disciplin": "jeu_video"}).json()

    assert [(one["parameter"], one["code"]) for one in problem["errors"]] == [
        ("disciplin", "unknown_parameter")
    ]


def test_our_own_faults_are_a_problem_with_a_reference(client, monkeypatch, caplog):
    def broken(*_any):
        raise RuntimeError("secret of the house")

    monkeypatch.setattr("vivier.api.actor_rows.lines", broken)

    answer = client.get(f"{ROOT}/actors")

    problem = answer.json()
    assert (answer.status_code, problem["code"]) == (500, "internal_error")
    assert "secret" not in answer.content.decode()
    assert problem["reference"] in caplog.text


@pytest.mark.parametrize(
    ("parameters", "header", "language", "label"),
    [
        ({}, "en", "en", "Video games"),
        ({}, "", "fr", "Jeu vidéo"),
        ({"lang": "en"}, "fr", "en", "Video games"),
        ({"lang": "fr"}, "en", "fr", "Jeu vidéo"),
        ({"lang": "nl"}, "en", "nl", "Jeu vidéo"),
    ],
)
def test_labels_speak_the_language_asked_for(client, parameters, header, language, label):
    DisciplineFactory(code="jeu_video", label_fr="Jeu vidéo", label_en="Video games")

    answer = client.get(f"{ROOT}/disciplines", parameters, headers={"accept-language": header})

    assert answer.headers["Content-Language"] == language
    assert answer.json()["results"][0]["label"] == label


def test_the_page_one_comes_from_does_not_choose_the_language(client):
    DisciplineFactory(code="jeu_video", label_fr="Jeu vidéo", label_en="Video games")

    answer = client.get(
        f"{ROOT}/disciplines", headers={"accept-language": "fr", "referer": "http://testserver/en/actors/"}
    )

    assert answer.json()["results"][0]["label"] == "Jeu vidéo"


def test_a_text_that_is_missing_comes_in_another_language_and_says_so(client):
    EventFactory(slug="kikk-2026", title_fr="Festival", title_en="")

    event = read(client, "events/kikk-2026", lang="en")

    assert event["title"] == {"text": "Festival", "language": "fr", "is_fallback": True}
    assert event["url"] == "http://127.0.0.1:8000/en/agenda/kikk-2026/"


def test_the_entry_leads_to_every_list(client):
    start = read(client, "")

    assert list(start["resources"]) == list(LISTS)
    for address in [*start["resources"].values(), start["openapi"], start["documentation"]]:
        assert client.get(address.removeprefix("http://127.0.0.1:8000")).status_code == 200


def test_a_page_leads_to_its_neighbours(client):
    for number in range(5):
        DisciplineFactory(code=f"d{number}", position=number)

    first = read(client, "disciplines", size=2, lang="en")
    second = read(client, first["next"].removeprefix(f"http://127.0.0.1:8000{ROOT}/"))
    last = read(client, "disciplines", size=2, page=3)
    beyond = read(client, "disciplines", size=2, page=10_000)

    assert (first["count"], first["previous"]) == (5, None)
    assert [row["code"] for row in second["results"]] == ["d2", "d3"]
    assert second["previous"] == f"http://127.0.0.1:8000{ROOT}/disciplines?size=2&lang=en&page=1"
    assert (len(last["results"]), last["next"]) == (1, None)
    assert (beyond["results"], beyond["next"]) == ([], None)
