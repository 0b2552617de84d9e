"""A condition as the lines a person fills in, and back: what goes in comes out the same.

Plain Python. One fact a line, lines joined in one group at most; what does not fit stays as it was written.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from vivier.opportunities.conditions.rule_reader import NUMBER_FACTS, InvalidRule, parse_rule
from vivier.opportunities.conditions.rules import (
    AllOf,
    AnyListed,
    AnyOf,
    Asked,
    Atom,
    Group,
    InRange,
    Not,
    Rule,
)

QUESTION = "question"
MOST_LINES, MOST_VALUES = 20, 100


class Joined(StrEnum):
    """How the lines of one condition count together; ALONE: one line by itself."""

    ALONE = ""
    ALL = "all"
    ANY = "any"
    NONE = "none"
    NOT_ALL = "not_all"


@dataclass(frozen=True, slots=True)
class Line:
    """One condition on one fact, or on the answer to a question.

    `how`: "in" or "not_in" for codes, "yes" or "no" for a question, empty for a number. `bounds`: one or two
    of min or above, max or below. `question`: the name of the answer; `text`: its words by language.
    `is_turned`: the opposite counts.
    """

    fact: str
    how: str = ""
    values: tuple[str, ...] = ()
    bounds: Mapping[str, float] = field(default_factory=dict, hash=False)
    question: str = ""
    text: Mapping[str, str] = field(default_factory=dict, hash=False)
    is_turned: bool = False

    @property
    def is_number(self) -> bool:
        return self.fact in NUMBER_FACTS

    def to_data(self) -> dict[str, object]:
        """The rule of this line as it is stored."""
        rule: dict[str, object]
        if self.fact == QUESTION:
            rule = {QUESTION: self.question, "text": dict(self.text), "expects": self.how == "yes"}
        elif self.is_number:
            rule = {"fact": self.fact, **self.bounds}
        else:
            rule = {"fact": self.fact, self.how: list(self.values)}
        return {"not": rule} if self.is_turned else rule


@dataclass(frozen=True, slots=True)
class Written:
    """A condition that lines can hold."""

    joined: Joined
    lines: tuple[Line, ...]

    def to_data(self) -> dict[str, object]:
        """The rule as it is stored."""
        parts = [line.to_data() for line in self.lines]
        if self.joined is Joined.ALONE:
            return parts[0]
        if self.joined in (Joined.ALL, Joined.ANY):
            return {self.joined.value: parts}
        return {"not": {"any" if self.joined is Joined.NONE else "all": parts}}


def written_of(data: object) -> Written | None:
    """Return the lines of a stored rule; None when lines cannot say exactly the same."""
    try:
        found = _written(parse_rule(data))
    except InvalidRule:
        return None
    return found if found is not None and found.to_data() == data else None


def _written(rule: Rule) -> Written | None:
    inner = rule.part if isinstance(rule, Not) else rule
    if not isinstance(inner, Group):
        line = _line(rule)
        return Written(Joined.ALONE, (line,)) if line else None
    lines = [_line(part) for part in inner.parts]
    if len(lines) > MOST_LINES or not all(lines):
        return None
    names = {AllOf: Joined.ALL, AnyOf: Joined.ANY}
    turned = {AllOf: Joined.NOT_ALL, AnyOf: Joined.NONE}
    joined = (turned if isinstance(rule, Not) else names)[type(inner)]  # type: ignore[index]
    return Written(joined, tuple(line for line in lines if line))


def _line(rule: Rule) -> Line | None:
    is_turned = isinstance(rule, Not)
    atom = rule.part if isinstance(rule, Not) else rule
    if isinstance(atom, Asked):
        how = "yes" if atom.expects else "no"
        return Line(QUESTION, how, question=atom.question, text=dict(atom.text), is_turned=is_turned)
    if isinstance(atom, InRange):
        bounds = {key: value for key, value in atom.to_data().items() if key != "fact"}
        return Line(atom.fact, bounds=bounds, is_turned=is_turned)  # type: ignore[arg-type]
    if isinstance(atom, AnyListed) and isinstance(atom, Atom) and len(atom.values) <= MOST_VALUES:
        return Line(atom.fact, atom.key, atom.values, is_turned=is_turned)
    return None
