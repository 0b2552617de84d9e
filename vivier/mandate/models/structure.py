"""What is to be done: objectives, their activities, what these deliver."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from vivier.core.choices import display_of
from vivier.mandate.models.mandates import PERCENT, Mandate
from vivier.mandate.models.texts import Titled


class Objective(Titled):
    """What a mandate is to change."""

    mandate = models.ForeignKey(Mandate, on_delete=models.CASCADE, related_name="objectives")
    code = models.CharField(_("code"), max_length=20)
    position = models.PositiveSmallIntegerField(_("order"), default=0)

    class Meta:
        verbose_name = _("objective")
        verbose_name_plural = _("objectives")
        ordering = ("mandate", "position", "pk")
        constraints = (
            models.UniqueConstraint(fields=["mandate", "code"], name="objective_code_once_in_a_mandate"),
        )


class Activity(Titled):
    """What is done for an objective; several mandates may pay for it, each its share."""

    objective = models.ForeignKey(Objective, on_delete=models.CASCADE, related_name="activities")
    code = models.CharField(_("code"), max_length=20)
    starts_on = models.DateField(_("from"), null=True, blank=True)
    ends_on = models.DateField(_("until"), null=True, blank=True)
    position = models.PositiveSmallIntegerField(_("order"), default=0)

    class Meta:
        verbose_name = _("activity")
        verbose_name_plural = _("activities")
        ordering = ("objective", "position", "pk")
        constraints = (
            models.UniqueConstraint(fields=["objective", "code"], name="activity_code_once_in_an_objective"),
        )


class ActivityFunding(models.Model):
    """The share of an activity one mandate pays; all shares of an activity make at most a hundred."""

    activity = models.ForeignKey(Activity, on_delete=models.CASCADE, related_name="fundings")
    mandate = models.ForeignKey(Mandate, on_delete=models.CASCADE, related_name="activity_fundings")
    share = models.DecimalField(_("share in per cent"), **PERCENT)

    class Meta:
        verbose_name = _("share of an activity")
        verbose_name_plural = _("shares of activities")
        ordering = ("activity", "-share", "pk")
        constraints = (
            models.UniqueConstraint(fields=["activity", "mandate"], name="activity_funded_once_by_a_mandate"),
            models.CheckConstraint(
                name="activity_share_is_a_percentage", condition=Q(share__gt=0, share__lte=100)
            ),
        )

    def __str__(self) -> str:
        return f"{self.activity} · {self.share} %"


class Deliverable(Titled):
    """Something an activity hands over by a day, and where it stands."""

    class State(models.TextChoices):
        PLANNED = "planned", _("planned")
        UNDER_WAY = "under_way", _("under way")
        DELIVERED = "delivered", _("delivered")
        ACCEPTED = "accepted", _("accepted by the funder")
        DROPPED = "dropped", _("dropped")

    activity = models.ForeignKey(Activity, on_delete=models.CASCADE, related_name="deliverables")
    code = models.CharField(_("code"), max_length=20)
    due_on = models.DateField(_("due on"), null=True, blank=True)
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.PLANNED)
    delivered_on = models.DateField(_("delivered on"), null=True, blank=True)
    state_comment = models.TextField(_("comment"), blank=True, max_length=2000)
    url = models.URLField(_("address"), max_length=500, blank=True)
    position = models.PositiveSmallIntegerField(_("order"), default=0)

    get_state_display = display_of("state", State)

    class Meta:
        verbose_name = _("deliverable")
        verbose_name_plural = _("deliverables")
        ordering = ("activity", "position", "pk")
        constraints = (
            models.UniqueConstraint(fields=["activity", "code"], name="deliverable_code_once_in_an_activity"),
            models.CheckConstraint(
                name="deliverable_delivered_has_date",
                condition=~Q(state__in=["delivered", "accepted"]) | Q(delivered_on__isnull=False),
            ),
        )
