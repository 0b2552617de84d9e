"""Hostile words in the search field of any page: results or none, never an error."""

import pytest
from django.urls import reverse
from django.utils.translation import override

from tests.factories import ActorFactory

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]
HOSTILE = [
    '"',
    '"a',
    "a\x00b",
    "x" * 3000,
    "a OR b AND NOT (c",
    "facets.kind:*",
    "\u202e🎮",
    "' OR 1=1 --",
    "[a TO b]",
]


@pytest.mark.parametrize(
    "page", ["search", "actors", "opportunities", "agenda", "places", "residencies", "observatory"]
)
def test_hostile_words_are_answered_on_every_page_with_a_search_field(client, indexed, page):
    ActorFactory(name="KIKK")
    indexed()
    with override("en"):
        address = reverse(f"web:{page}")

    answers = [client.get(address, {"q": text}) for text in HOSTILE]

    # A NUL is dropped and an endless question cut: any words at all get results or an empty list.
    assert {answer.status_code for answer in answers} == {200}
    assert client.get(address, {"q": "x" * 10_000}).status_code == 200
    assert client.get(f"{address}?q=%00%00kikk").status_code == 200
