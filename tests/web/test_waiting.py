"""Whoever asks a public form too often is told so where they are, and when to come back."""

from uuid import uuid4

import pytest
from django.utils import translation

from tests.factories import ActorFactory
from vivier.core.pace import Pace
from vivier.directory.actions import corrections
from vivier.support.actions import needs
from vivier.web.views import suggesting

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def in_english():
    with translation.override("en"):
        yield


def answered(client, address, **sent):
    answer = client.post(address, sent)
    return answer.status_code, answer.headers.get("Retry-After"), answer.content.decode()


def test_the_form_for_corrections_keeps_what_was_written(client, monkeypatch):
    monkeypatch.setattr(corrections, "SUGGESTIONS_PER_HOUR", 0)
    actor = ActorFactory()

    status, wait, page = answered(
        client,
        f"/en/actors/{actor.slug}/correction/",
        proposed="Other words",
        submission=uuid4(),
    )

    assert (status, wait) == (429, "3600")
    assert "so many corrections in a short time" in page
    assert "Other words" in page


def test_the_form_for_needs_says_to_call(client, monkeypatch):
    monkeypatch.setattr(needs, "DRAFTS_PER_DAY", 0)

    status, wait, page = answered(client, "/en/need/")

    assert (status, wait) == (429, "3600")
    assert "That is a lot for one day" in page


def test_the_words_proposed_while_one_types_pause_for_a_second(client, monkeypatch):
    monkeypatch.setattr(suggesting, "_pace", Pace(per_second=1, burst=0))

    answer = client.get("/en/search/suggestions/?q=th")

    assert (answer.status_code, answer.headers["Retry-After"]) == (429, "1")
