"""Downloads: typed, streamed, and without a formula that somebody else wrote."""

import csv
import io
import json
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from openpyxl import load_workbook

from vivier.core.exports import Feature, disarm, write_csv, write_geojson, write_xlsx

HOSTILE = ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "＝1", "＋1", "－1", "＠x", "  =1", " -2"]


def _csv_rows(columns, rows):
    text = b"".join(write_csv(columns, rows)).decode()
    assert text.startswith("\ufeff")
    return list(csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline="")))


def _xlsx_rows(columns, rows):
    book = load_workbook(io.BytesIO(b"".join(write_xlsx(columns, rows))))
    return [list(row) for row in book.active.iter_rows(values_only=True)]


@pytest.mark.parametrize("text", HOSTILE)
def test_disarm_puts_an_apostrophe_before_what_a_spreadsheet_would_run(text):
    assert disarm(text) == f"'{text}"


@pytest.mark.parametrize("text", ["KIKK", "St'art", "l'OM", "", "a=b", "1-2", "Wap's Hub", "é"])
def test_disarm_leaves_plain_text_alone(text):
    assert disarm(text) == text


def test_csv_disarms_headings_and_cells_and_keeps_numbers_typed():
    rows = [["=cmd()", -5, Decimal("-1.50"), date(2026, 2, 28), None, True, ["a", "b"], 'say "hi", you']]

    found = _csv_rows(["=h", "n", "m", "d", "e", "t", "l", "q"], rows)

    assert found == [
        ["'=h", "n", "m", "d", "e", "t", "l", "q"],
        ["'=cmd()", "-5", "-1.50", "2026-02-28", "", "true", "a; b", 'say "hi", you'],
    ]


def test_csv_hands_out_pieces_before_the_last_row_is_read():
    read = []

    def rows():
        for number in range(1000):
            read.append(number)
            yield [number]

    pieces = write_csv(["n"], rows())
    first = next(pieces)

    assert len(read) < 1000
    assert b"".join([first, *pieces]).count(b"\r\n") == 1001


def test_xlsx_holds_the_same_rows_as_csv_with_real_numbers_and_dates():
    rows = [["=1+1", 3, 2.5, Decimal(7), date(2026, 10, 25), datetime(2026, 10, 25, 1, 30, tzinfo=UTC), None]]

    days = [datetime.fromisoformat(text) for text in ("2026-10-25", "2026-10-25T02:30")]
    found = _xlsx_rows(["a", "b", "c", "d", "e", "f", "g"], rows)

    assert found == [
        ["a", "b", "c", "d", "e", "f", "g"],
        ["'=1+1", 3, 2.5, 7, *days, None],
    ]


def test_xlsx_survives_what_excel_cannot_hold():
    found = _xlsx_rows(["a", "b", "c"], [["x" * 40_000, float("nan"), "\x01\x0b control"]])

    assert len(found[1][0]) == 32_767
    assert found[1][1] is None


def test_a_list_without_rows_still_has_its_headings():
    assert _csv_rows(["name", "town"], []) == [["name", "town"]]
    assert _xlsx_rows(["name", "town"], []) == [["name", "town"]]


def test_geojson_keeps_things_without_a_place():
    features = [Feature(50.4, 4.8, {"name": "KIKK é"}), Feature(None, None, {"name": "unknown place"})]

    found = json.loads(b"".join(write_geojson(features)))

    assert found == {
        "type": "FeatureCollection",
        "features": [
            {
                "type": "Feature",
                "geometry": {"type": "Point", "coordinates": [4.8, 50.4]},
                "properties": {"name": "KIKK é"},
            },
            {"type": "Feature", "geometry": None, "properties": {"name": "unknown place"}},
        ],
    }
    assert json.loads(b"".join(write_geojson([]))) == {"type": "FeatureCollection", "features": []}
