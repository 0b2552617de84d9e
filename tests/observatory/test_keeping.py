"""Counts kept beside their snapshots: the same numbers as counting again, and nobody waits for the counting."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.translation import override

from tests.factories import ActorFactory, DisciplineFactory
from tests.observatory.register_world import record, sector
from vivier.observatory.computed import counting, keeping
from vivier.observatory.computed.measures import MEASURES, choices_of
from vivier.observatory.computed.photographing import keep_missing, take_snapshot
from vivier.observatory.models import Count, Snapshot

pytestmark = pytest.mark.django_db


def forget() -> None:
    """Be a process that has just begun."""
    for known in (counting._held, counting._choices, counting._counted):
        known.cache_clear()


@pytest.fixture
def taken():
    games = DisciplineFactory(code="games")
    for number in range(8):
        ActorFactory(kind="studio" if number else "school").disciplines.add(games)
    sector("wide", is_used=True, codes={("2008", "5821"): "0.50", ("2025", "6201"): "1.00"})
    for number in range(12):
        record(f"02000000{number:02}", [["2008", "58210", True], ["2025", "62010", False]][: 1 + number % 2])
    return take_snapshot()


def test_what_is_kept_is_what_counting_again_gives(taken):
    forget()
    for measure in MEASURES.values():
        assert set(counting.choices_in(taken, measure)) == set(choices_of(measure, taken.held))
        for choice in counting.choices_in(taken, measure):
            assert counting.counted(taken, measure, choice) == counting.count(taken.held, measure, choice)


def test_another_method_counts_again_in_the_background(taken, monkeypatch):
    before = list(Count.objects.values_list("measure", "definition", "nace", "content"))
    monkeypatch.setattr(keeping, "METHOD", keeping.METHOD + 1)
    assert keeping.waiting([taken.digest]) == {taken.digest}

    keep_missing()

    assert keeping.waiting([taken.digest]) == set()
    assert list(Count.objects.values_list("measure", "definition", "nace", "content")) == before


def test_the_salt_goes_from_snapshot_to_snapshot_and_is_shown_to_nobody(taken, client):
    ActorFactory()
    later = take_snapshot()
    salt = taken.held["salt"]

    assert later.held["salt"] == salt
    with override("en"):
        for name in ("counted_measure", "counted_embed"):
            assert salt not in client.get(reverse(f"web:{name}", args=["enterprises"])).content.decode()
    assert salt not in client.get("/api/v1/counts/enterprises").content.decode()
    assert all(salt not in str(one.content) for one in Count.objects.all())


def test_a_natural_person_is_counted_by_what_the_record_shows():
    ActorFactory(kind="person", founded_on="1990-01-01", headcount_low=1, headcount_high=1)
    (kind, _disciplines, _commune, size, founded, _closed, _number) = take_snapshot().held["actors"][0]

    assert (kind, size, founded) == ("person", "", "")


@pytest.mark.parametrize("name", ["counted_measure", "counted_embed", "counted", "territories"])
@pytest.mark.one_database
def test_a_first_look_costs_the_same_for_any_number_of_snapshots(client, taken, name):
    with override("en"):
        address = reverse(f"web:{name}", args=["enterprises"] if "_" in name else [])
    client.get(address)

    def queries():
        forget()
        with CaptureQueriesContext(
            connection,
        ) as found:
            assert client.get(address).status_code == 200
        return len(found)

    few = queries()
    for _month in range(6):
        ActorFactory()
        take_snapshot()
    assert Snapshot.objects.count() == 7
    assert queries() <= few
