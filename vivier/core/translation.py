"""Texts kept in several languages on one row, and what to show when one is missing."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import get_language

LANGUAGES = ("fr", "en", "nl", "de")


@dataclass(frozen=True, slots=True)
class LocalText:
    """A text and the language it is really in; empty when no language has it."""

    text: str
    language: str
    is_fallback: bool = False

    def __str__(self) -> str:
        return self.text

    def __bool__(self) -> bool:
        return bool(self.text)


def current_language() -> str:
    """Return the two-letter language of the page being made."""
    language = (get_language() or "fr")[:2]
    return language if language in LANGUAGES else "fr"


def in_language(row: Any, field: str, language: str | None = None) -> LocalText:
    """Return `row.<field>_<language>`, else the first language that has the text."""
    wanted = language or current_language()
    for candidate in (wanted, *LANGUAGES):
        text = getattr(row, f"{field}_{candidate}", "")
        if text:
            return LocalText(text, candidate, is_fallback=candidate != wanted)
    return LocalText("", wanted)


def label_of(row: Any, language: str | None = None) -> str:
    """Return the row's label in the language of the page."""
    return in_language(row, "label", language).text
