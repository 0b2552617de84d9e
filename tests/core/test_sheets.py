"""Tables people send are recognised by what is inside; hostile ones are refused with a sentence."""

import datetime
import zipfile

import openpyxl
import pytest
from django.utils import translation

from vivier.core import sheets, workbooks
from vivier.core.refusals import SheetRefused
from vivier.core.sheets import open_sheet, text_of, whole

ROWS = [["Nom", "Code postal", "Site"], ["Théâtre", "5000", "a.be"], ["Maison €", "0400", ""]]


@pytest.fixture(autouse=True)
def in_english():
    with translation.override("en"):
        yield


def written(tmp_path, content, name="table.csv"):
    path = tmp_path / name
    path.write_bytes(content)
    return path


def workbook(tmp_path, *rows, merge="", name="table.xlsx"):
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    if merge:
        book.active.merge_cells(merge)
    path = tmp_path / name
    book.save(path)
    return path


def read(path):
    sheet = open_sheet(path)
    return [list(sheet.columns), *(cells for _line, cells in sheet.rows())]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"])
@pytest.mark.parametrize("delimiter", [";", ",", "\t", "|"])
def test_encoding_and_delimiter_are_found(tmp_path, encoding, delimiter):
    text = "\r\n".join(delimiter.join(row) for row in ROWS)

    assert read(written(tmp_path, text.encode(encoding))) == ROWS


def test_a_workbook_is_read_whatever_it_is_called(tmp_path):
    assert read(workbook(tmp_path, *ROWS, name="table.csv")) == ROWS
    text = "\n".join(";".join(row) for row in ROWS)
    assert read(written(tmp_path, text.encode(), "table.xlsx")) == ROWS


def test_the_header_is_found_under_a_title_and_empty_rows(tmp_path):
    text = "Liste des membres;;\n;;\nNom;Code postal;Site\nThéâtre;5000;a.be\n;;\nMaison;0400;\n"

    sheet = open_sheet(written(tmp_path, text.encode()))

    assert (sheet.header_line, sheet.columns) == (3, ("Nom", "Code postal", "Site"))
    assert list(sheet.rows()) == [(4, ["Théâtre", "5000", "a.be"]), (6, ["Maison", "0400", ""])]


def test_the_mark_that_excel_puts_first_is_understood(tmp_path):
    assert read(written(tmp_path, b"sep=|\nNom|Ville\nA;B|Namur\n")) == [["Nom", "Ville"], ["A;B", "Namur"]]


def test_columns_without_a_name_or_twice_of_one_name_get_their_own(tmp_path):
    sheet = open_sheet(written(tmp_path, b"Nom;;Nom\na;b;c\n"))

    assert sheet.columns == ("Nom", "Column 2", "Nom (3)")


def test_quoted_cells_keep_delimiters_and_line_ends(tmp_path):
    path = written(tmp_path, b'Nom;Texte\n"A; B";"deux\nlignes"\nC;d\n')

    assert list(open_sheet(path).rows()) == [(3, ["A; B", "deux\nlignes"]), (4, ["C", "d"])]


def test_cells_of_a_workbook_are_read_as_people_see_them(tmp_path):
    day, moment = datetime.date(2001, 2, 3), datetime.datetime(2001, 2, 3, 4, 5)  # noqa: DTZ001
    path = workbook(
        tmp_path,
        ["Nom", "Numéro", "Jour", "Calcul"],
        ["A", 403170701.0, day, "=1+1"],
        ["B", 12.5, moment, "#N/A"],
    )

    assert read(path)[1:] == [["A", "403170701", "2001-02-03", ""], ["B", "12.5", "2001-02-03 04:05:00", ""]]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("403170701.0", "403170701"),
        ("5000.00", "5000"),
        ("1.5", "1.5"),
        ("0403.170.701", "0403.170.701"),
        ("v1.0", "v1.0"),
    ],
)
def test_whole_numbers_lose_what_a_spreadsheet_added(text, expected):
    assert whole(text) == expected


def test_merged_cells_are_empty_but_the_first(tmp_path):
    path = workbook(tmp_path, ["Nom", "Ville"], ["A", None], ["B", "Namur"], merge="A2:B2")

    assert read(path)[1:] == [["A", ""], ["B", "Namur"]]


def test_an_empty_first_sheet_is_passed_over(tmp_path):
    book = openpyxl.Workbook()
    other = book.create_sheet()
    for row in ROWS:
        other.append(row)
    book.save(tmp_path / "b.xlsx")

    assert read(tmp_path / "b.xlsx") == ROWS


def test_a_nul_is_kept_to_be_told_and_not_lost(tmp_path):
    rows = list(open_sheet(written(tmp_path, b"Nom;Ville\nA\x00b;Namur\nC;Mons\n")).rows())

    assert rows[0] == (2, ["A\x00b", "Namur"])


def zipped(tmp_path, entries, name="a.xlsx"):
    path = tmp_path / name
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for entry, content in entries.items():
            archive.writestr(entry, content)
    return path


BOMB = (
    '<?xml version="1.0"?><!DOCTYPE lolz [<!ENTITY a "lol"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'
    "<workbook>&b;</workbook>"
)


def half_a_book(tmp_path):
    whole_book = workbook(tmp_path, *ROWS).read_bytes()
    return written(tmp_path, whole_book[: len(whole_book) // 2], "half")


def packed(**entries):
    return lambda tmp_path: zipped(tmp_path, {"xl/workbook.xml": "<a/>"} | entries)


def bytes_of(content):
    return lambda tmp_path: written(tmp_path, content)


HOSTILE = {
    "empty": bytes_of(b""),
    "blank": bytes_of(b"\n;;\n \n"),
    "picture": bytes_of(b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 40),
    "old excel": bytes_of(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600),
    "broken zip": half_a_book,
    "no zip": bytes_of(b"PK\x03\x04" + b"x" * 200),
    "other zip": lambda tmp_path: zipped(tmp_path, {"word/document.xml": "<a/>"}),
    "xml bomb": packed(**{"xl/workbook.xml": BOMB, "[Content_Types].xml": "<a/>"}),
    "xml bomb in UTF-16": packed(**{"xl/workbook.xml": BOMB.encode("utf-16")}),
    "zip bomb": packed(**{"xl/big.xml": "0" * 5_000_000}),
    "many entries": packed(**{f"{n}": "" for n in range(2_100)}),
    "way out": packed(**{"../../etc/passwd": "x"}),
    "nothing in it": packed(),
    "10,000 columns": bytes_of(b";".join(b"c%d" % n for n in range(10_000)) + b"\n1;2\n"),
    "10,000 columns in a workbook": lambda tmp_path: workbook(tmp_path, [f"c{n}" for n in range(10_000)]),
    "open quote": bytes_of(b'Nom;Ville\n"A;Namur\n' + b"B;Mons\n" * 40_000),
    "only numbers": bytes_of(b"1;2\n3;4\n"),
    "odd UTF-16": bytes_of(b"\xff\xfeN\x00o\x00m\x00;"),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_what_cannot_be_a_table_is_refused_with_a_sentence(tmp_path, name):
    with pytest.raises(SheetRefused, match=r"\w+ \w+") as refused:
        list(open_sheet(HOSTILE[name](tmp_path)).rows())

    assert str(refused.value)[-1] == "."


def test_what_is_too_large_or_too_long_is_refused(tmp_path, monkeypatch):
    path = written(tmp_path, b"Nom;Ville\n" + b"A;Namur\n" * 20)
    monkeypatch.setattr(sheets, "MOST_ROWS", 10)
    with pytest.raises(SheetRefused, match="more than 10 rows"):
        list(open_sheet(path).rows())

    monkeypatch.setattr(sheets, "MOST_BYTES", 100)
    with pytest.raises(SheetRefused, match="larger than"):
        open_sheet(path)


def test_a_cell_far_to_the_right_and_far_below_costs_nothing(tmp_path):
    book = openpyxl.Workbook()
    for row in ROWS:
        book.active.append(row)
    book.active.cell(2 * sheets.MOST_ROWS, 3, "x")
    book.save(tmp_path / "far.xlsx")

    assert len(read(tmp_path / "far.xlsx")) == 3
    assert workbooks.MOST_UNPACKED < 1_000_000_000


@pytest.mark.parametrize("value", [True, 1e20, 0.1, b"x", datetime.time(1, 2), "  x "])
def test_any_cell_becomes_a_text(value):
    assert isinstance(text_of(value), str)
