"""Who asks too fast is told how long to wait, address by address and key by key; nobody else notices."""

import json
import time

import pytest

from tests.api.asking import ROOT
from tests.factories import AdviserFactory
from vivier.api import pace
from vivier.core import pace as core_pace
from vivier.core.pace import Pace
from vivier.support.actions import connecting

pytestmark = pytest.mark.django_db
LIST = f"{ROOT}/disciplines"


@pytest.fixture(autouse=True)
def slow(settings, monkeypatch):
    settings.API_PER_MINUTE, settings.API_AT_ONCE = 2, 3
    monkeypatch.setattr(pace, "_paces", {})
    return settings


def statuses(client, count, path=LIST, **more):
    return [client.get(path, **more).status_code for _each in range(count)]


def test_the_fourth_at_once_is_told_to_wait_in_a_problem(client):
    assert statuses(client, 3) == [200, 200, 200]

    answer = client.get(f"{LIST}?lang=nl", headers={"origin": "https://example.org"})

    assert answer.status_code == 429
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert "Retry-After" in answer.headers["Access-Control-Expose-Headers"]
    assert answer.headers["Content-Language"] == "nl"
    body = json.loads(answer.content)
    assert (body["code"], body["status"]) == ("too_many_requests", 429)
    assert 0 < body["retry_after"] == int(answer.headers["Retry-After"]) <= 30


def test_after_the_wait_that_was_told_there_is_one_again(client, monkeypatch):
    statuses(client, 3)
    wait = int(client.get(LIST).headers["Retry-After"])
    began = time.monotonic()

    monkeypatch.setattr(core_pace.time, "monotonic", lambda: began + wait)

    assert statuses(client, 2) == [200, 429]


def test_each_address_is_counted_for_itself_and_a_header_changes_nothing(client):
    assert statuses(client, 4) == [200, 200, 200, 429]

    assert statuses(client, 1, headers={"x-forwarded-for": "10.0.0.9"}) == [429]
    assert statuses(client, 1, REMOTE_ADDR="10.0.0.9") == [200]


def test_behind_the_proxy_the_last_hop_counts(client, slow):
    slow.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

    for last, expected in (("10.0.0.1", [200, 200, 200, 429]), ("10.0.0.2", [200, 200, 200, 429])):
        assert statuses(client, 4, headers={"x-forwarded-for": f"{last}9, {last}"}) == expected


def test_methods_that_are_refused_count_and_a_preflight_does_not(client):
    assert [client.post(LIST).status_code for _each in range(4)] == [405, 405, 405, 429]
    assert client.options(LIST).status_code == 204


def test_a_key_has_a_pace_of_its_own_wherever_it_is_used(client):
    adviser = AdviserFactory()
    _key, secret = connecting.make_key(adviser.partner, label="CRM", days=30, by=adviser.user)
    key = {"authorization": f"Bearer {secret}"}
    path = f"{ROOT}/partner/referrals"

    got = [statuses(client, 1, path, headers=key, REMOTE_ADDR=f"10.0.0.{n}") for n in range(4)]

    assert got == [[200], [200], [200], [429]]
    assert statuses(client, 4, path, REMOTE_ADDR="10.0.0.50") == [401, 401, 401, 429]


def test_the_documentation_asks_its_examples_for_free(client):
    assert statuses(client, 3, f"{ROOT}/docs") == [200, 200, 200]
    assert "too_many_requests" in client.get(f"{ROOT}/docs", REMOTE_ADDR="10.0.0.7").content.decode()


def test_the_description_names_429_on_every_operation(client):
    described = client.get(f"{ROOT}/openapi.json").json()

    answers = [one["responses"] for methods in described["paths"].values() for one in methods.values()]
    assert answers
    for one in answers:
        assert "Retry-After" in one["429"]["headers"]
        assert set(one["429"]["content"]) == {"application/problem+json"}


def test_zero_means_no_limit(client, slow):
    slow.API_PER_MINUTE = 0

    assert set(statuses(client, 10)) == {200}


@pytest.mark.parametrize(("per_second", "after", "wait"), [(1, 0, 1), (0.1, 0, 10), (0.1, 4, 6), (100, 0, 1)])
def test_the_wait_is_whole_seconds_until_there_is_one_again(per_second, after, wait):
    slow = Pace(per_second=per_second, burst=1)

    assert (slow.wait("a", 0), slow.wait("a", after)) == (0, wait if after * per_second < 1 else 0)
    assert slow.wait("a", after + wait) == 0
