"""What a residency says in words: its length, who pays what, its next date, what nobody knows yet."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from vivier.opportunities.models import Call, Residency
from vivier.opportunities.status import Status, status_of

# The words of a filter by length: the longest stay they still hold, in days.
LENGTHS: tuple[tuple[str, int | None], ...] = (("weeks", 31), ("months", 120), ("long", None))
ASKED_OF_ALL = (
    "host",
    "city",
    "days_min",
    "lodging",
    "pays",
    "description",
    "equipment",
    "languages",
    "accessibility",
    "url",
)


@dataclass(frozen=True, slots=True)
class Dated:
    """One call of a residency with its status now."""

    call: Call
    status: Status


def length_in_words(residency: Residency) -> str:
    """Return "3 weeks", "2 to 3 months"; an empty text when nobody knows."""
    low, high = residency.days_min, residency.days_max
    if low is None and high is None:
        return ""
    if low is None or high is None or low == high:
        return _span(low or high or 0)
    return _("%(shortest)s to %(longest)s") % {"shortest": _span(low), "longest": _span(high)}


def _span(days: int) -> str:
    """Return a number of days in the largest unit it is a whole number of."""
    size = next((one for one in (365, 30, 7) if days >= one and days % one == 0), 1)
    n = days // size
    words = {
        365: ngettext("%(n)d year", "%(n)d years", n),
        30: ngettext("%(n)d month", "%(n)d months", n),
        7: ngettext("%(n)d week", "%(n)d weeks", n),
        1: ngettext("%(n)d day", "%(n)d days", n),
    }
    return words[size] % {"n": n}


def length_code(residency: Residency) -> str:
    """Return the word of the filter a residency falls under, by its longest stay; "" when unknown."""
    days = residency.days_max or residency.days_min
    if not days:
        return ""
    return next(code for code, most in LENGTHS if most is None or days <= most)


def who_pays(residency: Residency) -> Iterator[tuple[str, str]]:
    """Yield (what, who pays it) for every item; an empty text where nobody knows."""
    payers = dict(Residency.Payer.choices)
    for item, words in Residency.Item.choices:
        yield str(words), str(payers.get(residency.pays.get(item, ""), ""))


def is_paid(residency: Residency) -> bool | None:
    """Whether the artist gets a fee; None when nobody knows."""
    payer = residency.pays.get(Residency.Item.FEE)
    if residency.fee_amount or payer in {Residency.Payer.HOST, Residency.Payer.PARTNER}:
        return True
    return False if payer in {Residency.Payer.ARTIST, Residency.Payer.NOBODY} else None


def tongues(residency: Residency) -> list[str]:
    """Return the languages spoken with artists, in words."""
    words = dict(Residency.Tongue.choices)
    return [str(words[one]) for one in residency.languages if one in words]


def dated(calls: Iterable[Call], now: datetime) -> tuple[list[Dated], list[Dated]]:
    """Return (the calls people can or will be able to apply to, the closest deadline first; the others)."""
    rows = [Dated(call, status_of(call, now)) for call in calls]
    coming = [one for one in rows if one.status.is_open or one.status is Status.UPCOMING]
    coming.sort(key=lambda one: (one.call.closes_at is None, one.call.closes_at or now, one.call.pk))
    return coming, [one for one in rows if one not in coming]


@dataclass(frozen=True, slots=True)
class Whole:
    """How much of a residency is known, and what is missing first."""

    percent: int
    missing: tuple[str, ...]


def completeness(residency: Residency, *, disciplines: int) -> Whole:
    """Say how much is known of what artists ask; a value that says "no" is known."""
    words = {
        "host": _("who hosts"),
        "city": _("the town"),
        "days_min": _("how long one stays"),
        "lodging": _("whether there is lodging"),
        "pays": _("who pays what"),
        "description": _("what it is"),
        "equipment": _("the equipment"),
        "languages": _("the languages spoken"),
        "accessibility": _("the accessibility"),
        "url": _("its official page"),
    }
    known = {
        "host": bool(residency.hosted_by),
        "days_min": bool(residency.days_min or residency.days_max),
        "pays": len(residency.pays) == len(Residency.Item),
    }
    missing = [words[one] for one in ASKED_OF_ALL if not known.get(one, bool(getattr(residency, one)))]
    if not disciplines:
        missing.append(_("the disciplines"))
    asked = len(ASKED_OF_ALL) + 1
    return Whole(round(100 * (asked - len(missing)) / asked), tuple(str(one) for one in missing))
