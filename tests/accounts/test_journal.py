import threading

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction

from tests.factories import ActorFactory
from vivier.accounts import journal
from vivier.accounts.models import AppendOnly, JournalEntry, JournalSeal

TABLE = JournalEntry._meta.db_table


def _tamper(sql, *parameters):
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)


@pytest.fixture
def three_entries(coordinator):
    actor = ActorFactory()
    return [
        journal.record(f"actor.verb_{number}", actor, by=coordinator, changes={"city": ["Namur", number]})
        for number in range(3)
    ]


def test_record_says_who_did_what_to_which_record(coordinator):
    actor = ActorFactory(name="Studio Test")

    entry = journal.record(
        "actor.updated", actor, by=coordinator, changes={"name": ["A", "B"]}, reason="typo"
    )

    assert (entry.by, entry.verb, entry.object_label) == (coordinator, "actor.updated", "Studio Test")
    assert list(journal.entries_of(actor)) == [entry]


def test_entries_form_a_chain_that_holds(three_entries):
    assert three_entries[2].previous_hash == three_entries[1].hash
    assert journal.first_break() is None


def test_changes_survive_what_databases_do_to_numbers_and_nul(coordinator):
    changes = {"latitude": [None, 50.46], "huge": [1e300, -0.0], "text": ["a\x00b", "é"], "whole": [1, 2]}

    entry = journal.record("actor.updated", None, by=coordinator, changes=changes, reason="nul \x00 gone")
    entry.refresh_from_db()

    assert entry.changes["latitude"] == [None, "50.46"]
    assert entry.changes["text"] == ["ab", "é"]
    assert journal.first_break() is None


def test_a_changed_entry_is_found(three_entries):
    _tamper(f"UPDATE {TABLE} SET reason = 'other' WHERE sequence = %s", three_entries[1].pk)

    found = journal.first_break()

    assert (found.sequence, found.because) == (three_entries[1].pk, "its content was changed")


def test_a_removed_entry_is_found(three_entries):
    _tamper(f"DELETE FROM {TABLE} WHERE sequence = %s", three_entries[1].pk)

    assert journal.first_break().sequence == three_entries[2].pk


def test_entries_cut_off_the_end_are_found(three_entries):
    _tamper(f"DELETE FROM {TABLE} WHERE sequence = %s", three_entries[2].pk)

    assert journal.first_break() == journal.Break(None, "the last entries were removed")


def test_an_empty_journal_holds(db):
    assert journal.first_break() is None


@pytest.mark.parametrize(
    "attempt",
    [
        lambda _: JournalEntry.objects.update(reason="x"),
        lambda _: JournalEntry.objects.all().delete(),
        lambda entry: JournalEntry.objects.filter(pk=entry.pk).delete(),
        lambda _: JournalEntry.objects.bulk_create([JournalEntry(verb="x", hash="x")]),
        lambda entry: JournalEntry.objects.bulk_update([entry], ["reason"]),
        lambda entry: entry.delete(),
        lambda entry: entry.save(),
        lambda entry: entry.save(update_fields=["reason"]),
    ],
)
def test_nothing_in_the_journal_can_be_changed_or_removed(three_entries, attempt):
    with pytest.raises(AppendOnly):
        attempt(three_entries[0])

    assert JournalEntry.objects.count() == 3


def test_what_is_rolled_back_is_not_written(coordinator):
    with transaction.atomic():
        journal.record("actor.updated", None, by=coordinator)
        transaction.set_rollback(True)

    assert JournalEntry.objects.count() == 0
    assert journal.first_break() is None


def test_verify_journal_says_that_it_holds(three_entries, capsys):
    call_command("verify_journal")

    assert "The journal holds: 3 entries." in capsys.readouterr().out


def test_verify_journal_fails_where_it_was_tampered_with(three_entries):
    _tamper(f"UPDATE {TABLE} SET verb = 'other' WHERE sequence = %s", three_entries[0].pk)

    with pytest.raises(CommandError, match=f"at entry {three_entries[0].pk}: its content was changed"):
        call_command("verify_journal")


@pytest.mark.django_db(transaction=True)
def test_writers_at_the_same_time_make_one_chain():
    if connection.vendor == "sqlite":
        pytest.skip(
            "SQLite's test database lives in memory, where one writer locks whole tables for the others"
        )
    problems = []

    def write():
        try:
            for _turn in range(3):
                journal.record("system.tick", None, by=None)
        except Exception as error:
            problems.append(error)
        finally:
            connection.close()

    writers = [threading.Thread(target=write) for _ in range(3)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()

    assert problems == []
    assert JournalEntry.objects.count() == JournalSeal.objects.get().entries == 9
    assert journal.first_break() is None
