"""Places, events and the series their editions belong to."""

import uuid
from datetime import date
from typing import Self
from urllib.parse import urlsplit

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Coalesce, ExtractYear
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from vivier.agenda import dates
from vivier.core.choices import display_of
from vivier.core.translation import LocalText, in_language
from vivier.directory.models import Actor
from vivier.reference.models import Discipline, Territory

ONLINE = "En ligne"


class PlaceQuerySet(models.QuerySet["Place"]):
    def for_list(self) -> Self:
        """Everything one line of a list shows, in a fixed number of queries."""
        return self.select_related("territory", "actor")


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
        Actor,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="places",
        verbose_name=_("record"),
    )
    city = models.CharField(_("town"), max_length=120, blank=True)
    territory = models.ForeignKey(
        Territory,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="places",
        verbose_name=_("commune"),
    )
    description_fr = models.TextField(_("description (French)"), blank=True)
    description_en = models.TextField(_("description (English)"), blank=True)
    accessibility_fr = models.TextField(_("accessibility"), blank=True)
    website = models.URLField(_("website"), max_length=500, blank=True)
    is_demo = models.BooleanField(_("demonstration"), default=False)

    objects = PlaceQuerySet.as_manager()

    get_kind_display = display_of("kind", Kind)

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
        """Its own text, else what its record says."""
        record = self.record
        return in_language(self, "description") or (record.description if record else LocalText("", "fr"))

    @property
    def record(self) -> Actor | None:
        """The actor that runs it, when its record is published."""
        return self.actor if self.actor and self.actor.status == Actor.Status.PUBLISHED else None

    @property
    def accessibility(self) -> LocalText:
        return in_language(self, "accessibility")

    @property
    def address_on_the_web(self) -> str:
        return self.website or (self.record.website if self.record else "")

    @property
    def web_host(self) -> str:
        """Whose page it is, as people read it."""
        return urlsplit(self.address_on_the_web).netloc.removeprefix("www.")


class Series(models.Model):
    """What comes back: a festival, a market, a yearly meeting; its events are editions."""

    slug = models.SlugField(_("address"), max_length=90, unique=True)
    name = models.CharField(_("name"), max_length=200)
    organiser = models.ForeignKey(
        Actor,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="event_series",
        verbose_name=_("organiser"),
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

    def coming(self, *, today: date) -> Self:
        """Those that are not over: they end today or later."""
        return self.annotate(last_day=Coalesce("ends_on", "starts_on")).filter(last_day__gte=today)

    def past(self, *, today: date) -> Self:
        return self.annotate(last_day=Coalesce("ends_on", "starts_on")).filter(last_day__lt=today)

    def undated(self) -> Self:
        """Those of which we know no day: they are neither coming nor past."""
        return self.filter(starts_on__isnull=True, ends_on__isnull=True)

    def in_year(self, year: int) -> Self:
        return self.annotate(year=ExtractYear(Coalesce("starts_on", "ends_on"))).filter(year=year)


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

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    slug = models.SlugField(_("address"), max_length=120, unique=True)
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.DRAFT)
    title_fr = models.CharField(_("title (French)"), max_length=255)
    title_en = models.CharField(_("title (English)"), max_length=255, blank=True)
    kind = models.CharField(_("kind"), max_length=12, choices=Kind.choices)
    series = models.ForeignKey(
        Series,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="editions",
        verbose_name=_("series"),
    )
    organiser = models.ForeignKey(
        Actor,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="events",
        verbose_name=_("organiser"),
    )
    organiser_name = models.CharField(_("organiser's name"), max_length=255, blank=True)
    place = models.ForeignKey(
        Place,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="events",
        verbose_name=_("place"),
    )
    place_text = models.CharField(_("place, in words"), max_length=255, blank=True)
    city = models.CharField(
        _("town"), max_length=120, blank=True, help_text=_("Several towns are separated by semicolons.")
    )
    territory = models.ForeignKey(
        Territory,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="events",
        verbose_name=_("commune"),
    )
    starts_on = models.DateField(_("first day"), null=True, blank=True)
    ends_on = models.DateField(_("last day"), null=True, blank=True)
    starts_at = models.TimeField(_("from (hour)"), null=True, blank=True)
    ends_at = models.TimeField(_("until (hour)"), null=True, blank=True)
    is_cancelled = models.BooleanField(_("cancelled"), default=False)
    cancellation_reason = models.CharField(_("why it is cancelled"), max_length=300, blank=True)
    attended = models.PositiveIntegerField(
        _("people who came"),
        null=True,
        blank=True,
        help_text=_("Counted at the door or from the list of attendance. Empty: not known."),
    )
    sequence = models.PositiveIntegerField(default=0, editable=False)
    summary_fr = models.TextField(_("summary (French)"), blank=True)
    summary_en = models.TextField(_("summary (English)"), blank=True)
    disciplines = models.ManyToManyField(
        Discipline, blank=True, related_name="events", verbose_name=_("disciplines")
    )
    url = models.URLField(_("website"), max_length=500, blank=True)
    source_url = models.URLField(_("source"), max_length=500, blank=True)
    is_demo = models.BooleanField(_("demonstration"), default=False)
    loaded = models.JSONField(
        default=dict,
        editable=False,
        help_text=_("What the last file said; a value that differs was written here."),
    )
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    updated_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = EventQuerySet.as_manager()

    get_kind_display = display_of("kind", Kind)

    class Meta:
        verbose_name = _("event")
        verbose_name_plural = _("events")
        ordering = ("starts_on", "title_fr")
        indexes = (models.Index(fields=["state", "starts_on"], name="event_state_starts"),)
        constraints = (
            models.CheckConstraint(
                name="event_starts_before_it_ends",
                condition=Q(starts_on__isnull=True)
                | Q(ends_on__isnull=True)
                | Q(starts_on__lte=F("ends_on")),
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

    @property
    def when(self) -> str:
        """Its whole time in words."""
        return dates.in_words(self.starts_on, self.ends_on, self.starts_at, self.ends_at)

    @property
    def when_short(self) -> str:
        """Its time as a poster says it; the year only when it is not this one."""
        known = self.starts_on or self.ends_on
        other_year = known is not None and known.year != timezone.localdate().year
        return dates.in_short(self.starts_on, self.ends_on, self.starts_at, year=other_year)

    @property
    def has_date(self) -> bool:
        return self.starts_on is not None or self.ends_on is not None

    @property
    def year_known(self) -> int | None:
        known = self.starts_on or self.ends_on
        return known.year if known else None

    @property
    def source_host(self) -> str:
        """Whose page the source is, as people read it."""
        return urlsplit(self.source_url).netloc.removeprefix("www.")

    @property
    def is_online(self) -> bool:
        return self.place_text.casefold() == ONLINE.casefold()

    @property
    def is_over(self) -> bool:
        last = self.ends_on or self.starts_on
        return last is not None and last < timezone.localdate()

    @property
    def towns(self) -> list[str]:
        return [town for town in (part.strip() for part in self.city.split(";")) if town]

    @property
    def place_name(self) -> str:
        """The place in words, in the reader's language when it is not a place."""
        if self.is_online:
            return str(_("Online"))
        return self.place.name if self.place else self.place_text

    @property
    def where(self) -> str:
        """Place and towns, each once."""
        towns = [town for town in self.towns if town not in self.place_name]
        return ", ".join(part for part in (self.place_name, *towns) if part)

    @property
    def published_organiser(self) -> Actor | None:
        published = self.organiser and self.organiser.status == Actor.Status.PUBLISHED
        return self.organiser if published else None

    @property
    def organised_by(self) -> str:
        return self.published_organiser.name if self.published_organiser else self.organiser_name

    @property
    def motif_scheme(self) -> str:
        """The colours of its kind."""
        return COLOURS.get(self.kind, ("sapin", ""))[0]

    @property
    def tag(self) -> str:
        """What to add to the class of the tag that names its kind."""
        return COLOURS.get(self.kind, ("sapin", ""))[1]


# One motif scheme and one tag colour for each kind.
COLOURS: dict[str, tuple[str, str]] = {
    Event.Kind.FESTIVAL: ("lilas", ""),
    Event.Kind.EXHIBITION: ("beurre", " tag--1"),
    Event.Kind.MISSION: ("sapin", " tag--2"),
    Event.Kind.CONFERENCE: ("menthe", " tag--2"),
    Event.Kind.NETWORKING: ("vermillon", " tag--4"),
    Event.Kind.WORKSHOP: ("beurre", " tag--1"),
}
