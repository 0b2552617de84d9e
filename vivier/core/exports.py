"""One writer for every list that is downloaded: CSV, XLSX and GeoJSON, row by row, formulas disarmed."""

import csv
import json
import re
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date, datetime
from decimal import Decimal
from math import isfinite
from typing import Any, NamedTuple

import xlsxwriter
from django.core.serializers.json import DjangoJSONEncoder
from django.utils.timezone import is_aware, localtime

Columns = Sequence[str]
Rows = Iterable[Sequence[Any]]

# What a spreadsheet takes for a formula, and the full-width twins it folds into them.
_DANGEROUS = tuple("=+-@\t\r\n＝＋－＠")
_BLOCK = 1 << 16
_XLSX_TEXT_LIMIT = 32_767
_CSV_ROWS_PER_CHUNK = 200


class Feature(NamedTuple):
    """One thing on a map; without coordinates it keeps its place in the file with no geometry."""

    latitude: float | None
    longitude: float | None
    properties: dict[str, Any]


class Sheet(NamedTuple):
    """One sheet of a workbook: its name, its columns, its rows."""

    name: str
    columns: Columns
    rows: Rows


class Table(NamedTuple):
    """A kind of file a list leaves as: what it is called on the way, and who writes it."""

    content_type: str
    write: Callable[[Columns, Rows], Iterator[bytes]]


class _Echo:
    """A file that hands back what is written to it."""

    def write(self, text: str) -> str:
        return text


def disarm(text: str) -> str:
    """Return the text so that no spreadsheet runs it as a formula."""
    return (
        f"'{text}" if text.lstrip(" \u00a0").startswith(_DANGEROUS) or text.startswith(_DANGEROUS) else text
    )


def _plain(value: Any) -> Any:
    """Return a number, a date or a disarmed text; several values are joined by semicolons."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, float | Decimal):
        return value if isfinite(value) else ""
    if isinstance(value, int | date):
        return (
            localtime(value).replace(tzinfo=None)
            if isinstance(value, datetime) and is_aware(value)
            else value
        )
    if isinstance(value, list | tuple | set | frozenset):
        value = "; ".join(str(one) for one in value)
    return disarm(str(value))


def _csv_cell(value: Any) -> Any:
    plain = _plain(value)
    return plain.isoformat() if isinstance(plain, date) else plain


def write_csv(columns: Columns, rows: Rows) -> Iterator[bytes]:
    """Yield a CSV file (UTF-8 with BOM, RFC 4180) in pieces."""
    line: Callable[[list[Any]], str] = csv.writer(_Echo()).writerow  # type: ignore[assignment,arg-type]
    waiting = ["\ufeff", line([_csv_cell(name) for name in columns])]
    for row in rows:
        waiting.append(line([_csv_cell(value) for value in row]))
        if len(waiting) >= _CSV_ROWS_PER_CHUNK:
            yield "".join(waiting).encode()
            waiting.clear()
    yield "".join(waiting).encode()


def write_xlsx(columns: Columns, rows: Rows) -> Iterator[bytes]:
    """Yield an XLSX file in pieces; rows go to disk one by one, never all in memory."""
    return write_book([Sheet("", columns, rows)])


def write_book(sheets: Iterable[Sheet], *, made_at: datetime | None = None) -> Iterator[bytes]:
    """Yield an XLSX file of several sheets in pieces; with a moment, the same rows give the same bytes."""
    with tempfile.TemporaryFile() as file:
        options = {
            "constant_memory": True,
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "strings_to_numbers": False,
        }
        book = xlsxwriter.Workbook(file, options)
        if made_at:
            book.set_properties({"created": made_at.replace(tzinfo=None)})
        bold = book.add_format({"bold": True})
        formats = {"day": book.add_format({"num_format": "yyyy-mm-dd"})}
        formats["moment"] = book.add_format({"num_format": "yyyy-mm-dd hh:mm"})
        for one in sheets:
            _write_sheet(book.add_worksheet(_sheet_name(one.name)), one, bold, formats)
        book.close()
        file.seek(0)
        while block := file.read(_BLOCK):
            yield block


def _write_sheet(sheet: Any, one: Sheet, bold: Any, formats: dict[str, Any]) -> None:
    sheet.freeze_panes(1, 0)
    for number, name in enumerate(one.columns):
        sheet.write_string(0, number, str(_plain(name)), bold)
    for index, row in enumerate(one.rows, start=1):
        for number, value in enumerate(row):
            _write_cell(sheet, index, number, _plain(value), formats)


def _sheet_name(name: str) -> str | None:
    """Return a name a workbook takes: no character it forbids, at most 31 of them."""
    return re.sub(r"[\[\]:*?/\\]", " ", name).strip("' ")[:31] or None


def _write_cell(sheet: Any, row: int, column: int, value: Any, formats: dict[str, Any]) -> None:
    if isinstance(value, datetime):
        sheet.write_datetime(row, column, value, formats["moment"])
    elif isinstance(value, date):
        sheet.write_datetime(row, column, datetime(value.year, value.month, value.day), formats["day"])  # noqa: DTZ001
    elif isinstance(value, int | float | Decimal):
        sheet.write_number(row, column, value)
    elif value:
        sheet.write_string(row, column, value[:_XLSX_TEXT_LIMIT])


def write_geojson(features: Iterable[Feature]) -> Iterator[bytes]:
    """Yield a GeoJSON FeatureCollection (RFC 7946) in pieces."""
    yield b'{"type":"FeatureCollection","features":['
    separator = ""
    for feature in features:
        known = feature.latitude is not None and feature.longitude is not None
        geometry = {"type": "Point", "coordinates": [feature.longitude, feature.latitude]} if known else None
        thing = {"type": "Feature", "geometry": geometry, "properties": feature.properties}
        yield f"{separator}{json.dumps(thing, cls=DjangoJSONEncoder, ensure_ascii=False)}".encode()
        separator = ",\n"
    yield b"]}\n"


XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
TABLES = {"csv": Table("text/csv; charset=utf-8", write_csv), "xlsx": Table(XLSX, write_xlsx)}
