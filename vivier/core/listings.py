"""Lists that machines give as tables people can map: RSS, Atom, JSON and JSON lines beside CSV and XLSX."""

import html
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

import nh3
from defusedxml import DefusedXmlException, ElementTree  # type: ignore[import-untyped]
from django.utils.translation import gettext as _

from vivier.core.refusals import SheetRefused
from vivier.core.sheets import MOST_BYTES, MOST_COLUMNS, MOST_IN_A_CELL, Line, open_sheet

MOST_ITEMS = 20_000
DEEPEST = 4
_LISTS = ("results", "items", "data", "records", "opportunities", "calls", "hits", "features")
_NAMES = ("code", "label", "name", "title", "text", "value")
_ENTRIES = frozenset({"item", "entry"})


class Table(Protocol):
    """Rows of texts under named columns; a row comes with its line in the file, or its number in the list."""

    @property
    def kind(self) -> str: ...

    @property
    def columns(self) -> tuple[str, ...]: ...

    def rows(self) -> Iterator[Line]: ...


@dataclass(frozen=True, slots=True)
class Listing:
    """A list of items as a table: every path inside an item ("amounts.max") is a column."""

    kind: str
    columns: tuple[str, ...]
    items: tuple[dict[str, str], ...]

    def rows(self) -> Iterator[Line]:
        """Yield (number of the item, one text for each column)."""
        for number, item in enumerate(self.items, 1):
            yield number, [item.get(column, "") for column in self.columns]


def open_table(path: Path) -> Table:
    """Recognise a list by what is inside; raise SheetRefused with a sentence when it cannot be read."""
    if path.stat().st_size > MOST_BYTES:
        raise SheetRefused(_("The file is larger than %(most)s MB.") % {"most": MOST_BYTES // 1_000_000})
    with path.open("rb") as file:
        start = file.read(200).removeprefix(b"\xef\xbb\xbf").lstrip(b"\xff\xfe\x00 \t\r\n")
    if start.startswith(b"<"):
        return _listing("feed", _entries(path.read_bytes()))
    if start.startswith((b"{", b"[")):
        return _listing("json", _items(path.read_bytes()))
    return open_sheet(path)


def items_of(said: Any) -> list[Mapping[str, Any]] | None:
    """Return the list of objects in a JSON document: itself, under a usual name, or the first there is."""
    level = [said]
    for _depth in range(DEEPEST):
        for one in level:
            if isinstance(one, list) and (not one or any(isinstance(each, Mapping) for each in one)):
                return [each for each in one if isinstance(each, Mapping)]
        held = [one for one in level if isinstance(one, Mapping)]
        named = [one[name] for one in held for name in _LISTS if name in one]
        level = named + [value for one in held for value in one.values()]
    return None


def json_of(data: bytes) -> Any:
    """Return what JSON bytes say, one document or one object a line; raise SheetRefused."""
    text = _text(data)
    try:
        return json.loads(text)
    except RecursionError as error:
        raise SheetRefused(_("The JSON is nested too deeply.")) from error
    except ValueError as error:
        lines = [line for line in text.splitlines() if line.strip()]
        if len(lines) < 2 or not lines[0].lstrip().startswith("{"):
            raise SheetRefused(_("This is not JSON: %(why)s") % {"why": str(error)[:120]}) from error
        return [_line(number, line) for number, line in enumerate(lines, 1)]


def _line(number: int, line: str) -> Any:
    try:
        return json.loads(line)
    except (ValueError, RecursionError) as error:
        raise SheetRefused(_("Line %(line)s is not JSON.") % {"line": number}) from error


def _text(data: bytes) -> str:
    encoding = json.detect_encoding(data)
    try:
        return data.decode(encoding)
    except UnicodeDecodeError:
        return data.decode("cp1252", errors="replace")


def _items(data: bytes) -> Iterator[dict[str, str]]:
    found = items_of(json_of(data))
    if found is None:
        raise SheetRefused(_("This JSON holds no list of objects."))
    return (dict(_flat(item, "")) for item in found)


def _flat(item: Mapping[str, Any], before: str, depth: int = 1) -> Iterator[tuple[str, str]]:
    """Yield (path, text) of everything in an object; a text with its language, or a code, is one value."""
    for name, value in item.items():
        path = f"{before}{name}"[:100]
        if isinstance(value, Mapping):
            single = next((value[one] for one in ("text", "code") if one in value), None)
            if single is not None:
                yield path, _plain(single)
            elif depth < DEEPEST:
                yield from _flat(value, f"{path}.", depth + 1)
        elif isinstance(value, list):
            yield path, "; ".join(filter(None, (_named(one) for one in value)))
        else:
            yield path, _plain(value)


def _named(value: Any) -> str:
    if isinstance(value, Mapping):
        return next((_plain(value[one]) for one in _NAMES if value.get(one)), "")
    return "" if isinstance(value, list) else _plain(value)


def _plain(value: Any) -> str:
    if value is None or isinstance(value, Mapping | list):
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value).strip()


def _entries(data: bytes) -> Iterator[dict[str, str]]:
    root = _tree(data)
    found = [one for one in root.iter() if _local(one.tag) in _ENTRIES]
    if not found and _local(root.tag) not in {"rss", "feed", "RDF"}:
        raise SheetRefused(_("This is neither an RSS nor an Atom feed."))
    return (_entry(one) for one in found)


def _tree(data: bytes) -> Any:
    """Read XML without its entities; text that is not in the encoding it claims is read as Windows-1252."""
    try:
        return ElementTree.fromstring(data)
    except DefusedXmlException as error:
        raise SheetRefused(_("This XML declares entities of its own: it is not read.")) from error
    except (ElementTree.ParseError, ValueError, LookupError) as error:
        return _tree_of_wrong_encoding(data, error)


def _tree_of_wrong_encoding(data: bytes, error: Exception) -> Any:
    why = SheetRefused(_("This XML cannot be read: %(why)s") % {"why": str(error)[:120]})
    text = data.removeprefix(b"\xef\xbb\xbf").decode("cp1252", errors="replace")
    if text.startswith("<?xml"):
        text = text.partition("?>")[2]
    try:
        return ElementTree.fromstring(text)
    except (ElementTree.ParseError, DefusedXmlException, ValueError):
        raise why from error


def _entry(element: Any) -> dict[str, str]:
    said: dict[str, list[str]] = {}
    for child in element:
        name = _local(child.tag)
        said.setdefault("content" if name == "encoded" else name, []).extend(_said(name, child))
    return {name[:100]: "; ".join(dict.fromkeys(filter(None, texts))) for name, texts in said.items()}


def _said(name: str, child: Any) -> Iterator[str]:
    if name == "link" and child.get("href"):
        if child.get("rel", "alternate") == "alternate":
            yield child.get("href").strip()
    elif name == "category" and child.get("term"):
        yield child.get("label") or child.get("term")
    else:
        yield without_marks("".join(child.itertext()))


def without_marks(text: str) -> str:
    """Return what an HTML text says, without its marks and scripts."""
    if "<" not in text and "&" not in text:
        return text.strip()
    spaced = text.replace("</p>", "</p>\n").replace("<br", "\n<br").replace("</li>", "</li>\n")
    return html.unescape(nh3.clean(spaced, tags=set())).strip()


def _local(tag: Any) -> str:
    return tag.rsplit("}", 1)[-1] if isinstance(tag, str) else ""


def _listing(kind: str, items: Iterable[dict[str, str]]) -> Listing:
    kept: list[dict[str, str]] = []
    columns: dict[str, None] = {}
    for item in items:
        if len(kept) == MOST_ITEMS:
            raise SheetRefused(_("The list has more than %(most)s items.") % {"most": f"{MOST_ITEMS:,}"})
        kept.append({name: text[:MOST_IN_A_CELL] for name, text in item.items()})
        columns |= dict.fromkeys(item)
        if len(columns) > MOST_COLUMNS:
            raise SheetRefused(_("The table has more than %(most)s columns.") % {"most": MOST_COLUMNS})
    if not kept:
        raise SheetRefused(_("The list is empty."))
    return Listing(kind, tuple(columns), tuple(kept))
