"""The plan of a mission as an iCalendar file, in the time of the place; for one participant or for all."""

from collections.abc import Iterable
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import icalendar
from django.conf import settings
from django.utils.translation import gettext as _

from vivier.core.translation import current_language
from vivier.missions.models import Mission, Visit

# When a line has no hour its half-day stands for it.
_HALVES = {
    Visit.Half.MORNING.value: (time(9), time(12, 30)),
    Visit.Half.AFTERNOON.value: (time(13, 30), time(18)),
    Visit.Half.EVENING.value: (time(18, 30), time(22)),
}


def calendar_of(mission: Mission, visits: Iterable[Visit]) -> bytes:
    """Return a calendar file; struck lines are in it as cancelled, so that diaries follow."""
    calendar = icalendar.Calendar()
    calendar.add(
        "prodid", f"-//{settings.PRODUCT_NAME}//{settings.INSTANCE_NAME}//{current_language().upper()}"
    )
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", str(mission.title))
    for one in visits:
        calendar.add_component(_entry(mission, one))
    calendar.add_missing_timezones()
    return calendar.to_ical()


def times_of(visit: Visit, zone: ZoneInfo) -> tuple[datetime, datetime]:
    """Return begin and end in the time of the place; an hour is given to what has no end."""
    first, last = _HALVES[visit.half]
    begins = datetime.combine(visit.day, visit.starts_at or first, zone)
    if visit.ends_at:
        return begins, datetime.combine(visit.day, visit.ends_at, zone)
    if visit.starts_at is None:
        return begins, datetime.combine(visit.day, last, zone)
    later = datetime.combine(visit.day, visit.starts_at) + timedelta(hours=1)
    end = later if later.date() == visit.day else datetime.combine(visit.day, time(23, 59))
    return begins, end.replace(tzinfo=zone)


def _entry(mission: Mission, visit: Visit) -> icalendar.Event:
    entry = icalendar.Event()
    changed = visit.updated_at.astimezone(UTC)
    begins, ends = times_of(visit, ZoneInfo(mission.time_zone))
    is_off = visit.is_cancelled or mission.is_cancelled
    entry.add("uid", f"{visit.uid}@vivier")
    entry.add("sequence", visit.sequence)
    entry.add("dtstamp", changed)
    entry.add("last-modified", changed)
    entry.add("status", "CANCELLED" if is_off else "CONFIRMED")
    entry.add("summary", _("Cancelled: %(title)s") % {"title": visit.title} if is_off else str(visit.title))
    entry.add("dtstart", begins)
    entry.add("dtend", ends)
    if visit.where:
        entry.add("location", visit.where)
    parts = [visit.whom, visit.notes]
    entry.add("description", "\n\n".join(part for part in parts if part))
    return entry
