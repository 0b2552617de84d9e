"""Ask the index: hits, how many there are, counts by facet, in a few milliseconds and without failing."""

import dataclasses
import logging
import re
from collections.abc import Hashable, Iterable
from dataclasses import dataclass
from typing import Any

import tantivy
from tantivy import Order

from vivier.search import opensearch, rebuild, store
from vivier.search.analysis import MAX_QUERY, Asked, understand
from vivier.search.entries import schema
from vivier.search.geography import around, in_box
from vivier.search.identity import records_at
from vivier.search.matching import FEW, Clauses, Reading, any_of, every, read, silent
from vivier.search.proposing import begun_names
from vivier.search.query import PAGE_LIMIT, Hit, Query, Results
from vivier.search.spelling import suggestion
from vivier.search.store import Snapshot

log = logging.getLogger(__name__)
# Who typed a whole name wants it, not so many records with most of its words.
MANY = 200
# Who typed words that some records have together wants those, not so many that lack one.
TOO_MANY = 10_000
FACET_VALUES = 2000
MANY_VALUES = 8
_FACET_NAME = re.compile(r"[a-z][a-z0-9_]{0,40}")
_FIELDS = {
    "name": ("sort_name", Order.Asc),
    "-name": ("sort_name", Order.Desc),
    "day": ("day", Order.Asc),
    "-day": ("day", Order.Desc),
    "-updated": ("updated", Order.Desc),
}


@dataclass(frozen=True, slots=True)
class _Text:
    """What the words of a question match (None: no words were asked), and how willingly."""

    clauses: Clauses | None
    relaxed: bool = False
    suggestion: str | None = None


@dataclass(frozen=True, slots=True)
class _Counts:
    """How many records match, and how many by value of each facet counted."""

    total: int
    facets: dict[str, dict[str, int]]


def search(query: Query) -> Results:
    """Answer a question; whatever is asked and whatever the state of the index, without raising."""
    if opensearch.is_chosen():
        return opensearch.search(query)
    snapshot = _usable_snapshot()
    if snapshot is None:
        return Results(facets={name: {} for name in query.facets})
    try:
        return _answer(query, snapshot)
    except (ValueError, OSError):
        log.exception("the search index could not answer; if this repeats, run `vivier reindex`")
        return Results(facets={name: {} for name in query.facets})


def count_by_kind(text: str) -> dict[str, int]:
    """Return how many records of each kind match a text."""
    if opensearch.is_chosen():
        return opensearch.count_by_kind(text)
    snapshot = _usable_snapshot()
    if snapshot is None:
        return {}
    query = Query(text=text)
    try:
        matched = _counted(query, _text(query, snapshot), snapshot)
        return _counts(matched, {"source"}, snapshot).facets["source"]
    except (ValueError, OSError):
        log.exception("the search index could not count; if this repeats, run `vivier reindex`")
        return {}


def facet_counts(query: Query, name: str) -> dict[str, int]:
    """Return the counts of one facet, for instance by commune for a map."""
    return search(dataclasses.replace(query, facets=(name,), limit=1)).facets.get(name, {})


def _usable_snapshot() -> Snapshot | None:
    return store.snapshot() or (store.snapshot() if rebuild.ensure() else None)


def _answer(query: Query, snapshot: Snapshot) -> Results:
    """Give the answer of this snapshot, computed once for each page that is asked for."""
    key = ("answer", query.sort, query.offset, query.limit, _facet_key(query), query.facets)
    known: Results | None = snapshot.remembered(key)
    if known is None:
        known = _computed(query, snapshot)
        if query.limit is not None:
            snapshot.remember(key, known)
    return dataclasses.replace(known, facets={name: dict(counts) for name, counts in known.facets.items()})


def _computed(query: Query, snapshot: Snapshot) -> Results:
    text = _text(query, snapshot)
    narrowed = _narrowed(query, snapshot)
    ranked = text.clauses.ranked(narrowed) if text.clauses else every(narrowed)
    total, hits = _hits(query, ranked, snapshot, by_score=text.clauses is not None)
    return Results(
        total=total,
        hits=hits,
        facets=_facets(query, text, snapshot),
        suggestion=text.suggestion,
        relaxed=text.relaxed,
    )


def _text(query: Query, snapshot: Snapshot) -> _Text:
    """Decide once per text and kinds, so that a filter never makes the words less strict."""
    key = ("text", query.in_names, query.text[:MAX_QUERY], query.kinds)
    known: _Text | None = snapshot.remembered(key)
    if known is None:
        known = _interpreted(understand(query.text), query, snapshot)
        snapshot.remember(key, known)
    return known


def _interpreted(asked: Asked, query: Query, snapshot: Snapshot) -> _Text:
    if not asked.words and not asked.phrases:
        return _Text(None)
    if query.in_names:
        begun = (begun_names(asked, snapshot.searcher),)
        return _Text(Clauses(begun, begun))

    reading = read(asked, snapshot.searcher, snapshot.vocabulary)
    hint = suggestion(asked, snapshot.searcher, snapshot.vocabulary)
    clauses, relaxed = _willing(reading, query, snapshot)
    return _Text(clauses, relaxed, hint)


def _willing(reading: Reading, query: Query, snapshot: Snapshot) -> tuple[Clauses, bool]:
    """Ask for everything, or for less where few records have it all; tell whether it is less."""
    strict, count = reading.all_of_it(), len(reading.things)
    if count == 1:
        return strict, False
    known = len(reading.known)
    matches = _matches(strict, query, snapshot) if known == count else 0
    if matches >= FEW or (matches and count <= 2):
        return strict, False
    for at_least in range(min(known, count - 1), 0, -1):
        looser = reading.most_of_it(at_least, some_have_all=matches > 0)
        more = _matches(looser, query, snapshot)
        if matches and more > (MANY if reading.is_whole_name else TOO_MANY):
            break
        if more > matches:
            return looser, True
        if matches:
            break
    return strict, False


def _matches(clauses: Clauses, query: Query, snapshot: Snapshot) -> int:
    """Count what is found among the kinds asked, or among less of them where that is enough."""
    names = {name for name in query.facets if _FACET_NAME.fullmatch(name) and not query.filters.get(name)}
    narrowed = _counts(clauses.counted(_narrowed(query, snapshot)), names, snapshot)
    snapshot.remember(("free", clauses, *_facet_key(query)), narrowed)
    if narrowed.total >= FEW or not (query.box or query.near or any(query.filters.values())):
        return narrowed.total
    return _counts(clauses.counted(_kinds(query.kinds)), set(), snapshot).total


def _counted(query: Query, text: _Text, snapshot: Snapshot, *, without: str = "") -> tantivy.Query:
    """Join words, kinds, filters and place, for what is counted."""
    narrowed = _narrowed(query, snapshot, without=without)
    return text.clauses.counted(narrowed) if text.clauses else every(narrowed)


def _narrowed(query: Query, snapshot: Snapshot, *, without: str = "") -> list[tantivy.Query]:
    """Return kinds, filters and place, which say nothing about the order."""
    clauses = _kinds(query.kinds)
    for name, values in sorted(query.filters.items()):
        if name != without and values and _FACET_NAME.fullmatch(name):
            clauses.append(_one_of(f"facets.{name}", values))
    if query.box is not None:
        clauses += in_box(query.box)
    if query.near is not None:
        clauses.append(silent(around(query.near, snapshot)))
    return clauses


def _kinds(kinds: tuple[str, ...]) -> list[tantivy.Query]:
    return [_one_of("source", kinds)] if kinds else []


def _one_of(name: str, values: Iterable[str]) -> tantivy.Query:
    """Match one of the values; a few are skipped through, many are gathered first."""
    safe = [value.encode("utf-8", "replace").decode()[:1000] for value in values]
    if len(safe) > MANY_VALUES:
        return silent(tantivy.Query.term_set_query(schema(), name, safe))
    return silent(any_of([tantivy.Query.term_query(schema(), name, value, "basic") for value in safe]))


def _hits(
    query: Query, matched: tantivy.Query, snapshot: Snapshot, *, by_score: bool
) -> tuple[int, tuple[Hit, ...]]:
    searcher = snapshot.searcher
    everything = max(int(searcher.num_docs), 1)
    limit = everything if query.limit is None else min(max(query.limit, 1), PAGE_LIMIT)
    offset = min(max(query.offset, 0), everything)
    if query.sort in _FIELDS:
        field, order = _FIELDS[query.sort]
        result = searcher.search(matched, limit, offset=offset, order_by_field=field, order=order)
    elif by_score:
        result = searcher.search(matched, limit, offset=offset, weight_by_field="lift")
    else:
        result = searcher.search(matched, limit, offset=offset, order_by_field="prior")
    return int(result.count), tuple(_named(result.hits, searcher))


def _named(hits: list[tuple[object, tantivy.DocAddress]], searcher: tantivy.Searcher) -> Iterable[Hit]:
    places = [place for _, place in hits]
    for (kind, pk), (score, _) in zip(records_at(places, searcher), hits, strict=True):
        yield Hit(kind, pk, float(score) if isinstance(score, int | float) else 0.0)


def _facets(query: Query, text: _Text, snapshot: Snapshot) -> dict[str, dict[str, int]]:
    """Count by facet, each ignoring its own filter; the same question is counted once per snapshot."""
    names = [name for name in dict.fromkeys(query.facets) if _FACET_NAME.fullmatch(name)]
    if not names:
        return {}
    key = _facet_key(query)
    known: dict[str, dict[str, int]] | None = snapshot.remembered(key)
    if known is None:
        free: _Counts | None = snapshot.remembered(("free", text.clauses, *key))
        if free is None:
            unfiltered = {name for name in names if not query.filters.get(name)}
            free = _counts(_counted(query, text, snapshot), unfiltered, snapshot)
        known = dict(free.facets)
        for name in names:
            if name not in known:
                wider = _counted(query, text, snapshot, without=name)
                known |= _counts(wider, {name}, snapshot).facets
        snapshot.remember(key, known)
    return {name: known[name] for name in names}


def _facet_key(query: Query) -> tuple[Hashable, ...]:
    filters = tuple((name, tuple(sorted(values))) for name, values in sorted(query.filters.items()) if values)
    text = query.text[:MAX_QUERY]
    facets = tuple(sorted(set(query.facets)))
    return ("facets", query.in_names, text, query.kinds, filters, query.box, query.near, facets)


def _counts(matched: tantivy.Query, names: set[str], snapshot: Snapshot) -> _Counts:
    """Count what matches, in all and by facet; "source" counts the kinds."""
    asked: dict[str, Any] = {
        name: {"terms": {"field": "source" if name == "source" else f"facets.{name}", "size": FACET_VALUES}}
        for name in sorted(names)
    }
    asked[""] = {"value_count": {"field": "pk"}}
    counted = snapshot.searcher.aggregate(matched, asked)
    return _Counts(
        int(counted[""]["value"]), {name: _ordered(counted[name]["buckets"]) for name in sorted(names)}
    )


def _ordered(buckets: list[dict[str, Any]]) -> dict[str, int]:
    counts = {bucket["key"]: int(bucket["doc_count"]) for bucket in buckets}
    return dict(sorted(counts.items(), key=lambda item: (-item[1], item[0])))
