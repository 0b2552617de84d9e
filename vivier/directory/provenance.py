"""Whose value a record shows: what a person wrote is never overwritten by a dataset or a register."""

from dataclasses import dataclass, field
from datetime import date
from enum import Enum, auto
from urllib.parse import urlsplit

from vivier.directory.fields import Value, is_empty, same
from vivier.directory.models import Actor, FieldSource

Method = FieldSource.Method
WRITTEN_BY_PEOPLE = frozenset({Method.OWNER, Method.TEAM, Method.SUGGESTION})
_RANKS = {Method.DATASET: 0, Method.SPREADSHEET: 0, Method.FEED: 0, Method.REGISTER: 1} | dict.fromkeys(
    WRITTEN_BY_PEOPLE, 2
)


@dataclass(frozen=True, slots=True)
class Source:
    """Where values come from: how they came, from whom, at which address, seen on which day."""

    method: str
    name: str = ""
    url: str = ""
    observed_on: date | None = None


@dataclass(slots=True)
class Update:
    """What an update did: values changed as [before, after], and values that did not replace a person's."""

    actor: Actor
    changed: dict[str, list[Value]] = field(default_factory=dict)
    refused: dict[str, Value] = field(default_factory=dict)


class Decision(Enum):
    """What becomes of a value that arrives."""

    SAME = auto()
    WRITE = auto()
    REFUSE = auto()


def decide(*, shown: Value, holder: str | None, arriving: Value, method: str) -> Decision:
    """Say whether a value may replace the one shown, whose method is `holder` (None: nobody said)."""
    if same(shown, arriving):
        return Decision.SAME
    if method in WRITTEN_BY_PEOPLE:
        return Decision.WRITE
    if holder is None:
        # A value whose origin nobody wrote down may be a person's: machines leave it alone.
        return Decision.WRITE if is_empty(shown) else Decision.REFUSE
    return Decision.WRITE if _RANKS[Method(method)] >= _RANKS[Method(holder)] else Decision.REFUSE


def name_of_address(url: str, otherwise: str = "") -> str:
    """Return what to call the source behind an address: its host."""
    host = urlsplit(url).hostname or ""
    return host.removeprefix("www.") or otherwise
