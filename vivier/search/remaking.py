"""Read records again whose words came to mean something else: at once when few, else with the next writer."""

from collections import defaultdict
from collections.abc import Iterable

from vivier.search import engine, opensearch, queue, store
from vivier.search.analysis import words_of
from vivier.search.identity import records_at
from vivier.search.matching import any_of, every, forms_of, has
from vivier.search.query import Query

AT_ONCE = 500


def remake_having(words: Iterable[str]) -> int:
    """Queue the records that have one of these words or phrases; return how many.

    Up to `AT_ONCE` are written when the transaction ends; more wait for `apply_waiting`.
    """
    found: dict[str, set[int]] = defaultdict(set)
    for text in words:
        for kind, pk in records_having(text):
            found[kind].add(pk)
    count = sum(map(len, found.values()))
    for kind, pks in sorted(found.items()):
        queue.changed_all(kind, sorted(pks), at_once=count <= AT_ONCE)
    return count


def records_having(text: str) -> list[tuple[str, int]]:
    """Return kind and key of the records that have all words of a text, in any ending."""
    words = words_of(text)
    if not words:
        return []
    if opensearch.is_chosen():
        return [(hit.kind, hit.pk) for hit in engine.search(Query(text=f"{text} ", limit=None)).hits]
    snapshot = store.snapshot()
    if snapshot is None:
        return []
    searcher = snapshot.searcher
    clauses = [
        any_of(
            [
                *map(has, forms_of(word.whole, searcher)),
                every([any_of([*map(has, forms_of(part, searcher))]) for part in word.parts]),
            ]
        )
        for word in words
    ]
    hits = searcher.search(every(clauses), max(searcher.num_docs, 1), count=False).hits
    return records_at([place for _score, place in hits], searcher)
