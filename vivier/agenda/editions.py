"""Which titles are editions of the same thing: the name that stays when the year is taken away."""

import re

from vivier.core.names import fold

_YEAR = r"(?:19|20)\d{2}"
_ORDINAL = r"\d{1,3}\s*(?:re|er|ère|ere|e|ème|eme|nd|nde|st|th|de|ste)"
_EDITION = (
    rf"(?:{_ORDINAL}|(?:première|seconde|deuxième|troisième|first|second|third))\s+(?:édition|edition|editie)"
)
_ROMAN = r"(?:X{0,3}(?:IX|IV|V?I{1,3}|V)|X{1,3})"
_MARKS = (
    re.compile(rf"[\(\[]?\b{_EDITION}\b[\)\]]?", re.IGNORECASE),
    re.compile(rf"[\(\[]?(?<!\d){_YEAR}(?:\s*[-/–]\s*(?:{_YEAR}|\d{{2}}))?(?!\d)[\)\]]?"),
    re.compile(rf"#\s*\d{{1,3}}\b|\bn[°o]\s*\d{{1,3}}\b|\b{_ORDINAL}\b", re.IGNORECASE),
    re.compile(rf"(?<=\w\s){_ROMAN}$"),
)
_LOOSE = re.compile(r"\s+")


def name_of_series(title: str) -> str:
    """Return the title without year, rank or number; the title itself when nothing else is left."""
    name = title
    for mark in _MARKS:
        name = mark.sub(" ", name.strip())
    name = _LOOSE.sub(" ", name).strip(" -–—,:#")
    return name or title.strip()


def key_of_series(title: str) -> str:
    """Return what two editions have in common, accents and case forgiven."""
    return fold(name_of_series(title))
