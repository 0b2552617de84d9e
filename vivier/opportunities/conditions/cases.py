"""The cases a condition was tried on, in words: for the team's screen and for a partner's."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from vivier.opportunities.conditions.asking import SHORT_NAMES, text_in_language
from vivier.opportunities.conditions.naming import Names, names_in
from vivier.opportunities.conditions.trying import Sample, Tried, words_of


@dataclass(frozen=True, slots=True)
class Case:
    """Somebody real by name, or what is known of somebody made up; how many real ones, the first of them."""

    name: str
    says: str
    count: int = 0
    names: tuple[str, ...] = ()

    @property
    def has_more(self) -> bool:
        """Whether there are others than those named."""
        return self.count > len(self.names)


@dataclass(frozen=True, slots=True)
class Row:
    """A condition with a case that meets it, one that does not, one unknown; None where nobody can."""

    text: str
    cases: tuple[Case | None, ...]


def cases_of(trial: Iterable[Tried]) -> list[Row]:
    """Return a row for each condition tried."""
    trial = tuple(trial)
    names = names_in(tried.condition.rule for tried in trial)
    return [
        Row(
            text_in_language(tried.condition.text).text,
            tuple(_case(sample, tried, names) for sample in tried.samples),
        )
        for tried in trial
    ]


def _labels(tried: Tried) -> dict[str, str]:
    """Return the words of the facts of a condition: short names, and questions in full."""
    labels = {name: str(words) for name, words in SHORT_NAMES.items()}
    asked = (atom for atom in tried.condition.rule.atoms() if atom.text)
    return labels | {atom.fact: text_in_language(atom.text).text for atom in asked}


def _case(sample: Sample | None, tried: Tried, names: dict[str, Names]) -> Case | None:
    if sample is None:
        return None
    if sample.name:
        verdict = sample.verdict
        return Case(sample.name, "", tried.counts.get(verdict, 1), tried.names.get(verdict, (sample.name,)))
    return Case("", words_of(sample.facts, _labels(tried), names) or _("nothing known"))
