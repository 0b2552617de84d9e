"""The shape of the index, and a document written in that shape."""

import math
import zlib
from collections.abc import Iterable, Mapping
from datetime import date
from functools import cache, lru_cache
from typing import Any

import tantivy

from vivier.core.names import sort_key
from vivier.search import analysis
from vivier.search.sources import Document
from vivier.search.squares import squares_of
from vivier.search.vocabulary import Vocabulary

# Raised whenever a field or the way words are made changes: older indexes are then rebuilt.
VERSION = 5
# How much completeness and recency may lift a record among equals.
COMPLETENESS_WEIGHT = 0.2
RECENCY_WEIGHT = 0.1
_EPOCH, _LATEST = date(2000, 1, 1).toordinal(), date(2040, 1, 1).toordinal()
# A concept in the name counts like so many in the text.
CONCEPT_IN_NAME = 3
# Told apart from words in `everything`: no word has such a sign.
CONCEPT_MARK, INITIALS_MARK = "=", "~"
# Beginnings of so many letters at most are words of their own, in `begun`; those of other names have a mark.
SHORT_BEGINNING = 2
NAMES_MARK = "~"


@cache
def schema() -> tantivy.Schema:
    """Return the fields of the index."""
    build = tantivy.SchemaBuilder()
    build.add_text_field("key", stored=True, tokenizer_name="raw", index_option="basic")
    build.add_text_field("source", fast=True, tokenizer_name="raw", index_option="basic")
    for name in ("pk", "source_number"):
        build.add_unsigned_field(name, fast=True)
    build.add_text_field("label", stored=True, tokenizer_name="raw", index_option="basic")
    for name in ("title", "names", "texts"):
        build.add_text_field(name, tokenizer_name="whitespace", index_option="position")
    for name in ("title_stems", "text_stems", "concepts"):
        build.add_text_field(name, tokenizer_name="whitespace", index_option="freq")
    for name in ("everything", "begun", "squares"):
        build.add_text_field(name, tokenizer_name="whitespace", index_option="basic")
    for name in ("exact", "initials"):
        build.add_text_field(name, tokenizer_name="raw", index_option="basic")
    build.add_json_field("facets", fast=True, tokenizer_name="raw", index_option="basic")
    build.add_text_field("sort_name", fast=True, tokenizer_name="raw", index_option="basic")
    for name in ("latitude", "longitude", "prior", "lift"):
        build.add_float_field(name, fast=True)
    for name in ("day", "updated"):
        build.add_integer_field(name, fast=True)
    return build.build()


def entry(made: Mapping[str, Any]) -> tantivy.Document:
    """Return the index entry of what `fields` gave."""
    return tantivy.Document.from_dict(made, schema())


def fields(document: Document, vocabulary: Vocabulary) -> dict[str, Any]:
    """Return the index entry of a document as plain texts and numbers, which one process may hand another."""
    in_fields, whole, placed = tokens(document, vocabulary), whole_names(document), numbers(document)
    made: dict[str, Any] = {name: " ".join(found) for name, found in in_fields.items()}
    if "latitude" in placed:
        made["squares"] = squares_of(placed["latitude"], placed["longitude"])
    return made | {
        "key": document.key,
        "source": document.kind,
        "source_number": source_number(document.kind),
        "pk": int(document.key.rpartition(":")[2]),
        "label": safe(document.title),
        "everything": " ".join(everything(in_fields, whole["initials"], vocabulary)),
        "begun": " ".join(short_beginnings(in_fields)),
        "facets": facets(document),
        "sort_name": sort_name(document),
        "lift": lift(placed["prior"]),
        **whole,
        **placed,
        **{name: day.toordinal() for name, day in days(document).items()},
    }


@cache
def source_number(kind: str) -> int:
    """Return the number that stands for a kind where only numbers are read quickly."""
    return zlib.crc32(kind.encode())


def words(document: Document, vocabulary: Vocabulary) -> dict[str, str]:
    """Return the searchable words by field, each field's words joined by blanks."""
    return {name: " ".join(found) for name, found in tokens(document, vocabulary).items()}


def tokens(document: Document, vocabulary: Vocabulary) -> dict[str, list[str]]:
    """Return the searchable words by field, in order."""
    title = analysis.tokens_of(document.title)
    names = [token for name in document.names for token in analysis.tokens_of(name)]
    written: list[str] = []
    stems: list[str] = []
    for language, text in document.texts.items():
        for part in (text,) if isinstance(text, str) else text:
            found, ends = analysis.written_in(part, language)
            written += found
            stems += ends
    named = [*title, *names]
    return {
        "title": title,
        "names": names,
        "texts": written,
        "title_stems": analysis.stems_in_all(named),
        "text_stems": stems,
        "concepts": vocabulary.concepts_in(named) * CONCEPT_IN_NAME + vocabulary.concepts_in(written),
    }


def everything(
    in_fields: Mapping[str, list[str]], initials: Iterable[str], vocabulary: Vocabulary
) -> set[str]:
    """Return each word, ending, acronym and concept of an entry once: what it can be found by."""
    found = set().union(*[words for name, words in in_fields.items() if name != "concepts"])
    found.update([CONCEPT_MARK + code for code in vocabulary.found_by(in_fields["concepts"])])
    found.update([INITIALS_MARK + letters for letters in initials])
    return found


def short_beginnings(in_fields: Mapping[str, list[str]]) -> list[str]:
    """Return the first letters of each word of a name: the fewer they are, the more words begin so."""
    begun = [_begun("", word[:SHORT_BEGINNING]) for word in in_fields["title"]]
    return begun + [_begun(NAMES_MARK, word[:SHORT_BEGINNING]) for word in in_fields["names"]]


@lru_cache(maxsize=10_000)  # pairs of letters
def _begun(mark: str, letters: str) -> str:
    return " ".join([mark + letters[:length] for length in range(1, len(letters) + 1)])


def whole_names(document: Document) -> dict[str, list[str]]:
    """Return the names as one piece, and the acronyms people make of them."""
    names = [document.title, *document.names]
    return {"exact": analysis.exact_forms(names), "initials": analysis.initials_of(names)}


def sort_name(document: Document) -> str:
    """Return what lists are sorted by."""
    return safe(document.sort_name) or sort_key(document.title)


def numbers(document: Document) -> dict[str, float]:
    """Return what lifts a record among equals, and its place when both coordinates are known."""
    completeness = document.completeness if math.isfinite(document.completeness) else 0.0
    prior = COMPLETENESS_WEIGHT * min(max(completeness, 0.0), 1.0) + RECENCY_WEIGHT * _recency(document)
    latitude, longitude = document.latitude, document.longitude
    if latitude is None or longitude is None or not math.isfinite(latitude) or not math.isfinite(longitude):
        return {"prior": prior}
    return {"prior": prior, "latitude": float(latitude), "longitude": float(longitude)}


def lift(prior: float) -> float:
    """Return the prior as the engine multiplies by it, log2(2 + lift): the best counts a fifth more.

    In 4096 steps between a half and one: twelve bits a record instead of 64, read for every record found.
    """
    most = COMPLETENESS_WEIGHT + RECENCY_WEIGHT
    return 0.5 + round(4095 * min(max(prior / most, 0.0), 1.0)) / 8192


def days(document: Document) -> dict[str, date]:
    """Return the dates that are known."""
    known = {"day": document.day, "updated": document.updated}
    return {name: day for name, day in known.items() if isinstance(day, date)}


def _recency(document: Document) -> float:
    """Return 0 to 1, later is more, from the date of the thing itself or of its last change."""
    known = document.day or document.updated
    if not isinstance(known, date):
        return 0.0
    return min(max((known.toordinal() - _EPOCH) / (_LATEST - _EPOCH), 0.0), 1.0)


def facets(document: Document) -> dict[str, Any]:
    """Return the values of each facet that has some."""
    kept = {name: _distinct(tuple(values)) for name, values in document.facets.items()}
    return {name: values for name, values in kept.items() if values}


@lru_cache(maxsize=10_000)  # the same few values on every record
def _distinct(values: tuple[Any, ...]) -> list[str]:
    return sorted({safe(str(value)) for value in values} - {""})


def safe(text: str) -> str:
    """Return a text the index can hold: valid, and not endless."""
    return (text if text.isascii() else text.encode("utf-8", "replace").decode())[:1000]
