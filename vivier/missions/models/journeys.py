"""A mission: its theme, places, dates, seats and partners."""

from datetime import date
from typing import Self
from zoneinfo import available_timezones

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from vivier.core.choices import display_of
from vivier.core.translation import LocalText, in_language
from vivier.directory.models import Actor
from vivier.reference.models import Discipline, Territory


def known_time_zone(name: str) -> None:
    """Raise ValidationError for what is no IANA time zone, like Asia/Tokyo."""
    if name not in available_timezones():
        raise ValidationError(_("“%(name)s” is not a time zone, like Asia/Tokyo."), params={"name": name})


class MissionQuerySet(models.QuerySet["Mission"]):
    def shown(self) -> Self:
        """On the public site: published, or called off after having been published."""
        return self.exclude(state=Mission.State.DRAFT)

    def ahead(self, today: date) -> Self:
        return self.filter(ends_on__gte=today).order_by("starts_on", "pk")

    def over(self, today: date) -> Self:
        return self.filter(ends_on__lt=today).order_by("-starts_on", "-pk")


class Mission(models.Model):
    """A journey of several actors to a market, a festival or a partner region, or a delegation received."""

    class Kind(models.TextChoices):
        MISSION = "mission", _("Mission abroad")
        TOUR = "tour", _("Tour of the region")
        DELEGATION = "delegation", _("Delegation received")

    class State(models.TextChoices):
        DRAFT = "draft", _("Draft")
        PUBLISHED = "published", _("Published")
        CANCELLED = "cancelled", _("Cancelled")

    slug = models.SlugField(_("address"), max_length=120, unique=True)
    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices, default=Kind.MISSION)
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.DRAFT)
    title_fr = models.CharField(_("title (French)"), max_length=200)
    title_en = models.CharField(_("title (English)"), max_length=200, blank=True)
    title_nl = models.CharField(_("title (Dutch)"), max_length=200, blank=True)
    title_de = models.CharField(_("title (German)"), max_length=200, blank=True)
    summary_fr = models.TextField(_("theme and aim (French)"), max_length=4000, blank=True)
    summary_en = models.TextField(_("theme and aim (English)"), max_length=4000, blank=True)
    summary_nl = models.TextField(_("theme and aim (Dutch)"), max_length=4000, blank=True)
    summary_de = models.TextField(_("theme and aim (German)"), max_length=4000, blank=True)
    places = models.CharField(
        _("places"), max_length=200, help_text=_("Towns and countries, as people read them.")
    )
    starts_on = models.DateField(_("first day"))
    ends_on = models.DateField(_("last day"))
    time_zone = models.CharField(
        _("time zone of the place"), max_length=60, default="Europe/Brussels", validators=[known_time_zone]
    )
    answer_by = models.DateField(_("answers until"), null=True, blank=True)
    seats = models.PositiveSmallIntegerField(
        _("seats"), null=True, blank=True, help_text=_("Empty: as many as say yes.")
    )
    disciplines = models.ManyToManyField(
        Discipline, blank=True, related_name="+", verbose_name=_("disciplines of the theme")
    )
    territories = models.ManyToManyField(
        Territory, blank=True, related_name="+", verbose_name=_("territories people come from")
    )
    audiences = models.JSONField(_("for whom"), default=list, blank=True)
    budget_note = models.TextField(
        _("note on the budget"), max_length=4000, blank=True, help_text=_("Read by the team alone.")
    )
    is_programme_public = models.BooleanField(_("the programme is on the public page"), default=False)
    cancellation_reason = models.TextField(_("why it is called off"), max_length=1000, blank=True)
    version = models.PositiveIntegerField(default=1, editable=False)
    created_at = models.DateTimeField(default=timezone.now)
    updated_at = models.DateTimeField(auto_now=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    is_demo = models.BooleanField(_("demonstration"), default=False)

    objects = MissionQuerySet.as_manager()
    get_kind_display = display_of("kind", Kind)
    get_state_display = display_of("state", State)

    class Meta:
        verbose_name = _("mission")
        verbose_name_plural = _("missions")
        ordering = ("-starts_on", "-pk")
        constraints = (
            models.CheckConstraint(
                name="mission_ends_after_it_starts", condition=Q(ends_on__gte=F("starts_on"))
            ),
            models.CheckConstraint(
                name="mission_answers_before_it_ends",
                condition=Q(answer_by__isnull=True) | Q(answer_by__lte=F("ends_on")),
            ),
        )

    def __str__(self) -> str:
        return self.title.text

    def get_absolute_url(self) -> str:
        return reverse("web:mission", args=[self.slug])

    @property
    def title(self) -> LocalText:
        return in_language(self, "title")

    @property
    def summary(self) -> LocalText:
        return in_language(self, "summary")

    @property
    def is_cancelled(self) -> bool:
        return self.state == self.State.CANCELLED


class MissionPartner(models.Model):
    """An organisation that carries the mission with us, with or without a record here."""

    mission = models.ForeignKey(Mission, on_delete=models.CASCADE, related_name="partners")
    actor = models.ForeignKey(
        Actor, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("record")
    )
    name = models.CharField(_("name"), max_length=200, blank=True, help_text=_("When it has no record here."))
    role = models.CharField(_("what it brings"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("partner of a mission")
        verbose_name_plural = _("partners of a mission")
        ordering = ("pk",)
        constraints = (
            models.CheckConstraint(
                name="mission_partner_has_a_name", condition=Q(actor__isnull=False) | ~Q(name="")
            ),
        )

    def __str__(self) -> str:
        return self.actor.name if self.actor else self.name
