"""What a mail says of one call, event or record, in the language that is active."""

from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from vivier.agenda.models import Event
from vivier.alerts.saying import address_of
from vivier.alerts.visits import MARK
from vivier.alerts.wanted import Thing
from vivier.core.translation import label_of
from vivier.directory.models import Actor
from vivier.opportunities.conditions import wording
from vivier.opportunities.models import Call
from vivier.opportunities.status import Status, status_of, time_left

_OPEN = (Status.OPEN, Status.CLOSING_SOON)
Line = dict[str, Any]


def line_of(thing: Thing, now: datetime, secret: str, language: str, *, mark: str) -> Line:
    """Return title, address, facts on one line, when, and the link to hear no more of a scheme.

    `secret` opens the preferences of who reads; `mark` says from which mail the page of a call was opened.
    """
    if isinstance(thing, Call):
        return _of_call(thing, now, secret, language, mark)
    return _of_event(thing, language) if isinstance(thing, Event) else _of_actor(thing, language)


def _of_call(call: Call, now: datetime, secret: str, language: str, mark: str) -> Line:
    amount = wording.amount_words(call.amount_min, call.amount_max, call.currency)
    facts = (str(call.get_kind_display()), call.scheme.issued_by, amount)
    return {
        "title": call.title.text,
        "url": f"{address_of('web:opportunity', language, call.slug)}?{urlencode({MARK: mark})}",
        "facts": [one for one in facts if one],
        "when": _when(call, now),
        "less": address_of("web:alert_less", language, secret, call.scheme_id),
        "is_demo": call.is_demo,
    }


def _of_event(event: Event, language: str) -> Line:
    facts = (str(event.get_kind_display()), event.where)
    return {
        "title": event.title.text,
        "url": address_of("web:event", language, event.slug),
        "facts": [one for one in facts if one],
        "when": _("cancelled") if event.is_cancelled else event.when,
        "less": "",
        "is_demo": event.is_demo,
    }


def _of_actor(actor: Actor, language: str) -> Line:
    where = actor.city or (label_of(actor.territory) if actor.territory else "")
    return {
        "title": actor.name,
        "url": address_of("web:actor", language, actor.slug),
        "facts": [one for one in (str(actor.get_kind_display()), where) if one],
        "when": "",
        "less": "",
        "is_demo": actor.is_demo,
    }


def _when(call: Call, now: datetime) -> str:
    status = status_of(call, now)
    if status is Status.UPCOMING and call.opens_at is not None:
        return _("opens on %(day)s") % {"day": wording.day_words(call.opens_at)}
    if call.closes_at is not None:
        day = wording.moment_words(call.closes_at, day_only=call.closes_on_day)
        return _("until %(day)s") % {"day": day}
    return wording.status_words(status)


def title_of(thing: Thing) -> str:
    """Return what a thing is called, in the language that is active."""
    return thing.name if isinstance(thing, Actor) else thing.title.text


def subject_of(things: list[Thing], now: datetime, *, is_new: bool) -> str:
    """The first thing and its deadline or days, and how many others."""
    first, others = things[0], len(things) - 1
    title = title_of(first) if is_new else _("Changed: %(title)s") % {"title": title_of(first)}
    if isinstance(first, Call) and first.closes_at is not None and status_of(first, now) in _OPEN:
        left = wording.long_left(time_left(first.closes_at, now))
        title = _("%(title)s (%(left)s left)") % {"title": title, "left": left}
    elif isinstance(first, Event) and not first.is_cancelled:
        title = _("%(title)s (%(when)s)") % {"title": title, "when": first.when_short}
    words = ngettext("%(title)s, and %(count)d other", "%(title)s, and %(count)d others", others)
    return words % {"title": title, "count": others} if others else title
