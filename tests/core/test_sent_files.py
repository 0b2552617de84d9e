"""Files that were sent: what no row names goes a day later, everything else stays."""

import os
import time
from pathlib import Path

import pytest
from django.db import transaction

from vivier.core import sent_files


@pytest.fixture
def received(settings, tmp_path, monkeypatch):
    settings.VAR = tmp_path
    monkeypatch.setattr(sent_files, "_holders", {})
    (tmp_path / "received").mkdir()
    return tmp_path / "received"


def lay(folder: Path, name: str, hours: int = 48) -> Path:
    file = folder / name
    file.write_text("x")
    at = time.time() - hours * 3600
    os.utime(file, (at, at))
    return file


def test_only_old_files_of_ours_that_nobody_names_are_swept(received):
    named, left = lay(received, "a" * 24), lay(received, "b" * 24)
    young, foreign = lay(received, "c" * 24, hours=1), lay(received, "letter.docx")
    (received / ("d" * 24)).mkdir()
    sent_files.hold("received", "[0-9a-f]{24}", lambda: {str(named)})
    sent_files.hold("received", "[0-9a-f]{24}", set)
    sent_files.hold("never_made", ".*", set)

    assert (sent_files.sweep(), sent_files.sweep()) == (1, 0)
    assert [one.exists() for one in (named, left, young, foreign)] == [True, False, True, True]


@pytest.mark.django_db(transaction=True)
def test_a_file_goes_only_when_the_deed_stands_and_only_from_its_folder(received, tmp_path):
    file, elsewhere = lay(received, "a" * 24), lay(tmp_path, "b" * 24)

    with transaction.atomic():
        sent_files.unlink_after_commit(str(file), "received")
        transaction.set_rollback(True)
    assert file.exists()

    with transaction.atomic():
        sent_files.unlink_after_commit(str(file), "received")
        sent_files.unlink_after_commit(str(elsewhere), "received")
        assert file.exists()
    assert (file.exists(), elsewhere.exists()) == (False, True)
