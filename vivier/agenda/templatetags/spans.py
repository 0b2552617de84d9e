"""Hours and spans of days in words, for pages of any subject."""

from datetime import date, datetime, time

from django import template

from vivier.agenda import dates

register = template.Library()


@register.filter(expects_localtime=True)
def hour(moment: datetime | time | None) -> str:
    """Write "14 h" or "18 h 30"."""
    if moment is None:
        return ""
    return dates.hour(moment.time() if isinstance(moment, datetime) else moment)


@register.simple_tag
def span(first: date, last: date) -> str:
    """Write "du 15 au 19 septembre 2026", or the one day."""
    return dates.full_date(first) if first == last else dates.in_words(first, last)
