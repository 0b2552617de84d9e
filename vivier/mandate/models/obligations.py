"""What is due to a funder, and when: instalments, reports, committee meetings."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from vivier.core.choices import display_of
from vivier.mandate.models.mandates import Instalment, Mandate
from vivier.mandate.models.texts import Titled

REMIND_DAYS = (30, 7, 1)


def remind_days() -> list[int]:
    """How many days before an obligation somebody is reminded, unless it says otherwise."""
    return list(REMIND_DAYS)


class Obligation(Titled):
    """Something due on a day, with the documents it needs; it may have to wait for another."""

    class Kind(models.TextChoices):
        ACTIVITY_REPORT = "activity_report", _("activity report")
        FINANCIAL_REPORT = "financial_report", _("financial report")
        INSTALMENT = "instalment", _("claim for an instalment")
        COMMITTEE = "committee", _("committee meeting")
        OTHER = "other", _("other")

    class State(models.TextChoices):
        DUE = "due", _("due")
        SENT = "sent", _("sent")
        APPROVED = "approved", _("approved")
        CANCELLED = "cancelled", _("cancelled")

    mandate = models.ForeignKey(Mandate, on_delete=models.CASCADE, related_name="obligations")
    kind = models.CharField(_("kind"), max_length=16, choices=Kind.choices)
    due_on = models.DateField(_("due on"))
    starts_at = models.TimeField(_("at"), null=True, blank=True, help_text=_("For a meeting."))
    place = models.CharField(_("place"), max_length=200, blank=True)
    instalment = models.ForeignKey(
        Instalment, on_delete=models.SET_NULL, null=True, blank=True, related_name="obligations"
    )
    after = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="before",
        verbose_name=_("only after"),
        help_text=_("It is sent once this other one is approved."),
    )
    needs = models.JSONField(_("documents it needs"), default=list, blank=True)
    remind_days = models.JSONField(_("reminders, days before"), default=remind_days, blank=True)
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.DUE)
    sent_on = models.DateField(_("sent on"), null=True, blank=True)
    approved_on = models.DateField(_("approved on"), null=True, blank=True)
    sequence = models.PositiveIntegerField(
        default=0, help_text=_("Raised when the day moves, for calendars.")
    )

    get_kind_display = display_of("kind", Kind)
    get_state_display = display_of("state", State)

    class Meta:
        verbose_name = _("obligation")
        verbose_name_plural = _("obligations")
        ordering = ("due_on", "pk")
        indexes = (models.Index(fields=["state", "due_on"], name="obligation_by_state_and_day"),)
        constraints = (
            models.CheckConstraint(
                name="obligation_sent_has_date",
                condition=~Q(state__in=["sent", "approved"]) | Q(sent_on__isnull=False),
            ),
            models.CheckConstraint(
                name="obligation_approved_has_date",
                condition=~Q(state="approved") | Q(approved_on__isnull=False),
            ),
        )
