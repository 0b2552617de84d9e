"""Tables people send: CSV or XLSX, recognised by what is inside, read row by row as texts."""

import csv
import io
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from itertools import islice
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from vivier.core import workbooks
from vivier.core.refusals import SheetRefused

MOST_BYTES = 20_000_000
MOST_ROWS = 100_000
MOST_COLUMNS = 200
MOST_IN_A_CELL = 20_000
SAMPLE = 20
_DELIMITERS = ";,\t|"
_OLD_EXCEL = b"\xd0\xcf\x11\xe0"
_BOMS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
_NOT_TEXT = bytes(set(range(1, 32)) - set(b"\t\r\n\f"))
_DATA = re.compile(r"^[\d\s.,:/+-]+$|://|@|^www\.", re.IGNORECASE)
_NUMBER = re.compile(r"^-?\d+\.0+$")

Line = tuple[int, list[str]]


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table in a file: its format, how it is written, the line of its header, its columns."""

    path: Path
    kind: str
    encoding: str
    delimiter: str
    header_line: int
    columns: tuple[str, ...]
    title: str = ""  # of the sheet of a workbook; "" is its first that holds something

    def rows(self) -> Iterator[Line]:
        """Yield (line in the file, one text for each column) of every row that is not empty."""
        width = len(self.columns)
        count = 0
        for line, cells in _lines(self.path, self.kind, self.encoding, self.delimiter, self.title):
            if line <= self.header_line or not any(cells):
                continue
            count += 1
            if count > MOST_ROWS:
                raise SheetRefused(_("The table has more than %(most)s rows.") % {"most": f"{MOST_ROWS:,}"})
            yield line, [*cells[:width], *[""] * (width - len(cells))]


def open_sheet(path: Path, title: str = "") -> Sheet:
    """Recognise a table, of a workbook the sheet of this title.

    Raise SheetRefused with a sentence when it cannot be read.
    """
    size = path.stat().st_size
    if size > MOST_BYTES:
        raise SheetRefused(_("The file is larger than %(most)s MB.") % {"most": MOST_BYTES // 1_000_000})
    if size == 0:
        raise SheetRefused(_("The file is empty."))
    with path.open("rb") as file:
        start = file.read(1 << 16)
    if start.startswith(_OLD_EXCEL):
        raise SheetRefused(_("This is an old Excel file (.xls): save it as XLSX or CSV and send it again."))
    kind, encoding, delimiter = ("xlsx", "", "") if start.startswith(b"PK") else _written(path, start)
    sample = list(islice(_lines(path, kind, encoding, delimiter, title), SAMPLE))
    line, names = _header(sample)
    return Sheet(path, kind, encoding, delimiter, line, _named(names), title)


def titles_in(sheet: Sheet) -> tuple[list[str], str]:
    """Return the titles of the sheets of a workbook, and which one is read; nothing of a text."""
    if sheet.kind != "xlsx":
        return [], ""
    titles, first = workbooks.titles(sheet.path)
    return titles, sheet.title or first


def _written(path: Path, start: bytes) -> tuple[str, str, str]:
    encoding = _encoding_of(path, start)
    text = start.decode(encoding, errors="ignore")
    return "csv", encoding, _delimiter_of(text)


def _encoding_of(path: Path, start: bytes) -> str:
    """Say how a text is encoded: by its mark, by its zeros, as UTF-8 if all of it is, else Windows-1252."""
    for mark, encoding in _BOMS:
        if start.startswith(mark):
            return _checked(path, encoding)
    even, odd = start[::2].count(0), start[1::2].count(0)
    if max(even, odd) > len(start) / 5:
        return _checked(path, "utf-16-le" if odd > even else "utf-16-be")
    if sum(start.count(sign) for sign in _NOT_TEXT) > len(start) / 100:
        raise SheetRefused(_("This is neither a CSV nor an XLSX file."))
    try:
        return _checked(path, "utf-8")
    except SheetRefused:
        return _checked(path, "cp1252")


def _checked(path: Path, encoding: str) -> str:
    try:
        with path.open(encoding=encoding, newline="") as file:
            while file.read(1 << 20):
                pass
    except UnicodeError as error:
        raise SheetRefused(
            _("The text of the file cannot be read: save it as CSV in UTF-8 and send it again.")
        ) from error
    return encoding


def _delimiter_of(text: str) -> str:
    """Return what stands between the cells: the sign that cuts the most lines into as many parts."""
    if text.startswith("sep=") and len(text) > 4:
        return text[4]

    def score(sign: str) -> tuple[int, int]:
        try:
            lines = list(islice(csv.reader(io.StringIO(text[:20_000]), delimiter=sign), 40))
        except csv.Error:
            return 0, 0
        widths = [len(line) for line in lines[:-1] or lines if line]
        usual = max(set(widths), key=lambda one: (widths.count(one), one), default=1)
        return (widths.count(usual) if usual > 1 else 0), usual

    best = max(_DELIMITERS, key=score)
    return best if score(best)[0] else ";"


def _lines(path: Path, kind: str, encoding: str, delimiter: str, title: str) -> Iterator[Line]:
    if kind == "xlsx":
        for line, values in workbooks.rows(path, MOST_COLUMNS, MOST_ROWS + SAMPLE, title):
            yield line, _checked_cells(line, (text_of(one) for one in values))
        return
    with path.open(encoding=encoding, newline="") as file:
        reader = csv.reader(file, delimiter=delimiter)
        try:
            for cells in reader:
                if reader.line_num == 1 and cells and cells[0].startswith("sep="):
                    continue
                yield reader.line_num, _checked_cells(reader.line_num, (one.strip() for one in cells))
        except csv.Error as error:
            raise SheetRefused(
                _("Line %(line)s cannot be read: a quotation mark may be missing.")
                % {"line": reader.line_num}
            ) from error


def _checked_cells(line: int, cells: Iterable[str]) -> list[str]:
    found = list(cells)
    while found and not found[-1]:
        found.pop()
    if len(found) > MOST_COLUMNS:
        raise SheetRefused(_("The table has more than %(most)s columns.") % {"most": MOST_COLUMNS})
    if any(len(one) > MOST_IN_A_CELL for one in found):
        raise SheetRefused(
            _("Line %(line)s holds a cell of more than %(most)s characters: a quotation mark may be missing.")
            % {"line": line, "most": f"{MOST_IN_A_CELL:,}"}
        )
    return found


def text_of(value: Any) -> str:
    """Return a cell as a person reads it: a day without its midnight, a whole number without ".0"."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time().isoformat() == "00:00:00" else value.isoformat(" ")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    text = str(value).strip()
    return "" if text.startswith("#") and text.rstrip("!?").isupper() else text


def whole(text: str) -> str:
    """Return "403170701.0" as "403170701": a number that passed through a spreadsheet."""
    return text.split(".", 1)[0] if _NUMBER.match(text) else text


def _header(sample: list[Line]) -> tuple[int, list[str]]:
    """Return the line and the cells of the header: the first wide row that only holds words."""
    filled = [(line, cells) for line, cells in sample if any(cells)]
    if not filled:
        raise SheetRefused(_("The table is empty."))
    widest = max(sum(1 for one in cells if one) for _line, cells in filled)
    for line, cells in filled:
        names = [one for one in cells if one]
        if len(names) >= max(1, 0.6 * widest) and not any(_DATA.search(one) for one in names):
            return line, cells
    raise SheetRefused(
        _("No row with the names of the columns was found in the first %(n)s.") % {"n": SAMPLE}
    )


def _named(names: list[str]) -> tuple[str, ...]:
    """Give every column a name of its own."""
    found: list[str] = []
    for number, name in enumerate(names, 1):
        wanted = " ".join(name.replace("\x00", "").split())[:100] or _("Column %(n)s") % {"n": number}
        found.append(wanted if wanted not in found else f"{wanted} ({number})")
    return tuple(found)
