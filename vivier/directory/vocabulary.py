"""The sector's words as search knows them: those of the reference tables, and those of the team."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, replace

from vivier.core.names import fold
from vivier.core.translation import LANGUAGES, label_of
from vivier.directory.models.words import GivenWord, key_of_word
from vivier.reference import lookup
from vivier.reference.models import Discipline, Synonym, Term, Territory
from vivier.search.vocabulary import Concept

_NAMED_LAYERS = (
    Territory.Kind.COMMUNE,
    Territory.Kind.PROVINCE,
    Territory.Kind.REGION,
    Territory.Kind.COUNTRY,
)


@dataclass(frozen=True, slots=True)
class IdeaWord:
    """One word of an idea: its language when known, whether a person gave it, whether it is switched off."""

    text: str
    language: str = ""
    is_given: bool = False
    is_off: bool = False


@dataclass(frozen=True, slots=True)
class Idea:
    """One idea of the search with all its words, also those that are off."""

    code: str
    label: str
    words: tuple[IdeaWord, ...]
    broader: str = ""


def concepts() -> Iterator[Concept]:
    """Give every concept with the words in use."""
    for idea in ideas():
        used = [word for word in idea.words if not word.is_off]
        came_along = tuple(word.text for word in used if not word.is_given)
        added = tuple(word.text for word in used if word.is_given)
        if used:
            yield Concept(idea.code, came_along, idea.broader, added)


def ideas() -> Iterator[Idea]:
    """Give every idea: what came with the vocabulary, then what the team decided about it."""
    decided: dict[str, list[GivenWord]] = defaultdict(list)
    for row in GivenWord.objects.all():
        decided[row.concept].append(row)
    for idea in _came_along():
        yield _decided(idea, decided.pop(idea.code, []))
    for code, rows in decided.items():
        yield _decided(Idea(code, next((row.word for row in rows if not row.came_along), code), ()), rows)


def _decided(idea: Idea, rows: list[GivenWord]) -> Idea:
    """Lay the team's decisions over an idea; one about a word that no longer comes along says nothing."""
    if not rows:
        return idea
    off = {row.key for row in rows if row.is_off}
    words = [replace(word, is_off=key_of_word(word.text) in off) for word in idea.words]
    known = {key_of_word(word.text) for word in words}
    words += [
        IdeaWord(row.word, row.language, is_given=True, is_off=row.is_off)
        for row in rows
        if not row.came_along and row.key not in known
    ]
    return replace(idea, words=tuple(words))


def _came_along() -> Iterator[Idea]:
    everyday: dict[str, tuple[IdeaWord, ...]] = defaultdict(tuple)
    broader = {}
    for row in Synonym.objects.all():
        everyday[row.concept] = tuple(IdeaWord(word) for word in row.words)
        broader[row.concept] = row.broader
    for discipline in Discipline.objects.all():
        code = f"discipline:{discipline.code}"
        codes = tuple(IdeaWord(nace) for nace in discipline.nace_codes)
        words = (*_labels(discipline), *codes, *everyday.pop(code, ()))
        yield Idea(code, label_of(discipline), words, broader.get(code, ""))
    for term in Term.objects.all():
        code = f"{term.kind}:{term.code}"
        yield Idea(code, label_of(term), (*_labels(term), *everyday.pop(code, ())), broader.get(code, ""))
    for code, words in everyday.items():
        yield Idea(code, words[0].text if words else code, words, broader.get(code, ""))
    yield from _towns()


def _labels(row: Discipline | Term | Territory) -> tuple[IdeaWord, ...]:
    labels = ((getattr(row, f"label_{language}"), language) for language in LANGUAGES)
    return tuple(IdeaWord(label, language) for label, language in labels if label)


def _towns() -> Iterator[Idea]:
    """Places that have another name in another language; the others need no help."""
    for territory in lookup.territories().values():
        if territory.kind in _NAMED_LAYERS:
            names = _labels(territory)
            if len({fold(name.text) for name in names}) > 1:
                yield Idea(f"territory:{territory.code}", label_of(territory), names)
