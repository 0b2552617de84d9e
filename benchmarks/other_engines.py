"""The references for the ranking: SQLite FTS5 with bm25 and PostgreSQL full text, for all words or any."""

import re
import sqlite3
from collections.abc import Callable

import psycopg

from vivier.core.names import fold

Row = tuple[str, str, str, str]
LIMIT = 20


def _words(text: str) -> list[str]:
    return re.findall(r"[^\W_]+", fold(text))


def fts5(rows: list[Row]) -> dict[str, Callable[[str], list[str]]]:
    """Return FTS5 over title, names and texts: accents folded, bm25 weighing the columns 10, 5, 1."""
    database = sqlite3.connect(":memory:")
    database.execute(
        "CREATE VIRTUAL TABLE found USING fts5(key UNINDEXED, title, names, texts,"
        " tokenize='unicode61 remove_diacritics 2')"
    )
    database.executemany("INSERT INTO found VALUES (?, ?, ?, ?)", rows)

    def asking(joined: str) -> Callable[[str], list[str]]:
        def find(text: str) -> list[str]:
            question = joined.join(f'"{word}"' for word in _words(text))
            asked = "SELECT key FROM found WHERE found MATCH ? ORDER BY bm25(found, 0, 10, 5, 1) LIMIT ?"
            return [key for (key,) in database.execute(asked, (question, LIMIT))]

        return find

    return {"FTS5, all words": asking(" "), "FTS5, any word": asking(" OR ")}


def postgresql(rows: list[Row], address: str) -> dict[str, Callable[[str], list[str]]]:
    """Return PostgreSQL full text in French over the same, weighted A, B, D and already without accents."""
    if not address:
        print("PostgreSQL: not measured (no DATABASE_URL; run under scripts/with-postgres)")
        return {}
    connection = psycopg.connect(address, autocommit=True)
    connection.execute("CREATE TABLE found (key text, words tsvector)")
    made = (
        "setweight(to_tsvector('french', %s), 'A') || setweight(to_tsvector('french', %s), 'B')"
        " || to_tsvector('french', %s)"
    )
    with connection.cursor() as cursor:
        cursor.executemany(
            f"INSERT INTO found VALUES (%s, {made})",
            [(key, *map(fold, parts)) for key, *parts in rows],
        )

    def asking(joined: str) -> Callable[[str], list[str]]:
        def find(text: str) -> list[str]:
            question = joined.join(_words(text))
            asked = (
                "SELECT key FROM found, to_tsquery('french', %s) question WHERE words @@ question"
                " ORDER BY ts_rank_cd(words, question) DESC, key LIMIT %s"
            )
            return [key for (key,) in connection.execute(asked, (question, LIMIT))]

        return find

    return {"PostgreSQL, all": asking(" & "), "PostgreSQL, any": asking(" | ")}
