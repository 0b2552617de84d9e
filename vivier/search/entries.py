"""The shape of the index, and a document written in that shape."""

import math
from datetime import date
from functools import cache
from typing import Any

import tantivy

from vivier.core.names import sort_key
from vivier.search import analysis
from vivier.search.sources import Document
from vivier.search.vocabulary import Vocabulary

# Raised whenever a field or the way words are made changes: older indexes are then rebuilt.
VERSION = 2
# How much completeness and recency may lift a record among equals (the engine multiplies by log2(2 + prior)).
COMPLETENESS_WEIGHT = 0.2
RECENCY_WEIGHT = 0.1
_EPOCH, _LATEST = date(2000, 1, 1).toordinal(), date(2040, 1, 1).toordinal()
# A concept in the name counts like so many in the text.
CONCEPT_IN_NAME = 3


@cache
def schema() -> tantivy.Schema:
    """Return the fields of the index."""
    build = tantivy.SchemaBuilder()
    build.add_text_field("key", stored=True, tokenizer_name="raw", index_option="basic")
    build.add_text_field("source", fast=True, tokenizer_name="raw", index_option="basic")
    build.add_unsigned_field("pk", fast=True)
    build.add_text_field("label", stored=True, tokenizer_name="raw", index_option="basic")
    for name in ("title", "names", "texts"):
        build.add_text_field(name, tokenizer_name="whitespace", index_option="position")
    for name in ("title_stems", "text_stems", "concepts"):
        build.add_text_field(name, tokenizer_name="whitespace", index_option="freq")
    for name in ("exact", "initials"):
        build.add_text_field(name, tokenizer_name="raw", index_option="basic")
    build.add_json_field("facets", fast=True, tokenizer_name="raw", index_option="basic")
    build.add_text_field("sort_name", fast=True, tokenizer_name="raw", index_option="basic")
    for name in ("latitude", "longitude", "prior"):
        build.add_float_field(name, fast=True)
    for name in ("day", "updated"):
        build.add_integer_field(name, fast=True)
    return build.build()


def entry(document: Document, vocabulary: Vocabulary) -> tantivy.Document:
    """Return the index entry of a document."""
    made = tantivy.Document()
    made.add_text("key", document.key)
    made.add_text("source", document.kind)
    made.add_unsigned("pk", int(document.key.rpartition(":")[2]))
    made.add_text("label", _safe(document.title))
    _add_words(made, document, vocabulary)
    made.add_json("facets", _facets(document))
    made.add_text("sort_name", _safe(document.sort_name) or sort_key(document.title))
    _add_numbers(made, document)
    return made


def _add_words(made: tantivy.Document, document: Document, vocabulary: Vocabulary) -> None:
    title = analysis.tokens_of(document.title)
    names = [token for name in document.names for token in analysis.tokens_of(name)]
    texts = {language: analysis.tokens_of(text) for language, text in document.texts.items()}
    stems = [stem for language, tokens in texts.items() for stem in analysis.stems_of(tokens, language)]
    made.add_text("title", " ".join(title))
    made.add_text("names", " ".join(names))
    made.add_text("texts", " ".join(token for tokens in texts.values() for token in tokens))
    made.add_text("title_stems", " ".join(analysis.stems_in_all([*title, *names])))
    made.add_text("text_stems", " ".join(stems))
    written = [token for tokens in texts.values() for token in tokens]
    concepts = vocabulary.concepts_in([*title, *names]) * CONCEPT_IN_NAME + vocabulary.concepts_in(written)
    made.add_text("concepts", " ".join(concepts))
    for form in analysis.exact_forms([document.title, *document.names]):
        made.add_text("exact", form)
    for letters in analysis.initials_of([document.title, *document.names]):
        made.add_text("initials", letters)


def _add_numbers(made: tantivy.Document, document: Document) -> None:
    completeness = document.completeness if math.isfinite(document.completeness) else 0.0
    prior = COMPLETENESS_WEIGHT * min(max(completeness, 0.0), 1.0) + RECENCY_WEIGHT * _recency(document)
    made.add_float("prior", prior)
    latitude, longitude = document.latitude, document.longitude
    if (
        latitude is not None
        and longitude is not None
        and math.isfinite(latitude)
        and math.isfinite(longitude)
    ):
        made.add_float("latitude", float(latitude))
        made.add_float("longitude", float(longitude))
    for name, day in (("day", document.day), ("updated", document.updated)):
        if isinstance(day, date):
            made.add_integer(name, day.toordinal())


def _recency(document: Document) -> float:
    """Return 0 to 1, later is more, from the date of the thing itself or of its last change."""
    known = document.day or document.updated
    if not isinstance(known, date):
        return 0.0
    return min(max((known.toordinal() - _EPOCH) / (_LATEST - _EPOCH), 0.0), 1.0)


def _facets(document: Document) -> dict[str, Any]:
    kept = {
        name: sorted({_safe(str(value)) for value in values} - {""})
        for name, values in document.facets.items()
    }
    return {name: values for name, values in kept.items() if values}


def _safe(text: str) -> str:
    return text.encode("utf-8", "replace").decode()[:1000]
