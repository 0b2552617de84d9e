"""What computes over columns, and the few words that engines say differently."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

Row = tuple[Any, ...]


class NoEngine(Exception):
    """The engine asked for is not there; the text says what to do."""


@dataclass(frozen=True, slots=True)
class Dialect:
    """How an engine writes what SQL leaves open; `{text}`, `{pattern}` and `{by}` stand for SQL."""

    each_word: str
    replaced: str

    def words(self, text: str) -> str:
        """Return the SQL that makes a row of each word of a text."""
        return self.each_word.format(text=text)

    def replace(self, text: str, pattern: str, by: str) -> str:
        """Return the SQL of a text in which every match of a pattern is replaced."""
        return self.replaced.format(text=text, pattern=pattern, by=by)


class Engine(Protocol):
    """Tables by name, made from files or from queries over other tables."""

    dialect: Dialect

    def read(self, name: str, path: Path) -> None:
        """Let a table stand for a CSV file, every column a text; the file is read when it is asked for."""

    def make(self, name: str, query: str) -> None:
        """Let a table stand for what a query says."""

    def rows(self, query: str) -> list[Row]:
        """Return what a query says."""

    def close(self) -> None:
        """Let go of everything."""
