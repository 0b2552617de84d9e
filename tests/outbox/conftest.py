"""A mail server of our own for the suite."""

from collections.abc import Iterator

import pytest
from django.utils import translation

from tests.outbox.post_office import PostOffice


@pytest.fixture(autouse=True)
def in_english() -> Iterator[None]:
    with translation.override("en"):
        yield


@pytest.fixture
def office(settings) -> Iterator[PostOffice]:
    """A real SMTP server on this machine, which the sender is told to use."""
    with PostOffice() as office:
        settings.OUTBOX_TRANSPORT = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = "127.0.0.1", office.port, 2
        yield office
