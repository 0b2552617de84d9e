"""Background work that a killed worker left half done: the next worker takes it up again.

Every task can be done again from its beginning, or goes on where it was (`<app>/tasks.py`).
"""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings
from django_tasks.base import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from vivier.core.locks import locked_file

log = logging.getLogger(__name__)
# A task that was begun so often and never ended is what kills the worker.
MOST_TRIES = 3
# What a killed worker began in a process of its own notices that it is alone, and ends.
GONE_SECONDS = 5.0


class NeverEnded(Exception):
    """A task during which the worker was killed each time."""


@contextmanager
def taken_up() -> Iterator[int]:
    """Be the worker of this machine: put back what a killed one was doing; give how many tasks.

    Beside another worker nothing is put back: what is being done may be that worker's.
    """
    with locked_file(_lock(), wait=GONE_SECONDS) as alone:
        yield _put_back() if alone else 0


def is_anyone_at_work() -> bool:
    """Say whether a worker runs on this machine: if not, what pages ask for only waits."""
    with locked_file(_lock(), wait=0) as nobody:
        return not nobody


def _lock() -> Path:
    home = Path(settings.VAR)
    home.mkdir(parents=True, exist_ok=True)
    return home / "worker.lock"


def _put_back() -> int:
    back = 0
    for one in DBTaskResult.objects.running():
        if len(one.worker_ids) >= MOST_TRIES:
            log.error(
                "the task %s was begun %d times and never ended; it is given up", one.task_path, MOST_TRIES
            )
            one.set_failed(NeverEnded(one.task_path))
            continue
        one.status, one.started_at = TaskResultStatus.READY, None
        one.save(update_fields=["status", "started_at"])
        log.warning("the task %s was cut off; it is done again", one.task_path)
        back += 1
    return back
