"""An extract that was sent goes when nothing needs it any more, and never before."""

from datetime import timedelta

import pytest
from django.utils import timezone

from vivier.accounts.models import JournalEntry
from vivier.core import sent_files
from vivier.registers import actions, sent_extracts
from vivier.registers.models import ImportRun
from vivier.registers.refusals import RegisterRefusal

pytestmark = pytest.mark.django_db
State = ImportRun.State
NAME = "extract-0123456789ab.zip"


@pytest.fixture
def folder(settings, tmp_path):
    settings.VAR = tmp_path
    (tmp_path / "imports").mkdir()
    return tmp_path / "imports"


def a_run(folder, state=State.APPLIED, *, days=40, name=NAME, **more):
    path = folder / name
    path.write_bytes(b"PK")
    ended = None if state in {State.WAITING, State.READING} else timezone.now() - timedelta(days=days)
    return ImportRun.objects.create(path=str(path), state=state, ended_at=ended, **more)


def forget(capture):
    with capture(execute=True):
        return sent_extracts.forget_old()


@pytest.mark.parametrize(
    "state", [State.APPLIED, State.REFUSED, State.FAILED, State.CANCELLED, State.UNCHANGED, State.ROLLED_BACK]
)
def test_what_ended_thirty_days_ago_is_deleted_and_the_journal_says_so(
    folder, state, django_capture_on_commit_callbacks
):
    run = a_run(folder, state)

    assert forget(django_capture_on_commit_callbacks) == 1
    assert forget(django_capture_on_commit_callbacks) == 0

    run.refresh_from_db()
    assert (run.file_deleted_at is not None, (folder / NAME).exists()) == (True, False)
    entry = JournalEntry.objects.get()
    assert (entry.verb, entry.changes["path"]) == ("import.file_deleted", [run.path, None])


@pytest.mark.parametrize(
    ("state", "more"),
    [
        (State.APPLIED, {"days": 29}),
        (State.WAITING, {}),
        (State.READING, {}),
        (State.READ, {}),
        (State.REFUSED, {"is_acceptable": True}),
    ],
)
def test_what_may_go_on_or_be_decided_keeps_its_file(folder, state, more, django_capture_on_commit_callbacks):
    run = a_run(folder, state, **more)

    assert forget(django_capture_on_commit_callbacks) == 0
    assert ((folder / NAME).exists(), run.file_deleted_at) == (True, None)
    assert sent_extracts.in_use() == {run.path}


def test_a_difference_nobody_accepted_is_over_once_another_import_was_applied(
    folder, coordinator, django_capture_on_commit_callbacks
):
    refused = a_run(folder, State.REFUSED, is_acceptable=True, days=60)
    a_run(folder, State.APPLIED, days=10, name="extract-bbbbbbbbbbbb.zip")
    assert forget(django_capture_on_commit_callbacks) == 0

    a_run(folder, State.APPLIED, days=31, name="extract-cccccccccccc.zip")
    ImportRun.objects.filter(state=State.APPLIED).update(ended_at=timezone.now() - timedelta(days=31))
    assert forget(django_capture_on_commit_callbacks) == 3

    refused.refresh_from_db()
    with pytest.raises(RegisterRefusal, match="send the extract again"):
        actions.accept_difference(refused, by=coordinator)


def test_a_file_that_another_run_reads_stays(folder, django_capture_on_commit_callbacks):
    a_run(folder)
    a_run(folder, State.READING)

    assert forget(django_capture_on_commit_callbacks) == 1
    assert (folder / NAME).exists()


def test_what_an_operator_laid_there_is_never_deleted(folder, django_capture_on_commit_callbacks):
    run = a_run(folder, name="KboOpenData_0100.zip")

    assert forget(django_capture_on_commit_callbacks) == 0
    assert (sent_extracts.was_sent(run), (folder / "KboOpenData_0100.zip").exists()) == (False, True)


def test_killed_before_the_file_goes_the_next_day_finishes(folder, monkeypatch):
    run = a_run(folder)
    sent_extracts.forget_old()  # the callback after the commit never runs in this test
    assert (folder / NAME).exists()

    monkeypatch.setattr(sent_files, "SURELY_ARRIVED", timedelta(seconds=-1))
    sent_files.sweep()

    assert not (folder / NAME).exists()
    run.refresh_from_db()
    assert run.file_deleted_at is not None
