"""The words for what the rules find: dates, amounts, verdicts, facts and what would settle a condition."""

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.utils.functional import Promise
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext, pgettext_lazy

from vivier.core.templatetags.components import euros, quantity
from vivier.core.translation import current_language
from vivier.core.written_dates import written
from vivier.directory.models import Actor
from vivier.opportunities.conditions.criteria import Verdict
from vivier.opportunities.status import ZONE, Status, TimeLeft, Unit

STATUSES: Mapping[Status, Promise] = {
    Status.OPEN: pgettext_lazy("status of a call", "Open"),
    Status.CLOSING_SOON: pgettext_lazy("status of a call", "Closing soon"),
    Status.PERMANENT: pgettext_lazy("status of a call", "Permanent"),
    Status.UPCOMING: pgettext_lazy("status of a call", "Upcoming"),
    Status.UNKNOWN: pgettext_lazy("status of a call", "Date not known"),
    Status.CLOSED: pgettext_lazy("status of a call", "Closed"),
}
VERDICTS: Mapping[Verdict, Promise] = {
    Verdict.MET: pgettext_lazy("verdict", "Met"),
    Verdict.NOT_MET: pgettext_lazy("verdict", "Not met"),
    Verdict.UNKNOWN: pgettext_lazy("verdict", "To check"),
}
WHO: Mapping[str, Promise] = {
    "artist": gettext_lazy("Artist, author, creator"),
    "freelance": gettext_lazy("Self-employed"),
    "company": gettext_lazy("Studio or company"),
    "association": gettext_lazy("Non-profit association"),
    "collective": gettext_lazy("Collective without legal form"),
    "project": gettext_lazy("Project holder, no structure yet"),
    "student": gettext_lazy("Student"),
    "jobseeker": gettext_lazy("Job seeker"),
    "hub": gettext_lazy("Hub, place or festival"),
    "school": gettext_lazy("School or research centre"),
    "cluster": gettext_lazy("Federation or cluster"),
    "public": gettext_lazy("Public service"),
}
STAGES: Mapping[str, Promise] = {
    "idea": gettext_lazy("An idea to explore"),
    "prototype": gettext_lazy("A prototype or a first version"),
    "launch": gettext_lazy("About to launch"),
    "growth": gettext_lazy("Growing"),
    "established": gettext_lazy("Well established"),
}

# How each language writes a day and a moment in full; French "12 h 00" has no equivalent in Django's formats.
_DAY = {"fr": "l j F Y", "en": "l j F Y", "nl": "l j F Y", "de": "l, j. F Y"}
_HOUR = {"fr": "H \\h i", "en": "H:i", "nl": "H:i \\u\\u\\r", "de": "H:i \\U\\h\\r"}


def who_label(word: str) -> str:
    return str(WHO[word])


def stage_label(code: str) -> str:
    return str(STAGES[code])


def form_label(code: str) -> str:
    return str(Actor.LegalForm(code).label)


def status_words(status: Status) -> str:
    return str(STATUSES[status])


def verdict_words(verdict: Verdict) -> str:
    return str(VERDICTS[verdict])


def day_words(moment: datetime) -> str:
    """A day in Belgium, in full: "vendredi 11 décembre 2026"."""
    return written(localtime(moment, ZONE), _DAY[current_language()])


def moment_words(moment: datetime, *, day_only: bool) -> str:
    """A deadline in full, with its hour when it is known: "vendredi 11 décembre 2026, 12 h 00"."""
    if day_only:
        return day_words(moment)
    hour = written(localtime(moment, ZONE), _HOUR[current_language()])
    return f"{day_words(moment)}, {hour}".replace(" h ", "\u00a0h\u00a0")


def short_left(left: TimeLeft) -> str:
    """The time left on a small label: "J − 5", "8 sem.", "2 h"."""
    numbers = {"count": left.number}
    if left.unit is Unit.DAYS:
        return pgettext("days left, as in French J − 5", "D − %(count)d") % numbers
    words = {
        Unit.MINUTES: pgettext("minutes left", "%(count)d min"),
        Unit.HOURS: pgettext("hours left", "%(count)d h"),
        Unit.WEEKS: pgettext("weeks left, short", "%(count)d wk"),
        Unit.MONTHS: pgettext("months left, short", "%(count)d mo."),
        Unit.YEARS: pgettext("years left, short", "%(count)d y."),
    }
    return words[left.unit] % numbers


def long_left(left: TimeLeft) -> str:
    """The time left in full: "19 jours"."""
    count = left.number
    words = {
        Unit.MINUTES: ngettext("%(count)d minute", "%(count)d minutes", count),
        Unit.HOURS: ngettext("%(count)d hour", "%(count)d hours", count),
        Unit.DAYS: ngettext("%(count)d day", "%(count)d days", count),
        Unit.WEEKS: ngettext("%(count)d week", "%(count)d weeks", count),
        Unit.MONTHS: ngettext("%(count)d month", "%(count)d months", count),
        Unit.YEARS: ngettext("%(count)d year", "%(count)d years", count),
    }
    return words[left.unit] % {"count": count}


def money(amount: Decimal, currency: str) -> str:
    """One amount with its currency."""
    return str(euros(amount)) if currency in ("EUR", "") else f"{quantity(amount)}\u00a0{currency}"


def amount_words(low: Decimal | None, high: Decimal | None, currency: str) -> str:
    """What one applicant may get; empty when nobody said."""
    if low is not None and high is not None:
        if low == high:
            return money(high, currency)
        if low == 0:
            return _("up to %(amount)s") % {"amount": money(high, currency)}
        first = (
            str(quantity(low))
            if currency in ("EUR", "") and current_language() != "en"
            else money(low, currency)
        )
        return _("%(low)s to %(high)s") % {"low": first, "high": money(high, currency)}
    if high is not None:
        return _("up to %(amount)s") % {"amount": money(high, currency)}
    if low is not None:
        return _("from %(amount)s") % {"amount": money(low, currency)}
    return ""


def number_words(name: str, number: float) -> str:
    """A number somebody gave, with its unit."""
    shown = quantity(int(number) if float(number).is_integer() else Decimal(str(number)))
    plural = 1 if number == 1 else max(2, int(number))
    words: dict[str, Any] = {
        "headcount": ngettext("%(number)s person", "%(number)s people", plural),
        "age_years": ngettext("%(number)s year old", "%(number)s years old", plural),
        "product_age_years": ngettext(
            "%(number)s year on the market", "%(number)s years on the market", plural
        ),
        "cofinancing_percent": _("%(number)s %% of own means"),
    }
    return str(words[name] % {"number": shown})


def said_answer(*, yes: bool) -> str:
    """What the visitor answered to a question."""
    return _("You answered yes") if yes else _("You answered no")
