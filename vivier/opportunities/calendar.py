"""Deadlines as iCalendar: one event per closing moment, that keeps its identity when the call is edited."""

from collections.abc import Iterable
from datetime import UTC, timedelta

from django.conf import settings
from django.utils.translation import gettext as _
from icalendar import Alarm, Calendar, Event

from vivier.opportunities.models import Call
from vivier.opportunities.status import ZONE

_REMINDERS = (timedelta(days=7), timedelta(days=1))


def calendar_of(calls: Iterable[Call], *, name: str) -> bytes:
    """A calendar of the deadlines of these calls; those without a closing date are left out."""
    calendar = Calendar()
    calendar.add("prodid", f"-//{settings.PRODUCT_NAME}//{settings.INSTANCE_NAME}//FR")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", name)
    for call in calls:
        if call.closes_at is not None:
            calendar.add_component(_event(call))
    return bytes(calendar.to_ical())


def _event(call: Call) -> Event:
    closes = call.closes_at
    assert closes is not None  # noqa: S101 -- asked by the caller
    event = Event()
    event.add("uid", f"opportunity-{call.slug}@{settings.PRODUCT_NAME.lower()}")
    event.add("summary", _("Deadline: %(title)s") % {"title": call.title.text})
    if call.closes_on_day:
        day = closes.astimezone(ZONE).date()
        event.add("dtstart", day)
        event.add("dtend", day + timedelta(days=1))
    else:
        event.add("dtstart", closes.astimezone(UTC))
        event.add("dtend", closes.astimezone(UTC))
    event.add("dtstamp", call.updated_at.astimezone(UTC))
    event.add("last-modified", call.updated_at.astimezone(UTC))
    event.add("created", call.created_at.astimezone(UTC))
    event.add("description", _description(call))
    event.add("url", f"{settings.SITE_URL}{call.get_absolute_url()}")
    event.add("transp", "TRANSPARENT")
    event.add("categories", [str(call.get_kind_display())])
    if call.place_name:
        event.add("location", call.place_name)
    for before in _REMINDERS:
        event.add_component(_alarm(call, before))
    return event


def _description(call: Call) -> str:
    parts = (call.summary.text, call.scheme.issued_by, call.url or call.source_url)
    return "\n\n".join(part for part in parts if part)


def _alarm(call: Call, before: timedelta) -> Alarm:
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", _("Deadline: %(title)s") % {"title": call.title.text})
    alarm.add("trigger", -before)
    return alarm
