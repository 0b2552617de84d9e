"""Subscribers, calls and the links of their mails."""

import re
from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from django.utils import timezone, translation

from tests.factories import CallFactory, SchemeFactory
from vivier.alerts.actions import asking
from vivier.alerts.models import Subscription
from vivier.opportunities.models import Call
from vivier.outbox.models import Message


@pytest.fixture(autouse=True)
def in_english() -> Iterator[None]:
    with translation.override("en"):
        yield


@pytest.fixture
def soon() -> Call:
    """An open call of a scheme, closing in twenty days."""
    return CallFactory(
        title_fr="Bourse de création",
        scheme=SchemeFactory(title_fr="Bourse"),
        opens_at=timezone.now() - timedelta(days=1),
        closes_at=timezone.now() + timedelta(days=20),
    )


@pytest.fixture
def subscribed() -> Callable[..., Subscription]:
    """Give a confirmed subscription; by default to funding of any kind."""

    def one(email: str = "ada@example.org", **asked: object) -> Subscription:
        asked = {"subject": "search", "query": "kind=funding"} | asked
        asking.ask(email=email, language="en", **asked)
        return asking.confirm(link_in(Message.objects.latest("pk"), "confirm"))

    return one


def link_in(message: Message, part: str) -> str:
    """Return the secret of the link of a mail whose path holds `part`."""
    found = re.search(rf"/{part}/([^/\s]+)/", message.text)
    assert found, message.text
    return found[1]
