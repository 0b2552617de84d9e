"""The ways to follow a list from elsewhere: feeds and a calendar under the filters of its page."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _

TYPES = {
    "rss": "application/rss+xml",
    "atom": "application/atom+xml",
    "json": "application/feed+json",
    "ics": "text/calendar",
}
_ICONS = {"rss": "rss", "atom": "rss", "json": "code", "ics": "calendar-plus"}


@dataclass(frozen=True, slots=True)
class Way:
    """One way: its name, its address, what it is."""

    label: str
    url: str
    type: str
    icon: str


def ways(addresses: Mapping[str, str], query: str = "") -> list[Way]:
    """Return the ways in the order given; `addresses` by kind ("rss", "atom", "json", "ics")."""
    labels = {"rss": "RSS", "atom": "Atom", "json": "JSON Feed", "ics": _("Calendar (.ics) of this list")}
    return [Way(labels[kind], f"{url}{query}", TYPES[kind], _ICONS[kind]) for kind, url in addresses.items()]
