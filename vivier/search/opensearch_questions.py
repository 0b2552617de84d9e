"""A question as OpenSearch is asked it: fields and weights of the embedded index, no query language."""

from typing import Any

from vivier.search.analysis import MAX_QUERY, Asked, Word, stems_in_all
from vivier.search.matching import (
    BEGINNING,
    CONCEPT,
    EXACT_NAME,
    INITIALS,
    LETTERS_FOR_ONE_TYPO,
    LETTERS_FOR_TWO,
    MISSPELT,
    PHRASE,
    SECOND_TYPO,
    STEMS,
    WHOLE,
    WIDER_CONCEPT,
)
from vivier.search.query import Query
from vivier.search.vocabulary import Span, Vocabulary

Clause = dict[str, Any]
FACET_VALUES = 2000
PAGE_LIMIT, DEEPEST = 100, 10_000
_SORTS = {
    "name": {"sort_name": "asc"},
    "-name": {"sort_name": "desc"},
    "day": {"day": {"order": "asc", "missing": "_last"}},
    "-day": {"day": {"order": "desc", "missing": "_last"}},
    "-updated": {"updated": {"order": "desc", "missing": "_last"}},
}
NOTHING: Clause = {"match_none": {}}


def body_of(query: Query, asked: Asked, vocabulary: Vocabulary, *, at_least: int | None = None) -> Clause:
    """Return the search request; `at_least` so many of the things asked are enough, otherwise all."""
    size, start = bounds(query)
    found: Clause = {"bool": {"must": [_words(query, asked, vocabulary, at_least)], "filter": _always(query)}}
    body: Clause = {
        "query": {
            "function_score": {
                "query": found,
                # The same up to a factor as the embedded index: times the logarithm of 2 + prior.
                "field_value_factor": {"field": "prior", "modifier": "ln2p", "missing": 0},
                "boost_mode": "multiply",
            }
        },
        "post_filter": {"bool": {"filter": [clause for _name, clause in _filters(query)]}},
        "from": start,
        "size": size,
        "track_total_hits": True,
        "_source": ["source", "pk"],
        "sort": [_SORTS[query.sort], "_score"] if query.sort in _SORTS else ["_score", {"prior": "desc"}],
    }
    if query.facets:
        body["aggs"] = {name: _facet(name, query) for name in dict.fromkeys(query.facets)}
    return body


def bounds(query: Query) -> tuple[int, int]:
    """Return how many records and from which one; never past what one request may reach."""
    size = DEEPEST if query.limit is None else min(max(query.limit, 1), PAGE_LIMIT)
    start = min(max(query.offset, 0), DEEPEST)
    return min(size, DEEPEST - start), start


def count_of_things(asked: Asked, vocabulary: Vocabulary) -> int:
    """Return how many words, concepts and phrases were asked for."""
    return len(vocabulary.spans(asked.words)) + len(asked.phrases)


def _words(query: Query, asked: Asked, vocabulary: Vocabulary, at_least: int | None) -> Clause:
    spans = vocabulary.spans(asked.words)
    last = len(spans) - 1
    things = [
        _span(span, vocabulary, is_open=(asked.last_is_open or query.in_names) and place == last)
        for place, span in enumerate(spans)
    ]
    things += [_phrase(phrase) for phrase in asked.phrases]
    if not things:
        return {"match_all": {}} if not query.in_names else NOTHING
    names = {"constant_score": {"filter": {"terms": {"exact": list(asked.titles)}}, "boost": EXACT_NAME}}
    if at_least is None:
        return {"bool": {"must": things, "should": [names]}}
    return {"bool": {"should": [*things, names], "minimum_should_match": at_least}}


def _span(span: Span, vocabulary: Vocabulary, *, is_open: bool) -> Clause:
    last = len(span.words) - 1
    words = [_word(word, is_open=is_open and place == last) for place, word in enumerate(span.words)]
    together = words[0] if len(words) == 1 else {"bool": {"must": words}}
    concepts = [_term("concepts", code, CONCEPT) for code in span.concepts]
    concepts += [_term("concepts", code, WIDER_CONCEPT) for code in vocabulary.wider(span.concepts)]
    if not concepts:
        return together
    return {"bool": {"should": [together, _best(concepts)], "minimum_should_match": 1}}


def _word(word: Word, *, is_open: bool) -> Clause:
    whole = _token(word.whole, is_open=is_open)
    if word.parts == (word.whole,):
        return whole
    return _best([whole, {"bool": {"must": [_token(part, is_open=is_open) for part in word.parts]}}])


def _token(text: str, *, is_open: bool) -> Clause:
    """Match one word: as it stands, other endings, as an acronym, its beginning while typed, misspelt."""
    clauses = [_term(name, text, boost) for name, boost in WHOLE.items()]
    clauses.append(_term("initials", text, INITIALS))
    if is_open:
        clauses += [_prefix(name, text, boost) for name, boost in BEGINNING.items() if name != "texts"]
    if not any(letter.isdigit() for letter in text):
        clauses += [
            _term(name, stem, boost) for name, boost in STEMS.items() for stem in stems_in_all([text])
        ]
        clauses += _misspelt(text)
    return _best(clauses)


def _misspelt(text: str) -> list[Clause]:
    if len(text) < LETTERS_FOR_ONE_TYPO:
        return []
    fields = {name: boost for name, boost in MISSPELT.items() if name != "texts"}
    clauses = [_fuzzy(name, text, 1, boost) for name, boost in fields.items()]
    if len(text) >= LETTERS_FOR_TWO:
        clauses += [_fuzzy(name, text, 2, boost * SECOND_TYPO) for name, boost in fields.items()]
    return clauses


def _phrase(tokens: tuple[str, ...]) -> Clause:
    text = " ".join(tokens)
    weights = {"title": PHRASE, "names": PHRASE, "texts": 2.0}
    return _best(
        [{"match_phrase": {name: {"query": text, "boost": boost}}} for name, boost in weights.items()]
    )


def _term(name: str, text: str, boost: float) -> Clause:
    return {"term": {name: {"value": text, "boost": boost}}}


def _prefix(name: str, text: str, boost: float) -> Clause:
    return {"prefix": {name: {"value": text, "boost": boost}}}


def _fuzzy(name: str, text: str, typos: int, boost: float) -> Clause:
    # The rewrite gives every near word the same worth, as the embedded index does.
    near = {"value": text, "fuzziness": typos, "boost": boost, "rewrite": "constant_score"}
    return {"fuzzy": {name: near}}


def _best(clauses: list[Clause]) -> Clause:
    return {"dis_max": {"queries": clauses, "tie_breaker": 0.1}}


def _always(query: Query) -> list[Clause]:
    """What limits hits and facets alike: the kinds and the place."""
    clauses: list[Clause] = []
    if query.kinds:
        clauses.append({"terms": {"source": list(query.kinds)}})
    if query.box is not None:
        south, west, north, east = query.box
        corners = {"top_left": {"lat": north, "lon": west}, "bottom_right": {"lat": south, "lon": east}}
        clauses.append({"geo_bounding_box": {"place": corners}})
    if query.near is not None:
        latitude, longitude, kilometres = query.near
        around = {"distance": f"{kilometres}km", "place": {"lat": latitude, "lon": longitude}}
        clauses.append({"geo_distance": around})
    return clauses


def _filters(query: Query) -> list[tuple[str, Clause]]:
    return [
        (name, {"terms": {f"facets.{name}": list(values)}})
        for name, values in sorted(query.filters.items())
        if values
    ]


def _facet(name: str, query: Query) -> Clause:
    """Count a facet over what the other filters leave."""
    others = [clause for other, clause in _filters(query) if other != name]
    counted = {"terms": {"field": f"facets.{name}", "size": FACET_VALUES}}
    return {"filter": {"bool": {"filter": others}}, "aggs": {"values": counted}}


def suggestion_of(text: str) -> Clause:
    """Return what asks for nearer spellings of words no title has."""
    near = {"field": "title", "suggest_mode": "missing", "max_edits": 2, "min_word_length": 3, "size": 1}
    return {"near": {"text": text[:MAX_QUERY], "term": near}}
