"""The rows that the domains store, made from the records of a sector's tables."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from decimal import Decimal

from vivier.agenda.loading import EventRow
from vivier.firstload.readers import Record


@dataclass(frozen=True, slots=True)
class ActorRow:
    name: str
    kind: str
    source_url: str
    line: int
    legal_form: str = ""
    former_names: list[str] = field(default_factory=list)
    disciplines: list[str] = field(default_factory=list)
    city: str = ""
    postal_code: str = ""
    website: str = ""
    description_fr: str = ""
    description_en: str = ""
    roles: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class RelationRow:
    source: str
    kind: str
    target: str
    source_url: str
    line: int


@dataclass(frozen=True, slots=True)
class FigureRow:
    indicator: str
    value: Decimal
    unit: str
    year: int | None
    territory: str
    scope: str
    source_url: str
    line: int


class Translations:
    """English texts of the first load, by kind of record, its key, and the field."""

    def __init__(self, records: Iterable[Record]) -> None:
        self._texts: dict[tuple[str, str, str, str], str] = {}
        for record in records:
            v = record.values
            self._texts[v["kind"], v["key"], v["field"], v["language"]] = v["text"]

    def text(self, kind: str, key: str, name: str, language: str = "en") -> str:
        """Return the translation, or an empty text when nobody wrote one."""
        return self._texts.get((kind, key, name, language), "")

    def of_kind(self, kind: str) -> dict[str, dict[str, str]]:
        """Return {key: {field_language: text}} of one kind of record."""
        found: dict[str, dict[str, str]] = {}
        for (one, key, name, language), text in self._texts.items():
            if one == kind:
                found.setdefault(key, {})[f"{name}_{language}"] = text
        return found


def actor_rows(records: Iterable[Record], translations: Translations) -> Iterator[ActorRow]:
    """Return the organisations with their English description."""
    for record in records:
        english = translations.text("organisation", record.values["name"], "description")
        yield ActorRow(**record.values, description_en=english, line=record.line)


def relation_rows(records: Iterable[Record]) -> Iterator[RelationRow]:
    """Return the relations; organisations are named."""
    for record in records:
        v = record.values
        yield RelationRow(v["source_org"], v["relation"], v["target_org"], v["source_url"], record.line)


def event_rows(records: Iterable[Record], translations: Translations) -> Iterator[EventRow]:
    """Return the events with their English title and summary."""
    for record in records:
        key = record.values["title"]
        yield EventRow(
            **record.values,
            title_en=translations.text("event", key, "title"),
            summary_en=translations.text("event", key, "summary"),
            line=record.line,
        )


def figure_rows(records: Iterable[Record]) -> Iterator[FigureRow]:
    """Return the published figures that have a value."""
    for record in records:
        if record.values["value"] is not None:
            yield FigureRow(**record.values, line=record.line)
