"""Readiness: the database answers; the age of the oldest waiting mail is there to be watched."""

from datetime import timedelta

import pytest
from django.utils import timezone

from tests.outbox.test_actions import post
from vivier.outbox.models import Message

pytestmark = pytest.mark.django_db


def test_it_tells_the_age_of_the_oldest_mail_that_waits(client):
    assert client.get("/health/ready").json() == {
        "status": "ready",
        "database": "up",
        "oldest_mail_seconds": None,
    }
    post("old")
    post("new")
    sent = post("sent")
    Message.objects.filter(key="old").update(created_at=timezone.now() - timedelta(hours=2))
    Message.objects.filter(pk=sent.pk).update(state="sent", created_at=timezone.now() - timedelta(days=9))

    answer = client.get("/health/ready")

    assert answer.status_code == 200
    assert 7200 <= answer.json()["oldest_mail_seconds"] < 7300
