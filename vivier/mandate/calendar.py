"""What is due to funders, as an iCalendar file people put beside their own diary."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import icalendar
from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from vivier.core.translation import current_language
from vivier.mandate.models import DocumentKind, Obligation

MEETING = timedelta(hours=2)


def calendar_of(obligations: Iterable[Obligation], name: str) -> bytes:
    """Return a calendar file of obligations, whole days, or hours in Brussels time for meetings."""
    calendar = icalendar.Calendar()
    language = current_language().upper()
    calendar.add("prodid", f"-//{settings.PRODUCT_NAME}//{settings.INSTANCE_NAME}//{language}")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", name)
    calendar.add("x-wr-timezone", settings.TIME_ZONE)
    for one in obligations:
        calendar.add_component(_entry(one))
    calendar.add_missing_timezones()
    return calendar.to_ical()


def _entry(one: Obligation) -> icalendar.Event:
    entry = icalendar.Event()
    entry.add("uid", f"obligation-{one.pk}@{settings.SITE_URL.partition('://')[2]}")
    entry.add("sequence", one.sequence)
    entry.add("dtstamp", timezone.now().astimezone(UTC))
    entry.add("status", "CANCELLED" if one.state == Obligation.State.CANCELLED else "CONFIRMED")
    entry.add("summary", f"{one.title} · {one.mandate.funder.label}")
    if one.starts_at:
        begins = datetime.combine(one.due_on, one.starts_at, ZoneInfo(settings.TIME_ZONE))
        entry.add("dtstart", begins)
        entry.add("dtend", begins + MEETING)
    else:
        entry.add("dtstart", one.due_on)
        entry.add("dtend", one.due_on + timedelta(days=1))
        entry.add("transp", "TRANSPARENT")
    if one.place:
        entry.add("location", one.place)
    entry.add("description", _description(one))
    entry.add("url", settings.SITE_URL + reverse("desk_obligation", args=[one.pk]))
    for days in one.remind_days:
        alarm = icalendar.Alarm()
        alarm.add("action", "DISPLAY")
        alarm.add("description", str(one.title))
        alarm.add("trigger", timedelta(days=-days))
        entry.add_component(alarm)
    return entry


def _description(one: Obligation) -> str:
    parts = [str(one.mandate.title), str(one.note)]
    if one.needs:
        documents = ", ".join(str(DocumentKind(kind).label) for kind in one.needs)
        parts.append(_("Documents: %(documents)s") % {"documents": documents})
    if one.mandate.is_demo:
        parts.append(_("Demonstration: this mandate is invented."))
    return "\n\n".join(part for part in parts if part)
