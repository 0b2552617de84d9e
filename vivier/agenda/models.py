"""Places, events and the series their editions belong to."""

from typing import Self

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from vivier.core.translation import LocalText, in_language
from vivier.directory.models import Actor
from vivier.reference.models import Discipline, Territory


class Place(models.Model):
    """Somewhere people can go: a hub, an exhibition place, a hall (*lieu*)."""

    class Kind(models.TextChoices):
        HUB = "hub", _("Creative hub")
        EXHIBITION = "exhibition", _("Exhibition place")
        VENUE = "venue", _("Venue")
        OTHER = "other", _("Other")

    slug = models.SlugField(_("address"), max_length=90, unique=True)
    name = models.CharField(_("name"), max_length=255)
    sort_name = models.CharField(max_length=255, db_index=True, editable=False)
    kind = models.CharField(_("kind"), max_length=12, choices=Kind.choices, default=Kind.OTHER)
    actor = models.ForeignKey(
        Actor, on_delete=models.SET_NULL, null=True, blank=True, related_name="places", verbose_name=_("record")
    )
    city = models.CharField(_("town"), max_length=120, blank=True)
    territory = models.ForeignKey(
        Territory, on_delete=models.PROTECT, null=True, blank=True, related_name="places"
    )
    description_fr = models.TextField(_("description (French)"), blank=True)
    description_en = models.TextField(_("description (English)"), blank=True)
    accessibility_fr = models.TextField(_("accessibility"), blank=True)
    website = models.URLField(_("website"), max_length=500, blank=True)
    is_demo = models.BooleanField(_("demonstration"), default=False)

    class Meta:
        verbose_name = _("place")
        verbose_name_plural = _("places")
        ordering = ("sort_name",)

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("web:place", args=[self.slug])

    @property
    def description(self) -> LocalText:
        return in_language(self, "description")


class Series(models.Model):
    """What comes back: a festival, a market, a yearly meeting; its events are editions."""

    slug = models.SlugField(_("address"), max_length=90, unique=True)
    name = models.CharField(_("name"), max_length=200)
    organiser = models.ForeignKey(
        Actor, on_delete=models.SET_NULL, null=True, blank=True, related_name="event_series"
    )
    is_demo = models.BooleanField(_("demonstration"), default=False)

    class Meta:
        verbose_name = _("series")
        verbose_name_plural = _("series")
        ordering = ("name",)

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("web:series", args=[self.slug])


class EventQuerySet(models.QuerySet["Event"]):
    def published(self) -> Self:
        return self.filter(state=Event.State.PUBLISHED)

    def for_list(self) -> Self:
        """Everything one line of a list shows, in a fixed number of queries."""
        return self.select_related("organiser", "place", "series").prefetch_related("disciplines")


class Event(models.Model):
    """A dated happening; whole days in Europe/Brussels unless hours are given."""

    class State(models.TextChoices):
        DRAFT = "draft", _("Draft")
        PUBLISHED = "published", _("Published")

    class Kind(models.TextChoices):
        FESTIVAL = "festival", _("Festival")
        EXHIBITION = "exhibition", _("Exhibition")
        MISSION = "mission", _("Mission abroad")
        CONFERENCE = "conference", _("Conference")
        NETWORKING = "networking", _("Meeting")
        WORKSHOP = "workshop", _("Workshop")

    slug = models.SlugField(_("address"), max_length=120, unique=True)
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.DRAFT)
    title_fr = models.CharField(_("title (French)"), max_length=255)
    title_en = models.CharField(_("title (English)"), max_length=255, blank=True)
    kind = models.CharField(_("kind"), max_length=12, choices=Kind.choices)
    series = models.ForeignKey(Series, on_delete=models.SET_NULL, null=True, blank=True, related_name="editions")
    organiser = models.ForeignKey(
        Actor, on_delete=models.SET_NULL, null=True, blank=True, related_name="events", verbose_name=_("organiser")
    )
    organiser_name = models.CharField(_("organiser's name"), max_length=255, blank=True)
    place = models.ForeignKey(Place, on_delete=models.SET_NULL, null=True, blank=True, related_name="events")
    place_text = models.CharField(_("place, in words"), max_length=255, blank=True)
    city = models.CharField(_("town"), max_length=120, blank=True)
    territory = models.ForeignKey(
        Territory, on_delete=models.PROTECT, null=True, blank=True, related_name="events"
    )
    starts_on = models.DateField(_("first day"), null=True, blank=True)
    ends_on = models.DateField(_("last day"), null=True, blank=True)
    starts_at = models.TimeField(_("from (hour)"), null=True, blank=True)
    ends_at = models.TimeField(_("until (hour)"), null=True, blank=True)
    is_cancelled = models.BooleanField(_("cancelled"), default=False)
    sequence = models.PositiveIntegerField(default=0, editable=False)
    summary_fr = models.TextField(_("summary (French)"), blank=True)
    summary_en = models.TextField(_("summary (English)"), blank=True)
    disciplines = models.ManyToManyField(
        Discipline, blank=True, related_name="events", verbose_name=_("disciplines")
    )
    url = models.URLField(_("website"), max_length=500, blank=True)
    source_url = models.URLField(_("source"), max_length=500, blank=True)
    is_demo = models.BooleanField(_("demonstration"), default=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    updated_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = EventQuerySet.as_manager()

    class Meta:
        verbose_name = _("event")
        verbose_name_plural = _("events")
        ordering = ("starts_on", "title_fr")
        indexes = (models.Index(fields=["state", "starts_on"], name="event_state_starts"),)
        constraints = (
            models.CheckConstraint(
                name="event_starts_before_it_ends",
                condition=Q(starts_on__isnull=True) | Q(ends_on__isnull=True) | Q(starts_on__lte=F("ends_on")),
            ),
        )

    def __str__(self) -> str:
        return self.title.text

    def get_absolute_url(self) -> str:
        return reverse("web:event", args=[self.slug])

    @property
    def title(self) -> LocalText:
        return in_language(self, "title")

    @property
    def summary(self) -> LocalText:
        return in_language(self, "summary")
