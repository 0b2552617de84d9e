"""One meeting of a case as an iCalendar file: same identifier, raised sequence, cancelled when it is off."""

from datetime import UTC

import icalendar
from django.conf import settings
from django.utils.translation import gettext as _

from vivier.core.translation import current_language
from vivier.support.models import Meeting


def calendar_of(meeting: Meeting) -> bytes:
    """Return the file; its title holds the reference and what the meeting is about, no name."""
    calendar = icalendar.Calendar()
    language = current_language().upper()
    calendar.add("prodid", f"-//{settings.PRODUCT_NAME}//{settings.INSTANCE_NAME}//{language}")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    entry = icalendar.Event()
    entry.add("uid", f"{meeting.uid}@vivier")
    entry.add("sequence", meeting.sequence)
    entry.add("dtstamp", meeting.changed_at.astimezone(UTC))
    entry.add("status", "CANCELLED" if meeting.cancelled_at else "CONFIRMED")
    title = f"{meeting.need.reference} · {meeting.what or _('Meeting')}"
    entry.add("summary", _("Cancelled: %(title)s") % {"title": title} if meeting.cancelled_at else title)
    entry.add("dtstart", meeting.starts_at.astimezone(UTC))
    entry.add("dtend", meeting.ends_at.astimezone(UTC))
    if meeting.place:
        entry.add("location", meeting.place)
    entry.add("class", "PRIVATE")
    calendar.add_component(entry)
    return calendar.to_ical()
