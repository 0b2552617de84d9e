"""The plan of a mission by half-days: travel, meetings, visits."""

from uuid import uuid4

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from vivier.core.choices import display_of
from vivier.core.translation import LocalText, in_language
from vivier.directory.models import Actor
from vivier.missions.models.journeys import Mission
from vivier.missions.models.participants import Participant


class Visit(models.Model):
    """One line of the plan; for everybody, or for those it names."""

    class Half(models.TextChoices):
        MORNING = "1", _("Morning")
        AFTERNOON = "2", _("Afternoon")
        EVENING = "3", _("Evening")

    class Kind(models.TextChoices):
        TRAVEL = "travel", _("Travel")
        MEETING = "meeting", _("Meeting")
        VISIT = "visit", _("Visit")
        EVENT = "event", _("Event")
        FREE = "free", _("Free time")

    uid = models.UUIDField(default=uuid4, unique=True, editable=False)
    mission = models.ForeignKey(Mission, on_delete=models.CASCADE, related_name="visits")
    day = models.DateField(_("day"))
    half = models.CharField(_("half-day"), max_length=1, choices=Half.choices)
    kind = models.CharField(_("kind"), max_length=8, choices=Kind.choices, default=Kind.MEETING)
    title_fr = models.CharField(_("what (French)"), max_length=200)
    title_en = models.CharField(_("what (English)"), max_length=200, blank=True)
    title_nl = models.CharField(_("what (Dutch)"), max_length=200, blank=True)
    title_de = models.CharField(_("what (German)"), max_length=200, blank=True)
    starts_at = models.TimeField(_("from"), null=True, blank=True)
    ends_at = models.TimeField(_("until"), null=True, blank=True)
    place = models.CharField(_("place"), max_length=200, blank=True)
    destination = models.CharField(_("to"), max_length=200, blank=True, help_text=_("For travel."))
    counterpart = models.ForeignKey(
        Actor,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("whom (record)"),
    )
    counterpart_name = models.CharField(_("whom"), max_length=200, blank=True)
    notes = models.TextField(_("notes for those who go"), max_length=2000, blank=True)
    participants = models.ManyToManyField(
        Participant, blank=True, related_name="visits", verbose_name=_("for these alone")
    )
    sequence = models.PositiveIntegerField(default=0, editable=False)
    is_cancelled = models.BooleanField(_("cancelled"), default=False)
    updated_at = models.DateTimeField(default=timezone.now)

    get_kind_display = display_of("kind", Kind)
    get_half_display = display_of("half", Half)

    class Meta:
        verbose_name = _("line of the plan")
        verbose_name_plural = _("lines of the plan")
        ordering = ("day", "half", F("starts_at").asc(nulls_first=True), "pk")
        constraints = (
            models.CheckConstraint(
                name="visit_ends_after_it_starts",
                condition=Q(ends_at__isnull=True)
                | (Q(starts_at__isnull=False) & Q(ends_at__gt=F("starts_at"))),
            ),
        )

    def __str__(self) -> str:
        return self.title.text

    @property
    def title(self) -> LocalText:
        return in_language(self, "title")

    @property
    def whom(self) -> str:
        return self.counterpart.name if self.counterpart else self.counterpart_name

    @property
    def where(self) -> str:
        """The place, or from where to where."""
        return " → ".join(part for part in (self.place, self.destination) if part)
