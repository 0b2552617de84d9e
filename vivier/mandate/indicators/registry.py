"""Everything that can be counted, and the counts the platform names; apps above register their own."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from vivier.mandate.indicators.subjects import Subject, Words

_subjects: dict[str, Subject] = {}
_queries: dict[str, "Query"] = {}


@dataclass(frozen=True, slots=True)
class Query:
    """A count written once in code: its name, what it means in words, and its parts (see `definitions`)."""

    code: str
    name: Words
    meaning: Words
    unit: Words
    parts: Mapping[str, Any] = field(default_factory=dict)


def register(*things: Subject | Query) -> None:
    """Make subjects and queries known; a code that is taken is refused."""
    for thing in things:
        known: dict[str, Any] = _subjects if isinstance(thing, Subject) else _queries
        if known.get(thing.code, thing) is not thing:
            raise ValueError(f"{thing.code} is counted already")
        known[thing.code] = thing


def subjects() -> Mapping[str, Subject]:
    """Return what can be counted, by code."""
    return _subjects


def queries() -> Mapping[str, Query]:
    """Return the counts written in code, by code."""
    return _queries
