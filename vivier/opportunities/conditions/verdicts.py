"""What is known, and what may be concluded from it: facts, the three verdicts, and reasons kept as data.

Plain Python.
"""

import math
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum


class Verdict(StrEnum):
    """The three values of Kleene's logic."""

    MET = "met"
    NOT_MET = "not_met"
    UNKNOWN = "unknown"


class ReasonCode(StrEnum):
    """Why a verdict came out; `wording.py` owns the sentences."""

    LISTED = "listed"  # a value of the fact is in the list
    NOT_LISTED = "not_listed"
    PARTIAL = "partial"  # none of the known values is in the list, but there may be others
    COARSE = "coarse"  # the known code is broader than the listed one
    WITHIN = "within"
    TOO_LOW = "too_low"
    TOO_HIGH = "too_high"
    BAND = "band"  # the known band lies on both sides of a bound
    AS_EXPECTED = "as_expected"  # the answer to the question
    NOT_AS_EXPECTED = "not_as_expected"
    UNANSWERED = "unanswered"
    ABSENT = "absent"  # the fact is not known at all
    ALL = "all"
    ANY = "any"
    NOT = "not"


MET, NOT_MET, UNKNOWN = Verdict.MET, Verdict.NOT_MET, Verdict.UNKNOWN


def kleene_all(verdicts: Iterable[Verdict]) -> Verdict:
    """Not met as soon as one is not met; met when all are; else unknown."""
    found = MET
    for verdict in verdicts:
        if verdict is NOT_MET:
            return NOT_MET
        if verdict is UNKNOWN:
            found = UNKNOWN
    return found


def kleene_any(verdicts: Iterable[Verdict]) -> Verdict:
    """Met as soon as one is met; not met when none can be; else unknown."""
    found = NOT_MET
    for verdict in verdicts:
        if verdict is MET:
            return MET
        if verdict is UNKNOWN:
            found = UNKNOWN
    return found


_OPPOSITE = {MET: NOT_MET, NOT_MET: MET, UNKNOWN: UNKNOWN}


def kleene_not(verdict: Verdict) -> Verdict:
    """Met and not met change places; unknown stays unknown."""
    return _OPPOSITE[verdict]


@dataclass(frozen=True, slots=True)
class Band:
    """A number known to lie from `low` to `high`, both inclusive, never negative; None: no known limit.

    The unit is the fact's: full-time equivalents, years, per cent. ValueError for a band that cannot be.
    """

    low: float | None
    high: float | None

    def __post_init__(self) -> None:
        low, high = self.low or 0, self.high
        if not (0 <= low < math.inf) or (high is not None and not (low <= high < math.inf)):
            raise ValueError(f"A band goes up from at least 0, not from {self.low} to {self.high}.")

    @classmethod
    def exactly(cls, number: float) -> "Band":
        return cls(number, number)


@dataclass(frozen=True, slots=True)
class Fact:
    """One thing known about an actor or a visitor, with where it comes from.

    `values` for coded facts, `number` for counted ones, `says` in words for people.
    `partial`: there may be other values we do not know. `excluded` then names the codes that cannot be among
    them: of somebody who says only "Wallonia" the commune is unknown, but it is not in Flanders (not used for
    NACE, where a broad code leaves the finer ones open by itself). Without any value and without anything
    excluded a fact says nothing and counts as absent. `names`: what people call the values, by value, where
    no vocabulary tells.
    """

    values: frozenset[str] | None = None
    number: Band | None = None
    source: str = ""
    as_of: date | None = None
    says: str = ""
    partial: bool = False
    excluded: frozenset[str] = frozenset()
    names: Mapping[str, str] = field(default_factory=dict, compare=False)


Facts = Mapping[str, Fact]
Param = str | float | bool | None | tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Reason:
    """A verdict explained as data: what was found (`code`), about which `fact`, with which numbers or codes.

    `params` of a list: `listed` (the rule's values, in its order), `values` (the fact's, sorted), `found`
    (the listed ones of these); of a range: `min`, `max`, `above`, `below` (the rule's, or None), `low`,
    `high` (the fact's, or None); of a question: `expects` (bool), with its `question` text by language.
    A group (all, any, not) has `parts` instead: those that decide it, or all of them while it is unknown.
    """

    code: ReasonCode
    verdict: Verdict
    fact: str = ""
    params: Mapping[str, Param] = field(default_factory=dict, hash=False)
    question: Mapping[str, str] = field(default_factory=dict, hash=False)
    parts: tuple["Reason", ...] = ()

    def atoms(self) -> Iterator["Reason"]:
        """The reasons on single facts, in the order of the rule."""
        if not self.parts:
            yield self
        for part in self.parts:
            yield from part.atoms()
