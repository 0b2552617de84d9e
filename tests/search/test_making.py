"""Entries made by several processes are those that one makes, in the order of the keys."""

import itertools
from concurrent.futures import Future

import pytest
from django.utils import timezone

from vivier.search import making
from vivier.search.making import Makers, entries_of, makers
from vivier.search.models import IndexChange
from vivier.search.sources import Document, Source, neighbours, parted
from vivier.search.vocabulary import Vocabulary


def _document(change):
    if change.key == "odd":
        raise ValueError("an odd record")
    return Document(f"actor:{change.pk}", "actor", f"Studio {change.key}")


@pytest.fixture
def source(db):
    now = timezone.now()
    keys = [*map(str, range(20)), "odd", "last"]
    IndexChange.objects.bulk_create(IndexChange(source="actor", key=key, queued_at=now) for key in keys)
    return Source("actor", IndexChange.objects.all, _document)


def test_shares_hold_every_key_once_and_neighbours_together():
    towns = [(50.467, 4.867), (50.633, 5.567), (None, None), (50.454, 3.952)]
    places = [(pk, *towns[pk % 4]) for pk in range(1, 41)]

    shares = parted(neighbours(places), 9)

    written = [pk for share in shares for pk in share]
    assert [len(share) for share in shares] == [9, 9, 9, 9, 4]
    assert sorted(written) == list(range(1, 41))
    assert [town for town, _keys in itertools.groupby(pk % 4 for pk in written)][-1] == 2
    assert len(list(itertools.groupby(pk % 4 for pk in written))) == 4


def test_makers_give_what_one_process_gives_and_skip_the_odd_record(source, monkeypatch, caplog):
    monkeypatch.setattr(making, "MANY", 1)
    monkeypatch.setattr(making, "ROWS_IN_A_SHARE", 4)
    monkeypatch.setattr(making, "_made", lambda source, share: making.packed(source, share, Vocabulary()))
    alone = list(entries_of(source, source.rows(), Vocabulary()))

    class AtOnce:
        """Does it here: no other process sees what the test has not committed."""

        def submit(self, work, *arguments):
            done = Future()
            done.set_result(work(*arguments))
            return done

    together = list(Makers(AtOnce(), 2).entries_of(source))

    assert together == alone
    assert [one["label"] for one in together if one] == [*(f"Studio {n}" for n in range(20)), "Studio last"]
    assert together.count(None) == 1
    assert "not indexed" in caplog.text


def test_few_rows_and_rows_that_can_only_be_read_whole_are_made_here(source):
    pool = Makers(None, 2)  # nothing is asked of it

    assert pool.entries_of(source) is None
    assert pool.entries_of(Source("actor", lambda: [1, 2], _document)) is None
    with makers(making.MANY - 1, Vocabulary()) as none:
        assert none is None
