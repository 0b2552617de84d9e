"""Other sources than a register: whose spreadsheets and feeds are read, and every sheet that came."""

from typing import Any

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from vivier.core.choices import display_of
from vivier.directory.models.changes import ChangeSet


class DataSource(models.Model):
    """Somebody whose spreadsheets or feed fill the directory, and how their columns are understood."""

    class Kind(models.TextChoices):
        SPREADSHEET = "spreadsheet", _("spreadsheet")
        FEED = "feed", _("feed")

    class Every(models.TextChoices):
        NEVER = "", _("only when somebody asks")
        DAY = "day", _("every day")
        WEEK = "week", _("every week")

    name = models.CharField(_("name"), max_length=200, unique=True)
    kind = models.CharField(_("kind of source"), max_length=12, choices=Kind.choices)
    url = models.URLField(_("address"), max_length=500, blank=True)
    licence = models.CharField(_("licence"), max_length=200, blank=True)
    mapping: Any = models.JSONField(
        default=dict, help_text=_("By field: the name of the column, as a person confirmed it last.")
    )
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    added_at = models.DateTimeField(default=timezone.now)
    read_at = models.DateTimeField(_("read last"), null=True, blank=True)
    outcome = models.CharField(_("outcome"), max_length=500, blank=True)
    read_every = models.CharField(_("When it is read"), max_length=4, choices=Every.choices, blank=True)
    asked_at = models.DateTimeField(null=True, blank=True, editable=False)
    failing_since = models.DateTimeField(_("fails since"), null=True, blank=True)

    get_read_every_display = display_of("read_every", Every)
    get_kind_display = display_of("kind", Kind)

    class Meta:
        verbose_name = _("source of data")
        verbose_name_plural = _("sources of data")
        ordering = ("name",)

    def __str__(self) -> str:
        return self.name


class ReceivedSheet(models.Model):
    """A spreadsheet somebody sent: how its columns are understood, what is wrong, what it proposes."""

    class State(models.TextChoices):
        CHECKING = "checking", _("being checked")
        CHECKED = "checked", _("checked")
        PROPOSING = "proposing", _("being compared")
        PROPOSED = "proposed", _("changes proposed")
        FAILED = "failed", _("failed")

    source = models.ForeignKey(DataSource, on_delete=models.PROTECT, related_name="sheets")
    name = models.CharField(_("file"), max_length=120)
    path = models.CharField(max_length=500)
    digest = models.CharField(max_length=64)
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.CHECKING)
    mapping: Any = models.JSONField(default=dict)
    sample: Any = models.JSONField(default=dict, help_text=_("The columns and first rows, as they are."))
    preview: Any = models.JSONField(default=list, help_text=_("The first rows, as they are understood."))
    counts: Any = models.JSONField(default=dict)
    problems: Any = models.JSONField(default=list, help_text=_("The first wrong lines: line and reasons."))
    why = models.TextField(_("reason"), blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    received_at = models.DateTimeField(default=timezone.now)
    change_set = models.ForeignKey(
        ChangeSet, on_delete=models.SET_NULL, null=True, blank=True, related_name="sheets"
    )

    get_state_display = display_of("state", State)

    class Meta:
        verbose_name = _("received sheet")
        verbose_name_plural = _("received sheets")
        ordering = ("-pk",)
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.source}: {self.name}"

    @property
    def is_busy(self) -> bool:
        return self.state in {self.State.CHECKING, self.State.PROPOSING}
