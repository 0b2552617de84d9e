"""What a rule asks, in one plain sentence: for who writes it, and for readers when nobody worded it."""

from collections.abc import Iterable, Mapping
from typing import Self

from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override, pgettext, pgettext_lazy

from vivier.core.translation import LANGUAGES, label_of
from vivier.opportunities.conditions.asking import text_in_language
from vivier.opportunities.conditions.explaining import bounds_in_words, label_of_code
from vivier.opportunities.conditions.naming import Names, names_in
from vivier.opportunities.conditions.rules import (
    AllOf,
    AnyListed,
    AnyOf,
    Asked,
    Group,
    InRange,
    NoneListed,
    Not,
    Rule,
)
from vivier.reference.models import Discipline

Words = Mapping[str, object]
# After each of these stands a list: "Wallonia or Brussels".
_LISTED: Words = {
    "territory": gettext_lazy("be established here: %(values)s"),
    "residence": gettext_lazy("live here: %(values)s"),
    "kind": gettext_lazy("be of this kind: %(values)s"),
    "audience": gettext_lazy("belong to this public: %(values)s"),
    "legal_form": gettext_lazy("have this legal form: %(values)s"),
    "stage": gettext_lazy("have a project at this stage: %(values)s"),
    "discipline": gettext_lazy("work in this discipline: %(values)s"),
    "nace": gettext_lazy("have this activity code: %(values)s"),
    "member_of": gettext_lazy("be a member of: %(values)s"),
    "obtained": gettext_lazy("have obtained: %(values)s"),
}
_NOT_LISTED: Words = {
    "territory": gettext_lazy("be established elsewhere than here: %(values)s"),
    "residence": gettext_lazy("live elsewhere than here: %(values)s"),
    "kind": gettext_lazy("be of another kind than: %(values)s"),
    "audience": gettext_lazy("not belong to this public: %(values)s"),
    "legal_form": gettext_lazy("have another legal form than: %(values)s"),
    "stage": gettext_lazy("have a project at another stage than: %(values)s"),
    "discipline": gettext_lazy("work in none of these disciplines: %(values)s"),
    "nace": gettext_lazy("have none of these activity codes: %(values)s"),
    "member_of": gettext_lazy("be a member of none of these: %(values)s"),
    "obtained": gettext_lazy("have obtained none of these: %(values)s"),
}
_NUMBERS: Words = {
    "headcount": pgettext_lazy("what a condition asks", "count %(bounds)s"),
    "age_years": pgettext_lazy("what a condition asks", "be %(bounds)s"),
    "product_age_years": gettext_lazy("have a product %(bounds)s"),
    "cofinancing_percent": gettext_lazy("bring %(bounds)s"),
}


class RuleWords:
    """Says rules in the language of the page; what the database knows is read once for all."""

    def __init__(self, names: Mapping[str, Names], disciplines: Mapping[str, Mapping[str, str]]) -> None:
        self._names = names
        self._disciplines = disciplines

    @classmethod
    def of(cls, rules: Iterable[Rule]) -> Self:
        """Read the names that these rules need."""
        return cls(names_in(rules), labels_of_disciplines())

    def sentence(self, rule: Rule) -> str:
        """Return the whole rule as one sentence: "Be established here: Wallonia or Brussels."."""
        words = self._said(rule)
        opening = "(" if words.startswith("(") else ""
        return f"{opening}{capfirst(words.removeprefix(opening))}."

    def sentences(self, rule: Rule) -> dict[str, str]:
        """Return the sentence in each language."""
        said = {}
        for language in LANGUAGES:
            with override(language):
                said[language] = self.sentence(rule)
        return said

    def _said(self, rule: Rule) -> str:
        if isinstance(rule, Not):
            return self._turned(rule.part)
        if isinstance(rule, Group):
            between = {
                AllOf: pgettext("between parts of a condition", "; and "),
                AnyOf: pgettext("between parts of a condition", "; or "),
            }
            return between[type(rule)].join(self._part(part) for part in rule.parts)  # type: ignore[index]
        if isinstance(rule, Asked):
            words = _("answer yes to “%(question)s”") if rule.expects else _("answer no to “%(question)s”")
            return words % {"question": text_in_language(rule.text).text}
        if isinstance(rule, InRange):
            return str(_NUMBERS[rule.fact]) % {"bounds": bounds_in_words(rule.fact, rule.params(None))}
        return self._listed(rule) if isinstance(rule, AnyListed) else ""

    def _part(self, rule: Rule) -> str:
        """A part of a group; a group inside a group stands in parentheses."""
        inner = rule.part if isinstance(rule, Not) else rule
        words = self._said(rule)
        return f"({words})" if isinstance(inner, Group) and len(inner.parts) > 1 else words

    def _turned(self, part: Rule) -> str:
        if isinstance(part, AnyOf) and len(part.parts) > 1:
            return _("none of this: %(conditions)s") % {"conditions": "; ".join(map(self._part, part.parts))}
        if isinstance(part, AllOf) and len(part.parts) > 1:
            words = _("not all of this at once: %(conditions)s")
            return words % {"conditions": "; ".join(map(self._part, part.parts))}
        return _("not this: %(condition)s") % {"condition": self._said(part)}

    def _listed(self, rule: AnyListed) -> str:
        words = (_NOT_LISTED if isinstance(rule, NoneListed) else _LISTED)[rule.fact]
        labels = [self.label(rule.fact, code) for code in rule.values]
        return str(words) % {"values": one_of(labels)}

    def label(self, fact: str, code: str) -> str:
        """Return what people call a value of a fact; the code itself when nobody knows it."""
        known = self._names.get(fact, {}).get(code)
        return known or label_of_code(fact, code, self._disciplines_now())

    def _disciplines_now(self) -> dict[str, str]:
        return {code: text_in_language(texts).text for code, texts in self._disciplines.items()}


def labels_of_disciplines() -> dict[str, dict[str, str]]:
    """Return the names of all disciplines by language, by code."""
    return {
        row.code: {language: label_of(row, language) for language in LANGUAGES}
        for row in Discipline.objects.all()
    }


def one_of(labels: list[str]) -> str:
    """Join possibilities as people say them: "a, b or c"."""
    last = pgettext("between the last two of several possibilities", " or ")
    return last.join(part for part in (", ".join(labels[:-1]), labels[-1]) if part) if labels else ""
