"""The stored criteria of calls as conditions the engine can test."""

import json
from collections.abc import Iterable
from functools import lru_cache

from vivier.core.translation import LANGUAGES
from vivier.opportunities.conditions.criteria import Criterion as Condition
from vivier.opportunities.conditions.criteria import InvalidRule, Rule, parse_rule
from vivier.opportunities.conditions.rules import Asked
from vivier.opportunities.models import Criterion


@lru_cache(maxsize=20_000)
def _parsed(rule: str) -> Rule:
    return parse_rule(json.loads(rule))


def condition_of(row: Criterion) -> Condition:
    """A stored criterion, ready to be tested; one that cannot be read becomes a question to the person."""
    texts = {language: text for language in LANGUAGES if (text := getattr(row, f"text_{language}"))}
    try:
        rule = _parsed(json.dumps(row.rule, sort_keys=True))
    except (InvalidRule, TypeError, ValueError):
        rule = Asked(row.key.replace("-", "_"), texts or {"fr": row.key}, expects=True)
    return Condition(row.key, texts, row.article, rule)


def conditions_of(rows: Iterable[Criterion]) -> tuple[Condition, ...]:
    """The criteria of one call, in their order."""
    return tuple(condition_of(row) for row in rows)
