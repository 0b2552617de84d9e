"""Dates as each language writes them, where Django's formats fall short: French says "1er janvier"."""

import re
from datetime import date, datetime
from typing import Any

from django.template import defaultfilters
from django.utils.formats import date_format

from vivier.core.translation import current_language

_MONTHS = "janv|févr|fév|mars|avr|mai|juin|juil|août|sept|oct|nov|déc"
_FIRST = re.compile(rf"(?<!\d)1 (?={_MONTHS})")


def with_first(words: str) -> str:
    """Write the first of a month as the page's language does: "1 janvier" becomes "1er janvier"."""
    return _FIRST.sub("1er ", words) if current_language() == "fr" else words


def written(day: date | datetime, pattern: str) -> str:
    """Write a date by one of Django's formats: "mardi 1er décembre 2026"."""
    return with_first(date_format(day, pattern))


def written_in_page(value: Any, pattern: str | None = None) -> str:
    """Do what Django's `date` filter does, with the first of the month as it is said."""
    return with_first(str(defaultfilters.date(value, pattern)))
