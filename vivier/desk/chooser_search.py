"""The search behind Wagtail's own choosers and page search: plain substrings, no index, no syntax.

Wagtail's full-text backends fail on a lone quote (SQLite), differ between databases and have no bounds.
Every public search goes through `vivier.search`.
"""

from typing import Any

from modelsearch.backends.database.fallback import DatabaseSearchBackend
from wagtail.search.query import MATCH_ALL, And, MatchAll, Or, PlainText, SearchQuery

LONGEST_QUERY = 200
MOST_WORDS = 10


def _text_of(query: str | SearchQuery) -> str:
    if isinstance(query, str):
        return query
    if isinstance(query, And | Or):
        return " ".join(_text_of(part) for part in query.subqueries)
    return getattr(query, "query_string", "")


def _plain(query: str | SearchQuery) -> SearchQuery | str:
    if isinstance(query, MatchAll):
        return query
    words = _text_of(query)[:LONGEST_QUERY].replace('"', " ").replace("\x00", " ").split()
    if not words:
        return "" if isinstance(query, str) else MATCH_ALL
    return PlainText(" ".join(words[:MOST_WORDS]), operator="and")


class SearchBackend(DatabaseSearchBackend):  # type: ignore[misc]
    """Substring search over the fields a model declares, for any text people type."""

    def _search(self, query_compiler_class: Any, query: Any, model_or_queryset: Any, **options: Any) -> Any:
        options["operator"] = None
        return super()._search(query_compiler_class, _plain(query), model_or_queryset, **options)
