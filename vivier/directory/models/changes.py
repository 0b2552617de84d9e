"""What a source would change in the directory: proposed, looked at, applied, undone."""

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from vivier.core.choices import display_of
from vivier.directory.models.actors import Actor
from vivier.registers.models import ImportRun

UNDO_DAYS = 30
# The source of a number that belongs to a record merged into another with a number of its own.
MERGED_NUMBER = "merged"


class ChangeSet(models.Model):
    """All that one extract, spreadsheet or feed would change, reviewed and applied together."""

    class Source(models.TextChoices):
        REGISTER = "register", _("company register")
        SPREADSHEET = "spreadsheet", _("spreadsheet")
        FEED = "feed", _("feed")

    class State(models.TextChoices):
        COMPARING = "comparing", _("being compared")
        PROPOSED = "proposed", _("to review")
        APPLYING = "applying", _("being applied")
        APPLIED = "applied", _("applied")
        UNDOING = "undoing", _("being undone")
        UNDONE = "undone", _("undone")
        DROPPED = "dropped", _("dropped")

    source = models.CharField(_("kind of source"), max_length=12, choices=Source.choices)
    label = models.CharField(_("name"), max_length=200)
    source_name = models.CharField(_("source"), max_length=200)
    source_url = models.URLField(_("address"), max_length=500, blank=True)
    observed_on = models.DateField(_("date"), null=True, blank=True)
    run = models.ForeignKey(
        ImportRun, on_delete=models.PROTECT, null=True, blank=True, related_name="change_sets"
    )
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.PROPOSED)
    counts = models.JSONField(default=dict)
    stop_asked = models.BooleanField(default=False)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    created_at = models.DateTimeField(default=timezone.now)
    applied_at = models.DateTimeField(null=True, blank=True)
    undone_at = models.DateTimeField(null=True, blank=True)

    get_source_display = display_of("source", Source)
    get_state_display = display_of("state", State)

    class Meta:
        verbose_name = _("change set")
        verbose_name_plural = _("change sets")
        ordering = ("-pk",)

    def __str__(self) -> str:
        return self.label

    @property
    def undo_until(self) -> Any:
        """The last moment at which it can be undone; None when it was not applied."""
        return self.applied_at + timedelta(days=UNDO_DAYS) if self.applied_at else None

    @property
    def can_be_undone(self) -> bool:
        return self.state == self.State.APPLIED and bool(self.undo_until and timezone.now() < self.undo_until)


class ProposedChange(models.Model):
    """What a change set would do to one record."""

    class Kind(models.TextChoices):
        NEW = "new", _("new")
        CHANGED = "changed", _("changed")
        CLOSED = "closed", _("closed")
        CONFLICT = "conflict", _("perhaps the same")

    class Decision(models.TextChoices):
        WAITING = "waiting", _("to decide")
        ACCEPTED = "accepted", _("accepted")
        DECLINED = "declined", _("declined")

    change_set = models.ForeignKey(ChangeSet, on_delete=models.CASCADE, related_name="changes")
    kind = models.CharField(_("kind"), max_length=8, choices=Kind.choices)
    external_id = models.CharField(_("number"), max_length=120)
    name = models.CharField(_("name"), max_length=320)
    actor = models.ForeignKey(
        Actor, on_delete=models.SET_NULL, null=True, blank=True, related_name="proposed_changes"
    )
    values: Any = models.JSONField(default=dict, help_text=_("By field: what is shown and what would be."))
    refused: Any = models.JSONField(
        default=dict, help_text=_("By field: what does not replace a person’s words.")
    )
    origin: Any = models.JSONField(
        default=dict, help_text=_("Why the source names it, and how it was placed.")
    )
    origin_before: Any = models.JSONField(null=True)
    decision = models.CharField(
        _("decision"), max_length=8, choices=Decision.choices, default=Decision.WAITING
    )
    applied_at = models.DateTimeField(null=True, blank=True)
    note = models.CharField(_("note"), max_length=300, blank=True)

    get_kind_display = display_of("kind", Kind)
    get_decision_display = display_of("decision", Decision)

    class Meta:
        verbose_name = _("proposed change")
        verbose_name_plural = _("proposed changes")
        ordering = ("pk",)
        indexes = (models.Index(fields=["change_set", "kind", "decision"], name="change_set_kind_decision"),)
        constraints = (
            models.UniqueConstraint(
                fields=["change_set", "external_id"], name="one_change_per_set_and_number"
            ),
        )

    def __str__(self) -> str:
        return self.name


class ExternalId(models.Model):
    """What a source calls an actor, so that it is found again."""

    actor = models.ForeignKey(Actor, on_delete=models.CASCADE, related_name="external_ids")
    source = models.CharField(_("source"), max_length=200)
    value = models.CharField(_("identifier"), max_length=120)
    origin: Any = models.JSONField(
        default=dict, help_text=_("Why the source names it, and how it was placed.")
    )

    class Meta:
        verbose_name = _("external identifier")
        verbose_name_plural = _("external identifiers")
        ordering = ("source", "value")
        constraints = (models.UniqueConstraint(fields=["source", "value"], name="external_id_once"),)

    def __str__(self) -> str:
        return f"{self.source} {self.value}"
