"""A small OpenSearch: the calls we make, in the shapes its documentation gives, over a real socket.

What it does not know it refuses with 400, as the real one refuses what it cannot parse. Scores are sums of boosts.
"""

import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

from vivier.search.geography import kilometres
from vivier.search.spelling import distance


class Refused(Exception):
    def __init__(self, status: int, kind: str, reason: str) -> None:
        super().__init__(reason)
        self.status = status
        self.body = {"error": {"type": kind, "reason": reason}, "status": status}


class Indexes:
    """Everything the server holds: entries by index, the version of each, aliases."""

    def __init__(self) -> None:
        self.entries: dict[str, dict[str, dict]] = {}
        self.versions: dict[str, dict[str, int]] = {}
        self.aliases: dict[str, set[str]] = {}
        self.full = False
        self.asked: list[tuple[str, str]] = []

    def answer(self, method: str, path: str, body: str) -> tuple[int, dict]:
        address = urlsplit(path)
        self.asked.append((method, path))
        first, _, rest = address.path.strip("/").partition("/")
        if method == "PUT" and not rest:
            return self.create(first, json.loads(body))
        if method == "DELETE":
            return self.drop(first)
        if (method, first) == ("GET", "_alias"):
            return self.named(rest)
        if (method, first) == ("POST", "_aliases"):
            return self.move(json.loads(body)["actions"])
        if (method, rest) == ("POST", "_bulk"):
            return self.bulk(first, body, parse_qs(address.query))
        if (method, rest) == ("POST", "_refresh"):
            return 200, {"_shards": {"total": 2, "successful": 1, "failed": 0}}
        if (method, rest) == ("POST", "_search"):
            return 200, self.search(first, json.loads(body))
        raise Refused(405, "method_not_allowed", path)

    def create(self, name: str, body: dict) -> tuple[int, dict]:
        if name in self.entries:
            raise Refused(400, "resource_already_exists_exception", name)
        assert set(body) == {"settings", "mappings", "aliases"}
        self.entries[name], self.versions[name] = {}, {}
        for alias in body["aliases"]:
            self.aliases.setdefault(alias, set()).add(name)
        return 200, {"acknowledged": True, "shards_acknowledged": True, "index": name}

    def drop(self, name: str) -> tuple[int, dict]:
        if name not in self.entries:
            raise Refused(404, "index_not_found_exception", f"no such index [{name}]")
        del self.entries[name]
        for names in self.aliases.values():
            names.discard(name)
        return 200, {"acknowledged": True}

    def named(self, alias: str) -> tuple[int, dict]:
        names = self.aliases.get(alias)
        if not names:
            return 404, {"error": f"alias [{alias}] missing", "status": 404}
        return 200, {name: {"aliases": {alias: {}}} for name in names}

    def move(self, actions: list[dict]) -> tuple[int, dict]:
        for action in sorted(actions, key=lambda one: "remove_index" not in one):
            for deed, what in action.items():
                if deed == "add":
                    self.aliases.setdefault(what["alias"], set()).add(what["index"])
                elif deed == "remove":
                    self.aliases[what["alias"]].remove(what["index"])
                else:
                    self.drop(what["index"])
        return 200, {"acknowledged": True}

    def resolved(self, name: str) -> str:
        if name in self.entries:
            return name
        for index in self.aliases.get(name, ()):
            return index
        raise Refused(404, "index_not_found_exception", f"no such index [{name}]")

    def bulk(self, name: str, body: str, options: dict) -> tuple[int, dict]:
        assert body.endswith("\n")
        if options.get("require_alias") == ["true"] and not self.aliases.get(name):
            raise Refused(404, "index_not_found_exception", f"no alias [{name}]")
        index, items = self.resolved(name), []
        lines = iter(body.splitlines())
        for line in lines:
            ((deed, what),) = json.loads(line).items()
            entry = json.loads(next(lines)) if deed == "index" else None
            items.append({deed: {"_index": index, "_id": what["_id"], **self.one(index, what, entry)}})
        failed = any(result["status"] >= 300 for item in items for result in item.values())
        return 200, {"took": 1, "errors": failed, "items": items}

    def one(self, index: str, what: dict, entry: dict | None) -> dict:
        if self.full:
            return {"status": 429, "error": {"type": "rejected_execution_exception", "reason": "queue full"}}
        assert what["version_type"] == "external"
        key, version = what["_id"], what["version"]
        if self.versions[index].get(key, 0) >= version:
            return {"status": 409, "error": {"type": "version_conflict_engine_exception", "reason": "older"}}
        self.versions[index][key] = version
        if entry is None:
            gone = self.entries[index].pop(key, None)
            return (
                {"status": 404, "result": "not_found"}
                if gone is None
                else {"status": 200, "result": "deleted"}
            )
        created = key not in self.entries[index]
        self.entries[index][key] = entry
        return {"status": 201 if created else 200, "result": "created" if created else "updated"}

    def search(self, name: str, body: dict) -> dict:
        entries = self.entries[self.resolved(name)]
        if "suggest" in body:
            return {**_answered([], 0), "suggest": _suggested(body["suggest"], entries)}
        scored = [(score(body["query"], entry), entry) for entry in entries.values()]
        matched = [(points, entry) for points, entry in scored if points is not None]
        hits = [one for one in matched if score(body["post_filter"], one[1]) is not None]
        for rule in reversed(body["sort"]):
            hits.sort(**_order(rule))
        shown = hits[body["from"] : body["from"] + body["size"]]
        by_field = body["sort"][0] != "_score"
        found = [
            {
                "_index": name,
                "_id": entry["key"],
                "_score": None if by_field else points,
                "_source": _chosen(entry, body),
            }
            for points, entry in shown
        ]
        answer = _answered(found, len(hits))
        if "aggs" in body:
            answer["aggregations"] = {
                facet: _counted(asked, [entry for _points, entry in matched])
                for facet, asked in body["aggs"].items()
            }
        return answer


def _chosen(entry: dict, body: dict) -> dict:
    return {field: entry[field] for field in body["_source"]}


def _answered(hits: list[dict], total: int) -> dict:
    return {
        "took": 1,
        "timed_out": False,
        "_shards": {"total": 1, "successful": 1, "skipped": 0, "failed": 0},
        "hits": {"total": {"value": total, "relation": "eq"}, "max_score": None, "hits": hits},
    }


def _order(rule: dict | str) -> dict:
    if rule == "_score":
        return {"key": lambda one: -one[0]}
    ((field, how),) = rule.items()
    descending = (how if isinstance(how, str) else how["order"]) == "desc"
    worst = "" if descending else "\uffff"
    return {"key": lambda one: one[1].get(field, -1 if field == "prior" else worst), "reverse": descending}


def _counted(asked: dict, entries: list[dict]) -> dict:
    kept = [entry for entry in entries if score(asked["filter"], entry) is not None]
    field = asked["aggs"]["values"]["terms"]["field"]
    counts: dict[str, int] = {}
    for entry in kept:
        for value in _values(entry, field):
            counts[value] = counts.get(value, 0) + 1
    buckets = [{"key": key, "doc_count": count} for key, count in counts.items()]
    return {"doc_count": len(kept), "values": {"buckets": buckets, "sum_other_doc_count": 0}}


def _suggested(asked: dict, entries: dict) -> dict:
    ((name, what),) = asked.items()
    words = {word for entry in entries.values() for word in entry["title"].split()}
    answers = []
    for word in what["text"].split():
        near = sorted((distance(word, other), other) for other in words if distance(word, other) <= 2)
        is_asked = len(word) >= what["term"]["min_word_length"] and word not in words
        options = [{"text": near[0][1], "score": 0.8, "freq": 1}] if near and is_asked else []
        answers.append({"text": word, "offset": 0, "length": len(word), "options": options})
    return {name: answers}


def _values(entry: dict, field: str) -> list[str]:
    found = entry
    for part in field.split("."):
        found = found.get(part, [])
    if isinstance(found, str):
        return (
            found.split()
            if field in {"title", "names", "texts", "title_stems", "text_stems", "concepts"}
            else [found]
        )
    return list(found)


def score(clause: dict, entry: dict) -> float | None:
    """Return the points of an entry, None when it does not match."""
    ((kind, what),) = clause.items()
    if kind not in _CLAUSES:
        raise Refused(400, "parsing_exception", f"unknown query [{kind}]")
    return _CLAUSES[kind](what, entry)


def _bool(what: dict, entry: dict) -> float | None:
    musts = [score(one, entry) for one in [*what.get("must", []), *what.get("filter", [])]]
    if None in musts:
        return None
    some = [points for one in what.get("should", []) if (points := score(one, entry)) is not None]
    wanted = what.get("minimum_should_match", 0 if "must" in what or "filter" in what else 1)
    if len(some) < wanted:
        return None
    return sum(score(one, entry) or 0 for one in what.get("must", [])) + sum(some)


def _dis_max(what: dict, entry: dict) -> float | None:
    points = [one for query in what["queries"] if (one := score(query, entry)) is not None]
    return max(points) + what["tie_breaker"] * (sum(points) - max(points)) if points else None


def _worded(test):
    def judge(what: dict, entry: dict) -> float | None:
        ((field, how),) = what.items()
        return how["boost"] if any(test(how, word) for word in _values(entry, field)) else None

    return judge


def _phrase(what: dict, entry: dict) -> float | None:
    ((field, how),) = what.items()
    return how["boost"] if f" {how['query']} " in f" {entry[field]} " else None


def _terms(what: dict, entry: dict) -> float | None:
    ((field, values),) = what.items()
    return 0.0 if set(values) & set(_values(entry, field)) else None


def _constant(what: dict, entry: dict) -> float | None:
    return None if score(what["filter"], entry) is None else what["boost"]


def _function(what: dict, entry: dict) -> float | None:
    points = score(what["query"], entry)
    return None if points is None else points * (1 + entry["prior"])


def _box(what: dict, entry: dict) -> float | None:
    place, corners = entry.get("place"), what["place"]
    top, bottom = corners["top_left"], corners["bottom_right"]
    if top["lat"] < bottom["lat"]:
        raise Refused(400, "parse_exception", "top is below bottom corner")
    inside = (
        place and bottom["lat"] <= place["lat"] <= top["lat"] and top["lon"] <= place["lon"] <= bottom["lon"]
    )
    return 0.0 if inside else None


def _around(what: dict, entry: dict) -> float | None:
    place, centre = entry.get("place"), what["place"]
    reach = float(what["distance"].removesuffix("km"))
    if not place:
        return None
    away = kilometres(place["lat"], place["lon"], centre["lat"], centre["lon"])
    return 0.0 if away <= reach else None


_CLAUSES = {
    "bool": _bool,
    "dis_max": _dis_max,
    "term": _worded(lambda how, word: word == how["value"]),
    "prefix": _worded(lambda how, word: word.startswith(how["value"])),
    "fuzzy": _worded(lambda how, word: distance(how["value"], word) <= how["fuzziness"]),
    "match_phrase": _phrase,
    "terms": _terms,
    "constant_score": _constant,
    "function_score": _function,
    "geo_bounding_box": _box,
    "geo_distance": _around,
    "match_all": lambda what, entry: 1.0,  # noqa: ARG005 -- like the others
    "match_none": lambda what, entry: None,  # noqa: ARG005 -- like the others
}


def serve(indexes: Indexes) -> ThreadingHTTPServer:
    """Serve these indexes on a free port of this machine, in the background."""

    class Handler(BaseHTTPRequestHandler):
        def _answer(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", 0))).decode()
            try:
                status, answer = indexes.answer(self.command, self.path, body)
            except Refused as refused:
                status, answer = refused.status, refused.body
            content = json.dumps(answer).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json; charset=UTF-8")
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        do_GET = do_PUT = do_POST = do_DELETE = _answer  # noqa: N815 -- names of the library

        def log_message(self, *_arguments: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
    return server
