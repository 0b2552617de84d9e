"""Tables in, typed records out: CSV files read strictly, every error named by file and line."""

import csv
import io
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, time
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

MAX_BYTES = 50_000_000
Parser = Callable[[str], Any]


@dataclass(frozen=True, slots=True)
class Record:
    """One line of a table: its line number (1 = header) and its parsed values by column."""

    line: int
    values: dict[str, Any]


@dataclass(frozen=True, slots=True)
class BadRow:
    """One thing that is wrong in a file, in a sentence."""

    file: str
    line: int | None
    problem: str

    def __str__(self) -> str:
        where = f"{self.file}, line {self.line}" if self.line else self.file
        return f"{where}: {self.problem}"


@dataclass(frozen=True, slots=True)
class Table:
    """What a file must look like: columns with their parsers, and the columns that name a row."""

    file: str
    columns: Mapping[str, Parser]
    unique: tuple[str, ...] = ()
    optional: frozenset[str] = field(default_factory=frozenset)


class Unreadable(ValueError):
    """A value that its parser refuses; the text says why."""


def text(value: str) -> str:
    """Return the value without outer blanks; refuse control characters."""
    if any(ord(c) < 32 and c not in "\n\t\r" for c in value):
        raise Unreadable("holds a control character")
    return value.strip()


def required(value: str) -> str:
    """Return a text that must be there."""
    cleaned = text(value)
    if not cleaned:
        raise Unreadable("is empty")
    return cleaned


def words(value: str) -> list[str]:
    """Return the items of a list separated by semicolons."""
    return [item for item in (part.strip() for part in text(value).split(";")) if item]


def day(value: str) -> date | None:
    """Return an ISO date (2026-12-01), or None when empty."""
    if not value.strip():
        return None
    try:
        return date.fromisoformat(value.strip())
    except ValueError as error:
        raise Unreadable(f"{value!r} is not a date like 2026-12-01") from error


def hour(value: str) -> time | None:
    """Return an hour (18:30), or None when empty."""
    if not value.strip():
        return None
    try:
        return time.fromisoformat(value.strip())
    except ValueError as error:
        raise Unreadable(f"{value!r} is not an hour like 18:30") from error


def amount(value: str) -> Decimal | None:
    """Return a decimal number, or None when empty."""
    if not value.strip():
        return None
    try:
        number = Decimal(value.strip())
    except InvalidOperation as error:
        raise Unreadable(f"{value!r} is not a number") from error
    if not number.is_finite() or abs(number) >= Decimal(10) ** 16:
        raise Unreadable(f"{value!r} is not a usable number")
    return number


def whole(value: str) -> int | None:
    """Return a whole number, or None when empty."""
    number = amount(value)
    if number is None:
        return None
    if number != number.to_integral_value():
        raise Unreadable(f"{value!r} is not a whole number")
    return int(number)


def address(value: str) -> str:
    """Return a web address (http or https), or an empty text."""
    cleaned = text(value)
    if cleaned and not cleaned.startswith(("http://", "https://")):
        raise Unreadable(f"{cleaned[:60]!r} is not a web address")
    if len(cleaned) > 500:
        raise Unreadable("is a web address of more than 500 characters")
    return cleaned


def yes_no(value: str) -> bool | None:
    """Return True, False, or None for "nobody said"."""
    cleaned = value.strip().lower()
    if cleaned not in {"", "yes", "no"}:
        raise Unreadable(f"{value!r} is neither yes, no nor empty")
    return {"yes": True, "no": False}.get(cleaned)


def one_of(*allowed: str) -> Parser:
    """Return a parser for a word of a closed list."""

    def parse(value: str) -> str:
        cleaned = text(value)
        if cleaned not in allowed:
            raise Unreadable(f"{cleaned!r} is not one of {', '.join(allowed)}")
        return cleaned

    return parse


def some_of(what: str, allowed: frozenset[str]) -> Parser:
    """Return a parser for a list of words of a closed list, named `what` in the error."""

    def parse(value: str) -> list[str]:
        items = words(value)
        unknown = [item for item in items if item not in allowed]
        if unknown:
            raise Unreadable(f"unknown {what} {', '.join(map(repr, unknown))}")
        return items

    return parse


def _content(path: Path) -> str:
    if not path.is_file():
        raise Unreadable("the file is missing")
    if path.stat().st_size > MAX_BYTES:
        raise Unreadable(f"the file is larger than {MAX_BYTES // 1_000_000} MB")
    try:
        content = path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise Unreadable(f"the file is not UTF-8 (byte {error.start})") from error
    if not content.endswith("\n"):
        raise Unreadable("the file stops in the middle of a line: it looks truncated")
    return content


def _rows(content: str) -> Iterator[tuple[int, list[str]]]:
    reader = csv.reader(io.StringIO(content, newline=""), strict=True)
    while True:
        line = reader.line_num + 1
        try:
            yield line, next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            raise Unreadable(f"line {line}: {error}; a quote may be missing") from error


def _header(table: Table, header: list[str]) -> list[str]:
    problems = []
    missing = [name for name in table.columns if name not in header and name not in table.optional]
    unknown = [name for name in header if name not in table.columns]
    if missing:
        problems.append(f"missing column {', '.join(map(repr, missing))}")
    if unknown:
        problems.append(f"unknown column {', '.join(map(repr, unknown))}")
    return problems


def _parsed(table: Table, header: list[str], line: int, cells: list[str]) -> Record | list[BadRow]:
    if len(cells) != len(header):
        return [BadRow(table.file, line, f"{len(cells)} cells where the header has {len(header)}")]
    values, problems = {}, []
    for name, cell in zip(header, cells, strict=True):
        try:
            values[name] = table.columns[name](cell)
        except Unreadable as error:
            problems.append(BadRow(table.file, line, f"{name}: {error}"))
    return problems or Record(line, values)


def read_table(folder: Path, table: Table) -> tuple[list[Record], list[BadRow]]:
    """Read one file of the folder; return its good records and everything that is wrong with it."""
    records: list[Record] = []
    problems: list[BadRow] = []
    try:
        rows = _rows(_content(folder / table.file))
        header = next(rows, (1, []))[1]
        wrong = _header(table, header)
        if wrong:
            return [], [BadRow(table.file, 1, problem) for problem in wrong]
        for line, cells in rows:
            parsed = _parsed(table, header, line, cells)
            if isinstance(parsed, Record):
                records.append(parsed)
            else:
                problems += parsed
    except Unreadable as error:
        problems.append(BadRow(table.file, None, str(error)))
    return records, problems + _twice(table, records)


def _twice(table: Table, records: list[Record]) -> list[BadRow]:
    seen: dict[tuple[Any, ...], int] = {}
    problems = []
    for record in records if table.unique else []:
        key = tuple(record.values[name] for name in table.unique)
        if key in seen:
            shown = " · ".join(map(str, key))
            problems.append(BadRow(table.file, record.line, f"{shown!r} is already on line {seen[key]}"))
        seen.setdefault(key, record.line)
    return problems
