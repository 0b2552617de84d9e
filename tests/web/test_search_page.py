"""The search over everything: kinds that hold something, and a way on when nothing does."""

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
