"""What matters of a call or an event to somebody who was told of it, and what changed since."""

from collections.abc import Iterator
from datetime import datetime, time
from decimal import Decimal
from typing import Any

from django.utils.dateparse import parse_date, parse_datetime, parse_time
from django.utils.translation import gettext as _

from vivier.agenda import dates
from vivier.agenda.models import Event
from vivier.alerts.wanted import Thing
from vivier.opportunities.conditions import wording
from vivier.opportunities.models import Call

MATERIAL: dict[type, tuple[str, ...]] = {
    Call: ("opens_at", "closes_at", "amount_min", "amount_max", "currency"),
    Event: ("starts_on", "ends_on", "starts_at", "ends_at"),
}
Facts = dict[str, str]


def facts_of(thing: Thing) -> Facts:
    """Return what matters to somebody who was told, as strings; absent when unknown. Of a record: nothing."""
    facts = {name: getattr(thing, name) for name in MATERIAL.get(type(thing), ())}
    if isinstance(thing, Event):
        place = thing.place.name if thing.place else thing.place_text  # the same in every language
        where = ", ".join(part for part in (place, thing.city) if part)
        facts |= {"where": where, "cancelled": "1" if thing.is_cancelled else ""}
    return {name: _stored(value) for name, value in facts.items() if value not in (None, "")}


def _stored(value: Any) -> str:
    if isinstance(value, datetime | time):
        return value.isoformat(timespec="minutes")
    return str(value.normalize()) if isinstance(value, Decimal) else str(value)


def changes_in(before: Facts, thing: Thing) -> tuple[str, ...]:
    """Say what changed since somebody was told, one sentence each; nothing when nothing that matters did."""
    if isinstance(thing, Call):
        return tuple(_changes_of_call(before, facts_of(thing)))
    return tuple(_changes_of_event(before, thing)) if isinstance(thing, Event) else ()


def _changes_of_call(before: Facts, after: Facts) -> Iterator[str]:
    for name, words in (("opens_at", _("Opening")), ("closes_at", _("Deadline"))):
        if before.get(name) != after.get(name):
            yield _it_was(words, _day(after.get(name)), _day(before.get(name)))
    old_amount, new_amount = _amount(before), _amount(after)
    if old_amount != new_amount:
        yield _it_was(_("Amount"), new_amount, old_amount)


def _changes_of_event(before: Facts, event: Event) -> Iterator[str]:
    after = facts_of(event)
    if before.get("cancelled") != after.get("cancelled"):
        yield _("It is cancelled.") if event.is_cancelled else _("It takes place after all.")
    if _days(before) != _days(after):
        yield _it_was(_("Date"), _days(after), _days(before))
    if before.get("where") != after.get("where"):
        yield _it_was(_("Place"), after.get("where", ""), before.get("where", ""))


def _it_was(what: str, new: str, old: str) -> str:
    words = {"what": what, "new": new or _("not stated"), "old": old or _("not stated")}
    return _("%(what)s: %(new)s (it was %(old)s)") % words


def _days(facts: Facts) -> str:
    first, last = (parse_date(facts.get(name, "")) for name in ("starts_on", "ends_on"))
    begins, ends = (parse_time(facts.get(name, "")) for name in ("starts_at", "ends_at"))
    return dates.in_words(first, last, begins, ends)


def _day(stored: str | None) -> str:
    moment = parse_datetime(stored) if stored else None
    return wording.moment_words(moment, day_only=False) if moment else ""


def _amount(facts: Facts) -> str:
    low, high = (Decimal(facts[name]) if name in facts else None for name in ("amount_min", "amount_max"))
    return wording.amount_words(low, high, facts.get("currency", "EUR"))
