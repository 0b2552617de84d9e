"""Stored JSON in, parsed rules out; whatever is not understood is refused with its place in the data.

Plain Python. The JSON may come from a form or an API: sizes are bounded before they are walked.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from vivier.opportunities.conditions.rules import (
    AllOf,
    AnyListed,
    AnyOf,
    Asked,
    InRange,
    NoneListed,
    Not,
    Rule,
)

LANGUAGES = ("fr", "en", "nl", "de")
MAX_DEPTH, MAX_ATOMS, MAX_LIST = 8, 200, 500
MAX_TEXT, MAX_KEY, MAX_ADDRESS, MAX_NUMBER = 500, 60, 120, 1_000_000_000

VOCABULARY: Mapping[str, frozenset[str]] = {
    fact: frozenset(values.split())
    for fact, values in {
        "kind": "enterprise association public_body school hub cluster fund festival museum media studio "
        "collective agency incubator programme research venue person",
        "legal_form": "natural_person asbl aisbl foundation srl sa sc snc scomm public_body de_facto "
        "foreign_company",
        "stage": "idea prototype launch growth established",
        "audience": "entrepreneur project_holder student artist hub association cluster jobseeker",
    }.items()
}
_TERRITORY = (re.compile(r"[A-Z0-9]+(-[A-Z0-9]+)*"), "a territory code such as 03000, COM-FR or BE")
_ADDRESS = re.compile(r"[-a-zA-Z0-9_]+")
_SHAPES = {
    "territory": _TERRITORY,
    "residence": _TERRITORY,
    "nace": (re.compile(r"[0-9]{2}(\.[0-9]{1,3})?"), "a NACE-BEL code such as 62, 62.0 or 62.01"),
    "discipline": (re.compile(r"[a-z][a-z0-9_]*"), "a discipline code such as jeu_video"),
    "member_of": (_ADDRESS, "the address of an organisation such as agence-du-design"),
    "obtained": (_ADDRESS, "the address of a scheme such as bourse-de-depart"),
}
ADDRESSED_FACTS = frozenset({"member_of", "obtained"})
CODED_FACTS = frozenset(VOCABULARY) | frozenset(_SHAPES)
NUMBER_FACTS = frozenset({"headcount", "age_years", "product_age_years", "cofinancing_percent"})

_KEY = re.compile(r"[a-z][a-z0-9_]*")
_UNSTORABLE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff]")
_HEADS = ("all", "any", "not", "fact", "question")
_BOUNDS = ("min", "max", "above", "below")


class InvalidRule(ValueError):
    """The stored criterion cannot be read; the sentence says where (`path`) and why (`problem`)."""

    def __init__(self, path: str, problem: str) -> None:
        super().__init__(f"{path}: {problem}")
        self.path = path
        self.problem = problem


def read_object(data: object, path: str, allowed: tuple[str, ...]) -> dict[str, object]:
    """The JSON object at this place, without any key we do not know."""
    if not isinstance(data, dict):
        raise InvalidRule(path, f"an object is needed here, not {_named(data)}.")
    for key in data:
        if key not in allowed:
            raise InvalidRule(path, f"{_named(key)} is not a key we know here; known: {', '.join(allowed)}.")
    return data


def read_list(data: object, path: str, *, most: int = MAX_LIST) -> list[object]:
    """The list at this place: at least one item, at most `most`."""
    if not isinstance(data, list):
        raise InvalidRule(path, f"a list is needed here, not {_named(data)}.")
    if not 1 <= len(data) <= most:
        raise InvalidRule(path, f"a list of 1 to {most} items is needed here, not of {len(data)}.")
    return data


def read_string(data: object, path: str, *, most: int = MAX_TEXT) -> str:
    """The text at this place, if a database and a page can hold it."""
    if not isinstance(data, str):
        raise InvalidRule(path, f"a text is needed here, not {_named(data)}.")
    if len(data) > most:
        raise InvalidRule(path, f"a text of at most {most} characters is needed here, not of {len(data)}.")
    if _UNSTORABLE.search(data):
        raise InvalidRule(path, "the text holds characters that cannot be stored.")
    return data


def read_key(data: object, path: str) -> str:
    """A snake_case identifier."""
    key = read_string(data, path, most=MAX_KEY)
    if not _KEY.fullmatch(key):
        raise InvalidRule(path, f"{_named(key)} is not an identifier in snake_case.")
    return key


def read_texts(data: object, path: str) -> dict[str, str]:
    """One sentence by language, in at least one language; blank ones are left out."""
    given = read_object(data, path, LANGUAGES)
    texts = {language: read_string(text, f"{path}.{language}") for language, text in given.items()}
    written = {language: text for language, text in texts.items() if text.strip()}
    if not written:
        raise InvalidRule(path, "a sentence is needed in at least one language.")
    return written


def parse_rule(data: object, path: str = "rule") -> Rule:
    """The rule stored as this JSON value; `rule.to_data()` gives the value back.

    Raises InvalidRule, naming the place as in "rule.all[2].in[0]", for anything that is not exactly a rule of
    at most 8 levels, 200 conditions and 500 values per list.
    """
    return _Reader().rule(data, path, depth=1)


@dataclass(slots=True)
class _Reader:
    """Walks one tree and counts its conditions."""

    atoms: int = 0

    def rule(self, data: object, path: str, depth: int) -> Rule:
        if depth > MAX_DEPTH:
            raise InvalidRule(path, f"a rule has at most {MAX_DEPTH} levels.")
        if not isinstance(data, dict):
            raise InvalidRule(path, f"an object is needed here, not {_named(data)}.")
        heads = [head for head in _HEADS if head in data]
        if len(heads) != 1:
            raise InvalidRule(path, f"a rule has exactly one of {', '.join(_HEADS)}; here {len(heads)}.")
        if heads[0] in ("fact", "question"):
            return self.atom(data, path)
        return self.group(data, path, heads[0], depth)

    def group(self, data: dict[str, object], path: str, head: str, depth: int) -> Rule:
        read_object(data, path, (head,))
        inside = f"{path}.{head}"
        if head == "not":
            return Not(self.rule(data["not"], inside, depth + 1))
        items = read_list(data[head], inside)
        parts = tuple(self.rule(item, f"{inside}[{i}]", depth + 1) for i, item in enumerate(items))
        return AllOf(parts) if head == "all" else AnyOf(parts)

    def atom(self, data: dict[str, object], path: str) -> Rule:
        self.atoms += 1
        if self.atoms > MAX_ATOMS:
            raise InvalidRule(path, f"a rule has at most {MAX_ATOMS} conditions.")
        if "question" in data:
            return _question(data, path)
        fact = data["fact"]
        if isinstance(fact, str) and fact in NUMBER_FACTS:
            return _range(data, path, fact)
        if isinstance(fact, str) and fact in CODED_FACTS:
            return _listed(data, path, fact)
        raise InvalidRule(f"{path}.fact", f"{_named(fact)} is not a fact we know.")


def _question(data: dict[str, object], path: str) -> Asked:
    read_object(data, path, ("question", "text", "expects"))
    expects = data.get("expects")
    if not isinstance(expects, bool):
        raise InvalidRule(f"{path}.expects", "true or false is needed here.")
    question = read_key(data["question"], f"{path}.question")
    return Asked(question, read_texts(data.get("text"), f"{path}.text"), expects)


def _listed(data: dict[str, object], path: str, fact: str) -> AnyListed:
    read_object(data, path, ("fact", "in", "not_in"))
    if ("in" in data) == ("not_in" in data):
        raise InvalidRule(path, f"{fact} needs one list, either in or not_in.")
    key = "in" if "in" in data else "not_in"
    items = read_list(data[key], f"{path}.{key}")
    values = tuple(dict.fromkeys(_code(fact, item, f"{path}.{key}[{i}]") for i, item in enumerate(items)))
    return AnyListed(fact, values) if key == "in" else NoneListed(fact, values)


def _code(fact: str, data: object, path: str) -> str:
    code = read_string(data, path, most=MAX_ADDRESS if fact in ADDRESSED_FACTS else MAX_KEY)
    if fact in VOCABULARY:
        if code not in VOCABULARY[fact]:
            known = ", ".join(sorted(VOCABULARY[fact]))
            raise InvalidRule(path, f"{_named(code)} is not a value of {fact}; known: {known}.")
        return code
    shape, described = _SHAPES[fact]
    if not shape.fullmatch(code):
        raise InvalidRule(path, f"{_named(code)} is not {described}.")
    return code


def _range(data: dict[str, object], path: str, fact: str) -> InRange:
    read_object(data, path, ("fact", *_BOUNDS))
    bounds = {key: _number(data[key], f"{path}.{key}", fact) for key in _BOUNDS if key in data}
    if not bounds:
        raise InvalidRule(path, f"{fact} is a number and needs a bound: {', '.join(_BOUNDS)}.")
    if {"min", "above"} <= bounds.keys() or {"max", "below"} <= bounds.keys():
        raise InvalidRule(path, "a range has one lower bound (min or above) and one upper (max or below).")
    rule = InRange(fact, **bounds)
    if not rule.is_possible():
        raise InvalidRule(path, "no number can keep within these bounds.")
    return rule


def _number(data: object, path: str, fact: str) -> float:
    most = 100 if fact.endswith("_percent") else MAX_NUMBER
    if isinstance(data, bool) or not isinstance(data, int | float) or not 0 <= data <= most:
        raise InvalidRule(path, f"a number from 0 to {most} is needed here.")
    return data


def _named(data: object) -> str:
    """A value in an error message: short, whatever was sent (so no number: it may have a million digits)."""
    if isinstance(data, str):
        shown = _UNSTORABLE.sub("\ufffd", data[:40])
        return f"“{shown}{'…' if len(data) > 40 else ''}”"
    if data is None:
        return "nothing"
    names = {bool: "true or false", int: "a number", float: "a number", list: "a list", dict: "an object"}
    return names.get(type(data), "something else")
