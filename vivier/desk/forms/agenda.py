"""Editing events, the series they are editions of, and places."""

from typing import TYPE_CHECKING, Any, ClassVar

from django.utils.translation import gettext_lazy as _

from vivier.agenda import actions
from vivier.agenda.actions import FIELDS
from vivier.agenda.models import Event, Place, Series
from vivier.core.names import sort_key
from vivier.desk import saving
from vivier.desk.addresses import free_address
from vivier.desk.choosers import ActorChooser, PlaceChooser, SeriesChooser, TerritoryChooser
from vivier.desk.forms.base import Group, RecordForm, formfield

if TYPE_CHECKING:
    from vivier.accounts.models import User


class EventForm(RecordForm):
    """A dated happening; publishing and cancelling are deeds of their own."""

    groups = (
        Group(_("Event"), ("title_fr", "kind", "series", "disciplines"), "calendar"),
        Group(_("When"), ("starts_on", "ends_on", "starts_at", "ends_at"), "time"),
        Group(_("Where"), ("place", "place_text", "city", "territory"), "site"),
        Group(_("Who"), ("organiser", "organiser_name"), "group"),
        Group(_("What it is"), ("summary_fr", "url", "source_url"), "openquote"),
        Group(_("Afterwards"), ("attended",), "check", open=False),
        Group(_("English"), ("title_en", "summary_en"), "globe", open=False),
    )

    class Meta:
        model = Event
        fields = FIELDS
        widgets: ClassVar[dict[str, Any]] = {
            "series": SeriesChooser(),
            "organiser": ActorChooser(),
            "place": PlaceChooser(),
            "territory": TerritoryChooser(),
        }
        formfield_callback = formfield

    def create(self, *, by: "User") -> Event:
        """Write a draft."""
        return actions.create_event(by=by, values=self.values(*FIELDS))

    def update(self, *, by: "User") -> Event:
        """Write what differs."""
        event = Event.objects.get(pk=self.instance.pk)
        actions.update_event(event, by=by, changes=self.values(*FIELDS))
        return event


class SeriesForm(RecordForm):
    """What comes back: a festival, a market."""

    class Meta:
        model = Series
        fields = ("name", "organiser", "is_demo")
        widgets: ClassVar[dict[str, Any]] = {"organiser": ActorChooser()}
        formfield_callback = formfield

    def create(self, *, by: "User") -> Series:
        """Name a series."""
        series = Series(**self.values(), slug=free_address(Series, self.cleaned_data["name"], length=80))
        saving.create(series, by=by)
        return series

    def update(self, *, by: "User") -> Series:
        """Write what differs; its editions show its name, so they are indexed again."""
        series = Series.objects.get(pk=self.instance.pk)
        if saving.update(series, self.values(), by=by):
            saving.index_all(series.editions.all())
        return series


class PlaceForm(RecordForm):
    """Somewhere people can go."""

    groups = (
        Group(_("Place"), ("name", "kind", "actor", "website"), "home"),
        Group(_("Where"), ("territory", "city"), "site"),
        Group(_("Description"), ("description_fr", "description_en", "accessibility_fr"), "openquote"),
    )

    class Meta:
        model = Place
        fields = (
            "name", "kind", "actor", "city", "territory", "description_fr", "description_en",
            "accessibility_fr", "website", "is_demo",
        )  # fmt: skip
        widgets: ClassVar[dict[str, Any]] = {"actor": ActorChooser(), "territory": TerritoryChooser()}
        formfield_callback = formfield

    def _values(self) -> dict[str, Any]:
        return self.values() | {"sort_name": sort_key(self.cleaned_data["name"])}

    def create(self, *, by: "User") -> Place:
        """Write the place down."""
        place = Place(**self._values(), slug=free_address(Place, self.cleaned_data["name"], length=80))
        saving.create(place, by=by)
        return place

    def update(self, *, by: "User") -> Place:
        """Write what differs."""
        place = Place.objects.get(pk=self.instance.pk)
        saving.update(place, self._values(), by=by)
        return place
