"""What came of a mission: people met and what follows, openings, contracts, jobs; told by whom and when."""

from django.conf import settings
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from vivier.core.choices import display_of
from vivier.directory.models import Actor
from vivier.missions.models.journeys import Mission
from vivier.missions.models.participants import Participant


class Contact(models.Model):
    """Somebody met on a mission, and the next step; seen by the participant and the team."""

    mission = models.ForeignKey(Mission, on_delete=models.CASCADE, related_name="contacts")
    participant = models.ForeignKey(
        Participant, on_delete=models.CASCADE, null=True, blank=True, related_name="contacts"
    )
    counterpart = models.ForeignKey(Actor, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    who = models.CharField(_("whom you met"), max_length=200)
    note = models.TextField(_("what was said"), max_length=2000, blank=True)
    next_step = models.CharField(_("next step"), max_length=300, blank=True)
    due_on = models.DateField(_("until"), null=True, blank=True)
    done_at = models.DateTimeField(_("done"), null=True, blank=True)
    told_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    told_at = models.DateTimeField(default=timezone.now)
    submission = models.UUIDField(unique=True)

    class Meta:
        verbose_name = _("contact of a mission")
        verbose_name_plural = _("contacts of a mission")
        ordering = ("told_at", "pk")

    def __str__(self) -> str:
        return self.who

    @property
    def teller(self) -> str:
        """Who told: a person of the team, or the participant by their link."""
        return str(self.told_by or (self.participant.actor if self.participant else ""))


class Result(models.Model):
    """One thing obtained, as one side told it; never overwritten, taken back with a reason."""

    class Kind(models.TextChoices):
        OPENING = "opening", _("Opening made")
        CONTRACT = "contract", _("Contract signed")
        PARTNERSHIP = "partnership", _("Partnership agreed")
        SHOWING = "showing", _("Work shown or programmed")
        FUNDING = "funding", _("Funding obtained")
        NOTHING = "nothing", _("Nothing so far")

    mission = models.ForeignKey(Mission, on_delete=models.CASCADE, related_name="results")
    participant = models.ForeignKey(Participant, on_delete=models.CASCADE, related_name="results")
    kind = models.CharField(_("what"), max_length=12, choices=Kind.choices)
    what = models.CharField(_("in a sentence"), max_length=500, blank=True)
    amount_eur = models.DecimalField(
        _("amount in euros"),
        max_digits=12,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[MinValueValidator(0)],
        help_text=_("Empty: not known or not told."),
    )
    jobs = models.PositiveSmallIntegerField(_("jobs created"), null=True, blank=True)
    happened_on = models.DateField(_("when"), null=True, blank=True)
    told_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    is_by_participant = models.BooleanField(_("told by the participant"), default=False)
    told_at = models.DateTimeField(default=timezone.now)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_because = models.CharField(max_length=300, blank=True)
    submission = models.UUIDField(unique=True)

    get_kind_display = display_of("kind", Kind)

    class Meta:
        verbose_name = _("result of a mission")
        verbose_name_plural = _("results of a mission")
        ordering = ("told_at", "pk")
        constraints = (
            models.CheckConstraint(
                name="result_amount_is_not_negative",
                condition=Q(amount_eur__isnull=True) | Q(amount_eur__gte=0),
            ),
        )

    def __str__(self) -> str:
        return f"{self.participant} · {self.kind}"

    @property
    def teller(self) -> str:
        """Who told: a person with an account, or the participant by their link; nobody known of the team."""
        return str(self.told_by or (self.participant.actor if self.is_by_participant else ""))
