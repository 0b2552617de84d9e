"""What actors answer to calls, and whom each call concerns most as of the last night."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from vivier.core.choices import display_of
from vivier.directory.models import Actor
from vivier.opportunities.models.calls import Call


class Response(models.Model):
    """What an actor answers to a call: not for us and why, applied, obtained; the latest answer counts."""

    class Kind(models.TextChoices):
        NOT_FOR_ME = "not_for_me", _("Not for us")
        APPLIED = "applied", pgettext_lazy("to a call", "Applied")
        OBTAINED = "obtained", _("Obtained")

    class Because(models.TextChoices):
        DISCIPLINE = "discipline", _("It is not our field")
        PLACE = "place", _("It is not where we work")
        SIZE = "size", _("It is too large or too small for us")
        TIMING = "timing", _("It is not the right moment")
        CONDITIONS = "conditions", _("A condition excludes us")
        OTHER = "other", _("Another reason")

    actor = models.ForeignKey(
        Actor, on_delete=models.CASCADE, related_name="responses", verbose_name=_("actor")
    )
    call = models.ForeignKey(
        Call, on_delete=models.CASCADE, related_name="responses", verbose_name=_("opportunity")
    )
    kind = models.CharField(_("answer"), max_length=10, choices=Kind.choices)
    because = models.CharField(_("why"), max_length=10, choices=Because.choices, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    get_kind_display = display_of("kind", Kind)
    get_because_display = display_of("because", Because)

    class Meta:
        verbose_name = _("answer to an opportunity")
        verbose_name_plural = _("answers to opportunities")
        ordering = ("-at",)
        constraints = (
            models.UniqueConstraint(fields=["actor", "call"], name="response_once_per_actor_and_call"),
        )

    def __str__(self) -> str:
        return f"{self.actor} · {self.call}: {self.get_kind_display()}"


class StoredMatch(models.Model):
    """One place in the list of the best actors of a call, as of the last night; never edited."""

    call = models.ForeignKey(Call, on_delete=models.CASCADE, related_name="matches")
    actor = models.ForeignKey(Actor, on_delete=models.CASCADE, related_name="matches")
    position = models.PositiveSmallIntegerField(_("place in the list"))
    score = models.FloatField(_("relevance"))
    is_eligible = models.BooleanField(_("meets every condition"))
    made_at = models.DateTimeField(_("worked out"))

    class Meta:
        verbose_name = _("match")
        verbose_name_plural = _("matches")
        ordering = ("call", "position")
        default_permissions = ()
        constraints = (
            models.UniqueConstraint(fields=["call", "actor"], name="stored_match_once_per_call_and_actor"),
        )

    def __str__(self) -> str:
        return f"{self.call} · {self.position} · {self.actor}"
