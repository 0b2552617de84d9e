"""Ask the index: hits, how many there are, counts by facet, in a few milliseconds and without failing."""

import dataclasses
import logging
import re
from collections.abc import Hashable, Iterable
from dataclasses import dataclass
from typing import Any

import tantivy
from tantivy import Order

from vivier.search import rebuild, store
from vivier.search.analysis import MAX_QUERY, Asked, understand
from vivier.search.entries import schema
from vivier.search.geography import around, in_box
from vivier.search.matching import all_words, begun_names, clause_count, every, most_words, silent
from vivier.search.query import PAGE_LIMIT, Hit, Query, Results
from vivier.search.spelling import suggestion
from vivier.search.store import Snapshot

log = logging.getLogger(__name__)
FEW = 5
FACET_VALUES = 2000
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
    """What the words of a question match, and how willingly."""

    clause: tantivy.Query | None
    relaxed: bool = False
    suggestion: str | None = None


def search(query: Query) -> Results:
    """Answer a question; whatever is asked and whatever the state of the index, without raising."""
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
    snapshot = _usable_snapshot()
    if snapshot is None:
        return {}
    query = Query(text=text)
    try:
        matched = _combined(query, _text(query, snapshot), snapshot)
        return _counts(matched, {"source"}, snapshot)["source"]
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
    key = ("answer", query.in_names, query.sort, query.offset, query.limit, _facet_key(query), query.facets)
    known: Results | None = snapshot.remembered(key)
    if known is None:
        known = _computed(query, snapshot)
        if query.limit is not None:
            snapshot.remember(key, known)
    return dataclasses.replace(known, facets={name: dict(counts) for name, counts in known.facets.items()})


def _computed(query: Query, snapshot: Snapshot) -> Results:
    text = _text(query, snapshot)
    matched = _combined(query, text, snapshot)
    total, hits = _hits(query, matched, snapshot, by_score=text.clause is not None)
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
    vocabulary = snapshot.vocabulary
    count = clause_count(asked, vocabulary)
    if not count:
        return _Text(None)
    if query.in_names:
        return _Text(begun_names(asked, snapshot.searcher) if asked.words else tantivy.Query.empty_query())

    def found(clause: tantivy.Query) -> int:
        whole = every([clause, *_kinds(query.kinds)])
        return int(snapshot.searcher.search(whole, 1).count)

    strict = all_words(asked, snapshot.searcher, vocabulary)
    matches = found(strict)
    hint = suggestion(asked, snapshot.searcher, vocabulary)
    if matches >= FEW or (matches and count <= 2):
        return _Text(strict, suggestion=hint)
    for at_least in range(count - 1, 0, -1):
        looser = most_words(asked, snapshot.searcher, vocabulary, at_least=at_least)
        if found(looser) > matches:
            return _Text(looser, relaxed=True, suggestion=hint)
        if matches:
            break
    return _Text(strict, suggestion=hint)


def _combined(query: Query, text: _Text, snapshot: Snapshot, *, without: str = "") -> tantivy.Query:
    """Join words, kinds, filters and place; only the words count for the order."""
    clauses = [text.clause] if text.clause else []
    clauses += _kinds(query.kinds)
    for name, values in sorted(query.filters.items()):
        if name != without and values and _FACET_NAME.fullmatch(name):
            clauses.append(silent(tantivy.Query.term_set_query(schema(), f"facets.{name}", _safe(values))))
    if query.box is not None:
        clauses.append(silent(in_box(query.box)))
    if query.near is not None:
        clauses.append(silent(around(query.near, snapshot)))
    return every(clauses)


def _kinds(kinds: tuple[str, ...]) -> list[tantivy.Query]:
    return [silent(tantivy.Query.term_set_query(schema(), "source", _safe(kinds)))] if kinds else []


def _safe(values: Iterable[str]) -> list[str]:
    return [value.encode("utf-8", "replace").decode()[:1000] for value in values]


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
        result = searcher.search(matched, limit, offset=offset, weight_by_field="prior")
    else:
        result = searcher.search(matched, limit, offset=offset, order_by_field="prior")
    return int(result.count), tuple(_named(result.hits, query, searcher))


def _named(
    hits: list[tuple[object, tantivy.DocAddress]], query: Query, searcher: tantivy.Searcher
) -> Iterable[Hit]:
    places = [place for _, place in hits]
    if len(query.kinds) == 1:
        kinds = [query.kinds[0]] * len(places)
    else:
        kinds = [searcher.doc(place).get_first("key").partition(":")[0] for place in places]
    pks = searcher.fast_field_values("pk", places)
    for kind, pk, (score, _) in zip(kinds, pks, hits, strict=True):
        yield Hit(kind, int(pk), float(score) if isinstance(score, int | float) else 0.0)


def _facets(query: Query, text: _Text, snapshot: Snapshot) -> dict[str, dict[str, int]]:
    """Count by facet, each ignoring its own filter; the same question is counted once per snapshot."""
    names = [name for name in dict.fromkeys(query.facets) if _FACET_NAME.fullmatch(name)]
    if not names:
        return {}
    key = _facet_key(query)
    known: dict[str, dict[str, int]] | None = snapshot.remembered(key)
    if known is None:
        free = {name for name in names if not query.filters.get(name)}
        known = _counts(_combined(query, text, snapshot), {f"facets.{name}" for name in free}, snapshot)
        for name in names:
            if name not in free:
                wider = _combined(query, text, snapshot, without=name)
                known |= _counts(wider, {f"facets.{name}"}, snapshot)
        snapshot.remember(key, known)
    return {name: known[f"facets.{name}"] for name in names}


def _facet_key(query: Query) -> Hashable:
    filters = tuple((name, tuple(sorted(values))) for name, values in sorted(query.filters.items()) if values)
    text = query.text[:MAX_QUERY]
    return ("facets", text, query.kinds, filters, query.box, query.near, tuple(sorted(set(query.facets))))


def _counts(matched: tantivy.Query, fields: set[str], snapshot: Snapshot) -> dict[str, dict[str, int]]:
    if not fields:
        return {}
    asked = {name: {"terms": {"field": name, "size": FACET_VALUES}} for name in fields}
    counted = snapshot.searcher.aggregate(matched, asked)
    return {name: _ordered(counted[name]["buckets"]) for name in fields}


def _ordered(buckets: list[dict[str, Any]]) -> dict[str, int]:
    counts = {bucket["key"]: int(bucket["doc_count"]) for bucket in buckets}
    return dict(sorted(counts.items(), key=lambda item: (-item[1], item[0])))
