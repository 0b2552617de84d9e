"""Expenses that come from the accounts: the file as it was read, previewed, then taken in."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from vivier.core.choices import display_of
from vivier.mandate.models.expenses import Expense


class AccountingImport(models.Model):
    """One file of accounting lines: its columns, which field each holds, its rows as texts."""

    class State(models.TextChoices):
        MAPPING = "mapping", _("columns to confirm")
        PREVIEW = "preview", _("to look through")
        DONE = "done", _("taken in")
        DROPPED = "dropped", _("dropped")

    name = models.CharField(_("file"), max_length=200)
    digest = models.CharField(max_length=64, db_index=True)
    columns = models.JSONField(default=list)
    rows = models.JSONField(default=list, help_text=_("[line in the file, one text for each column]"))
    mapping = models.JSONField(default=dict, help_text=_("Column of each field."))
    state = models.CharField(_("state"), max_length=8, choices=State.choices, default=State.MAPPING)
    counts = models.JSONField(default=dict)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    done_at = models.DateTimeField(null=True, blank=True)

    get_state_display = display_of("state", State)

    class Meta:
        verbose_name = _("accounting import")
        verbose_name_plural = _("accounting imports")
        ordering = ("-pk",)

    def __str__(self) -> str:
        return self.name


class ImportedExpense(models.Model):
    """Which line of which file an expense came from."""

    batch = models.ForeignKey(AccountingImport, on_delete=models.PROTECT, related_name="expenses")
    expense = models.OneToOneField(Expense, on_delete=models.CASCADE, related_name="imported")
    line = models.PositiveIntegerField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=["batch", "line"], name="accounting_line_taken_once"),)

    def __str__(self) -> str:
        return f"{self.batch} · {self.line}"
