"""Events, series and places in the desk."""

from typing import Any

import django_filters
from django.db.models import Count, Q, QuerySet
from django.db.models.functions import Coalesce
from django.forms import CheckboxSelectMultiple
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column

from vivier.accounts.models import User
from vivier.agenda import actions
from vivier.agenda.models import Event, Place, Series
from vivier.desk import saving
from vivier.desk.forms.agenda import EventForm, PlaceForm, SeriesForm
from vivier.desk.listing import StateColumn
from vivier.desk.records import Deed, RecordViewSet
from vivier.reference.models import Discipline

DRAFT, PUBLISHED = Event.State.DRAFT, Event.State.PUBLISHED


def state_of(event: Event) -> tuple[str, str]:
    """Return the state of an event and its words; cancelled goes before published."""
    if event.is_cancelled:
        return "cancelled", str(_("Cancelled"))
    return event.state, event.get_state_display()


def _publish(event: Event, by: User, _reason: str) -> None:
    actions.publish_event(event, by=by)


def _withdraw(event: Event, by: User, reason: str) -> None:
    actions.withdraw_event(event, by=by, reason=reason)


def _cancel(event: Event, by: User, reason: str) -> None:
    actions.cancel_event(event, by=by, reason=reason)


def _reinstate(event: Event, by: User, _reason: str) -> None:
    actions.reinstate_event(event, by=by)


def _remove(row: Any, by: User, reason: str) -> None:
    saving.remove(row, by=by, reason=reason)


EVENT_DEEDS = (
    Deed("publish", _("Publish"), _publish, lambda event: event.state == DRAFT, "view", done=_("Published.")),
    Deed(
        "cancel",
        _("Cancel the event"),
        _cancel,
        lambda event: event.state == PUBLISHED and not event.is_cancelled,
        "circle-xmark",
        question=_("The event stays in the agenda, marked as cancelled; calendars that noted it are told."),
        done=_("The event is shown as cancelled."),
        reason_needed=True,
    ),
    Deed(
        "reinstate",
        _("It takes place after all"),
        _reinstate,
        lambda event: event.is_cancelled,
        "rotate",
        done=_("The event takes place again."),
    ),
    Deed(
        "withdraw",
        _("Take off the site"),
        _withdraw,
        lambda event: event.state == PUBLISHED,
        "no-view",
        question=_("The event leaves the agenda; cancel it instead when people may have noted it."),
        done=_("The event is a draft again."),
        reason_needed=True,
    ),
    Deed(
        "remove",
        _("Remove the draft"),
        _remove,
        lambda event: event.state == DRAFT,
        "bin",
        question=_("The draft is removed for good; the journal keeps its name."),
        done=_("Removed."),
        reason_needed=True,
        leads_to_list=True,
    ),
)
SERIES_DEEDS = (
    Deed(
        "remove",
        _("Remove the series"),
        _remove,
        lambda series: not series.editions.exists(),
        "bin",
        question=_("A series without editions is removed for good; the journal keeps its name."),
        done=_("Removed."),
        reason_needed=True,
        leads_to_list=True,
    ),
)
PLACE_DEEDS = (
    Deed(
        "remove",
        _("Remove the place"),
        _remove,
        lambda place: not place.events.exists(),
        "bin",
        question=_("A place without events is removed for good; the journal keeps its name."),
        done=_("Removed."),
        reason_needed=True,
        leads_to_list=True,
    ),
)


class EventFilters(WagtailFilterSet):  # type: ignore[misc]
    """Which events to list."""

    kind = django_filters.MultipleChoiceFilter(
        label=_("Kind"), choices=Event.Kind.choices, widget=CheckboxSelectMultiple
    )
    disciplines = django_filters.ModelMultipleChoiceFilter(
        label=_("Disciplines"), queryset=Discipline.objects.all(), widget=CheckboxSelectMultiple
    )
    is_over = django_filters.BooleanFilter(label=_("Past"), method="keep_over")

    class Meta:
        model = Event
        fields = ("state", "is_cancelled", "is_demo")

    def keep_over(self, rows: QuerySet[Event], _name: str, value: bool) -> QuerySet[Event]:
        """Keep those whose last day is past, or the others."""
        over = Q(final_day__lt=localdate())
        return rows.filter(over) if value else rows.exclude(over)


def _events(rows: QuerySet[Event]) -> QuerySet[Event]:
    related = rows.select_related("organiser", "place", "series", "territory")
    return related.prefetch_related("disciplines").annotate(final_day=Coalesce("ends_on", "starts_on"))


def _series(rows: QuerySet[Series]) -> QuerySet[Series]:
    return rows.select_related("organiser").annotate(edition_count=Count("editions"))


def _places(rows: QuerySet[Place]) -> QuerySet[Place]:
    return rows.select_related("actor", "territory")


class EventViewSet(RecordViewSet):
    """Events of the agenda."""

    model = Event
    icon = "calendar"
    name = "desk_event"
    url_prefix = "events"
    menu_label = _("Events")
    menu_name = "events"
    form = EventForm
    deeds = EVENT_DEEDS
    state_of = staticmethod(state_of)
    for_list = staticmethod(_events)
    ordering = "-starts_on"
    search_fields = ("title_fr", "title_en", "city", "series__name")
    filterset_class = EventFilters
    list_display: Any = (
        "title_fr",
        "kind",
        "starts_on",
        "ends_on",
        "city",
        Column("organiser", label=_("Organiser"), accessor="organiser"),
        StateColumn("state", label=_("State"), accessor=state_of, sort_key="state"),
    )
    export_filename = "agenda"
    list_export = ("title_fr",)
    export_headings = {
        "title_fr": _("Title"),
        "get_kind_display": _("Kind"),
        "series": _("Series"),
        "starts_on": _("First day"),
        "ends_on": _("Last day"),
        "starts_at": _("From (hour)"),
        "ends_at": _("Until (hour)"),
        "place": _("Place"),
        "city": _("Town"),
        "organiser": _("Organiser"),
        "organiser_name": _("Organiser's name"),
        "disciplines.all": _("Disciplines"),
        "url": _("Website"),
        "source_url": _("Source"),
        "get_state_display": _("State"),
        "is_cancelled": _("Cancelled"),
        "is_demo": _("Demonstration"),
    }


class SeriesViewSet(RecordViewSet):
    """Festivals, markets, yearly meetings."""

    model = Series
    icon = "rotate"
    name = "desk_series"
    url_prefix = "series"
    menu_label = _("Series")
    menu_name = "series"
    form = SeriesForm
    deeds = SERIES_DEEDS
    for_list = staticmethod(_series)
    ordering = "name"
    search_fields = ("name",)
    list_filter = ("is_demo",)
    list_display: Any = (
        "name",
        Column("organiser", label=_("Organiser"), accessor="organiser"),
        Column("edition_count", label=_("Editions"), sort_key="edition_count"),
    )
    export_filename = "series"
    list_export = ("name",)
    export_headings = {"name": _("Name"), "organiser": _("Organiser"), "edition_count": _("Editions")}


class PlaceViewSet(RecordViewSet):
    """Places people can go to."""

    model = Place
    icon = "home"
    name = "desk_place"
    url_prefix = "places"
    menu_label = _("Places")
    menu_name = "places"
    form = PlaceForm
    deeds = PLACE_DEEDS
    for_list = staticmethod(_places)
    ordering = "sort_name"
    search_fields = ("sort_name", "city")
    list_filter = ("kind", "is_demo")
    list_display: Any = ("name", "kind", "city", Column("actor", label=_("Record"), accessor="actor"))
    export_filename = "places"
    list_export = ("name",)
    export_headings = {
        "name": _("Name"),
        "get_kind_display": _("Kind"),
        "actor": _("Record"),
        "city": _("Town"),
        "territory": _("Commune"),
        "website": _("Website"),
    }
