"""The search over everything: kinds that hold something, and a way on when nothing does."""

import html
import re

import pytest
from django.utils import translation

from tests.factories import ActorFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def in_english():
    with translation.override("en"):
        yield


def test_only_kinds_that_hold_something_are_offered(client, indexed):
    ActorFactory(name="Studio Zarbi")
    indexed()

    page = client.get("/en/search/?q=zarbi").content.decode()

    assert "?q=zarbi&amp;kind=actor" in page
    assert "kind=event" not in page


def test_the_kind_one_is_in_stays_though_it_is_empty(client, indexed):
    ActorFactory(name="Studio Zarbi")
    indexed()

    page = client.get("/en/search/?q=zarbi&kind=event").content.decode()

    assert 'kind=event" aria-current="true"' in page


def test_nothing_found_leads_to_the_lists_and_to_a_person(client, indexed):
    indexed()

    page = client.get("/en/search/?q=<b>zarbi").content.decode()

    assert "Nothing matches “&lt;b&gt;zarbi”" in page
    assert 'href="/en/need/"' in page.split('id="results"')[1].split("</section>")[0]
    assert 'aria-label="Types of results"' not in page


@pytest.mark.parametrize(
    ("kind", "subjects"),
    [("", ["search", "events", "actors"]), ("actor", ["actors"]), ("place", ["search", "events", "actors"])],
)
def test_one_may_be_told_by_mail_of_what_is_new_for_the_words(client, indexed, kind, subjects):
    ActorFactory(name="Studio Zarbi")
    indexed()

    page = client.get("/en/search/", {"q": 'zarbi "& co"', "kind": kind}).content.decode()
    links = [html.unescape(url) for url in re.findall(r'href="([^"]*/alerts/new/[^"]*)"', page)]

    assert links == [f"/en/alerts/new/?subject={one}&q=zarbi+%22%26+co%22" for one in subjects]
    assert "zarbi" in client.get(links[0]).content.decode()


def test_without_words_no_alert_is_offered(client, indexed):
    indexed()

    assert "/alerts/new/" not in client.get("/en/search/").content.decode()
