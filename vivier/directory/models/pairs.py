"""Records that may be the same: proposed pairs, what people decided about them, merges and their undo."""

from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from vivier.core.choices import display_of
from vivier.directory.models.actors import Actor

# A pair remembers two records, and a merge the one that stayed, whatever becomes of them: their keys are
# never used again, a merged record comes back under its key, and what was decided about it still holds.
_REMEMBERED: dict[str, Any] = {"on_delete": models.DO_NOTHING, "db_constraint": False, "related_name": "+"}
_PERSON: dict[str, Any] = {"on_delete": models.PROTECT, "null": True, "blank": True, "related_name": "+"}


class DuplicateQuerySet(models.QuerySet["DuplicateProposal"]):
    def between_present(self) -> Self:
        """Pairs whose two records are there; a pair with a merged record waits for its undo."""
        return self.filter(
            models.Exists(Actor.objects.filter(pk=models.OuterRef("first"))),
            models.Exists(Actor.objects.filter(pk=models.OuterRef("second"))),
        )

    def to_decide(self) -> Self:
        """Pairs nobody decided on, and those put off until a day that has come."""
        later = Q(state=DuplicateProposal.State.LATER, later_until__lte=timezone.localdate())
        return self.between_present().filter(Q(state=DuplicateProposal.State.WAITING) | later)

    def for_list(self) -> Self:
        """Everything one line of a list shows, in a fixed number of queries."""
        return self.select_related("first", "second", "decided_by")


class DuplicateProposal(models.Model):
    """Two records that look alike, the one with the lower key first, and what a person decided about them."""

    class Band(models.TextChoices):
        SURE = "sure", _("almost surely the same")
        LIKELY = "likely", _("probably the same")
        POSSIBLE = "possible", _("perhaps the same")

    class State(models.TextChoices):
        WAITING = "waiting", _("to decide")
        SAME = "same", _("the same")
        NOT_SAME = "not_same", _("not the same")
        LATER = "later", _("later")

    first = models.ForeignKey(Actor, **_REMEMBERED)
    second = models.ForeignKey(Actor, **_REMEMBERED)
    score = models.FloatField(_("score"))
    band = models.CharField(_("likeness"), max_length=8, choices=Band.choices)
    reasons: Any = models.JSONField(
        _("reasons"),
        default=list,
        help_text=_("For and against, strongest first: feature, for, weight, values."),
    )
    method = models.CharField(_("version of the scores"), max_length=60, blank=True)
    state = models.CharField(_("decision"), max_length=8, choices=State.choices, default=State.WAITING)
    later_until = models.DateField(_("again on"), null=True, blank=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, verbose_name=_("decided by"), **_PERSON)
    decided_at = models.DateTimeField(_("decided"), null=True, blank=True)
    why = models.TextField(_("why"), blank=True)
    found_at = models.DateTimeField(_("found"), default=timezone.now)

    objects = DuplicateQuerySet.as_manager()

    get_band_display = display_of("band", Band)
    get_state_display = display_of("state", State)

    class Meta:
        verbose_name = _("pair of records")
        verbose_name_plural = _("pairs of records")
        ordering = ("-score", "pk")
        indexes = (models.Index(fields=["state", "-score"], name="pair_state_score"),)
        constraints = (
            models.UniqueConstraint(fields=["first", "second"], name="pair_once"),
            models.CheckConstraint(name="pair_in_order", condition=Q(first__lt=F("second"))),
        )

    def __str__(self) -> str:
        return f"{self.first_id} / {self.second_id}"


class DuplicateSearch(models.Model):
    """One search for pairs: how far it is, what it found; cut off, it goes on where it stopped."""

    class State(models.TextChoices):
        RUNNING = "running", _("being searched")
        STOPPED = "stopped", _("stopped")
        DONE = "done", _("done")

    everywhere = models.BooleanField(_("all records"), default=False)
    changed_since = models.DateTimeField(null=True, blank=True)
    state = models.CharField(_("state"), max_length=8, choices=State.choices, default=State.RUNNING)
    reached = models.BigIntegerField(default=0, help_text=_("The key of the last record compared."))
    total = models.PositiveIntegerField(default=0)
    done = models.PositiveIntegerField(default=0)
    found = models.PositiveIntegerField(_("new pairs"), default=0)
    stop_asked = models.BooleanField(default=False)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, **_PERSON)
    started_at = models.DateTimeField(default=timezone.now)
    active_at = models.DateTimeField(default=timezone.now)
    finished_at = models.DateTimeField(null=True, blank=True)

    get_state_display = display_of("state", State)

    class Meta:
        verbose_name = _("search for duplicates")
        verbose_name_plural = _("searches for duplicates")
        ordering = ("-pk",)
        constraints = (
            models.UniqueConstraint(
                fields=["state"], condition=Q(state="running"), name="one_search_at_a_time"
            ),
        )

    def __str__(self) -> str:
        return f"{self.started_at:%Y-%m-%d %H:%M}"


class MergeQuerySet(models.QuerySet["MergeRecord"]):
    def standing(self) -> Self:
        """Merges nobody undid."""
        return self.filter(undone_at__isnull=True)


class MergeRecord(models.Model):
    """One record that went into another, and everything needed to bring it back."""

    kept = models.ForeignKey(Actor, verbose_name=_("record kept"), **_REMEMBERED)
    kept_name = models.CharField(_("record kept"), max_length=255)
    absorbed_key = models.BigIntegerField(db_index=True)
    absorbed_name = models.CharField(_("record that went into it"), max_length=255)
    absorbed_slug = models.SlugField(_("its address"), max_length=90, db_index=True)
    pair = models.ForeignKey(
        DuplicateProposal, on_delete=models.SET_NULL, null=True, blank=True, related_name="merges"
    )
    snapshot: Any = models.JSONField(default=dict)
    counts: Any = models.JSONField(default=dict, help_text=_("How many links moved, by kind."))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, verbose_name=_("by"), **_PERSON)
    at = models.DateTimeField(_("merged"), default=timezone.now)
    undone_by = models.ForeignKey(settings.AUTH_USER_MODEL, verbose_name=_("undone by"), **_PERSON)
    undone_at = models.DateTimeField(_("undone"), null=True, blank=True)
    left: Any = models.JSONField(default=list, help_text=_("What the undo left as people had made it."))

    objects = MergeQuerySet.as_manager()

    class Meta:
        verbose_name = _("merge")
        verbose_name_plural = _("merges")
        ordering = ("-pk",)
        constraints = (
            models.UniqueConstraint(
                fields=["absorbed_key"], condition=Q(undone_at__isnull=True), name="merged_once"
            ),
        )

    def __str__(self) -> str:
        return f"{self.absorbed_name} → {self.kept_name}"

    @property
    def stands(self) -> bool:
        return self.undone_at is None
