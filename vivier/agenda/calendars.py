"""Events as iCalendar files (RFC 5545): stable identifiers, whole days or hours in Brussels time."""

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import icalendar
from django.conf import settings
from django.utils.translation import gettext as _

from vivier.agenda.models import Event
from vivier.core.translation import current_language

MOST_EVENTS = 1000


def calendar_of(events: Iterable[Event], name: str) -> bytes:
    """Return a calendar file of the events that have a date; the others cannot be in one."""
    calendar = icalendar.Calendar()
    calendar.add(
        "prodid", f"-//{settings.PRODUCT_NAME}//{settings.INSTANCE_NAME}//{current_language().upper()}"
    )
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", name)
    calendar.add("x-wr-timezone", settings.TIME_ZONE)
    calendar.add("refresh-interval", timedelta(hours=12), parameters={"VALUE": "DURATION"})
    for event in events:
        if event.starts_on or event.ends_on:
            calendar.add_component(entry_of(event))
    calendar.add_missing_timezones()
    return calendar.to_ical()


def entry_of(event: Event) -> icalendar.Event:
    """Return one event of a calendar."""
    entry = icalendar.Event()
    entry.add("uid", f"{event.uid}@vivier")
    entry.add("sequence", event.sequence)
    entry.add("dtstamp", event.updated_at.astimezone(UTC))
    entry.add("last-modified", event.updated_at.astimezone(UTC))
    entry.add("created", event.created_at.astimezone(UTC))
    entry.add("status", "CANCELLED" if event.is_cancelled else "CONFIRMED")
    entry.add("summary", _title(event))
    begins, ends = times(event)
    entry.add("dtstart", begins)
    if ends:
        entry.add("dtend", ends)
    if event.where:
        entry.add("location", event.where)
    entry.add("description", _description(event))
    entry.add("url", settings.SITE_URL + event.get_absolute_url())
    entry.add("categories", [event.get_kind_display(), *(str(one) for one in event.disciplines.all())])
    if not event.starts_at:
        entry.add("transp", "TRANSPARENT")  # whole days announce, they do not fill a diary
    return entry


def times(event: Event) -> tuple[date, date | None]:
    """Return begin and end: moments in Brussels, or days of which the end is the first one after."""
    first = event.starts_on or event.ends_on
    if first is None:
        raise ValueError("an event without a date is in no calendar")
    last = event.ends_on or first
    if event.starts_at is None or (last != first and event.ends_at is None):
        return first, last + timedelta(days=1)
    zone = ZoneInfo(settings.TIME_ZONE)
    begins = datetime.combine(first, event.starts_at, zone)
    if event.ends_at is None:
        return begins, None
    ends = datetime.combine(last, event.ends_at, zone)
    return begins, ends if ends > begins else ends + timedelta(days=1)


def _title(event: Event) -> str:
    return _("Cancelled: %(title)s") % {"title": event.title} if event.is_cancelled else str(event.title)


def _description(event: Event) -> str:
    parts = [event.cancellation_reason, str(event.summary)]
    if event.organised_by:
        parts.append(_("Organised by %(name)s") % {"name": event.organised_by})
    if event.is_demo:
        parts.append(_("Demonstration: this event is invented."))
    return "\n\n".join(part for part in parts if part)
