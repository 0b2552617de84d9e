"""Who may apply: the criteria of a call, read once, and what the facts known about somebody make of them.

Plain Python. `parse_criterion` refuses what it does not understand; `evaluate` never guesses.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from vivier.opportunities.conditions.rule_reader import (
    CODED_FACTS,
    LANGUAGES,
    NUMBER_FACTS,
    VOCABULARY,
    InvalidRule,
    parse_rule,
    read_key,
    read_list,
    read_object,
    read_string,
    read_texts,
)
from vivier.opportunities.conditions.rules import QUESTION_PREFIX, Asked, Rule
from vivier.opportunities.conditions.verdicts import (
    Band,
    Fact,
    Facts,
    Reason,
    ReasonCode,
    Verdict,
    kleene_all,
)

__all__ = [
    "CODED_FACTS",
    "LANGUAGES",
    "NUMBER_FACTS",
    "QUESTION_PREFIX",
    "VOCABULARY",
    "Assessment",
    "Band",
    "Criterion",
    "Fact",
    "Facts",
    "InvalidRule",
    "Missing",
    "Reason",
    "ReasonCode",
    "Result",
    "Rule",
    "Verdict",
    "check_keys",
    "evaluate",
    "most_settling",
    "parse_criteria",
    "parse_criterion",
    "parse_rule",
    "questions_of",
]

MAX_CRITERIA, MAX_ARTICLE = 100, 120


@dataclass(frozen=True, slots=True)
class Criterion:
    """One condition of a call: its human sentence by language beside the rule a machine can check."""

    key: str
    text: Mapping[str, str] = field(hash=False)
    article: str
    rule: Rule

    def to_data(self) -> dict[str, object]:
        """The JSON object `parse_criterion` reads."""
        return {
            "key": self.key,
            "text": dict(self.text),
            "article": self.article,
            "rule": self.rule.to_data(),
        }


def parse_criterion(data: object, path: str = "criterion") -> Criterion:
    """The criterion stored as this JSON value; `criterion.to_data()` gives the value back.

    Raises InvalidRule with a sentence that names the place, as in "criterion.rule.any[1].in[0]: …".
    """
    fields = read_object(data, path, ("key", "text", "article", "rule"))
    return Criterion(
        key=read_key(fields.get("key"), f"{path}.key"),
        text=read_texts(fields.get("text"), f"{path}.text"),
        article=read_string(fields.get("article", ""), f"{path}.article", most=MAX_ARTICLE),
        rule=parse_rule(fields.get("rule"), f"{path}.rule"),
    )


def parse_criteria(data: object, path: str = "criteria") -> tuple[Criterion, ...]:
    """The criteria of one call, stored as a list, which may be empty.

    Raises InvalidRule as `parse_criterion` does, and for a key used twice or more than 100 criteria.
    """
    if data == []:
        return ()
    items = read_list(data, path, most=MAX_CRITERIA)
    criteria = tuple(parse_criterion(item, f"{path}[{i}]") for i, item in enumerate(items))
    check_keys([criterion.key for criterion in criteria], path)
    return criteria


def check_keys(keys: list[str], path: str = "criteria") -> None:
    """Raise InvalidRule for a key used twice or more than 100 of them."""
    if len(keys) > MAX_CRITERIA:
        raise InvalidRule(path, f"at most {MAX_CRITERIA} criteria are possible.")
    seen: set[str] = set()
    for i, key in enumerate(keys):
        if key in seen:
            raise InvalidRule(f"{path}[{i}].key", f"“{key}” is already used by another criterion.")
        seen.add(key)


@dataclass(frozen=True, slots=True)
class Missing:
    """What would settle a verdict: a fact to give, to complete or to make exact, or a question to answer.

    `name`: the fact, or "question:<id>". `why`: ABSENT, PARTIAL, COARSE, BAND or UNANSWERED. `question`: its
    text by language, empty for a fact.
    """

    name: str
    why: ReasonCode
    question: Mapping[str, str] = field(default_factory=dict, hash=False)


@dataclass(frozen=True, slots=True)
class Result:
    """One criterion in the light of the facts. Explanations are worked out when read."""

    criterion: Criterion
    verdict: Verdict
    facts: Facts = field(repr=False, hash=False)

    @property
    def because(self) -> Reason:
        return self.criterion.rule.reason(self.facts)

    @property
    def facts_used(self) -> tuple[tuple[str, Fact | None], ...]:
        """The facts the verdict rests on, in the order of the rule; None for one that is not known."""
        names = dict.fromkeys(atom.fact for atom in self.because.atoms())
        return tuple((name, self.facts.get(name)) for name in names)

    @property
    def settled_by(self) -> tuple[Missing, ...]:
        """What to ask while the verdict is unknown: with all of it given, the verdict is settled. Else empty.

        Nothing is asked that only matters to a part of the rule already decided.
        """
        if self.verdict is not Verdict.UNKNOWN:
            return ()
        unknown = (atom for atom in self.because.atoms() if atom.verdict is Verdict.UNKNOWN)
        return _unique(Missing(atom.fact, atom.code, atom.question) for atom in unknown)

    @property
    def nearest_change(self) -> tuple[Reason, ...]:
        """While not met: the fewest single conditions that would have to come out otherwise. Else empty."""
        if self.verdict is not Verdict.NOT_MET:
            return ()
        return self.criterion.rule.changes(self.facts, Verdict.MET)


@dataclass(frozen=True, slots=True)
class Assessment:
    """All criteria of one call for one set of facts: "`met` conditions of `total`"."""

    results: tuple[Result, ...]

    def _count(self, verdict: Verdict) -> int:
        return sum(result.verdict is verdict for result in self.results)

    @property
    def met(self) -> int:
        return self._count(Verdict.MET)

    @property
    def not_met(self) -> int:
        return self._count(Verdict.NOT_MET)

    @property
    def unknown(self) -> int:
        return self._count(Verdict.UNKNOWN)

    @property
    def total(self) -> int:
        return len(self.results)

    @property
    def verdict(self) -> Verdict:
        """Every criterion together. Without any criterion nothing is known: that is never a yes."""
        return kleene_all(result.verdict for result in self.results) if self.results else Verdict.UNKNOWN

    @property
    def open_questions(self) -> tuple[Missing, ...]:
        """What would settle the whole while it is unknown; nothing once one criterion is not met."""
        if self.verdict is not Verdict.UNKNOWN:
            return ()
        return _unique(missing for result in self.results for missing in result.settled_by)


def _unique(missing: Iterable[Missing]) -> tuple[Missing, ...]:
    """One per name, the first."""
    by_name: dict[str, Missing] = {}
    for each in missing:
        by_name.setdefault(each.name, each)
    return tuple(by_name.values())


def evaluate(facts: Facts, criteria: Iterable[Criterion]) -> Assessment:
    """The verdict on each criterion, in order.

    An answer to a question is a fact named "question:<id>" with the values {"yes"} or {"no"}.
    """
    known = dict(facts)
    return Assessment(tuple(Result(each, each.rule.verdict(known), known) for each in criteria))


def most_settling(
    assessments: Iterable[Assessment], *, without: frozenset[str] = frozenset()
) -> Missing | None:
    """The question or missing fact that most assessments wait for; None when none waits.

    `without`: names that cannot be asked; what else the same assessments wait for still can.

    On a tie: the one that settles most assessments all by itself, then the first by name. The order of the
    assessments does not matter.
    """
    waiting: Counter[str] = Counter()
    alone: Counter[str] = Counter()
    seen: dict[str, Missing] = {}
    for assessment in assessments:
        open_questions = [each for each in assessment.open_questions if each.name not in without]
        for missing in open_questions:
            waiting[missing.name] += 1
            alone[missing.name] += len(open_questions) == 1
            seen[missing.name] = min(missing, seen.get(missing.name, missing), key=_order)
    name = min(seen, key=lambda name: (-waiting[name], -alone[name], name), default=None)
    return None if name is None else seen[name]


def _order(missing: Missing) -> tuple[str, list[tuple[str, str]]]:
    return missing.why, sorted(missing.question.items())


def questions_of(criteria: Iterable[Criterion]) -> dict[str, Mapping[str, str]]:
    """The yes/no questions these criteria ask: text by language under the name "question:<id>", in order."""
    atoms = (atom for criterion in criteria for atom in criterion.rule.atoms())
    questions: dict[str, Mapping[str, str]] = {}
    for atom in atoms:
        if isinstance(atom, Asked):
            questions.setdefault(atom.fact, atom.text)
    return questions
