"""Where each value of a record comes from."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from vivier.directory.models.actors import Actor


class FieldSource(models.Model):
    """Where one value of an actor comes from: source, address, date, method; refused values are kept too."""

    class Method(models.TextChoices):
        DATASET = "dataset", _("first-load dataset")
        SPREADSHEET = "spreadsheet", _("spreadsheet")
        FEED = "feed", _("feed")
        REGISTER = "register", _("company register")
        OWNER = "owner", _("written by the organisation")
        TEAM = "team", _("written by the team")
        SUGGESTION = "suggestion", _("correction suggested and accepted")

    class State(models.TextChoices):
        CURRENT = "current", _("shown")
        REPLACED = "replaced", _("replaced")
        REFUSED = "refused", _("refused")

    actor = models.ForeignKey(Actor, on_delete=models.CASCADE, related_name="field_sources")
    field = models.CharField(_("field"), max_length=40)
    value = models.JSONField(_("value"), null=True)
    method = models.CharField(_("method"), max_length=12, choices=Method.choices)
    source_name = models.CharField(_("source"), max_length=200, blank=True)
    source_url = models.URLField(_("address"), max_length=500, blank=True)
    observed_on = models.DateField(_("date"), null=True, blank=True)
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.CURRENT)
    recorded_at = models.DateTimeField(default=timezone.now)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        db_index=False,  # most rows are a machine's: the index below holds those of people
    )

    class Meta:
        verbose_name = _("provenance")
        verbose_name_plural = _("provenance")
        ordering = ("field", "-recorded_at")
        indexes = (models.Index(fields=["by"], condition=Q(by__isnull=False), name="source_by_people"),)
        constraints = (
            models.UniqueConstraint(
                fields=["actor", "field"], condition=Q(state="current"), name="one_current_source_per_field"
            ),
        )

    def __str__(self) -> str:
        return f"{self.actor_id}.{self.field}"
