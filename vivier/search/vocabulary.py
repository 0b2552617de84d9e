"""Ideas that have several words, in several languages: "jeux vidéo", "game" and "58.21" are one.

The module that owns the words says them with `provide`. They are read once for each generation of the index
and again when somebody announces that they changed; see `remaking` for the records that have such a word.
"""

import threading
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from vivier.search.analysis import STOP_WORDS, Word, words_of

ROOTED_FROM = 5
MAX_FORM = 8
_KEPT_GENERATIONS = 2


@dataclass(frozen=True, slots=True)
class Concept:
    """One idea: its code, the words for it, and the wider idea it is part of ("" for none).

    `added` are words given while the index is in use: records that have them may still wait to be read again.
    """

    code: str
    forms: tuple[str, ...]
    broader: str = ""
    added: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Span:
    """Some words asked for that stand together, and the concepts they name; mostly one word and none."""

    words: tuple[Word, ...]
    concepts: tuple[str, ...] = ()
    is_added: bool = False


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """All concepts, ready to be recognised: by their first root, the longest first."""

    by_root: Mapping[str, tuple[tuple[tuple[str, ...], str], ...]] = field(default_factory=dict)
    broader: Mapping[str, str] = field(default_factory=dict)
    narrower: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    added: frozenset[tuple[str, ...]] = frozenset()

    def concepts_in(self, tokens: Sequence[str]) -> list[str]:
        """Return the code of each concept as often as the tokens name it."""
        known = self.by_root
        roots = [root(token) for token in tokens if token not in STOP_WORDS]
        found: list[str] = []
        if known.keys().isdisjoint(roots):
            return found
        for place, first in enumerate(roots):
            for form, code in known.get(first, ()):
                if len(form) == 1 or tuple(roots[place : place + len(form)]) == form:
                    found.append(code)
        return found

    def found_by(self, codes: Iterable[str]) -> set[str]:
        """Return the concepts that a record with these is found by: these and the narrower ones."""
        codes = set(codes)
        return codes.union(*[self.narrower[code] for code in codes if code in self.narrower])

    def spans(self, words: Sequence[Word]) -> list[Span]:
        """Part what was asked: the longest runs of words that name a concept, and single words."""
        spans: list[Span] = []
        place = 0
        while place < len(words):
            span = self._longest(tuple(words[place : place + MAX_FORM]))
            spans.append(span)
            place += len(span.words)
        return spans

    def _longest(self, words: tuple[Word, ...]) -> Span:
        first = _written(words[:1])
        if first and not any(form[0] in self.by_root for form in first):
            return Span((words[0],))
        for length in range(len(words), 0, -1):
            for form in _written(words[:length]):
                codes = tuple(code for known, code in self.by_root.get(form[0], ()) if known == form)
                if codes:
                    return Span(words[:length], codes, form in self.added)
        return Span((words[0],))

    def wider(self, codes: Iterable[str]) -> list[str]:
        """Return the wider concepts of these, without the concepts themselves."""
        codes = set(codes)
        return sorted({self.broader[code] for code in codes if code in self.broader} - codes)


@lru_cache(maxsize=20_000)
def _written(words: tuple[Word, ...]) -> tuple[tuple[str, ...], ...]:
    """The two ways to read words: by their parts, or each in one piece ("e-sport", "esport")."""
    parts = tuple(root(part) for word in words for part in word.parts if part not in STOP_WORDS)
    whole = tuple(root(word.whole) for word in words)
    return tuple(form for form in dict.fromkeys((parts, whole)) if form)


@lru_cache(maxsize=50_000)
def root(token: str) -> str:
    """Return a word without its plural, whatever its language: rough, but the same on both sides."""
    if token.endswith("eux"):
        return token[:-1]
    if len(token) < ROOTED_FROM or token[-1].isdigit():
        return token
    if token[-1] in "sx":
        return token[:-1]
    return token[:-2] if token.endswith("en") and len(token) > ROOTED_FROM + 1 else token


def compiled(concepts: Iterable[Concept]) -> Vocabulary:
    """Make a vocabulary of concepts; a concept said twice has the words of both."""
    found: dict[str, dict[tuple[tuple[str, ...], str], None]] = defaultdict(dict)
    broader: dict[str, str] = {}
    added: set[tuple[str, ...]] = set()
    for concept in concepts:
        if concept.broader:
            broader[concept.code] = concept.broader
        for form in (*concept.forms, *concept.added):
            for written in _written(tuple(words_of(form)[:MAX_FORM])):
                found[written[0]][written, concept.code] = None
                if form in concept.added:
                    added.add(written)
    ordered = {first: tuple(sorted(forms, key=lambda one: -len(one[0]))) for first, forms in found.items()}
    narrower: dict[str, list[str]] = defaultdict(list)
    for code, wider in broader.items():
        narrower[wider].append(code)
    return Vocabulary(
        ordered, broader, {code: tuple(codes) for code, codes in narrower.items()}, frozenset(added)
    )


Provider = Callable[[], Iterable[Concept]]
_providers: list[Provider] = []
_known: dict[str, Vocabulary] = {}
_guard = threading.Lock()


def provide(concepts: Provider) -> None:
    """Say where concepts come from; called once, when the application starts."""
    _providers.append(concepts)


def of_generation(name: str) -> Vocabulary:
    """Return the words of one generation and state, read at their first use in this process."""
    known = _known.get(name)
    if known is None:
        known = compiled(concept for provider in _providers for concept in provider())
        with _guard:
            _known[name] = known
            while len(_known) > _KEPT_GENERATIONS:
                _known.pop(next(iter(_known)))
    return known
