"""Lists of opportunities that others keep: whose they are, how they are understood, what each changes."""

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from vivier.core.choices import display_of
from vivier.directory.models import web_address
from vivier.opportunities.models.calls import Call, Kind

UNDO_DAYS = 30


class CallSource(models.Model):
    """Somebody whose feed or files bring in opportunities, and how their columns are understood."""

    class Every(models.IntegerChoices):
        NEVER = 0, _("only when asked")
        HOURS = 6, _("every six hours")
        DAY = 24, _("every day")
        WEEK = 168, _("every week")

    name = models.CharField(_("name"), max_length=200, unique=True)
    url = models.URLField(
        _("address"),
        max_length=500,
        blank=True,
        validators=[web_address],
        help_text=_("Of an RSS or Atom feed, or of a JSON list; empty when files are sent."),
    )
    language = models.CharField(
        _("language of its texts"), max_length=2, choices=settings.LANGUAGES, default="fr"
    )
    kind = models.CharField(
        _("kind of what it brings"), max_length=12, choices=Kind.choices, default=Kind.CALL
    )
    every = models.PositiveSmallIntegerField(
        _("is read"), choices=Every.choices, default=Every.NEVER, help_text=_("Hours between two readings.")
    )
    is_whole = models.BooleanField(
        _("its list is whole"),
        default=False,
        help_text=_("What is no longer in it has been taken back. A feed of the latest ones is not whole."),
    )
    mapping: Any = models.JSONField(
        default=dict, help_text=_("By field: the name of the column, as a person confirmed it last.")
    )
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    added_at = models.DateTimeField(default=timezone.now)
    read_at = models.DateTimeField(_("read last"), null=True, blank=True)
    due_at = models.DateTimeField(_("read next"), null=True, blank=True, db_index=True)
    failures = models.PositiveSmallIntegerField(default=0)
    outcome = models.CharField(_("outcome"), max_length=500, blank=True)

    class Meta:
        verbose_name = _("source of opportunities")
        verbose_name_plural = _("sources of opportunities")
        ordering = ("name",)
        default_permissions = ()

    def __str__(self) -> str:
        return self.name


class CallReading(models.Model):
    """One list as it was read: what its columns hold, what is wrong with it, what it would change."""

    class State(models.TextChoices):
        CHECKING = "checking", _("being checked")
        CHECKED = "checked", _("checked")
        PROPOSING = "proposing", _("being compared")
        PROPOSED = "proposed", _("changes proposed")
        APPLYING = "applying", _("being applied")
        APPLIED = "applied", _("applied")
        UNDONE = "undone", _("undone")
        DROPPED = "dropped", _("dropped")
        FAILED = "failed", _("failed")

    source = models.ForeignKey(CallSource, on_delete=models.PROTECT, related_name="readings")
    name = models.CharField(_("file"), max_length=120)
    path = models.CharField(max_length=500, blank=True)
    digest = models.CharField(max_length=64)
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.CHECKING)
    mapping: Any = models.JSONField(default=dict, help_text=_("By field: the name of the column."))
    sample: Any = models.JSONField(default=dict, help_text=_("The columns and first rows, as they are."))
    preview: Any = models.JSONField(default=list, help_text=_("The first rows, as they are understood."))
    counts: Any = models.JSONField(default=dict)
    problems: Any = models.JSONField(default=list, help_text=_("The first wrong lines: line and reasons."))
    why = models.TextField(_("reason"), blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    received_at = models.DateTimeField(default=timezone.now)
    applied_at = models.DateTimeField(null=True, blank=True)

    get_state_display = display_of("state", State)

    class Meta:
        verbose_name = _("reading of a source")
        verbose_name_plural = _("readings of sources")
        ordering = ("-pk",)
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.source}: {self.name}"

    @property
    def is_busy(self) -> bool:
        return self.state in {self.State.CHECKING, self.State.PROPOSING, self.State.APPLYING}

    @property
    def undo_until(self) -> Any:
        return self.applied_at + timedelta(days=UNDO_DAYS) if self.applied_at else None

    @property
    def can_be_undone(self) -> bool:
        until = self.undo_until
        return self.state == self.State.APPLIED and until is not None and until > timezone.now()


class CallTie(models.Model):
    """Which opportunity an entry of a source is, what the source wrote in it, what it says otherwise."""

    source = models.ForeignKey(CallSource, on_delete=models.CASCADE, related_name="ties")
    external_id = models.CharField(_("identifier of the source"), max_length=200)
    call = models.ForeignKey(Call, on_delete=models.CASCADE, related_name="ties")
    written: Any = models.JSONField(default=dict, help_text=_("By field: what the source wrote last."))
    refused: Any = models.JSONField(
        default=dict, help_text=_("By field: what the source says where a person wrote something else.")
    )
    seen_at = models.DateTimeField(_("seen last"), default=timezone.now)
    gone_at = models.DateTimeField(_("no longer in the list since"), null=True, blank=True)

    class Meta:
        verbose_name = _("tie to a source")
        verbose_name_plural = _("ties to sources")
        default_permissions = ()
        constraints = (
            models.UniqueConstraint(fields=["source", "external_id"], name="call_tie_once_per_entry"),
        )

    def __str__(self) -> str:
        return f"{self.source}: {self.external_id}"


class CallChange(models.Model):
    """What one entry of a reading would change, and what was decided."""

    class Kind(models.TextChoices):
        NEW = "new", _("new")
        CHANGED = "changed", _("changed")
        VANISHED = "vanished", _("no longer in the list")

    class Decision(models.TextChoices):
        WAITING = "waiting", _("to decide")
        ACCEPTED = "accepted", _("accepted")
        DECLINED = "declined", _("declined")

    reading = models.ForeignKey(CallReading, on_delete=models.CASCADE, related_name="changes")
    kind = models.CharField(_("kind"), max_length=8, choices=Kind.choices)
    external_id = models.CharField(max_length=200)
    title = models.CharField(_("title"), max_length=255)
    call = models.ForeignKey(Call, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    values: Any = models.JSONField(default=dict, help_text=_("By field: before and after."))
    refused: Any = models.JSONField(default=dict, help_text=_("By field: what stays a person’s."))
    origin: Any = models.JSONField(default=dict, help_text=_("Scheme and issuer of a new one."))
    decision = models.CharField(
        _("decision"), max_length=8, choices=Decision.choices, default=Decision.WAITING
    )
    applied_at = models.DateTimeField(null=True, blank=True)
    before: Any = models.JSONField(default=dict, help_text=_("What undoing gives back."))
    note = models.CharField(max_length=300, blank=True)

    get_kind_display = display_of("kind", Kind)
    get_decision_display = display_of("decision", Decision)

    class Meta:
        verbose_name = _("proposed change of an opportunity")
        verbose_name_plural = _("proposed changes of opportunities")
        ordering = ("pk",)
        default_permissions = ()
        indexes = (models.Index(fields=["reading", "kind", "decision"], name="call_change_by_decision"),)

    def __str__(self) -> str:
        return self.title
