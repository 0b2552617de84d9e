"""A condition tried before it counts: somebody who meets it, somebody who does not, somebody unknown.

Plain Python. Real facts first; where nobody real is at hand, the smallest facts the rule itself calls for.
"""

import math
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import islice, product

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from vivier.opportunities.conditions.criteria import Band, Criterion, Fact, Facts, Verdict, evaluate
from vivier.opportunities.conditions.rules import (
    NO,
    YES,
    AllOf,
    AnyListed,
    AnyOf,
    Asked,
    Atom,
    InRange,
    NoneListed,
    Not,
    Rule,
)

MOST_TRIES = 2_000
MOST_NAMED = 3
# A code no list can name: somebody else, somewhere else.
ELSEWHERE = "·"


@dataclass(frozen=True, slots=True)
class Sample:
    """One case a condition was tried on; `name` is empty when the facts are made up from the rule."""

    verdict: Verdict
    name: str
    facts: Facts


@dataclass(frozen=True, slots=True)
class Tried:
    """One condition and a case for each of the three answers; None where there cannot be one.

    `counts`: how many real ones gave each answer; `names`: the first of them.
    """

    condition: Criterion
    met: Sample | None
    not_met: Sample | None
    unknown: Sample | None
    counts: Mapping[Verdict, int] = field(default_factory=dict, hash=False)
    names: Mapping[Verdict, tuple[str, ...]] = field(default_factory=dict, hash=False)

    @property
    def samples(self) -> tuple[Sample | None, ...]:
        return self.met, self.not_met, self.unknown

    @property
    def is_whole(self) -> bool:
        """Whether the condition can come out in all three ways: one that cannot says nothing."""
        return None not in self.samples


def try_out(conditions: Iterable[Criterion], people: Iterable[tuple[str, Facts]]) -> tuple[Tried, ...]:
    """Find for each condition a case of each verdict among `people` (name, facts), else make one."""
    known = list(people)
    return tuple(_try(condition, known) for condition in conditions)


def _try(condition: Criterion, people: list[tuple[str, Facts]]) -> Tried:
    found: dict[Verdict, Sample] = {}
    named: dict[Verdict, list[str]] = {verdict: [] for verdict in Verdict}
    for name, facts in people:
        verdict = condition.rule.verdict(facts)
        found.setdefault(verdict, Sample(verdict, name, facts))
        named[verdict].append(name)
    for verdict in Verdict:
        if verdict not in found and (made := made_up(condition.rule, verdict)) is not None:
            found[verdict] = Sample(verdict, "", made)
    return Tried(
        condition,
        found.get(Verdict.MET),
        found.get(Verdict.NOT_MET),
        found.get(Verdict.UNKNOWN),
        {verdict: len(names) for verdict, names in named.items()},
        {verdict: tuple(names[:MOST_NAMED]) for verdict, names in named.items()},
    )


def count_together(conditions: Iterable[Criterion], people: Iterable[tuple[str, Facts]]) -> Counter[Verdict]:
    """Count what all conditions together give; without a condition nothing is known of anybody."""
    criteria = list(conditions)
    return Counter(evaluate(facts, criteria).verdict for _name, facts in people)


def made_up(rule: Rule, wanted: Verdict) -> Facts | None:
    """Return small facts under which the rule gives this verdict; None when none of those tried do."""
    for facts in islice(_made_up(rule, wanted), MOST_TRIES):
        if rule.verdict(facts) is wanted:
            return facts
    return None


def _made_up(rule: Rule, wanted: Verdict) -> Iterator[Facts]:
    if wanted is Verdict.UNKNOWN:
        yield {}
    elif isinstance(rule, Not):
        yield from _made_up(rule.part, Verdict.NOT_MET if wanted is Verdict.MET else Verdict.MET)
    elif isinstance(rule, AllOf | AnyOf):
        yield from _together(rule, wanted)
    elif isinstance(rule, Atom):
        yield from ({rule.fact: fact} for fact in _facts_for(rule, met=wanted is Verdict.MET))


def _together(rule: AllOf | AnyOf, wanted: Verdict) -> Iterator[Facts]:
    """Every part as wanted, in all combinations of what each part may take."""
    for chosen in product(*(list(islice(_made_up(part, wanted), 20)) for part in rule.parts)):
        merged: dict[str, Fact] = {}
        for facts in chosen:
            merged |= facts
        yield merged


def _facts_for(atom: Atom, *, met: bool) -> Iterator[Fact]:
    if isinstance(atom, Asked):
        yield Fact(values=YES if atom.expects is met else NO)
    elif isinstance(atom, InRange):
        yield from (Fact(number=Band.exactly(number)) for number in _numbers(atom))
    elif isinstance(atom, AnyListed):
        inside = met is not isinstance(atom, NoneListed)
        codes = atom.values if inside else (ELSEWHERE,)
        yield from (Fact(values=frozenset({code})) for code in codes)


def _numbers(atom: InRange) -> Iterator[float]:
    """Numbers on both sides of each bound, and between them."""
    bounds = [bound for bound in (atom.min, atom.max, atom.above, atom.below) if bound is not None]
    for bound in bounds:
        yield from (number for number in (bound, bound + 1, bound - 1) if 0 <= number < math.inf)
    if len(bounds) > 1:
        yield (min(bounds) + max(bounds)) / 2


def words_of(
    facts: Facts, labels: Mapping[str, str], names: Mapping[str, Mapping[str, str]] | None = None
) -> str:
    """Say made-up facts shortly, as fact: value.

    `labels` gives the words of facts, `names` by fact those of values that no vocabulary tells.
    """
    said = []
    for name, fact in facts.items():
        known = (names or {}).get(name, {})
        value = ", ".join(known.get(one) or _value_words(one) for one in sorted(fact.values or ()))
        if fact.number is not None and fact.number.low is not None:
            value = f"{fact.number.low:g}"
        label = labels.get(name, name)
        mark = "" if label.endswith("?") else pgettext("after a label", ":")
        said.append(f"{label}{mark} {value}")
    return " · ".join(said)


def _value_words(code: str) -> str:
    """Say a made-up value: yes, no, another one than those listed, or the code as it is."""
    words = {"yes": _("yes"), "no": _("no"), ELSEWHERE: _("another one")}
    return words.get(code, code)
