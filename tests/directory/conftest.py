"""Sentences are compared in English, whatever the site's first language is."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.utils import timezone
from django.utils.translation import override

from tests.factories import ActorFactory, FieldSourceFactory, PersonFactory


@pytest.fixture(autouse=True)
def in_english() -> Iterator[None]:
    with override("en"):
        yield


@pytest.fixture
def clock(monkeypatch):
    """Give a callable that moves the clock by some time."""
    real = timezone.now

    def move(**by):
        monkeypatch.setattr(timezone, "now", lambda: real() + timedelta(**by))

    return move


@pytest.fixture
def studio():
    actor = ActorFactory(name="Studio", website="https://studio.example/", email="info@studio.example")
    for field in ("website", "email"):
        FieldSourceFactory(actor=actor, field=field, value=getattr(actor, field))
    return actor


@pytest.fixture
def claimant():
    return PersonFactory(email="ada@home.example", name="Ada")
