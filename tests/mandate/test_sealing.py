"""Frozen reports can be verified: any change of content, order or signature is found; papers repeat byte by byte."""

import hashlib
import io
import json
import zipfile
import zlib

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils import translation
from openpyxl import load_workbook

from tests.mandate.reported_world import claimed, made, submitted
from vivier.core import pdf
from vivier.mandate.actions import reports
from vivier.mandate.models import Seal
from vivier.mandate.reporting import bundle, papers, sealing
from vivier.mandate.reporting.workbook import workbook_of


@pytest.fixture(autouse=True)
def in_english():
    with translation.override("en"):
        yield


@pytest.fixture
def world(db):
    return made()


def _tamper(report, **values):
    """Change a seal behind the model's back."""
    with connection.cursor() as cursor:
        for name, value in values.items():
            cursor.execute(f"UPDATE mandate_seal SET {name} = %s WHERE report_id = %s", [value, report.pk])


def test_the_whole_chain_holds(world, capsys):
    report = submitted(world)
    following = reports.return_report(report, by=world.coordinator, comment="x")
    reports.submit_report(following, by=world.coordinator)

    assert sealing.problems_of_all() == []
    call_command("verify_report")
    call_command("verify_report", str(report.pk))
    assert "All holds: 2 frozen reports." in capsys.readouterr().out


@pytest.mark.parametrize(
    ("values", "because"),
    [
        ({"packed": b"nothing"}, "content was changed"),
        ({"packed_rows": zlib.compress(b"{}")}, "rows behind its figures were changed"),
        ({"digest": "0" * 64}, "content was changed"),
        ({"previous_hash": "0" * 64}, "place in the chain"),
        ({"signature": "0" * 64}, "not ours"),
        ({"key_id": "0" * 16}, "not known"),
        ({"sequence": 7}, "removed, added or changed"),
    ],
)
def test_tampering_is_found(world, values, because):
    _tamper(submitted(world), **values)

    assert any(because in one.because for one in sealing.problems_of_all())
    with pytest.raises(CommandError, match=because):
        call_command("verify_report")


def test_a_key_that_was_replaced_still_verifies(world, settings):
    report = submitted(world)
    seal = Seal.objects.get(report=report)
    old = settings.REPORT_KEY

    settings.REPORT_KEY, settings.REPORT_KEY_FALLBACKS = "another key", [old]
    assert sealing.problems_of(seal) == []
    settings.REPORT_KEY_FALLBACKS = []
    assert [one.because for one in sealing.problems_of(seal)] == ["the key that signed it is not known here"]


def test_a_zip_repeats_byte_by_byte_and_verifies_without_the_database(world, tmp_path):
    report = reports.submit_report(claimed(world), by=world.coordinator)

    first = b"".join(bundle.bundle_of(report))
    assert first == b"".join(bundle.bundle_of(report))

    path = tmp_path / "report.zip"
    path.write_bytes(first)
    names = set(zipfile.ZipFile(path).namelist())
    wanted = {"statement-of-expenditure", "claim-for-payment", "declaration-on-honour", "index-of-evidence"}
    assert {f"{name}.html" for name in wanted} | {
        "workbook.xlsx",
        "content.json",
        "rows.json",
        "manifest.json",
    } <= names
    if pdf.is_available():
        assert {f"{name}.pdf" for name in wanted} <= names
    assert len([name for name in names if name.startswith("documents/")]) == 2
    assert bundle.problems_of_bundle(path) == []


@pytest.mark.parametrize("victim", ["content.json", "workbook.xlsx", "manifest.json", "more.txt"])
def test_a_zip_that_was_touched_is_found(world, tmp_path, victim):
    report = submitted(world)
    seal = Seal.objects.get(report=report)
    original = {"content.json": seal.content, "workbook.xlsx": b"rows"}
    digests = {name: hashlib.sha256(text).hexdigest() for name, text in original.items()}
    manifest = bundle._manifest(seal, digests)
    path = tmp_path / "report.zip"

    def written(files):
        with zipfile.ZipFile(path, "w") as archive:
            for name, text in files.items():
                archive.writestr(name, text)
        return bundle.problems_of_bundle(path)

    files = original | {"manifest.json": sealing.canonical(manifest)}
    assert written(files) == []
    if victim == "manifest.json":
        manifest["files"]["workbook.xlsx"] = hashlib.sha256(b"other").hexdigest()
        files |= {"manifest.json": sealing.canonical(manifest), "workbook.xlsx": b"other"}
    else:
        files |= {victim: b"{}"}
    assert written(files) != []
    with pytest.raises(CommandError):
        call_command("verify_report", str(path))


@pytest.mark.parametrize("text", [b"", b"PK", b"not a zip", b"PK\x05\x06" + b"\0" * 18])
def test_what_is_no_report_is_said_to_be_none(db, tmp_path, text):
    path = tmp_path / "x.zip"
    path.write_bytes(text)

    assert bundle.problems_of_bundle(path) != []


def test_papers_are_tagged_and_repeat_byte_by_byte(world):
    report = reports.submit_report(claimed(world), by=world.coordinator)
    seal = Seal.objects.get(report=report)
    content, mark = json.loads(seal.content), bundle.mark_of(seal)

    for paper in papers.papers_of("financial"):
        html = papers.html_of(paper, content, mark)
        assert html == papers.html_of(paper, content, mark)
        assert (mark.signature in html, '<html lang="fr">' in html) == (True, True)
    assert "1 250,50 €" in papers.html_of(papers.CLAIM, content, mark).replace("\u202f", " ").replace(
        "\xa0", " "
    )


@pytest.mark.skipif(not pdf.is_available(), reason="the system library Pango is not installed")
def test_the_activity_report_as_pdf_repeats_byte_by_byte(world):
    seal = Seal.objects.get(report=submitted(world))
    content, mark = json.loads(seal.content), bundle.mark_of(seal)

    made_ = papers.pdf_of(papers.ACTIVITY, content, mark)

    assert made_ == papers.pdf_of(papers.ACTIVITY, content, mark)
    assert made_.startswith(b"%PDF-1.7")


def test_the_workbook_has_each_figure_and_each_row_behind_it(world):
    seal = Seal.objects.get(report=submitted(world))
    content, behind = json.loads(seal.content), json.loads(seal.rows)

    made_ = b"".join(workbook_of(content, behind))

    assert made_ == b"".join(workbook_of(content, behind))
    book = load_workbook(io.BytesIO(made_))
    figures = list(book.worksheets[1].iter_rows(values_only=True, min_row=2))
    assert [(row[0], row[4], row[5], row[6]) for row in figures] == [("I1", 5, 3, -2), ("I2", None, 12, None)]
    rows = list(book.worksheets[2].iter_rows(values_only=True, min_row=2))
    assert [(row[0], row[2]) for row in rows] == [("I1", f"B-2026-T000{number}") for number in range(3)]


def test_the_page_in_the_zip_states_every_expense_however_many_there_are(world, monkeypatch):
    report = reports.submit_report(claimed(world), by=world.coordinator)
    expenses = json.loads(report.seal.content)["expenses"]
    monkeypatch.setattr(papers, "MOST_ROWS", 1)
    monkeypatch.setattr(pdf, "is_available", lambda: False)

    file = io.BytesIO()
    bundle.write_bundle(report, file)

    with zipfile.ZipFile(file) as archive:
        statement, index = (
            archive.read(f"{paper.code}.html").decode() for paper in (papers.STATEMENT, papers.INDEX)
        )
    assert len(expenses) == 2
    for one in expenses:
        assert f"{one['number']}<br>{one['reference']}" in statement
        assert one["reference"] in index
    short = papers.html_of(papers.STATEMENT, json.loads(report.seal.content), papers.Mark())
    assert [one["reference"] in short for one in expenses] == [False, False]
