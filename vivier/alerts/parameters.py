"""The searches people keep: which parameters of a list's address count, bounded and in one order."""

from collections.abc import Callable, Mapping, Sequence
from urllib.parse import parse_qs, urlencode

from vivier.agenda import selection
from vivier.alerts.models import LONGEST_QUERY, Subscription
from vivier.directory import questions
from vivier.opportunities import catalogue
from vivier.opportunities.conditions.answers import read_answers

TEXT = "q"
FILTERS = tuple(name for name in catalogue.FIELDS if name != "status")
MOST_VALUES, LONGEST_VALUE, LONGEST_TEXT = 30, 120, 200
_Subject = Subscription.Subject
# What stands once in an address, and what may stand several times.
_ONCE: Mapping[_Subject, tuple[str, ...]] = {
    _Subject.SEARCH: (TEXT,),
    _Subject.EVENTS: (TEXT,),
    _Subject.ACTORS: (TEXT, "place", "km", "box"),
}
_OFTEN: Mapping[_Subject, tuple[str, ...]] = {
    _Subject.SEARCH: FILTERS,
    _Subject.EVENTS: selection.FILTERS,
    _Subject.ACTORS: tuple(questions.FILTERS),
}


class Parameters(dict[str, list[str]]):
    """The query of an address, as `read_answers` reads it."""

    def getlist(self, key: str) -> Sequence[str]:
        return self.get(key, [])


def parameters_of(query: str) -> Parameters:
    """Read a stored or sent query string; what is not understood is dropped, nothing raises."""
    text = "".join(c if c.isprintable() else " " for c in query[:LONGEST_QUERY].removeprefix("?"))
    try:
        return Parameters(parse_qs(text, max_num_fields=200, errors="replace"))
    except ValueError:
        return Parameters()


def names_of(subject: str) -> tuple[str, ...]:
    """Return the parameters that a kind of search understands, in the order they are stored."""
    kind = _Subject(subject)
    return (*_ONCE[kind], *_OFTEN[kind])


def _search_of(subject: _Subject) -> Callable[[str], str]:
    def cleaned(query: str) -> str:
        asked = parameters_of(query)
        pairs = [(name, text[:LONGEST_TEXT]) for name in _ONCE[subject] for text in asked.getlist(name)[:1]]
        if "place" not in dict(pairs):
            pairs = [pair for pair in pairs if pair[0] != "km"]
        for name in _OFTEN[subject]:
            values = sorted({value for value in asked.getlist(name) if len(value) <= LONGEST_VALUE})
            pairs += [(name, value) for value in values[:MOST_VALUES]]
        return urlencode(pairs)

    return cleaned


def _profile(query: str) -> str:
    return urlencode(read_answers(parameters_of(query)).parameters())


_CLEANED: Mapping[_Subject, Callable[[str], str]] = {
    **{subject: _search_of(subject) for subject in _ONCE},
    _Subject.PROFILE: _profile,
}


def is_search(subject: str) -> bool:
    """Say whether a subject is a question asked of a list, rather than one record."""
    return _Subject(subject) in _CLEANED


def cleaned(subject: str, query: str) -> str:
    """Return a search or answers as they are stored: known names, bounded values, one order."""
    return _CLEANED[_Subject(subject)](query)
