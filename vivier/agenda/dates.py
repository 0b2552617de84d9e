"""Dates and hours in words, as each language says them."""

from datetime import date, time

from django.utils.dates import MONTHS, MONTHS_AP, WEEKDAYS, WEEKDAYS_ABBR
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import pgettext


def day_number(day: date) -> str:
    """Return the day of the month: "3", "1er", "3."."""
    if day.day == 1:
        return pgettext("first day of a month", "1")
    return pgettext("day of a month", "%(day)s") % {"day": day.day}


def full_date(day: date) -> str:
    """Return "3 décembre 2026"."""
    return pgettext("full date", "%(day)s %(month)s %(year)s") % {
        "day": day_number(day),
        "month": MONTHS[day.month],
        "year": day.year,
    }


def short_date(day: date) -> str:
    """Return "3 déc."."""
    return pgettext("short date", "%(day)s %(month)s") % {
        "day": day_number(day),
        "month": MONTHS_AP[day.month],
    }


def hour(moment: time) -> str:
    """Return "14 h", "18 h 30"."""
    if moment.minute:
        pattern = pgettext("hour and minutes", "%(hour)d:%(minute)02d")
        return pattern % {"hour": moment.hour, "minute": moment.minute}
    return pgettext("full hour", "%(hour)d:00") % {"hour": moment.hour}


def month_heading(day: date) -> str:
    """Return "décembre 2026" with a capital."""
    words = date_format(day, "F Y")
    return words[:1].upper() + words[1:]


def in_words(
    first: date | None, last: date | None, start: time | None = None, end: time | None = None
) -> str:
    """Return the whole time of an event: "du 3 au 6 décembre 2026", "mardi 8 décembre 2026, 14 h à 17 h"."""
    if first and last and first != last:
        if start and end and end <= start:  # it goes on through the nights
            said = {"first": _with_hours(full_date(first), start), "last": _with_hours(full_date(last), end)}
            return _("from %(first)s to %(last)s") % said
        return _with_hours(_span(first, last), start, end)
    if first:
        day = pgettext("weekday and date", "%(weekday)s %(date)s") % {
            "weekday": WEEKDAYS[first.weekday()],
            "date": full_date(first),
        }
        return _with_hours(day, start, end)
    if last:
        return _("until %(date)s") % {"date": full_date(last)}
    return _("date not known")


def in_short(first: date | None, last: date | None, start: time | None = None, *, year: bool = False) -> str:
    """Return what a poster says: "3 — 6 déc.", "mar. 8 déc., 14 h"; with the year when it is not this one."""
    words = _short(first, last, start)
    known = first or last
    return f"{words} {known.year}" if year and known else words


def _short(first: date | None, last: date | None, start: time | None) -> str:
    if first and last and first != last:
        if (first.year, first.month) == (last.year, last.month):
            return f"{day_number(first)} — {short_date(last)}"
        return f"{short_date(first)} — {short_date(last)}"
    if first:
        weekday = pgettext("short weekday and date", "%(weekday)s %(date)s")
        words = weekday % {"weekday": WEEKDAYS_ABBR[first.weekday()], "date": short_date(first)}
        return f"{words}, {hour(start)}" if start else words
    if last:
        return _("until %(date)s") % {"date": short_date(last)}
    return _("date not known")


def _span(first: date, last: date) -> str:
    if first.year != last.year:
        beginning = full_date(first)
    elif first.month != last.month:
        beginning = pgettext("date without year", "%(day)s %(month)s") % {
            "day": day_number(first),
            "month": MONTHS[first.month],
        }
    else:
        beginning = day_number(first)
    return _("from %(first)s to %(last)s") % {"first": beginning, "last": full_date(last)}


def _with_hours(day: str, start: time | None, end: time | None = None) -> str:
    if start and end:
        return _("%(day)s, %(start)s to %(end)s") % {"day": day, "start": hour(start), "end": hour(end)}
    if start:
        return _("%(day)s, %(start)s") % {"day": day, "start": hour(start)}
    return day
