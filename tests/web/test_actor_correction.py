"""Suggesting a correction: no account, one suggestion per form, errors that lead to their field."""

from uuid import uuid4

import pytest
from django.test import Client

from tests.factories import ActorFactory
from tests.web.test_actors import NAUGHTY
from vivier.directory import actions
from vivier.directory.models import Actor, Correction

pytestmark = pytest.mark.django_db


def address(actor):
    return f"/fr/acteurs/{actor.slug}/correction/"


def form(**changes):
    return {
        "field": "city",
        "proposed": "Dinant",
        "comment": "",
        "author_email": "",
        "submission": str(uuid4()),
    } | changes


def test_anybody_may_suggest_and_reads_what_happens_next(client):
    actor = ActorFactory(city="Namur")
    sent = form(author_email="me@example.org")

    answer = client.post(address(actor), sent, follow=True)

    correction = Correction.objects.get()
    assert answer.redirect_chain == [(f"{address(actor)}?sent={correction.submission}", 302)]
    assert (correction.field, correction.proposed, correction.status) == ("city", "Dinant", "waiting")
    assert str(correction.submission) in answer.content.decode()
    assert "me@example.org" not in answer.content.decode()
    assert Actor.objects.get().city == "Namur"


def test_the_same_form_sent_twice_is_one_suggestion(client):
    actor, sent = ActorFactory(), form()

    answers = [client.post(address(actor), sent) for _ in range(2)]

    assert len({answer.headers["Location"] for answer in answers}) == 1
    assert Correction.objects.count() == 1


def test_a_missing_text_is_said_above_and_beside_the_field(client):
    actor = ActorFactory()

    answer = client.post(address(actor), form(proposed=" ", author_email="nobody"))

    page = answer.content.decode()
    assert answer.status_code == 422
    assert 'class="errors" role="alert"' in page
    assert 'href="#id_proposed"' in page
    assert 'href="#id_author_email"' in page
    assert 'aria-invalid="true"' in page
    assert list(Correction.objects.all()) == []


@pytest.mark.parametrize(
    "bad",
    [
        {"field": "status"},
        {"field": "version"},
        {"submission": "not-a-number"},
        {"submission": ""},
        {"proposed": "x" * 2001},
        {"comment": "x" * 2001},
        {"author_email": "a@" + "b" * 300 + ".example"},
        {"proposed": "nul\x00"},
    ],
)
def test_what_the_form_cannot_hold_is_refused(client, bad):
    answer = client.post(address(ActorFactory()), form(**bad))

    assert answer.status_code == 422
    assert list(Correction.objects.all()) == []


@pytest.mark.parametrize("value", NAUGHTY)
def test_hostile_texts_are_kept_as_texts(client, value):
    actor = ActorFactory()

    answer = client.post(address(actor), form(proposed=value + "x"[: not value.strip()]), follow=True)

    assert answer.status_code in {200, 422}
    assert "<script>alert" not in answer.content.decode()
    assert client.get(address(actor), {"field": value, "sent": value}).status_code in {200, 414}


def test_a_flood_is_slowed_down_with_a_sentence(client):
    actor = ActorFactory()
    for _ in range(actions.SUGGESTIONS_PER_HOUR):
        client.post(address(actor), form())

    answer = client.post(address(actor), form(), headers={"X-Forwarded-For": "203.0.113.9"})

    assert (answer.status_code, answer.headers["Retry-After"]) == (429, "3600")
    assert Correction.objects.count() == actions.SUGGESTIONS_PER_HOUR
    assert client.post(address(actor), form(), REMOTE_ADDR="203.0.113.9").status_code == 302


def test_the_address_of_the_sender_is_not_kept(client):
    client.post(address(ActorFactory()), form(), REMOTE_ADDR="203.0.113.77")

    row = Correction.objects.values().get()

    assert row["sender"]
    assert "203.0.113.77" not in str(row)


def test_the_form_needs_its_token():
    actor = ActorFactory()
    strict = Client(enforce_csrf_checks=True)

    assert strict.post(address(actor), form()).status_code == 403
    assert list(Correction.objects.all()) == []


def test_the_page_tells_later_what_became_of_it(client, coordinator):
    actor, sent = ActorFactory(), form()
    client.post(address(actor), sent)

    actions.refuse_correction(Correction.objects.get(), by=coordinator, reason="The register says Namur.")

    assert (
        "The register says Namur."
        in client.get(address(actor), {"sent": sent["submission"]}).content.decode()
    )


def test_the_number_of_another_record_tells_nothing(client):
    sent = form(proposed="MARKER")
    client.post(address(ActorFactory()), sent)

    page = client.get(address(ActorFactory()), {"sent": sent["submission"]}).content.decode()

    assert 'name="submission"' in page
    assert f">{sent['submission']}<" not in page
    assert f" {sent['submission']}</p>" not in page


def test_a_link_from_a_field_chooses_it(client):
    page = client.get(address(ActorFactory()), {"field": "website"}).content.decode()

    assert '<option value="website" selected>' in page
