"""XLSX files from strangers: the ZIP is weighed before anything is unpacked, entities are refused."""

import zipfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import openpyxl
from defusedxml import DefusedXmlException  # type: ignore[import-untyped]
from django.utils.translation import gettext as _

from vivier.core.refusals import SheetRefused

MOST_ENTRIES = 2_000
MOST_SHEETS = 100
LOOKED_AT = 1_000  # rows
MOST_UNPACKED = 300_000_000
MOST_RATIO = 200
SMALL = 1_000_000
_HEAD = 4_096
# What openpyxl raises on a broken workbook: it has no exception of its own for most of it.
_BROKEN = (
    zipfile.BadZipFile,
    KeyError,
    ValueError,
    TypeError,
    IndexError,
    AttributeError,
    OSError,
    EOFError,
    SyntaxError,
    NotImplementedError,
    RuntimeError,
)


def rows(
    path: Path, most_columns: int, most_rows: int, title: str = ""
) -> Iterator[tuple[int, tuple[Any, ...]]]:
    """Yield (line, values) of the sheet of this title, a little over the limits.

    Without a title: of the first visible sheet that holds something.
    """
    with _book(path) as book:
        sheets = _visible(book)
        if title:
            sheets = [one for one in sheets if one.title == title][:1]
            if not sheets:
                raise SheetRefused(_("The workbook has no sheet “%(title)s”.") % {"title": title[:80]})
        for sheet in sheets:
            sheet.reset_dimensions()
            limits = {"max_col": most_columns + 1, "max_row": most_rows + 1}
            found = False
            for line, values in enumerate(sheet.iter_rows(values_only=True, **limits), 1):
                found = found or any(one is not None for one in values)
                yield line, values
            if found:
                return


def titles(path: Path) -> tuple[list[str], str]:
    """Return the titles of the sheets people can choose from, and the first that holds something."""
    with _book(path) as book:
        sheets = _visible(book)
        filled = (one.title for one in sheets if _holds_something(one))
        return [str(one.title) for one in sheets[:MOST_SHEETS]], str(next(filled, ""))


def _holds_something(sheet: Any) -> bool:
    sheet.reset_dimensions()
    rows = sheet.iter_rows(values_only=True, max_row=LOOKED_AT)
    return any(one is not None for values in rows for one in values)


def _visible(book: Any) -> list[Any]:
    return [one for one in book.worksheets if one.sheet_state == "visible"] or list(book.worksheets)


@contextmanager
def _book(path: Path) -> Iterator[Any]:
    """Open a workbook; whatever is wrong with it becomes a sentence."""
    weigh(path)
    try:
        with path.open("rb") as file, closing(_opened(file)) as book:
            yield book
    except DefusedXmlException as error:
        raise SheetRefused(_("The workbook holds XML that is not safe to read.")) from error
    except _BROKEN as error:
        raise SheetRefused(
            _("The workbook is damaged: open it in a spreadsheet program and save it again.")
        ) from error


def _opened(file: Any) -> Any:
    return openpyxl.load_workbook(file, read_only=True, data_only=True, keep_links=False)


def weigh(path: Path) -> None:
    """Refuse a ZIP that is no workbook, is broken, or would unpack to far more than it weighs."""
    try:
        with zipfile.ZipFile(path) as archive:
            entries = archive.infolist()
            names = {one.filename for one in entries}
            if "xl/workbook.xml" not in names:
                raise SheetRefused(_("This ZIP file is not an XLSX workbook."))
            if len(entries) > MOST_ENTRIES or sum(one.file_size for one in entries) > MOST_UNPACKED:
                raise SheetRefused(_("The workbook unpacks to more than can be read."))
            for one in entries:
                _weigh_entry(archive, one)
    except SheetRefused:
        raise
    except _BROKEN as error:
        raise SheetRefused(_("The ZIP file is damaged.")) from error


def _weigh_entry(archive: zipfile.ZipFile, one: zipfile.ZipInfo) -> None:
    if one.file_size > SMALL and one.file_size > MOST_RATIO * max(one.compress_size, 1):
        raise SheetRefused(_("The workbook unpacks to more than can be read."))
    if one.filename.startswith("/") or ".." in one.filename.split("/"):
        raise SheetRefused(_("The ZIP file is damaged."))
    if one.filename.endswith((".xml", ".rels")):
        with archive.open(one) as file:
            head = file.read(_HEAD).replace(b"\x00", b"")
        if b"<!DOCTYPE" in head or b"<!ENTITY" in head:
            raise SheetRefused(_("The workbook holds XML that is not safe to read."))
