"""Needs and partners, in English."""

from collections.abc import Iterator

import pytest
from django.utils import translation

from tests.factories import PersonFactory
from vivier.accounts.models import User


@pytest.fixture(autouse=True)
def in_english() -> Iterator[None]:
    with translation.override("en"):
        yield


@pytest.fixture
def coordinator() -> User:
    return PersonFactory(role=User.Role.COORDINATOR)
