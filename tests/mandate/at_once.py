"""Deeds of several people at the same moment, each in a thread and a connection of its own."""

import threading
from collections.abc import Callable, Sequence

import pytest
from django.db import connection, connections

from vivier.mandate.refusals import MandateRefusal


def parallel(test):
    """Run with threads: SQLite's test database lives in one connection, and lets one writer in anyway."""
    only = pytest.mark.skipif(connection.vendor == "sqlite", reason="threads need a database server")
    return pytest.mark.django_db(transaction=True)(only(test))


def at_once(deeds: Sequence[Callable[[], object]]) -> list[bool | None]:
    """Do all deeds in threads of their own; say of each whether it was done."""
    gate = threading.Barrier(len(deeds))
    outcomes: list[bool | None] = [None] * len(deeds)

    def work(index: int) -> None:
        try:
            gate.wait()
            deeds[index]()
            outcomes[index] = True
        except MandateRefusal:
            outcomes[index] = False
        finally:
            connections.close_all()

    threads = [threading.Thread(target=work, args=(index,)) for index in range(len(deeds))]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    connection.close()
    return outcomes
