"""The agenda and the places."""

from datetime import date, datetime, time
from typing import Annotated

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext_noop as _
from ninja import Field, Query, Router, Schema
from pydantic import StringConstraints

from vivier.agenda.models import Event, Place
from vivier.agenda.selection import COMING, Selection
from vivier.api import event_rows
from vivier.api.answers import Area, Coded, Linked, Made, Spot, Text
from vivier.api.asking import Asked, Code, Page, PageAsked, Words, codes, page_of
from vivier.api.problems import Problem

router = Router(tags=["agenda"])


class EventsAsked(PageAsked):
    """What may be asked of the agenda."""

    q: str = Field("", max_length=200, description=_("Words to find: titles, texts, places."))
    when: Annotated[str, StringConstraints(pattern=r"^(coming|past|undated|all|(19|20|21)\d\d)$")] = Field(
        COMING, description=_("“coming” (not over yet), “past”, “undated”, “all”, or a year.")
    )
    kind: list[Event.Kind] = codes(_("Kinds of event."))
    discipline: list[Code] = codes(_("Codes of disciplines."))
    town: list[Words] = codes(_("Towns, as they are written on the site."))
    series: list[Code] = codes(_("Slugs of series (a festival, a yearly market)."))
    place: list[Code] = codes(_("Slugs of places where they happen."))
    organiser: list[Code] = codes(_("Slugs of the actors who organise them."))

    def selection(self) -> Selection:
        """Return what is asked as the agenda of the site understands it."""
        values = {
            "kind": tuple(one.value for one in self.kind),
            "discipline": tuple(self.discipline),
            "town": tuple(self.town),
            "series": tuple(self.series),
            "place": tuple(self.place),
            "organiser": tuple(self.organiser),
        }
        return Selection(timezone.localdate(), self.q, self.when, values)


class EventLine(Schema):
    """One event in a list."""

    slug: str
    title: Text
    kind: Coded
    starts_on: date | None
    ends_on: date | None
    starts_at: time | None = Field(description=_("Belgian time; null when whole days are meant."))
    ends_at: time | None
    is_cancelled: bool
    city: str = Field(description=_("The town; several are separated by semicolons."))
    place: Linked | None
    organiser: Linked | None
    series: Linked | None = Field(description=_("The festival or meeting of which this is one edition."))
    disciplines: list[Coded]
    territory: Area | None
    is_demo: bool = Field(description=_("True for invented records of the demonstration."))
    updated_at: datetime
    url: str = Field(description=_("Its page."))
    ics_url: str | None = Field(description=_("The same event as iCalendar; null without a day."))
    api_url: str = Field(description=_("The whole record in this API."))


class EventRecord(EventLine):
    """The whole public record of an event."""

    summary: Text
    cancellation_reason: str
    official_url: str = Field(description=_("The page of the organiser."))
    source_url: str = Field(description=_("Where it was read."))


class PlacesAsked(PageAsked):
    """What may be asked of the places."""

    q: str = Field("", max_length=200, description=_("Words to find: names, texts, towns; typos forgiven."))
    kind: list[Place.Kind] = codes(_("Kinds of place."))
    town: list[Words] = codes(_("Towns, as they are written on the site."))
    commune: list[Code] = codes(_("NIS codes of communes."))


class PlaceRecord(Schema):
    """Somewhere people can go: a hub, an exhibition place, a hall."""

    slug: str
    name: str
    kind: Coded
    description: Text
    accessibility: Text
    city: str
    territory: Area | None
    location: Spot | None
    website: str = Field(description=_("Empty when nobody knows it; unknown is not no."))
    actor: Linked | None = Field(description=_("The actor that this place is or belongs to."))
    is_demo: bool = Field(description=_("True for invented records of the demonstration."))
    url: str = Field(description=_("Its page."))


@router.get(
    "/events",
    response={200: Page[EventLine], 422: Problem},
    operation_id="events",
    url_name="events",
    summary=_("List events"),
    description=_("The agenda: coming events soonest first, past ones latest first."),
)
def events(request: HttpRequest, asked: Query[EventsAsked]) -> Made:
    """Return one page of events."""
    found = event_rows.with_territory(asked.selection().ordered())
    shown = found[asked.offset : asked.offset + asked.size]
    return page_of(request, asked, found.count(), map(event_rows.line, shown))


@router.get(
    "/events/{slug:slug}",
    response={200: EventRecord, 404: Problem, 422: Problem},
    operation_id="event",
    url_name="event",
    summary=_("One event"),
    description=_("The whole record of an event."),
)
def event(request: HttpRequest, slug: str, asked: Query[Asked]) -> Made:  # noqa: ARG001 -- read by the door
    """Return one record."""
    return event_rows.record(get_object_or_404(event_rows.listed(), slug=slug))


@router.get(
    "/places",
    response={200: Page[PlaceRecord], 422: Problem},
    operation_id="places",
    url_name="places",
    summary=_("List places"),
    description=_("Hubs, exhibition places and halls."),
)
def places(request: HttpRequest, asked: Query[PlacesAsked]) -> Made:
    """Return one page of places."""
    found = event_rows.places(asked)
    shown = found[asked.offset : asked.offset + asked.size]
    return page_of(request, asked, found.count(), map(event_rows.place, shown))
