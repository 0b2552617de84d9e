"""A spreadsheet or list that was sent goes when nothing needs it any more, and never before."""

from datetime import timedelta

import pytest
from django.utils import timezone

from vivier.accounts.models import JournalEntry
from vivier.directory import sent_sheets
from vivier.directory.models import ChangeSet, DataSource, ReceivedSheet
from vivier.opportunities.lists import sent_lists
from vivier.opportunities.models import CallReading, CallSource

pytestmark = pytest.mark.django_db
NAME = "0123456789abcdef01234567"


@pytest.fixture
def folder(settings, tmp_path):
    settings.VAR = tmp_path
    (tmp_path / "received").mkdir()
    return tmp_path / "received"


def ago(days):
    return timezone.now() - timedelta(days=days)


def a_sheet(folder, state, *, days, change_set=None):
    (folder / NAME).write_text("name\nStudio")
    source = DataSource.objects.get_or_create(name="Partner", kind="spreadsheet")[0]
    return ReceivedSheet.objects.create(
        source=source,
        name="a.csv",
        path=str(folder / NAME),
        digest="1",
        state=state,
        sample={"columns": ["name"], "rows": [["Studio"]]},
        received_at=ago(days),
        change_set=change_set,
    )


def a_list(folder, state, *, days, applied=None):
    (folder / NAME).write_text("title\nCall")
    return CallReading.objects.create(
        source=CallSource.objects.create(name="Lists"),
        name="a.csv",
        path=str(folder / NAME),
        digest="1",
        state=state,
        sample={"columns": ["title"], "rows": []},
        received_at=ago(days),
        applied_at=ago(applied) if applied else None,
    )


def change_set(state, **moments):
    return ChangeSet.objects.create(
        source="spreadsheet", label="x", source_name="Partner", state=state, **moments
    )


SHEETS = [
    (True, "checked", 181, None),
    (False, "checked", 179, None),
    (False, "checking", 400, None),
    (False, "proposing", 400, None),
    (True, "failed", 181, None),
    (True, "proposed", 31, None),
    (False, "proposed", 100, {"state": "proposed"}),
    (False, "proposed", 400, {"state": "applying"}),
    (False, "proposed", 400, {"state": "undoing", "applied_at": 400}),
    (False, "proposed", 100, {"state": "applied", "applied_at": 29}),
    (True, "proposed", 100, {"state": "applied", "applied_at": 31}),
    (False, "proposed", 100, {"state": "undone", "applied_at": 50, "undone_at": 20}),
    (True, "proposed", 100, {"state": "dropped", "created_at": 99}),
]


@pytest.mark.parametrize(("goes", "state", "days", "proposed"), SHEETS)
def test_a_sheet_goes_when_it_was_dealt_with(
    folder, goes, state, days, proposed, django_capture_on_commit_callbacks
):
    more = {one: ago(n) for one, n in (proposed or {}).items() if one != "state"}
    received = a_sheet(
        folder, state, days=days, change_set=change_set(proposed["state"], **more) if proposed else None
    )

    with django_capture_on_commit_callbacks(execute=True):
        assert (sent_sheets.forget_old(), sent_sheets.forget_old()) == (int(goes), 0)

    received.refresh_from_db()
    assert ((folder / NAME).exists(), received.path == "") == (not goes, goes)
    assert JournalEntry.objects.filter(verb="sheet.file_deleted").count() == int(goes)


LISTS = [
    (True, "checked", 181, None),
    (False, "proposed", 100, None),
    (False, "applying", 400, None),
    (False, "applied", 100, 29),
    (True, "applied", 100, 31),
    (True, "dropped", 31, None),
]


@pytest.mark.parametrize(("goes", "state", "days", "applied"), LISTS)
def test_a_list_of_opportunities_goes_when_it_was_dealt_with(
    folder, goes, state, days, applied, django_capture_on_commit_callbacks
):
    reading = a_list(folder, state, days=days, applied=applied)

    with django_capture_on_commit_callbacks(execute=True):
        assert (sent_lists.forget_old(), sent_lists.forget_old()) == (int(goes), 0)

    reading.refresh_from_db()
    assert ((folder / NAME).exists(), reading.path == "") == (not goes, goes)
    assert JournalEntry.objects.filter(verb="call_reading.file_deleted").count() == int(goes)
