"""A text file with a head in TOML between two lines of +++, then a body in Markdown."""

import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

_FENCE = "+++"


class Unreadable(ValueError):
    """The file has no head that can be read; the text says why."""


@dataclass(frozen=True, slots=True)
class Written:
    """What a file says: its head, its body, and the file itself for messages."""

    head: dict[str, Any]
    body: str
    file: str

    def text(self, name: str) -> str:
        """Return a text of the head, "" when it is not there."""
        value = self.head.get(name, "")
        return value.strip() if isinstance(value, str) else ""

    def list(self, name: str) -> list[str]:
        """Return a list of texts of the head."""
        value = self.head.get(name, [])
        return [str(one) for one in value] if isinstance(value, list) else []


def read(path: Path) -> Written:
    """Read one file."""
    try:
        text = path.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        raise Unreadable(f"{path.name}: not UTF-8") from error
    parts = text.split(f"{_FENCE}\n", 2)
    if len(parts) != 3 or parts[0].strip():
        raise Unreadable(f"{path.name}: a head between two lines of {_FENCE} is missing")
    try:
        head = tomllib.loads(parts[1])
    except tomllib.TOMLDecodeError as error:
        raise Unreadable(f"{path.name}: {error}") from error
    return Written(head, parts[2].strip(), path.name)
