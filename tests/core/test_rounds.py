"""Steps that come back by themselves: each when it is due, one failing alone."""

import time
from datetime import timedelta

import pytest

from vivier.core import rounds


@pytest.fixture(autouse=True)
def own_rounds(monkeypatch):
    monkeypatch.setattr(rounds, "_rounds", {})
    monkeypatch.setattr(rounds, "TICK_SECONDS", 0.01)


@pytest.mark.django_db
def test_every_step_is_done_and_a_failing_one_stops_no_other(caplog):
    done = []
    rounds.register("broken", every=timedelta(days=1), step=lambda: 1 / 0)
    rounds.register("good", every=timedelta(days=1), step=lambda: done.append(1))

    rounds.do_all()

    assert done == [1]
    assert "the step broken failed" in caplog.text


def test_steps_come_back_as_often_as_they_say(caplog):
    often, once = [], []
    rounds.register("often", every=timedelta(seconds=0.02), step=lambda: often.append(1))
    rounds.register("daily", every=timedelta(days=1), step=lambda: once.append(1))

    with rounds.in_background():
        end = time.monotonic() + 10
        while len(often) < 3 and time.monotonic() < end:
            time.sleep(0.01)

    assert (len(often) >= 3, once) == (True, [1])
    count = len(often)
    time.sleep(0.1)
    assert len(often) == count
