"""Several machines: the same index kept in an OpenSearch server, chosen by the setting OPENSEARCH_URL.

One alias names the index in use; a rebuild fills a new one beside it and moves the alias at once. Changes go
to both meanwhile. Every entry carries the moment at which its row was read, and the server keeps the latest:
machines need no lock between them. Entries are made by the same code as those of the embedded index.
"""

import base64
import http.client
import json
import logging
import math
import time
import uuid
from collections.abc import Iterable, Iterator
from typing import Any
from urllib.parse import quote, urlsplit

from django.conf import settings

from vivier.search import entries, store, vocabulary
from vivier.search.analysis import tokens_of, understand
from vivier.search.models import IndexChange
from vivier.search.opensearch_questions import body_of, count_of_things, suggestion_of
from vivier.search.query import Hit, Query, Results
from vivier.search.sources import Document, registered
from vivier.search.vocabulary import Vocabulary

log = logging.getLogger(__name__)
SECONDS = 10.0
WORDS_SECONDS = 60
BATCH = 500
FEW = 5
_TEXTS = ("title", "names", "texts", "title_stems", "text_stems", "concepts")
_WORDS = ("key", "source", "exact", "initials", "sort_name")


class OpenSearchError(OSError):
    """The server could not be reached or refused."""


def is_chosen() -> bool:
    """Tell whether this installation keeps its index in OpenSearch."""
    return bool(settings.OPENSEARCH_URL)


def mapping() -> dict[str, Any]:
    """Return settings and fields of an index: words are made by us, the server only parts them at blanks."""
    text = {"type": "text", "analyzer": "whitespace", "search_analyzer": "whitespace"}
    fields: dict[str, Any] = dict.fromkeys(_TEXTS, text)
    fields |= {name: {"type": "keyword"} for name in _WORDS}
    fields |= {
        "pk": {"type": "long"},
        "label": {"type": "keyword", "index": False, "doc_values": False},
        "prior": {"type": "float"},
        "place": {"type": "geo_point"},
        "day": {"type": "date", "format": "strict_date"},
        "updated": {"type": "date", "format": "strict_date"},
        "facets": {"type": "object", "dynamic": True},
    }
    facet = {"path_match": "facets.*", "mapping": {"type": "keyword"}}
    return {
        "settings": {"index": {"max_result_window": 10_000, "gc_deletes": "1h"}},
        "mappings": {"dynamic": False, "dynamic_templates": [{"facets": facet}], "properties": fields},
    }


def source_of(document: Document, words: Vocabulary) -> dict[str, Any]:
    """Return the entry of a document as the server keeps it."""
    numbers = entries.numbers(document)
    made: dict[str, Any] = {
        "key": document.key,
        "source": document.kind,
        "pk": int(document.key.rpartition(":")[2]),
        "label": entries.safe(document.title),
        "sort_name": entries.sort_name(document),
        "facets": entries.facets(document),
        "prior": numbers["prior"],
        **entries.words(document, words),
        **entries.whole_names(document),
        **{name: day.isoformat() for name, day in entries.days(document).items()},
    }
    if "latitude" in numbers:
        made["place"] = {"lat": numbers["latitude"], "lon": numbers["longitude"]}
    return made


def search(query: Query) -> Results:
    """Answer a question; whatever is asked and whatever state the server is in, without raising."""
    try:
        return _answer(query)
    except (OpenSearchError, ValueError, KeyError, TypeError):
        log.exception("OpenSearch could not answer")
        return Results(facets={name: {} for name in query.facets})


def count_by_kind(text: str) -> dict[str, int]:
    """Return how many records of each kind match a text."""
    counted = search(Query(text=text, limit=1, facets=("source",)))
    return counted.facets.get("source", {})


def _answer(query: Query) -> Results:
    if not _is_finite(query):
        return Results(facets={name: {} for name in query.facets})
    asked = understand(query.text)
    words = _words()
    things = count_of_things(asked, words)
    found = _call("POST", f"/{_alias()}/_search", _as_asked(query, body_of(query, asked, words)))
    total = int(found["hits"]["total"]["value"])
    suggestion = _suggestion(query.text) if things and not total else None
    if query.in_names or things < 2 or total >= FEW or (total and things == 2):
        return _results(found, query, suggestion=suggestion)
    looser = body_of(query, asked, words, at_least=max(1, things - 1))
    more = _call("POST", f"/{_alias()}/_search", _as_asked(query, looser))
    if int(more["hits"]["total"]["value"]) > total:
        return _results(more, query, suggestion=suggestion, relaxed=True)
    return _results(found, query, suggestion=suggestion)


def _is_finite(query: Query) -> bool:
    return all(map(math.isfinite, (*(query.box or ()), *(query.near or ()))))


def _as_asked(query: Query, body: dict[str, Any]) -> dict[str, Any]:
    """The kind is a field of its own, not one of the facets."""
    if "source" in query.facets:
        body["aggs"]["source"]["aggs"]["values"]["terms"]["field"] = "source"
    return body


def _suggestion(text: str) -> str | None:
    tokens = " ".join(tokens_of(text))
    found = _call("POST", f"/{_alias()}/_search", {"size": 0, "suggest": suggestion_of(tokens)})
    words = [(one["text"], one["options"]) for one in found.get("suggest", {}).get("near", [])]
    if not any(options for _word, options in words):
        return None
    return " ".join(options[0]["text"] if options else word for word, options in words)


def _results(
    found: dict[str, Any], query: Query, *, suggestion: str | None, relaxed: bool = False
) -> Results:
    hits = [
        Hit(one["_source"]["source"], int(one["_source"]["pk"]), float(one["_score"] or 0.0))
        for one in found["hits"]["hits"]
    ]
    counted = found.get("aggregations", {})
    facets = {name: _ordered(counted[name]["values"]["buckets"]) for name in dict.fromkeys(query.facets)}
    return Results(int(found["hits"]["total"]["value"]), tuple(hits), facets, suggestion, relaxed)


def _ordered(buckets: list[dict[str, Any]]) -> dict[str, int]:
    counts = {str(bucket["key"]): int(bucket["doc_count"]) for bucket in buckets}
    return dict(sorted(counts.items(), key=lambda item: (-item[1], item[0])))


def apply_waiting() -> int:
    """Apply the queue to the index in use, batch by batch; what the server refuses stays in the queue."""
    applied = 0
    while batch := list(IndexChange.objects.all()[:BATCH]):
        changes = {(change.source, change.key) for change in batch}
        lines = list(_lines_of_changes(changes))
        for alias in (_alias(), _building()):
            if alias == _alias() or _indexes_of(alias):
                _bulk(alias, lines, options="refresh=wait_for&require_alias=true")
        IndexChange.objects.filter(pk__in=[change.pk for change in batch]).delete()
        applied += len(batch)
    return applied


def _lines_of_changes(changes: Iterable[tuple[str, str]]) -> Iterator[dict[str, Any]]:
    words, moment = _words(), time.time_ns()
    for kind in sorted({kind for kind, _pk in changes}):
        pks = sorted(pk for other, pk in changes if other == kind)
        source = registered().get(kind)
        rows = {str(row.pk): row for row in source.rows_of(pks)} if source else {}
        for pk in pks:
            key = f"{kind}:{pk}"
            if source and pk in rows:
                yield {"index": _entry(key, moment)}
                yield source_of(source.build(rows[pk]), words)
            else:
                yield {"delete": _entry(key, moment)}


def _entry(key: str, moment: int) -> dict[str, Any]:
    return {"_id": key, "version": moment, "version_type": "external"}


def rebuild() -> dict[str, int]:
    """Fill a new index from the database, then move the alias to it and drop the old ones."""
    name = f"{_alias()}-{time.strftime('%Y%m%d%H%M%S')}-{uuid.uuid4().hex[:8]}"
    store.announce_words()
    for left_behind in _indexes_of(_building()):
        _call("DELETE", f"/{left_behind}", accepted=(200, 404))
    moment = time.time_ns()
    _call("PUT", f"/{name}", {**mapping(), "aliases": {_building(): {}}})
    try:
        counts = {kind: _fill(name, kind, moment) for kind in sorted(registered())}
        _call("POST", f"/{name}/_refresh")
        _switch(name)
    except BaseException:
        _call("DELETE", f"/{name}", accepted=(200, 404))
        raise
    apply_waiting()
    return counts


def _fill(name: str, kind: str, moment: int) -> int:
    source, words, count = registered()[kind], _words(), 0
    lines: list[dict[str, Any]] = []
    for row in source.rows():
        document = source.build(row)
        lines += [{"index": _entry(document.key, moment)}, source_of(document, words)]
        count += 1
        if len(lines) >= 2 * BATCH:
            _bulk(name, lines)
            lines = []
    if lines:
        _bulk(name, lines)
    return count


def _switch(name: str) -> None:
    actions: list[dict[str, Any]] = [
        {"add": {"index": name, "alias": _alias()}},
        {"remove": {"index": name, "alias": _building()}},
    ]
    actions += [{"remove_index": {"index": index}} for index in _indexes_of(_alias())]
    _call("POST", "/_aliases", {"actions": actions})


def _indexes_of(alias: str) -> list[str]:
    known = _call("GET", f"/_alias/{alias}", accepted=(200, 404))
    return [index for index, entry in known.items() if isinstance(entry, dict) and "aliases" in entry]


def _bulk(name: str, lines: Iterable[dict[str, Any]], *, options: str = "refresh=false") -> None:
    text = "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines)
    if not text:
        return
    answer = _call("POST", f"/{name}/_bulk?{options}", text)
    refused = [
        result
        for item in answer["items"]
        for deed, result in item.items()
        # 409: the server has a later state of it already. 404: what is to go is not there.
        if result["status"] >= 300 and result["status"] != 409 and (deed, result["status"]) != ("delete", 404)
    ]
    if refused:
        raise OpenSearchError(f"OpenSearch refused {len(refused)} entries; the first: {refused[0]}")


def _words() -> Vocabulary:
    """Return the words as they are; other machines take a change over within a minute."""
    return vocabulary.of_generation(f"{_alias()}@{store.words_stamp()}.{int(time.time() // WORDS_SECONDS)}")


def _alias() -> str:
    return str(settings.OPENSEARCH_ALIAS)


def _building() -> str:
    return f"{_alias()}-building"


def _call(
    method: str, path: str, body: dict[str, Any] | str | None = None, *, accepted: tuple[int, ...] = (200,)
) -> dict[str, Any]:
    """Ask the server and return its JSON; anything else than an accepted status is an error."""
    server = urlsplit(settings.OPENSEARCH_URL)
    kind = http.client.HTTPSConnection if server.scheme == "https" else http.client.HTTPConnection
    connection = kind(server.hostname or "localhost", server.port, timeout=SECONDS)
    text = body if isinstance(body, str) else json.dumps(body, ensure_ascii=False) if body else ""
    lines = "application/x-ndjson" if isinstance(body, str) else "application/json"
    headers = {"Content-Type": lines, **_credentials(server.username, server.password)}
    try:
        connection.request(method, quote(path, safe="/?=&_-"), text.encode("utf-8", "replace"), headers)
        answer = connection.getresponse()
        content = answer.read()
    except (OSError, http.client.HTTPException) as error:
        raise OpenSearchError(f"OpenSearch does not answer: {error}") from error
    finally:
        connection.close()
    if answer.status not in accepted:
        raise OpenSearchError(f"OpenSearch said {answer.status} to {method} {path}: {content[:500]!r}")
    return json.loads(content or b"{}")  # type: ignore[no-any-return]


def _credentials(user: str | None, password: str | None) -> dict[str, str]:
    if not user:
        return {}
    token = base64.b64encode(f"{user}:{password or ''}".encode()).decode()
    return {"Authorization": f"Basic {token}"}
