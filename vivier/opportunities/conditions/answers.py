"""What a visitor says about themselves: five answers, and small ones that settle a condition.

Plain Python. Whatever arrives is cleaned: unknown words are dropped, sizes are bounded, nothing raises.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import Protocol

from vivier.opportunities.conditions.criteria import QUESTION_PREFIX, VOCABULARY

# Who people say they are (several answers possible), in the order of the page.
WHO = (
    "artist",
    "freelance",
    "company",
    "association",
    "collective",
    "project",
    "student",
    "jobseeker",
    "hub",
    "school",
    "cluster",
    "public",
)
STAGES = ("idea", "prototype", "launch", "growth", "established")
KINDS = ("funding", "call", "support", "residency", "mission", "training", "prize", "job")
FORMS = tuple(sorted(VOCABULARY["legal_form"]))
# Numbers that settle a condition: the parameter in the address is the name of the fact.
NUMBERS: Mapping[str, int] = MappingProxyType(
    {"headcount": 1_000_000, "age_years": 1000, "product_age_years": 1000, "cofinancing_percent": 100}
)
QUESTION_PARAMETER = "q_"
MAX_DISCIPLINES, MAX_QUESTIONS, MAX_TEXT = 40, 60, 120

_CODE = re.compile(r"[a-z][a-z0-9_]{0,39}")
_QUESTION = re.compile(r"[a-z][a-z0-9_]{0,63}")
_NACE = re.compile(r"[0-9]{2}(\.[0-9]{1,3})?")
_NUMBER = re.compile(r"[0-9]{1,7}([.,][0-9]{1,2})?")

Pairs = list[tuple[str, str]]


class Parameters(Protocol):
    """The query of an address: each name may have several values."""

    def getlist(self, key: str) -> Sequence[str]: ...

    def __iter__(self) -> Iterator[str]: ...


@dataclass(frozen=True, slots=True)
class Answers:
    """The answers of one visitor; each may be missing. An empty answer says nothing."""

    who: tuple[str, ...] = ()
    form: str = ""
    where: str = ""
    residence: str = ""
    disciplines: tuple[str, ...] = ()
    stage: str = ""
    look: tuple[str, ...] = ()
    nace: str = ""
    numbers: Mapping[str, float] = field(default_factory=dict, hash=False)
    questions: Mapping[str, bool] = field(default_factory=dict, hash=False)

    def __bool__(self) -> bool:
        return bool(self.parameters())

    @property
    def says_who_one_is(self) -> bool:
        """Whether anything is said beyond what one looks for."""
        return bool(replace(self, look=()).parameters())

    def parameters(self) -> Pairs:
        """The answers as the address carries them, always in the same order."""
        single = (
            ("form", self.form),
            ("where", self.where),
            ("residence", self.residence),
            ("stage", self.stage),
            ("nace", self.nace),
        )
        pairs = [("who", word) for word in self.who]
        pairs += [(name, value) for name, value in single if value]
        pairs += [("discipline", code) for code in self.disciplines]
        pairs += [("look", kind) for kind in self.look]
        pairs += [(name, _written(self.numbers[name])) for name in NUMBERS if name in self.numbers]
        questions = sorted(self.questions.items())
        return pairs + [(f"{QUESTION_PARAMETER}{name}", "yes" if yes else "no") for name, yes in questions]

    def with_question(self, name: str, *, answer: bool) -> "Answers":
        """These answers and one more; `name` is "question:<id>"."""
        key = name.removeprefix(QUESTION_PREFIX)
        return replace(self, questions={**self.questions, key: answer})

    def without_settled(self) -> "Answers":
        """The five answers alone."""
        return replace(self, questions={}, numbers={}, nace="", residence="")


def read_answers(parameters: Parameters) -> Answers:
    """The answers in the query of an address, cleaned."""
    one = {name: _text(parameters, name) for name in ("form", "where", "residence", "stage", "nace")}
    return Answers(
        who=_known(parameters.getlist("who"), WHO),
        form=one["form"] if one["form"] in FORMS else "",
        where=one["where"],
        residence=one["residence"],
        disciplines=_codes(parameters.getlist("discipline")),
        stage=one["stage"] if one["stage"] in STAGES else "",
        look=_known(parameters.getlist("look"), KINDS),
        nace=one["nace"] if _NACE.fullmatch(one["nace"]) else "",
        numbers=_numbers(parameters),
        questions=_questions(parameters),
    )


def _written(number: float) -> str:
    return f"{number:.2f}".rstrip("0").rstrip(".")


def _text(parameters: Parameters, name: str) -> str:
    values = parameters.getlist(name)
    text = values[-1] if values else ""
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())[:MAX_TEXT].strip()


def _known(values: Iterable[str], allowed: tuple[str, ...]) -> tuple[str, ...]:
    given = frozenset(values)
    return tuple(word for word in allowed if word in given)


def _codes(values: Iterable[str]) -> tuple[str, ...]:
    good = dict.fromkeys(value for value in values if _CODE.fullmatch(value))
    return tuple(sorted(good)[:MAX_DISCIPLINES])


def _numbers(parameters: Parameters) -> dict[str, float]:
    numbers = {}
    for name, most in NUMBERS.items():
        text = _text(parameters, name)
        if _NUMBER.fullmatch(text) and (number := float(text.replace(",", "."))) <= most:
            numbers[name] = number
    return numbers


def _questions(parameters: Parameters) -> dict[str, bool]:
    names = [name for name in parameters if name.startswith(QUESTION_PARAMETER)]
    answers = {}
    for name in sorted(names)[:MAX_QUESTIONS]:
        key, value = name.removeprefix(QUESTION_PARAMETER), _text(parameters, name)
        if _QUESTION.fullmatch(key) and value in {"yes", "no"}:
            answers[key] = value == "yes"
    return answers
