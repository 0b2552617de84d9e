"""Columns that say where their value is kept: lists of thousands of rows read them without their objects."""

from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache
from operator import attrgetter
from typing import Any

from django.db.models import TextChoices

from vivier.core.translation import label_of
from vivier.mandate.indicators.subjects import Column, Rows, Subject, Words
from vivier.reference import lookup
from vivier.reference.models import Territory

_AT_ONCE = 2000


def kept(
    label: Words, path: str, words: Callable[[Any], Any] | None = None, *, is_private: bool = False
) -> Column:
    """Return a column that shows what is kept under `path`, as it is or through `words`."""
    follow = attrgetter(path.replace("__", "."))
    read = follow if words is None else lambda row: words(follow(row))
    return Column(label, read, is_private, path, words)


def chosen(label: Words, path: str, choices: type[TextChoices]) -> Column:
    """Return a column that shows the label of a choice in the language of the page."""
    labels: dict[Any, Any] = {one.value: one.label for one in choices}
    return kept(label, path, lambda value: str(labels.get(value, value)))


def place(label: Words, path: str) -> Column:
    """Return a column that names a territory; `path` leads to its key."""
    return kept(label, path, _place_name)


def read_rows(subject: Subject, columns: Sequence[Column], rows: Rows) -> Iterator[list[Any]]:
    """Yield one line for each row: a value for each column.

    When every column says where its value is kept, no object is made of a row, and what a value is called
    is looked up once for each different value.
    """
    if not columns or not all(one.path for one in columns):
        for row in rows.select_related(*subject.related).iterator(chunk_size=_AT_ONCE):
            yield [one.read(row) for one in columns]
        return
    said = [(number, one.words) for number, one in enumerate(columns) if one.words is not None]
    known: list[dict[Any, Any]] = [{} for _column in columns]
    for values in rows.values_list(*(one.path for one in columns)).iterator(chunk_size=_AT_ONCE):
        line = list(values)
        for number, words in said:
            value, answers = line[number], known[number]
            if value not in answers:
                answers[value] = words(value)
            line[number] = answers[value]
        yield line


def _place_name(key: int | None) -> str:
    if key is None:
        return ""
    known = _by_key(lookup.edition()).get(key) or Territory.objects.defer("boundary").filter(pk=key).first()
    return label_of(known) if known else ""


@lru_cache(maxsize=1)
def _by_key(_edition: int) -> dict[int, Territory]:
    return {one.pk: one for one in lookup.territories().values()}
