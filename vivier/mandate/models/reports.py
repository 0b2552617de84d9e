"""Accounts given of a mandate: reports, what they highlight, the money they claim, their frozen copies."""

import zlib
from typing import Any, NoReturn, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from vivier.core.choices import display_of
from vivier.core.money import EuroField
from vivier.mandate.models.expenses import ExpenseShare
from vivier.mandate.models.mandates import Instalment, Mandate
from vivier.mandate.models.obligations import Obligation
from vivier.mandate.refusals import Immutable


class ReportQuerySet(models.QuerySet["Report"]):
    def for_list(self) -> Self:
        """Everything a list of reports shows, in a fixed number of queries."""
        return self.select_related("mandate__funder")

    def for_page(self) -> Self:
        """Everything one report's page shows; the rows behind its figures are read when asked for."""
        return self.for_list().select_related("seal", "submitted_by").defer("seal__packed_rows")

    def standing(self) -> Self:
        """Reports that were handed in and not sent back."""
        return self.filter(state__in=(Report.State.SUBMITTED, Report.State.APPROVED))


class Report(models.Model):
    """An account of a period to a funder; handing it in freezes it, sending it back opens a new version."""

    class Kind(models.TextChoices):
        ACTIVITY = "activity", _("activity report")
        FINANCIAL = "financial", _("financial report")

    class State(models.TextChoices):
        DRAFT = "draft", _("in preparation")
        SUBMITTED = "submitted", _("handed in")
        RETURNED = "returned", _("sent back")
        APPROVED = "approved", _("approved")

    mandate = models.ForeignKey(Mandate, on_delete=models.PROTECT, related_name="reports")
    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices)
    number = models.PositiveIntegerField(_("number"))
    version = models.PositiveIntegerField(_("version"), default=1)
    follows = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="followed_by"
    )
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("until"))
    language = models.CharField(_("language"), max_length=2, choices=settings.LANGUAGES, default="fr")
    introduction = models.TextField(_("introduction"), blank=True, max_length=8000)
    obligation = models.ForeignKey(
        Obligation, on_delete=models.SET_NULL, null=True, blank=True, related_name="reports"
    )
    instalment = models.ForeignKey(
        Instalment, on_delete=models.PROTECT, null=True, blank=True, related_name="reports"
    )
    claimed_eur = EuroField(_("amount claimed"), null=True, blank=True)
    signatory = models.CharField(_("signed by"), max_length=150, blank=True)
    signatory_function = models.CharField(_("function"), max_length=150, blank=True)
    account = models.CharField(_("bank account"), max_length=42, blank=True)
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.DRAFT)
    submission = models.UUIDField(_("one-time form number"), unique=True)
    edits = models.PositiveIntegerField(default=1)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    created_at = models.DateTimeField(default=timezone.now)
    submitted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    submitted_at = models.DateTimeField(_("handed in"), null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    decision_comment = models.TextField(_("comment"), blank=True, max_length=4000)

    get_kind_display = display_of("kind", Kind)
    get_state_display = display_of("state", State)

    objects = ReportQuerySet.as_manager()

    class Meta:
        verbose_name = _("report")
        verbose_name_plural = _("reports")
        ordering = ("-number", "-version")
        default_permissions = ()
        constraints = (
            models.UniqueConstraint(fields=["mandate", "number", "version"], name="report_version_once"),
            models.CheckConstraint(name="report_ends_after_start", condition=Q(ends_on__gte=F("starts_on"))),
            models.CheckConstraint(
                name="report_handed_in_says_when",
                condition=Q(state="draft") | Q(submitted_at__isnull=False),
            ),
            models.CheckConstraint(
                name="report_sent_back_says_why",
                condition=~Q(state="returned") | ~Q(decision_comment=""),
            ),
            models.CheckConstraint(
                name="report_claims_something_or_nothing",
                condition=Q(claimed_eur__isnull=True) | Q(claimed_eur__gte=0),
            ),
        )

    def __str__(self) -> str:
        return self.reference

    @property
    def reference(self) -> str:
        """The number as papers carry it, with its version."""
        letter = "A" if self.kind == self.Kind.ACTIVITY else "F"
        return f"{letter}-{self.mandate_id:03d}-{self.number:03d} v{self.version}"

    @property
    def is_frozen(self) -> bool:
        return self.state != self.State.DRAFT


class Highlight(models.Model):
    """One real article, event, opportunity or need a report tells of; a need without anybody's name."""

    report = models.ForeignKey(Report, on_delete=models.CASCADE, related_name="highlights")
    subject = models.CharField(_("kind"), max_length=20)
    key = models.PositiveBigIntegerField()
    title = models.CharField(_("title"), max_length=300)
    text = models.TextField(_("in your words"), blank=True, max_length=2000)
    address = models.CharField(_("page"), max_length=500, blank=True)
    position = models.PositiveSmallIntegerField(_("order"), default=0)

    class Meta:
        verbose_name = _("highlight")
        verbose_name_plural = _("highlights")
        ordering = ("position", "pk")
        default_permissions = ()
        constraints = (models.UniqueConstraint(fields=["report", "subject", "key"], name="highlighted_once"),)

    def __str__(self) -> str:
        return self.title


class ReportTable(models.Model):
    """A table of another room that a report includes: `source` reads it by its `address` there."""

    report = models.ForeignKey(Report, on_delete=models.CASCADE, related_name="tables")
    source = models.CharField(max_length=20)
    address = models.CharField(max_length=300)
    title = models.CharField(_("title"), max_length=300)
    text = models.TextField(_("in your words"), blank=True, max_length=2000)
    position = models.PositiveSmallIntegerField(_("order"), default=0)

    class Meta:
        verbose_name = _("table of a report")
        verbose_name_plural = _("tables of reports")
        ordering = ("position", "pk")
        default_permissions = ()
        constraints = (
            models.UniqueConstraint(fields=["report", "source", "address"], name="table_in_report_once"),
        )

    def __str__(self) -> str:
        return self.title


class ReportedShare(models.Model):
    """A share of an expense that a financial report asks for: no other report asks for it again."""

    report = models.ForeignKey(Report, on_delete=models.PROTECT, related_name="reported_shares")
    share = models.OneToOneField(ExpenseShare, on_delete=models.PROTECT, related_name="reported")

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.report_id} · {self.share_id}"


class SealQuerySet(models.QuerySet["Seal"]):
    def _refuse(self, *args: Any, **kwargs: Any) -> NoReturn:  # noqa: ARG002 -- any call is refused
        raise Immutable("A frozen report is never changed.")

    update = delete = bulk_update = bulk_create = update_or_create = _refuse


class Seal(models.Model):
    """The frozen copy of a report: canonical JSON, its digest, its place in the chain, and our signature."""

    report = models.OneToOneField(Report, on_delete=models.PROTECT, related_name="seal")
    sequence = models.PositiveIntegerField(unique=True)
    at = models.DateTimeField()
    packed = models.BinaryField(help_text=_("The content, compressed."))
    packed_rows = models.BinaryField(
        help_text=_("The rows behind the figures, compressed; the content names their digest.")
    )
    digest = models.CharField(_("SHA-256"), max_length=64)
    previous_hash = models.CharField(max_length=64, blank=True)
    hash = models.CharField(max_length=64, unique=True)
    key_id = models.CharField(max_length=16)
    signature = models.CharField(max_length=64)

    objects = SealQuerySet.as_manager()

    class Meta:
        verbose_name = _("frozen report")
        verbose_name_plural = _("frozen reports")
        ordering = ("sequence",)
        default_permissions = ()

    def __str__(self) -> str:
        return self.hash[:12]

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Write a new seal; one that exists is refused."""
        if not self._state.adding:
            raise Immutable("A frozen report is never changed.")
        super().save(*args, **(kwargs | {"force_insert": True}))

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:  # noqa: ARG002 -- any call is refused
        """Refuse."""
        raise Immutable("A frozen report is never removed.")

    @property
    def content(self) -> bytes:
        """The canonical JSON that was signed."""
        return zlib.decompress(self.packed)

    @property
    def rows(self) -> bytes:
        """The canonical JSON of the rows behind the figures, whose digest the content names."""
        return zlib.decompress(self.packed_rows)
