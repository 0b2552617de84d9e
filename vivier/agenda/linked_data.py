"""Events and places in schema.org's words, for search engines and other calendars."""

from typing import Any

from django.conf import settings

from vivier.agenda import calendars
from vivier.agenda.models import Event, Place

_TYPES: dict[str, str] = {
    Event.Kind.FESTIVAL: "Festival",
    Event.Kind.EXHIBITION: "ExhibitionEvent",
    Event.Kind.MISSION: "BusinessEvent",
    Event.Kind.CONFERENCE: "BusinessEvent",
    Event.Kind.NETWORKING: "SocialEvent",
    Event.Kind.WORKSHOP: "EducationEvent",
}


def of_event(event: Event) -> dict[str, Any]:
    """Return an Event; what is not known is left out."""
    state = "EventCancelled" if event.is_cancelled else "EventScheduled"
    mode = "OnlineEventAttendanceMode" if event.is_online else "OfflineEventAttendanceMode"
    facts = {
        "@context": "https://schema.org",
        "@type": _TYPES.get(event.kind, "Event"),
        "@id": f"{settings.SITE_URL}{event.get_absolute_url()}",
        "name": str(event.title),
        "inLanguage": event.title.language,
        **_dates(event),
        "eventStatus": f"https://schema.org/{state}",
        "eventAttendanceMode": f"https://schema.org/{mode}",
        "location": _location(event),
        "organizer": _organiser(event),
        "description": str(event.summary),
        "url": event.url or f"{settings.SITE_URL}{event.get_absolute_url()}",
        "superEvent": {"@type": "EventSeries", "name": event.series.name} if event.series else None,
    }
    return {name: fact for name, fact in facts.items() if fact}


def _dates(event: Event) -> dict[str, str]:
    if not (event.starts_on or event.ends_on):
        return {}
    if event.starts_at is None:
        days = {"startDate": event.starts_on, "endDate": event.ends_on}
        return {name: day.isoformat() for name, day in days.items() if day}
    begins, ends = calendars.times(event)
    moments = {"startDate": begins, "endDate": ends}
    return {name: moment.isoformat() for name, moment in moments.items() if moment}


def _location(event: Event) -> dict[str, Any] | None:
    if event.is_online:
        return {"@type": "VirtualLocation", "url": event.url or settings.SITE_URL + event.get_absolute_url()}
    if not (event.place_name or event.city):
        return None
    place: dict[str, Any] = {"@type": "Place", "name": event.place_name or event.city}
    if event.city:
        place["address"] = {"@type": "PostalAddress", "addressLocality": ", ".join(event.towns)}
    if event.place:
        place["url"] = settings.SITE_URL + event.place.get_absolute_url()
    return place


def _organiser(event: Event) -> dict[str, str] | None:
    if not event.organised_by:
        return None
    organiser = {"@type": "Organization", "name": event.organised_by}
    if event.published_organiser:
        organiser["url"] = settings.SITE_URL + event.published_organiser.get_absolute_url()
    return organiser


def of_place(place: Place) -> dict[str, Any]:
    """Return a Place; what is not known is left out."""
    territory = place.territory
    known = territory is not None and territory.latitude is not None and territory.longitude is not None
    facts: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "Museum" if place.kind == Place.Kind.EXHIBITION else "Place",
        "@id": f"{settings.SITE_URL}{place.get_absolute_url()}",
        "name": place.name,
        "description": str(place.description),
        "address": {"@type": "PostalAddress", "addressLocality": place.city} if place.city else None,
        "url": place.address_on_the_web or f"{settings.SITE_URL}{place.get_absolute_url()}",
        "containedInPlace": {
            "@type": "AdministrativeArea",
            "name": str(territory),
            "geo": {
                "@type": "GeoCoordinates",
                "latitude": territory.latitude,
                "longitude": territory.longitude,
            },
        }
        if known and territory
        else None,
    }
    return {name: fact for name, fact in facts.items() if fact}
