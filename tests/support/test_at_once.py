"""Two people at the same moment: partners that both take a need, a form that is sent twice."""

from collections.abc import Callable
from threading import Barrier, Thread
from uuid import uuid4

import pytest
from django.db import connection

from tests.factories import ReferralFactory
from tests.support.telling import tell
from vivier.support.actions import answering
from vivier.support.models import Answer, Need

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(
        connection.vendor == "sqlite", reason="the test database is in memory: threads lock whole tables"
    ),
]


def at_once(*deeds: Callable[[], object]) -> None:
    """Do these deeds in threads that start together; a deed that fails fails the test."""
    start, failures = Barrier(len(deeds)), []

    def do(deed: Callable[[], object]) -> None:
        try:
            start.wait(5)
            deed()
        except Exception as error:
            failures.append(error)
        finally:
            connection.close()

    threads = [Thread(target=do, args=(deed,)) for deed in deeds]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    assert failures == []


def test_two_partners_take_and_one_form_comes_twice():
    one = ReferralFactory()
    two, number, form = ReferralFactory(need=one.need), uuid4(), uuid4()
    reply = answering.Reply("taken", submission=form)

    at_once(
        lambda: answering.answer(one, reply, way="link", by=None),
        lambda: answering.answer(one, reply, way="link", by=None),
        lambda: answering.answer(two, answering.Reply("taken"), way="link", by=None),
        lambda: tell(submission=number),
        lambda: tell(submission=number),
    )

    one.need.refresh_from_db()
    assert (one.need.state, Answer.objects.count()) == ("taken", 2)
    assert Need.objects.filter(submission=number).count() == 1
    assert {row.state for row in one.need.referrals.all()} == {"taken"}
