"""The engines of `search_speed.py`: each answers a question with the first 20, the count and two facets.

A maker builds the index and returns a function from a question to the count; None: "cannot be asked that".
"""

import re
import sqlite3
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any
from unittest import mock

import psycopg
import tantivy
from django.db import transaction

from benchmarks.kept_organisations import edited, kept, source
from vivier.core.names import fold
from vivier.search import geography, matching, store
from vivier.search.engine import search
from vivier.search.query import Query
from vivier.search.queue import changed
from vivier.search.rebuild import rebuild
from vivier.search.sources import register
from vivier.search.writing import heap_for

Ask = Callable[[Any], int | None]
FACETS = ("kind", "province")
TOGETHER = "SELECT kind, province, count(*) %s GROUP BY kind, province"
COLUMNS = "pk, title, names, body, kind, province, latitude, longitude"


def vivier(count: int, rows: Path) -> Ask:
    """The product: its documents, its rebuild, its answers."""
    register(source(count, rows))
    if store.current() is None:
        rebuild()

    def ask(question: Any) -> int:
        return search(_query(question)).total

    return ask


def _query(question: Any) -> Query:
    return Query(question.text, ("actor",), box=question.box, limit=20, facets=FACETS)


def same_without_shortcuts(asked: Sequence[Any]) -> int:
    """Return for how many questions the answer is the same, scores included, by the long way.

    The long way: no squares of the map, no short beginnings as words, nothing remembered.
    """
    same = 0
    for question in asked:
        store._opened.clear()
        quick = search(_query(question))
        store._opened.clear()
        with (
            mock.patch.object(matching, "SHORT_BEGINNING", 0),
            mock.patch.object(geography, "covering", _none),
        ):
            same += search(_query(question)) == quick
    return same


def _none(*_box: float) -> list[str]:
    return []


def edit_seconds(pk: int) -> float:
    """Rename one organisation and return how long until the search finds it, seconds."""
    word = f"zyxquorbel{pk}{time.time_ns()}"
    edited[pk] = f"{word} Renommé"
    begin = time.perf_counter()
    with transaction.atomic():
        changed("actor", pk)
    while not search(Query(word, ("actor",))).total:
        if time.perf_counter() - begin > 60:
            raise SystemExit("The edit never became visible.")
        time.sleep(0.005)
    return time.perf_counter() - begin


def _words(text: str) -> list[str]:
    return re.findall(r"[^\W_]+", fold(text))


def _fields(rows: Path) -> Iterator[tuple[Any, ...]]:
    for row in kept(rows):
        yield (
            row.pk,
            fold(row.name),
            fold(row.former),
            fold(row.text),
            row.kind,
            row.province,
            row.latitude,
            row.longitude,
        )


def tantivy_bare(count: int, rows: Path, folder: Path) -> Ask:
    """The library alone: words in title, names and text, no articles, endings, concepts or second tries."""
    home, schema = folder / "bare", _bare_schema()
    if not home.exists():
        _build_bare(count, rows, home, schema)
    index = tantivy.Index.open(str(home))
    searcher = index.searcher()
    if searcher.num_docs != count:
        raise SystemExit(f"{home} holds {searcher.num_docs} organisations, not {count}: remove it.")
    facets = {name: {"terms": {"field": name, "size": 2000}} for name in ("kind", "province")}

    def ask(question: Any) -> int:
        whole = _bare_query(question, schema)
        result = searcher.search(whole, 20)
        searcher.fast_field_values("pk", [place for _score, place in result.hits])
        searcher.aggregate(whole, facets)
        return int(result.count)

    return ask


def _build_bare(count: int, rows: Path, home: Path, schema: tantivy.Schema) -> None:
    home.mkdir()
    writer = tantivy.Index(schema, path=str(home)).writer(heap_for(count), 1)
    for pk, title, names, body, kind, province, latitude, longitude in _fields(rows):
        made = tantivy.Document(
            title=title,
            names=names,
            body=body,
            kind=kind,
            province=province,
            latitude=latitude,
            longitude=longitude,
        )
        made.add_unsigned("pk", pk)
        writer.add_document(made)
    writer.commit()
    writer.wait_merging_threads()


def _bare_schema() -> tantivy.Schema:
    build = tantivy.SchemaBuilder()
    build.add_unsigned_field("pk", fast=True)
    for name in ("title", "names", "body"):
        build.add_text_field(name, index_option="position")
    for name in ("kind", "province"):
        build.add_text_field(name, fast=True, tokenizer_name="raw", index_option="basic")
    for name in ("latitude", "longitude"):
        build.add_float_field(name, fast=True)
    return build.build()


def _bare_query(question: Any, schema: tantivy.Schema) -> tantivy.Query:
    words = _words(question.text)
    musts = []
    for place, word in enumerate(words):
        if question.kind == "slip":
            fields = [
                tantivy.Query.fuzzy_term_query(schema, name, word, distance=1) for name in ("title", "names")
            ]
        elif question.kind == "beginning" and place == len(words) - 1:
            fields = [
                tantivy.Query.fuzzy_term_query(schema, name, word, distance=0, prefix=True)
                for name in ("title", "names")
            ]
        else:
            fields = [tantivy.Query.term_query(schema, name, word) for name in ("title", "names", "body")]
        musts.append((tantivy.Occur.Must, tantivy.Query.disjunction_max_query(fields)))
    if question.box:
        south, west, north, east = question.box
        kind = tantivy.FieldType.Float
        for name, low, high in (("latitude", south, north), ("longitude", west, east)):
            between = tantivy.Query.range_query(schema, name, kind, low, high)
            musts.append((tantivy.Occur.Must, tantivy.Query.const_score_query(between, 0.0)))
    return tantivy.Query.boolean_query(musts)


def _in_box(question: Any, sign: str) -> tuple[str, tuple[float, ...]]:
    if not question.box:
        return "", ()
    south, west, north, east = question.box
    return (
        f" AND latitude BETWEEN {sign} AND {sign} AND longitude BETWEEN {sign} AND {sign}",
        (south, north, west, east),
    )


def fts5(rows: Path, folder: Path, *, apart: bool = False) -> Ask:
    """SQLite: an FTS5 table beside the rows, in the order of bm25; count and facets together or `apart`."""
    is_built = (folder / "fts5.sqlite3").exists()
    database = sqlite3.connect(folder / "fts5.sqlite3")
    if not is_built:
        _build_fts5(rows, database)
    database.executescript("PRAGMA cache_size=-256000; PRAGMA mmap_size=2000000000;")

    def ask(question: Any) -> int | None:
        if question.kind == "slip":
            return None
        words = [f'"{word}"' for word in _words(question.text)]
        wanted = " ".join(words) + ("*" if question.kind == "beginning" else "")
        box, bounds = _in_box(question, "?")
        joined = "FROM found JOIN rows ON rows.pk = found.rowid WHERE found MATCH ?"
        page = joined + box if box else "FROM found WHERE found MATCH ?"
        asked = (wanted, *bounds)
        database.execute(f"SELECT found.rowid {page} ORDER BY rank LIMIT 20", asked).fetchall()
        if not apart:
            return sum(row[2] for row in database.execute(f"{TOGETHER % (joined + box)}", asked))
        for name in FACETS:
            database.execute(f"SELECT {name}, count(*) {joined}{box} GROUP BY {name}", asked).fetchall()
        return int(database.execute(f"SELECT count(*) {page}", asked).fetchone()[0])

    return ask


def _build_fts5(rows: Path, database: sqlite3.Connection) -> None:
    database.executescript(
        "PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF;"
        "CREATE TABLE rows(pk INTEGER PRIMARY KEY, title, names, body, kind, province, latitude, longitude);"
        "CREATE VIRTUAL TABLE found USING fts5(title, names, body, content='rows', content_rowid='pk',"
        " tokenize='unicode61 remove_diacritics 2', prefix='1 2 3');"
        "INSERT INTO found(found, rank) VALUES ('rank', 'bm25(10.0, 5.0, 1.0)');"
    )
    database.executemany("INSERT INTO rows VALUES (?, ?, ?, ?, ?, ?, ?, ?)", _fields(rows))  # pk is its rowid
    database.executescript("INSERT INTO found(found) VALUES ('rebuild'); ANALYZE;")


def postgresql(rows: Path, address: str, *, apart: bool = False) -> Ask:
    """PostgreSQL: a weighted tsvector under a GIN index, in the order of ts_rank; else as with FTS5."""
    connection = psycopg.connect(address, autocommit=True)
    if not connection.execute("SELECT to_regclass('rows_words')").fetchone()[0]:
        _build_postgresql(rows, connection)
    connection.execute("SET work_mem = '64MB'")
    connection.execute("SET jit = off")

    def ask(question: Any) -> int | None:
        if question.kind == "slip":
            return None
        wanted = " & ".join(_words(question.text)) + (":*" if question.kind == "beginning" else "")
        box, bounds = _in_box(question, "%s")
        matched = f"FROM rows, to_tsquery('simple', %s) asked WHERE words @@ asked{box}"
        asked = (wanted, *bounds)
        connection.execute(
            f"SELECT pk {matched} ORDER BY ts_rank(words, asked) DESC LIMIT 20", asked
        ).fetchall()
        if not apart:
            return sum(int(row[2]) for row in connection.execute(TOGETHER % matched, asked))
        for name in FACETS:
            connection.execute(f"SELECT {name}, count(*) {matched} GROUP BY {name}", asked).fetchall()
        return int(connection.execute(f"SELECT count(*) {matched}", asked).fetchone()[0])

    return ask


def _build_postgresql(rows: Path, connection: psycopg.Connection) -> None:
    connection.execute(
        "CREATE UNLOGGED TABLE rows (pk int PRIMARY KEY, title text, names text, body text, kind text,"
        " province text, latitude float, longitude float)"
    )
    with connection.cursor().copy(f"COPY rows ({COLUMNS}) FROM STDIN") as copy:
        for row in _fields(rows):
            copy.write_row(row)
    connection.execute(
        "ALTER TABLE rows ADD words tsvector GENERATED ALWAYS AS"
        " (setweight(to_tsvector('simple', title), 'A')"
        " || setweight(to_tsvector('simple', names), 'B') || to_tsvector('simple', body)) STORED"
    )
    connection.execute("CREATE INDEX rows_words ON rows USING gin (words)")
    connection.execute("VACUUM ANALYZE rows")
