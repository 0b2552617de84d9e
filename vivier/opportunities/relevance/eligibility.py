"""The three-valued verdicts of many actors at once: each single condition is asked once per distinct fact.

The same rules as `criteria.evaluate`, therefore the same answers: 1 met, 0 unknown, -1 not met.
"""

from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

from vivier.opportunities.conditions.rules import AllOf, AnyOf, Atom, Not, Rule
from vivier.opportunities.conditions.verdicts import Fact, Facts, Verdict

Verdicts = NDArray[np.int8]
_NUMBERS = {Verdict.MET: 1, Verdict.UNKNOWN: 0, Verdict.NOT_MET: -1}


class Population:
    """Actors grouped into classes: those of one class have the same facts as far as any rule can test."""

    def __init__(self, facts: Sequence[Facts], names: Iterable[str]) -> None:
        """`names`: the facts that the rules test; the others tell nobody apart."""
        self.names = tuple(sorted(set(names)))
        self._distinct: dict[str, list[Facts]] = {}
        codes = np.zeros((len(facts), len(self.names)), dtype=np.int32)
        for column, name in enumerate(self.names):
            codes[:, column] = self._coded(name, [each.get(name) for each in facts])
        if self.names and len(facts):
            self._codes, classes = np.unique(codes, axis=0, return_inverse=True)
        else:
            self._codes, classes = codes[:1], np.zeros(len(facts), dtype=np.int32)
        self.classes: NDArray[np.int32] = classes.reshape(-1).astype(np.int32)

    def _coded(self, name: str, facts: Iterable[Fact | None]) -> list[int]:
        """A number for each distinct fact; what it says in words and where it comes from do not count."""
        seen: dict[object, int] = {}
        kept = self._distinct.setdefault(name, [])
        numbers = []
        for fact in facts:
            key = (fact.values, fact.number, fact.partial, fact.excluded) if fact else None
            if key not in seen:
                seen[key] = len(kept)
                kept.append({name: fact} if fact else {})
            numbers.append(seen[key])
        return numbers

    def __len__(self) -> int:
        return len(self._codes)

    def verdicts(self, rule: Rule) -> Verdicts:
        """What the rule makes of each class."""
        match rule:
            case Not():
                return -self.verdicts(rule.part)
            case AllOf():
                return np.minimum.reduce([self.verdicts(part) for part in rule.parts])
            case AnyOf():
                return np.maximum.reduce([self.verdicts(part) for part in rule.parts])
            case Atom():
                return self._single(rule)
        raise TypeError(f"A rule of a kind nobody told us about: {type(rule).__name__}.")

    def _single(self, atom: Atom) -> Verdicts:
        if atom.fact not in self._distinct:
            return np.full(len(self), _NUMBERS[atom.verdict({})], dtype=np.int8)
        asked = np.array([_NUMBERS[atom.verdict(each)] for each in self._distinct[atom.fact]], dtype=np.int8)
        return asked[self._codes[:, self.names.index(atom.fact)]]

    def together(self, rules: Sequence[Rule]) -> Verdicts:
        """All conditions of a call together; without any condition nothing is known."""
        if not rules:
            return np.zeros(len(self), dtype=np.int8)
        return np.minimum.reduce([self.verdicts(rule) for rule in rules])
