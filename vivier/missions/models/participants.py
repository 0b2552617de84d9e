"""Who is asked to go, what they answered, what they asked."""

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from vivier.core.choices import display_of
from vivier.directory.models import Actor
from vivier.missions.models.journeys import Mission


class ParticipantQuerySet(models.QuerySet["Participant"]):
    def seated(self) -> Self:
        """Those who hold a seat: they said yes, or the team has confirmed them."""
        return self.filter(state__in=(Participant.State.ACCEPTED, Participant.State.CONFIRMED))

    def confirmed(self) -> Self:
        return self.filter(state=Participant.State.CONFIRMED)

    def waiting(self) -> Self:
        """The waiting list, first come first."""
        return self.filter(state=Participant.State.WAITING).order_by("waiting_since", "pk")


class Participant(models.Model):
    """An actor on the list of one mission, from the shortlist to the seat."""

    class State(models.TextChoices):
        SHORTLISTED = "shortlisted", _("Shortlisted")
        INVITED = "invited", _("Invited")
        ACCEPTED = "accepted", _("Said yes")
        CONFIRMED = "confirmed", _("Confirmed")
        WAITING = "waiting", _("On the waiting list")
        DECLINED = "declined", _("Said no")
        WITHDRAWN = "withdrawn", _("Withdrawn")

    mission = models.ForeignKey(Mission, on_delete=models.CASCADE, related_name="participants")
    actor = models.ForeignKey(Actor, on_delete=models.PROTECT, related_name="+", verbose_name=_("actor"))
    contact_name = models.CharField(_("who goes"), max_length=150, blank=True)
    email = models.EmailField(_("e-mail"), blank=True)
    language = models.CharField(_("language"), max_length=2, choices=settings.LANGUAGES, default="fr")
    state = models.CharField(_("state"), max_length=12, choices=State.choices, default=State.SHORTLISTED)
    reasons = models.JSONField(
        default=list, blank=True, help_text=_("Why it stood on the list, as it was said then.")
    )
    link_version = models.PositiveIntegerField(
        default=1, editable=False, help_text=_("Raised to make every link sent before lead nowhere.")
    )
    shortlisted_at = models.DateTimeField(default=timezone.now)
    invited_at = models.DateTimeField(_("invited"), null=True, blank=True)
    answered_at = models.DateTimeField(_("answered"), null=True, blank=True)
    waiting_since = models.DateTimeField(null=True, blank=True)
    confirmed_at = models.DateTimeField(_("confirmed"), null=True, blank=True)
    said = models.TextField(_("what they said"), max_length=1000, blank=True)
    team_note = models.TextField(_("note of the team"), max_length=2000, blank=True)
    erased_at = models.DateTimeField(_("erased"), null=True, blank=True, editable=False)

    objects = ParticipantQuerySet.as_manager()
    get_state_display = display_of("state", State)

    class Meta:
        verbose_name = _("participant")
        verbose_name_plural = _("participants")
        ordering = ("mission", "actor__sort_name", "pk")
        constraints = (
            models.UniqueConstraint(fields=["mission", "actor"], name="participant_once_per_mission"),
            models.CheckConstraint(
                name="participant_waiting_since_when",
                condition=~Q(state="waiting") | Q(waiting_since__isnull=False),
            ),
        )

    def __str__(self) -> str:
        return f"{self.actor} · {self.mission}"

    @property
    def is_seated(self) -> bool:
        return self.state in (self.State.ACCEPTED, self.State.CONFIRMED)

    @property
    def may_answer(self) -> bool:
        """Whether yes or no still changes something."""
        return self.state not in (self.State.SHORTLISTED, self.State.WITHDRAWN)


class Question(models.Model):
    """What a participant asked the team, and the answer."""

    participant = models.ForeignKey(Participant, on_delete=models.CASCADE, related_name="questions")
    text = models.TextField(_("question"), max_length=2000)
    asked_at = models.DateTimeField(default=timezone.now)
    submission = models.UUIDField(unique=True)
    answer = models.TextField(_("answer"), max_length=2000, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        verbose_name = _("question about a mission")
        verbose_name_plural = _("questions about a mission")
        ordering = ("asked_at", "pk")

    def __str__(self) -> str:
        return str(self.participant)
