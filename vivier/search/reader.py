"""One state of the index, read: what many questions ask of the same words is looked up once."""

from collections.abc import Mapping, Sequence
from typing import Any, TypeVar

import tantivy
from tantivy import DocAddress, Query

from vivier.search.entries import schema

# So many words are remembered of one state; what is asked cannot fill the memory.
MOST_WORDS, MOST_LISTS = 20_000, 500
# So many names like a word are looked at, to tell whether they are few and which is meant.
CANDIDATES = 30

Key = TypeVar("Key")
Value = TypeVar("Value")


class Reader:
    """What the engine has to say about one state of the index."""

    def __init__(self, searcher: tantivy.Searcher) -> None:
        self._searcher = searcher
        self.num_docs = int(searcher.num_docs)
        self.search = searcher.search
        self.doc = searcher.doc
        self._frequencies: dict[tuple[str, str], int] = {}
        self._begins: dict[tuple[str, str], bool] = {}
        self._alike: dict[tuple[str, int], list[DocAddress]] = {}

    def aggregate(self, matched: Query, asked: Mapping[str, Any]) -> dict[str, Any]:
        """Count what matches, as asked."""
        return self._searcher.aggregate(matched, dict(asked))

    def fast_field_values(self, name: str, places: Sequence[DocAddress]) -> list[Any]:
        """Return a number of each of these records, None where it has none."""
        return self._searcher.fast_field_values(name, list(places))

    def doc_freq(self, name: str, text: str) -> int:
        """Return in how many records a field has a word."""
        key = name, text
        known = self._frequencies.get(key)
        if known is None:
            known = int(self._searcher.doc_freq(name, text))
            _keep(self._frequencies, key, known)
        return known

    def begins(self, name: str, text: str) -> bool:
        """Tell whether a word of a field begins so."""
        key = name, text
        known = self._begins.get(key)
        if known is None:
            known = bool(self._searcher.terms_with_prefix(name, text, limit=1))
            _keep(self._begins, key, known)
        return known

    def named_alike(self, word: str, edits: int) -> list[DocAddress]:
        """Return some records with a word in their name at most so many edits from this one."""
        key = word, edits
        known = self._alike.get(key)
        if known is None:
            near = Query.fuzzy_term_query(schema(), "title", word, distance=edits)
            found = self._searcher.search(Query.const_score_query(near, 1.0), CANDIDATES, count=False)
            known = [place for _, place in found.hits]
            _keep(self._alike, key, known, MOST_LISTS)
        return known


def _keep(known: dict[Key, Value], key: Key, value: Value, most: int = MOST_WORDS) -> None:
    if len(known) >= most:
        known.clear()
    known[key] = value
