"""The sector's words as search knows them: disciplines, skills, needs, towns, each in every language."""

from collections import defaultdict
from collections.abc import Iterator

from vivier.core.names import fold
from vivier.core.translation import LANGUAGES
from vivier.reference import lookup
from vivier.reference.models import Discipline, Synonym, Term, Territory
from vivier.search.vocabulary import Concept

_NAMED_LAYERS = (
    Territory.Kind.COMMUNE,
    Territory.Kind.PROVINCE,
    Territory.Kind.REGION,
    Territory.Kind.COUNTRY,
)


def concepts() -> Iterator[Concept]:
    """Give every concept of the reference tables."""
    everyday: dict[str, tuple[str, ...]] = defaultdict(tuple)
    broader = {}
    for row in Synonym.objects.all():
        everyday[row.concept] = tuple(row.words)
        broader[row.concept] = row.broader
    for discipline in Discipline.objects.all():
        code = f"discipline:{discipline.code}"
        forms = (*_labels(discipline), *discipline.nace_codes, *everyday.pop(code, ()))
        yield Concept(code, forms, broader.get(code, ""))
    for term in Term.objects.all():
        code = f"{term.kind}:{term.code}"
        yield Concept(code, (*_labels(term), *everyday.pop(code, ())), broader.get(code, ""))
    for code, words in everyday.items():
        yield Concept(code, words, broader.get(code, ""))
    yield from _towns()


def _labels(row: Discipline | Term | Territory) -> tuple[str, ...]:
    return tuple(filter(None, (getattr(row, f"label_{language}") for language in LANGUAGES)))


def _towns() -> Iterator[Concept]:
    """Places that have another name in another language; the others need no help."""
    for territory in lookup.territories().values():
        if territory.kind in _NAMED_LAYERS:
            names = _labels(territory)
            if len({fold(name) for name in names}) > 1:
                yield Concept(f"territory:{territory.code}", names)
