"""What a condition may say, and what the known facts make of it: three answers, never a guess.

Plain Python. A rule is a small tree; each node gives its `verdict` (fast) or its `reason` (explained).
"""

import math
from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import ClassVar

from vivier.opportunities.conditions.verdicts import (
    MET,
    NOT_MET,
    UNKNOWN,
    Fact,
    Facts,
    Param,
    Reason,
    ReasonCode,
    Verdict,
    kleene_all,
    kleene_any,
    kleene_not,
)

QUESTION_PREFIX = "question:"
YES, NO = frozenset({"yes"}), frozenset({"no"})


class Rule(ABC):
    """A parsed condition. Immutable; made by `rule_reader.parse_rule`."""

    __slots__ = ()

    @abstractmethod
    def verdict(self, facts: Facts) -> Verdict:
        """What the facts make of this condition."""

    @abstractmethod
    def reason(self, facts: Facts) -> Reason:
        """The same verdict with its explanation."""

    @abstractmethod
    def changes(self, facts: Facts, wanted: Verdict) -> tuple[Reason, ...]:
        """The fewest single conditions that must come out otherwise to be `wanted` (met or not met).

        Each condition is counted by itself: two that contradict each other cannot be had together.
        """

    @abstractmethod
    def atoms(self) -> Iterator["Atom"]:
        """The conditions on single facts, in order."""

    @abstractmethod
    def to_data(self) -> dict[str, object]:
        """The JSON object this rule is stored as."""


class Atom(Rule):
    """A condition on one fact: `find` says what is found, `meanings` which verdict that is."""

    __slots__ = ()
    fact: str
    text: Mapping[str, str] = {}
    meanings: ClassVar[Mapping[ReasonCode, Verdict]]

    @abstractmethod
    def find(self, facts: Facts) -> ReasonCode:
        """What the facts say."""

    @abstractmethod
    def params(self, fact: Fact | None, /) -> dict[str, Param]:
        """The numbers and codes a sentence needs."""

    def verdict(self, facts: Facts) -> Verdict:
        return self.meanings.get(self.find(facts), UNKNOWN)

    def reason(self, facts: Facts) -> Reason:
        code = self.find(facts)
        verdict = self.meanings.get(code, UNKNOWN)
        return Reason(code, verdict, self.fact, self.params(facts.get(self.fact)), self.text)

    def changes(self, facts: Facts, wanted: Verdict) -> tuple[Reason, ...]:
        reason = self.reason(facts)
        return () if reason.verdict is wanted else (reason,)

    def atoms(self) -> Iterator["Atom"]:
        yield self


@dataclass(frozen=True, slots=True)
class AnyListed(Atom):
    """At least one value of the fact is in the list."""

    fact: str
    values: tuple[str, ...]
    listed: frozenset[str] = field(init=False, repr=False, compare=False)
    key: ClassVar[str] = "in"
    meanings = {ReasonCode.LISTED: MET, ReasonCode.NOT_LISTED: NOT_MET}

    def __post_init__(self) -> None:
        object.__setattr__(self, "listed", frozenset(self.values))

    def find(self, facts: Facts) -> ReasonCode:
        fact = facts.get(self.fact)
        if fact is None:
            return ReasonCode.ABSENT
        if self.fact == "nace":
            return self._find_code(fact)
        if fact.values and not self.listed.isdisjoint(fact.values):
            return ReasonCode.LISTED
        if not fact.values and not (fact.partial and fact.excluded):
            return ReasonCode.ABSENT
        if fact.partial and not self.listed <= fact.excluded:
            return ReasonCode.PARTIAL
        return ReasonCode.NOT_LISTED

    def _find_code(self, fact: Fact) -> ReasonCode:
        """NACE codes are a tree: a listed "62" covers a known 62.01, a known "62" may or may not be 62.01."""
        if not fact.values:
            return ReasonCode.ABSENT
        if any(code.startswith(self.values) for code in fact.values):
            return ReasonCode.LISTED
        if fact.partial:
            return ReasonCode.PARTIAL
        broader = tuple(fact.values)
        return ReasonCode.COARSE if any(v.startswith(broader) for v in self.values) else ReasonCode.NOT_LISTED

    def params(self, fact: Fact | None, /) -> dict[str, Param]:
        values = tuple(sorted(fact.values or ())) if fact else ()
        if self.fact == "nace":
            found = tuple(value for value in values if value.startswith(self.values))
        else:
            found = tuple(value for value in values if value in self.listed)
        return {"listed": self.values, "values": values, "found": found}

    def to_data(self) -> dict[str, object]:
        return {"fact": self.fact, self.key: list(self.values)}


@dataclass(frozen=True, slots=True)
class NoneListed(AnyListed):
    """No value of the fact is in the list."""

    key = "not_in"
    meanings = {ReasonCode.LISTED: NOT_MET, ReasonCode.NOT_LISTED: MET}


@dataclass(frozen=True, slots=True)
class InRange(Atom):
    """The number keeps within bounds: `min` and `max` inclusive, `above` and `below` strict."""

    fact: str
    min: float | None = None
    max: float | None = None
    above: float | None = None
    below: float | None = None
    meanings = {ReasonCode.WITHIN: MET, ReasonCode.TOO_LOW: NOT_MET, ReasonCode.TOO_HIGH: NOT_MET}

    def _bounds(self) -> dict[str, float | None]:
        return {"min": self.min, "max": self.max, "above": self.above, "below": self.below}

    def _is_high_enough(self, number: float) -> bool:
        return (self.min is None or number >= self.min) and (self.above is None or number > self.above)

    def _is_low_enough(self, number: float) -> bool:
        return (self.max is None or number <= self.max) and (self.below is None or number < self.below)

    def is_possible(self) -> bool:
        """Some number of at least 0 keeps within the bounds."""
        lowest = max(self.min or 0, self.above or 0)
        highest = min(math.inf if bound is None else bound for bound in (self.max, self.below))
        is_strict = self.above is not None or self.below is not None
        return lowest < highest or (lowest == highest and not is_strict)

    def find(self, facts: Facts) -> ReasonCode:
        fact = facts.get(self.fact)
        band = fact.number if fact else None
        if band is None or (band.low is None and band.high is None):
            return ReasonCode.ABSENT
        low, high = band.low or 0, math.inf if band.high is None else band.high
        if not self._is_high_enough(high):
            return ReasonCode.TOO_LOW
        if not self._is_low_enough(low):
            return ReasonCode.TOO_HIGH
        is_inside = self._is_high_enough(low) and self._is_low_enough(high)
        return ReasonCode.WITHIN if is_inside else ReasonCode.BAND

    def params(self, fact: Fact | None, /) -> dict[str, Param]:
        band = fact.number if fact else None
        return {**self._bounds(), "low": band.low if band else None, "high": band.high if band else None}

    def to_data(self) -> dict[str, object]:
        bounds = {key: bound for key, bound in self._bounds().items() if bound is not None}
        return {"fact": self.fact, **bounds}


@dataclass(frozen=True, slots=True)
class Asked(Atom):
    """A question only the person can answer by yes or no."""

    question: str
    text: Mapping[str, str] = field(hash=False)
    expects: bool
    fact: str = field(init=False, repr=False, compare=False)
    meanings = {ReasonCode.AS_EXPECTED: MET, ReasonCode.NOT_AS_EXPECTED: NOT_MET}

    def __post_init__(self) -> None:
        object.__setattr__(self, "fact", QUESTION_PREFIX + self.question)

    def find(self, facts: Facts) -> ReasonCode:
        fact = facts.get(self.fact)
        if fact is None or fact.values not in (YES, NO):
            return ReasonCode.UNANSWERED
        is_expected = (fact.values == YES) is self.expects
        return ReasonCode.AS_EXPECTED if is_expected else ReasonCode.NOT_AS_EXPECTED

    def params(self, _fact: Fact | None, /) -> dict[str, Param]:
        return {"expects": self.expects}

    def to_data(self) -> dict[str, object]:
        return {"question": self.question, "text": dict(self.text), "expects": self.expects}


@dataclass(frozen=True, slots=True)
class Group(Rule):
    """Several conditions joined; `decided_by` is the verdict of one part that alone decides the whole."""

    parts: tuple[Rule, ...]
    code: ClassVar[ReasonCode]
    decided_by: ClassVar[Verdict]

    def reason(self, facts: Facts) -> Reason:
        verdict = self.verdict(facts)
        parts = (part.reason(facts) for part in self.parts)
        telling = tuple(part for part in parts if verdict is UNKNOWN or part.verdict is verdict)
        return Reason(self.code, verdict, parts=telling)

    def changes(self, facts: Facts, wanted: Verdict) -> tuple[Reason, ...]:
        each = [part.changes(facts, wanted) for part in self.parts]
        if wanted is self.decided_by:
            return min(each, key=len)
        return tuple(reason for reasons in each for reason in reasons)

    def atoms(self) -> Iterator[Atom]:
        for part in self.parts:
            yield from part.atoms()

    def to_data(self) -> dict[str, object]:
        return {self.code.value: [part.to_data() for part in self.parts]}


@dataclass(frozen=True, slots=True)
class AllOf(Group):
    """Every part is met."""

    code = ReasonCode.ALL
    decided_by = NOT_MET

    def verdict(self, facts: Facts) -> Verdict:
        return kleene_all(part.verdict(facts) for part in self.parts)


@dataclass(frozen=True, slots=True)
class AnyOf(Group):
    """At least one part is met."""

    code = ReasonCode.ANY
    decided_by = MET

    def verdict(self, facts: Facts) -> Verdict:
        return kleene_any(part.verdict(facts) for part in self.parts)


@dataclass(frozen=True, slots=True)
class Not(Rule):
    """The part is not met."""

    part: Rule

    def verdict(self, facts: Facts) -> Verdict:
        return kleene_not(self.part.verdict(facts))

    def reason(self, facts: Facts) -> Reason:
        part = self.part.reason(facts)
        return Reason(ReasonCode.NOT, kleene_not(part.verdict), parts=(part,))

    def changes(self, facts: Facts, wanted: Verdict) -> tuple[Reason, ...]:
        return self.part.changes(facts, kleene_not(wanted))

    def atoms(self) -> Iterator[Atom]:
        yield from self.part.atoms()

    def to_data(self) -> dict[str, object]:
        return {"not": self.part.to_data()}
