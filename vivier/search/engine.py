"""Ask the index: hits, how many there are, counts by facet, in a few milliseconds and without failing."""

import dataclasses
import logging
import re
from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import tantivy
from tantivy import Order

from vivier.search import opensearch, rebuild, store
from vivier.search.analysis import MAX_QUERY, Asked, understand
from vivier.search.entries import schema
from vivier.search.geography import about, around, counted_in, in_box, is_box, standing_in, within
from vivier.search.identity import records_at
from vivier.search.matching import FEW, Clauses, Reading, any_of, every, read, weightless
from vivier.search.proposing import begun_names
from vivier.search.query import PAGE_LIMIT, Box, Hit, Query, Results
from vivier.search.reader import Reader
from vivier.search.spelling import suggestion
from vivier.search.store import Snapshot

log = logging.getLogger(__name__)
# Who typed a whole name wants it, not so many records with most of its words.
MANY = 200
# Who typed words that some records have together wants those, not so many that lack one.
TOO_MANY = 10_000
MOST_LOOKED_AT = 4000
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
    """How many records match, how many by value of each facet; for a box, how many were looked at."""

    total: int
    facets: dict[str, dict[str, int]]
    looked_at: int = 0


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
        return _counted(query, _text(query, snapshot), snapshot, {"source"}).facets["source"]
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
    total, hits = _hits_in_box(query, text, snapshot) or _hits(query, text, snapshot)
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
        return _Text(Clauses(begun, (), begun))

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
    narrowed = _free(query, _Text(clauses), snapshot, _facet_names(query, filtered=False))
    if narrowed.total >= FEW or not (query.box or query.near or any(query.filters.values())):
        return narrowed.total
    return _counts(clauses.counted(_kinds(query.kinds)), set(), snapshot).total


def _free(query: Query, text: _Text, snapshot: Snapshot, names: set[str]) -> _Counts:
    """Count by the facets that have no filter of their own, once for each question."""
    key = ("free", text.clauses, *_facet_key(query))
    known: _Counts | None = snapshot.remembered(key)
    if known is None:
        known = _counted(query, text, snapshot, names)
        snapshot.remember(key, known)
    return known


def _counted(query: Query, text: _Text, snapshot: Snapshot, names: set[str], *, without: str = "") -> _Counts:
    """Count what has the words, kinds, filters and place; the filter of one facet may be left out."""
    roughly = _is_looked_for(query, text, snapshot)
    narrowed = _narrowed(query, snapshot, without=without, roughly=roughly)
    matched = text.clauses.counted(narrowed) if text.clauses else every(narrowed)
    return _counts(matched, names, snapshot, query.box if roughly else None)


def _is_looked_for(query: Query, text: _Text, snapshot: Snapshot) -> bool:
    """Tell whether records that may be in the box are looked at one by one: where there are not too many."""
    if query.box is None or not is_box(query.box):
        return False
    return text.clauses is not None or bool(about(query.box, snapshot.searcher))


def _narrowed(
    query: Query, snapshot: Snapshot, *, without: str = "", roughly: bool = False
) -> list[tantivy.Query]:
    """Return kinds, filters and place, which say nothing about the order; `roughly`: the squares of a box."""
    clauses = _kinds(query.kinds)
    for name, values in sorted(query.filters.items()):
        if name != without and values and _FACET_NAME.fullmatch(name):
            clauses.append(_one_of(f"facets.{name}", values))
    if query.box is not None:
        clauses += (about if roughly else in_box)(query.box, snapshot.searcher)
    if query.near is not None:
        clauses.append(weightless(around(query.near, snapshot)))
    return clauses


def _kinds(kinds: tuple[str, ...]) -> list[tantivy.Query]:
    return [_one_of("source", kinds)] if kinds else []


def _one_of(name: str, values: Iterable[str]) -> tantivy.Query:
    """Match one of the values; a few are skipped through, many are gathered first."""
    safe = [value.encode("utf-8", "replace").decode()[:1000] for value in values]
    if len(safe) > MANY_VALUES:
        return weightless(tantivy.Query.term_set_query(schema(), name, safe))
    return weightless(any_of([tantivy.Query.term_query(schema(), name, value, "basic") for value in safe]))


def _page(query: Query, searcher: Reader) -> tuple[int, int]:
    """Return from which record and how many."""
    everything = max(searcher.num_docs, 1)
    limit = everything if query.limit is None else min(max(query.limit, 1), PAGE_LIMIT)
    return min(max(query.offset, 0), everything), limit


def _hits(query: Query, text: _Text, snapshot: Snapshot) -> tuple[int, tuple[Hit, ...]]:
    """Return how many match, and those of the page."""
    offset, limit = _page(query, snapshot.searcher)
    counted = _facet_names(query, filtered=False)
    total = _free(query, text, snapshot, counted).total if counted else None
    result = _sorted(query, text, snapshot, offset, limit, count=total is None)
    return int(result.count if total is None else total), tuple(_named(result.hits, snapshot.searcher))


def _sorted(
    query: Query,
    text: _Text,
    snapshot: Snapshot,
    offset: int,
    limit: int,
    *,
    count: bool = False,
    roughly: bool = False,
) -> tantivy.SearchResult:
    narrowed = _narrowed(query, snapshot, roughly=roughly)
    matched = text.clauses.ranked(narrowed) if text.clauses else every(narrowed)
    search_for = snapshot.searcher.search
    if query.sort in _FIELDS:
        field, order = _FIELDS[query.sort]
        return search_for(matched, limit, count, field, offset, order)
    if text.clauses is not None:
        return search_for(matched, limit, count, offset=offset, weight_by_field="lift")
    return search_for(matched, limit, count, "prior", offset)


def _hits_in_box(query: Query, text: _Text, snapshot: Snapshot) -> tuple[int, tuple[Hit, ...]] | None:
    """Look among the best about the box for those in it; None where another way is quicker."""
    if query.box is None or not _is_looked_for(query, text, snapshot):
        return None
    counts = _free(query, text, snapshot, _facet_names(query, filtered=False))
    total = counts.total
    offset, limit = _page(query, snapshot.searcher)
    wanted = min(offset + limit, total)
    looked_at = min(counts.looked_at, 10 + 2 * wanted * counts.looked_at // max(total, 1))
    if not wanted:
        return total, ()
    if looked_at > MOST_LOOKED_AT:
        return None
    best = _sorted(query, text, snapshot, 0, looked_at, roughly=True).hits
    stands = standing_in(query.box, [place for _, place in best], snapshot.searcher)
    inside = [hit for hit, is_inside in zip(best, stands, strict=True) if is_inside]
    if len(inside) < wanted:
        return None
    return total, tuple(_named(inside[offset : offset + limit], snapshot.searcher))


def _named(hits: list[tuple[object, tantivy.DocAddress]], searcher: Reader) -> Iterable[Hit]:
    places = [place for _, place in hits]
    for (kind, pk), (score, _) in zip(records_at(places, searcher), hits, strict=True):
        yield Hit(kind, pk, float(score) if isinstance(score, int | float) else 0.0)


def _facet_names(query: Query, *, filtered: bool) -> set[str]:
    """Return the facets to count: all, or those that have no filter of their own."""
    names = {name for name in query.facets if _FACET_NAME.fullmatch(name)}
    return names if filtered else {name for name in names if not query.filters.get(name)}


def _facets(query: Query, text: _Text, snapshot: Snapshot) -> dict[str, dict[str, int]]:
    """Count by facet, each ignoring its own filter; the same question is counted once per snapshot."""
    names = _facet_names(query, filtered=True)
    if not names:
        return {}
    key = _facet_key(query)
    known: dict[str, dict[str, int]] | None = snapshot.remembered(key)
    if known is None:
        known = dict(_free(query, text, snapshot, _facet_names(query, filtered=False)).facets)
        for name in names:
            if name not in known:
                known |= _counted(query, text, snapshot, {name}, without=name).facets
        snapshot.remember(key, known)
    return {name: known[name] for name in dict.fromkeys(query.facets) if name in names}


def _facet_key(query: Query) -> tuple[Hashable, ...]:
    filters = tuple((name, tuple(sorted(values))) for name, values in sorted(query.filters.items()) if values)
    text = query.text[:MAX_QUERY]
    facets = tuple(sorted(set(query.facets)))
    return ("facets", query.in_names, text, query.kinds, filters, query.box, query.near, facets)


def _counts(matched: tantivy.Query, names: set[str], snapshot: Snapshot, box: Box | None = None) -> _Counts:
    """Count what matches (and lies in a box), in all and by facet; "source" counts the kinds."""
    asked: dict[str, Any] = {
        name: {"terms": {"field": "source" if name == "source" else f"facets.{name}", "size": FACET_VALUES}}
        for name in sorted(names)
    }
    asked[""] = {"value_count": {"field": "source_number"}}
    counted: Mapping[str, Any] | None = snapshot.searcher.aggregate(
        matched, asked if box is None else counted_in(box, asked)
    )
    looked_at = 0
    if box is not None:
        looked_at, counted = within(counted or {})
    if counted is None:
        return _Counts(0, {name: {} for name in sorted(names)}, looked_at)
    facets = {name: _ordered(counted[name]["buckets"]) for name in sorted(names)}
    return _Counts(int(counted[""]["value"]), facets, looked_at)


def _ordered(buckets: list[dict[str, Any]]) -> dict[str, int]:
    counts = {bucket["key"]: int(bucket["doc_count"]) for bucket in buckets}
    return dict(sorted(counts.items(), key=lambda item: (-item[1], item[0])))
