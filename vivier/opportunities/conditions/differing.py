"""What changed between two lists of conditions, in words: for the journal of a call."""

from collections.abc import Iterable, Mapping
from typing import Any, Self

from django.utils.translation import gettext as _

from vivier.opportunities.conditions.asking import text_in_language
from vivier.opportunities.conditions.criteria import InvalidRule, parse_rule
from vivier.opportunities.conditions.rules import Rule
from vivier.opportunities.conditions.saying import RuleWords, labels_of_disciplines

NOTHING = "—"
Stored = Mapping[str, Any]
Difference = tuple[str, str, str]


class Differences:
    """Says differences; names are read once for all the lists it was made for."""

    def __init__(self, words: RuleWords) -> None:
        self._words = words

    @classmethod
    def of(cls, lists: Iterable[object]) -> Self:
        """Read the names that the rules in these lists need."""
        rules = [rule for one in lists for condition in _read(one).values() if (rule := _rule(condition))]
        return cls(RuleWords.of(rules))

    @classmethod
    def without_names(cls) -> Self:
        """Say organisations and schemes by their addresses: for long lists."""
        return cls(RuleWords({}, labels_of_disciplines()))

    def between(self, before: object, after: object) -> list[Difference]:
        """Return what changed, what it said and what it says; lists in their stored form."""
        old, new = _read(before), _read(after)
        found = [(_("Condition removed"), self._whole(old[key]), NOTHING) for key in old if key not in new]
        found += [(_("Condition added"), NOTHING, self._whole(new[key])) for key in new if key not in old]
        for key in new:
            if key in old:
                found += self._changed(old[key], new[key])
        kept = [key for key in old if key in new]
        now = [key for key in new if key in old]
        if kept != now:
            found.append((_("Order of the conditions"), _list(old, kept), _list(new, now)))
        return found

    def _changed(self, old: Stored, new: Stored) -> list[Difference]:
        name = {"condition": _text(new)}
        pairs = (
            (_("What “%(condition)s” tests") % name, self._tested(old), self._tested(new)),
            (_("Article of “%(condition)s”") % name, old.get("article"), new.get("article")),
        )
        found = [(label, was or NOTHING, now or NOTHING) for label, was, now in pairs if was != now]
        if _rule(old) != _rule(new) and self._tested(old) == self._tested(new):
            found.append((_("How “%(condition)s” is written") % name, self._tested(old), self._tested(new)))
        if old.get("text") != new.get("text"):
            found.append((_("Wording of “%(condition)s”") % name, _texts(old, new), _texts(new, old)))
        return found

    def _whole(self, condition: Stored) -> str:
        return " – ".join(dict.fromkeys(part for part in (_text(condition), self._tested(condition)) if part))

    def _tested(self, condition: Stored) -> str:
        rule = _rule(condition)
        return self._words.sentence(rule) if rule else _("a rule that cannot be read")


def _read(data: object) -> dict[str, Stored]:
    """The conditions of a list by key, in their order; whatever else an old journal holds is left out."""
    items = data if isinstance(data, list) else []
    return {str(item.get("key")): item for item in items if isinstance(item, dict)}


def _rule(condition: Stored) -> Rule | None:
    try:
        return parse_rule(condition.get("rule"))
    except InvalidRule:
        return None


def _text(condition: Stored) -> str:
    texts = condition.get("text")
    return text_in_language(texts).text if isinstance(texts, dict) else str(condition.get("key", ""))


def _texts(condition: Stored, other: Stored) -> str:
    """The wording in the languages in which it differs from the other."""
    mine, its = condition.get("text") or {}, other.get("text") or {}
    return " / ".join(str(text) for language, text in mine.items() if its.get(language) != text) or NOTHING


def _list(conditions: Mapping[str, Stored], keys: list[str]) -> str:
    return "; ".join(_text(conditions[key]) for key in keys)
