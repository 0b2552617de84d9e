"""Who works for a mandate: a simple sheet a month, hours by activity and line."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from vivier.core.choices import display_of
from vivier.mandate.models.budget import BudgetLine
from vivier.mandate.models.expenses import Expense
from vivier.mandate.models.structure import Activity


class StaffMember(models.Model):
    """Somebody of the team whose hours are charged, by the flat rate of a function."""

    name = models.CharField(_("name"), max_length=150, unique=True)
    function = models.CharField(_("function"), max_length=60)
    is_active = models.BooleanField(_("active"), default=True)
    is_demo = models.BooleanField(_("demonstration"), default=False)

    class Meta:
        verbose_name = _("team member")
        verbose_name_plural = _("team members")
        ordering = ("name",)

    def __str__(self) -> str:
        return self.name


class TimeSheet(models.Model):
    """The hours of one person in one month; charging it makes one expense for each of its rows."""

    class State(models.TextChoices):
        OPEN = "open", _("open")
        CHARGED = "charged", _("charged")

    member = models.ForeignKey(StaffMember, on_delete=models.PROTECT, related_name="sheets")
    month = models.DateField(_("month"), help_text=_("Its first day."))
    state = models.CharField(_("state"), max_length=8, choices=State.choices, default=State.OPEN)
    version = models.PositiveIntegerField(default=1)

    get_state_display = display_of("state", State)

    class Meta:
        verbose_name = _("time sheet")
        verbose_name_plural = _("time sheets")
        ordering = ("-month", "member")
        constraints = (
            models.UniqueConstraint(fields=["member", "month"], name="one_sheet_a_person_and_month"),
        )

    def __str__(self) -> str:
        return f"{self.member} · {self.month:%Y-%m}"


class SheetHours(models.Model):
    """Hours of a sheet for one activity, on one line, at the rate that held in that month."""

    sheet = models.ForeignKey(TimeSheet, on_delete=models.CASCADE, related_name="hours")
    line = models.ForeignKey(BudgetLine, on_delete=models.PROTECT, related_name="hours")
    activity = models.ForeignKey(Activity, on_delete=models.PROTECT, related_name="hours")
    hours = models.DecimalField(_("hours"), max_digits=6, decimal_places=2)
    rate_eur = models.DecimalField(_("rate"), max_digits=9, decimal_places=4, null=True, blank=True)
    expense = models.OneToOneField(
        Expense, on_delete=models.PROTECT, null=True, blank=True, related_name="hours"
    )

    class Meta:
        verbose_name = _("hours")
        verbose_name_plural = _("hours")
        ordering = ("sheet", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=["sheet", "line", "activity"], name="hours_once_a_line_and_activity"
            ),
            models.CheckConstraint(name="hours_within_a_month", condition=Q(hours__gt=0, hours__lte=744)),
        )

    def __str__(self) -> str:
        return f"{self.sheet} · {self.hours}"
