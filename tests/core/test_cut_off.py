"""What a killed worker was doing is taken up by the next one, unless it is what kills the worker."""

import pytest
from django.utils import timezone
from django_tasks.base import TaskResultStatus as Status
from django_tasks_db.models import DBTaskResult

from vivier.core import cut_off
from vivier.core.locks import locked_file

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def own_place(settings, tmp_path):
    settings.VAR = tmp_path / "var"


def task(status, *workers):
    now = timezone.now()
    return DBTaskResult.objects.create(
        status=status,
        started_at=now,
        args_kwargs={"args": [1], "kwargs": {}},
        task_path="vivier.directory.tasks.carry_out_import",
        worker_ids=list(workers),
        queue_name="default",
        backend_name="default",
        run_after=now,
    )


def test_a_task_that_was_cut_off_is_done_again():
    cut, waiting, done = task(Status.RUNNING, "a"), task(Status.READY), task(Status.SUCCESSFUL, "a")

    with cut_off.taken_up() as count:
        for one in (cut, waiting, done):
            one.refresh_from_db()

    assert (count, cut.status, cut.started_at) == (1, Status.READY, None)
    assert (waiting.status, done.status) == (Status.READY, Status.SUCCESSFUL)


def test_a_task_that_kills_the_worker_each_time_is_given_up(caplog):
    cut = task(Status.RUNNING, "a", "b", "c")

    with cut_off.taken_up() as count:
        cut.refresh_from_db()

    assert (count, cut.status) == (0, Status.FAILED)
    assert "begun 3 times and never ended" in caplog.text


def test_beside_another_worker_nothing_is_put_back(monkeypatch, settings):
    monkeypatch.setattr(cut_off, "GONE_SECONDS", 0)
    running = task(Status.RUNNING, "a")
    settings.VAR.mkdir()

    with locked_file(settings.VAR / "worker.lock", wait=0), cut_off.taken_up() as count:
        running.refresh_from_db()

    assert (count, running.status) == (0, Status.RUNNING)


def test_it_is_known_whether_anyone_is_at_work():
    assert not cut_off.is_anyone_at_work()

    with cut_off.taken_up():
        assert cut_off.is_anyone_at_work()
