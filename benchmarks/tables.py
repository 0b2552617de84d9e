"""Read the CSV files of the labelled sets, however they were saved: order of columns, separator, encoding."""

import csv
import io
from collections.abc import Iterator, Sequence
from pathlib import Path

MOST_CHARACTERS = 10_000_000
SEPARATORS = ",;\t|"
KEYS = ("id", "key", "code")


class Unreadable(Exception):
    """A file lacks what is needed; the text says which file and what."""


def text_of(path: Path) -> str:
    """The text of a file: UTF-8 with or without a mark, UTF-16 with one, else Windows-1252."""
    raw = path.read_bytes()
    if raw[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return raw.decode("utf-16", errors="replace")
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        return raw.decode("cp1252", errors="replace")


def rows_of(path: Path) -> Iterator[dict[str, str]]:
    """Yield each row by its column, names and values without spaces around; an empty file has none."""
    csv.field_size_limit(MOST_CHARACTERS)
    text = text_of(path)
    header = text.partition("\n")[0]
    separator = max(SEPARATORS, key=lambda one: (header.count(one), -SEPARATORS.index(one)))
    lines = io.StringIO(text, newline="")
    for row in csv.DictReader(lines, delimiter=separator, skipinitialspace=True):
        yield {key.strip(): (value or "").strip() for key, value in row.items() if key}


def key_column(names: Sequence[str], *, besides: str = "") -> str:
    """The column that identifies a row: `id`, `a_id`, `key`…, else the first; ValueError without any."""
    others = [name for name in names if name != besides]
    for name in others:
        if name.lower() in KEYS or name.lower().rsplit("_", 1)[-1] in KEYS:
            return name
    if not others:
        raise ValueError("no column is left to identify a row")
    return others[0]


def wanted_column(path: Path, names: Sequence[str], wanted: str) -> str:
    """The column of this name, whatever its case; Unreadable when there is none."""
    for name in names:
        if name.lower() == wanted:
            return name
    raise Unreadable(f"{path} has no column {wanted!r}: its columns are {', '.join(names)}.")
