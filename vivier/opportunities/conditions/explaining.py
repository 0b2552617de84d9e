"""One condition explained: what is asked, what is known, the verdict, what would settle or change it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from vivier.core.translation import LocalText
from vivier.directory.models import Actor
from vivier.opportunities.conditions.asking import UNASKED, short_name, text_in_language
from vivier.opportunities.conditions.criteria import (
    Assessment,
    Facts,
    Missing,
    Reason,
    ReasonCode,
    Result,
    Verdict,
)
from vivier.opportunities.conditions.verdicts import Param
from vivier.opportunities.conditions.wording import STAGES, number_words, verdict_words
from vivier.opportunities.models import Audience
from vivier.reference import lookup

Labels = Mapping[str, str]
MOST_POSSIBILITIES = 4


@dataclass(frozen=True, slots=True)
class Said:
    """One thing known, with its source and its date."""

    words: str
    source: str
    as_of: date | None


@dataclass(frozen=True, slots=True)
class Condition:
    """One row of the table "asks / your profile says / verdict"."""

    asks: LocalText
    article: str
    says: tuple[Said, ...]
    verdict: Verdict
    missing: tuple[str, ...]
    change: str
    can_be_asked: bool

    @property
    def verdict_words(self) -> str:
        return verdict_words(self.verdict)

    @property
    def css(self) -> str:
        return {Verdict.MET: "ok", Verdict.NOT_MET: "no", Verdict.UNKNOWN: "q"}[self.verdict]


def explain(assessment: Assessment, disciplines: Labels) -> tuple[Condition, ...]:
    """All conditions of a call, in their order."""
    return tuple(_condition(result, disciplines) for result in assessment.results)


def failing(assessment: Assessment, disciplines: Labels) -> tuple[Condition, ...]:
    """The conditions that are not met."""
    return tuple(
        _condition(result, disciplines) for result in assessment.results if result.verdict is Verdict.NOT_MET
    )


def _condition(result: Result, disciplines: Labels) -> Condition:
    known = (fact for _name, fact in result.facts_used if fact is not None)
    said = dict.fromkeys(Said(fact.says, fact.source, fact.as_of) for fact in known)
    settled_by = result.settled_by
    return Condition(
        asks=text_in_language(result.criterion.text),
        article=result.criterion.article,
        says=_once(said),
        verdict=result.verdict,
        missing=missing_words(settled_by),
        can_be_asked=any(each.name not in UNASKED for each in settled_by),
        change=_change_words(result.nearest_change, disciplines, result.facts),
    )


def _once(said: Iterable[Said]) -> tuple[Said, ...]:
    """Several facts may rest on the same words ("Studio"): said once."""
    first: dict[str, Said] = {}
    for each in said:
        first.setdefault(each.words, each)
    return tuple(first.values())


def missing_words(missing: Iterable[Missing]) -> tuple[str, ...]:
    """What is missing: a short name, or the question itself."""
    words = (short_name(each) or text_in_language(each.question).text for each in missing)
    return tuple(dict.fromkeys(words))


def _change_words(reasons: tuple[Reason, ...], disciplines: Labels, facts: Facts) -> str:
    sentences = dict.fromkeys(_one_change(reason, disciplines, facts) for reason in reasons)
    return " · ".join(sentence for sentence in sentences if sentence)


def _one_change(reason: Reason, disciplines: Labels, facts: Facts) -> str:
    code = reason.code
    if code is ReasonCode.NOT_AS_EXPECTED:
        return _("another answer to “%(question)s”") % {"question": text_in_language(reason.question).text}
    if code in (ReasonCode.TOO_LOW, ReasonCode.TOO_HIGH):
        return bounds_in_words(reason.fact, reason.params)
    listed = reason.params.get("found" if code is ReasonCode.LISTED else "listed")
    if not isinstance(listed, tuple):
        return ""
    names = facts[reason.fact].names
    labels = [names.get(each) or label_of_code(reason.fact, each, disciplines) for each in listed]
    if len(labels) > MOST_POSSIBILITIES:
        labels = [*labels[: MOST_POSSIBILITIES - 1], "…"]
        return ", ".join(labels)
    several = pgettext("between the last two of several possibilities", " or ").join(
        [part for part in (", ".join(labels[:-1]), labels[-1]) if part]
    )
    return _("other than %(what)s") % {"what": several} if code is ReasonCode.LISTED else several


def bounds_in_words(fact: str, bounds: Mapping[str, Param]) -> str:
    """The bounds of a number, in words: "at least 5 people, less than 25 people"."""
    words = {
        "min": _("at least %(number)s"),
        "above": _("more than %(number)s"),
        "max": _("at most %(number)s"),
        "below": _("less than %(number)s"),
    }
    found = []
    for name, sentence in words.items():
        bound = bounds.get(name)
        if isinstance(bound, int | float):
            found.append(sentence % {"number": number_words(fact, bound)})
    return ", ".join(found)


def label_of_code(fact: str, code: str, disciplines: Labels) -> str:
    """What people call a code of a rule."""
    if fact in ("territory", "residence"):
        return lookup.name_of(code)
    tables: Mapping[str, Mapping[str, object]] = {
        "kind": dict(Actor.Kind.choices),
        "legal_form": dict(Actor.LegalForm.choices),
        "audience": dict(Audience.choices),
        "stage": STAGES,
        "discipline": disciplines,
    }
    return str(tables.get(fact, {}).get(code, code))
