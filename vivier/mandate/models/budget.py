"""What may be spent on what: lines with caps, flat rates, co-funding, dated thresholds."""

from datetime import date

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from vivier.core.choices import display_of
from vivier.core.money import EuroField
from vivier.mandate.models.mandates import PERCENT, Funder, Mandate
from vivier.mandate.models.texts import Titled


class Category(models.TextChoices):
    """The nature of an expense, as funders divide them."""

    STAFF = "staff", _("Staff")
    SERVICES = "services", _("Services and subcontracting")
    TRAVEL = "travel", _("Travel and stay")
    EQUIPMENT = "equipment", _("Equipment")
    COMMUNICATION = "communication", _("Communication")
    VENUE = "venue", _("Venue and hospitality")
    OVERHEAD = "overhead", _("Overheads")
    OTHER = "other", _("Other")


class DocumentKind(models.TextChoices):
    """What a document is to the person who checks it."""

    INVOICE = "invoice", _("invoice")
    PAYMENT = "payment", _("proof of payment")
    CREDIT_NOTE = "credit_note", _("credit note")
    DECISION = "decision", _("letter or note that says why")
    CONTRACT = "contract", _("contract or order")
    QUOTES = "quotes", _("quotes compared")
    TIMESHEET = "timesheet", _("time sheet")
    ATTENDANCE = "attendance", _("attendance list")
    DELIVERY = "delivery", _("proof of delivery")
    ACTIVITY_REPORT = "activity_report", _("activity report")
    STATEMENT = "statement", _("statement of expenditure")
    CLAIM = "claim", _("claim for payment")
    DECLARATION = "declaration", _("declaration on honour")
    MINUTES = "minutes", _("minutes of a meeting")
    LEGAL = "legal", _("decree or agreement")
    OTHER = "other", _("other document")


class BudgetLine(Titled):
    """A part of a mandate's amount for one nature of expense; closed, never deleted."""

    mandate = models.ForeignKey(Mandate, on_delete=models.CASCADE, related_name="lines")
    code = models.CharField(_("code"), max_length=20)
    account = models.CharField(_("accounting code"), max_length=20, blank=True)
    category = models.CharField(_("category"), max_length=16, choices=Category.choices)
    planned_eur = EuroField(_("planned"))
    cap_eur = EuroField(_("never more than"), null=True, blank=True, help_text=_("Empty: no cap of its own."))
    share = models.DecimalField(
        _("share the mandate pays, in per cent"),
        default=100,
        help_text=_("Of every expense on this line; others pay the rest."),
        **PERCENT,
    )
    needs = models.JSONField(
        _("documents each expense needs"), default=list, blank=True, help_text=_("Kinds of documents.")
    )
    is_open = models.BooleanField(_("open"), default=True)
    position = models.PositiveSmallIntegerField(_("order"), default=0)

    get_category_display = display_of("category", Category)

    class Meta:
        verbose_name = _("budget line")
        verbose_name_plural = _("budget lines")
        ordering = ("mandate", "position", "pk")
        constraints = (
            models.UniqueConstraint(fields=["mandate", "code"], name="line_code_once_in_a_mandate"),
            models.CheckConstraint(name="line_planned_not_negative", condition=Q(planned_eur__gte=0)),
            models.CheckConstraint(
                name="line_cap_not_negative", condition=Q(cap_eur__isnull=True) | Q(cap_eur__gte=0)
            ),
            models.CheckConstraint(
                name="line_share_is_a_percentage", condition=Q(share__gt=0, share__lte=100)
            ),
        )


class CoFunding(models.Model):
    """What another funder pays of every expense on a line; with the mandate's share at most a hundred."""

    line = models.ForeignKey(BudgetLine, on_delete=models.CASCADE, related_name="cofundings")
    funder = models.ForeignKey(Funder, on_delete=models.PROTECT, related_name="cofundings")
    share = models.DecimalField(_("share in per cent"), **PERCENT)

    class Meta:
        verbose_name = _("co-funding")
        verbose_name_plural = _("co-fundings")
        ordering = ("line", "-share", "pk")
        constraints = (
            models.UniqueConstraint(fields=["line", "funder"], name="cofunder_once_on_a_line"),
            models.CheckConstraint(
                name="cofunding_share_is_a_percentage", condition=Q(share__gt=0, share__lte=100)
            ),
        )

    def __str__(self) -> str:
        return f"{self.funder} · {self.share} %"


def in_force(day: date) -> Q:
    """What holds on a day."""
    return Q(since__lte=day) & (Q(until__isnull=True) | Q(until__gte=day))


class Dated(models.Model):
    """A setting that holds from one day, and perhaps until another."""

    since = models.DateField(_("from"))
    until = models.DateField(_("until"), null=True, blank=True)

    class Meta:
        abstract = True


class FlatRate(Dated):
    """A price or percentage the funder accepts without counting."""

    class Kind(models.TextChoices):
        HOUR = "hour", _("euros an hour, by function")
        KILOMETRE = "kilometre", _("euros a kilometre")
        OVERHEAD = "overhead", _("overheads, in per cent of accepted staff costs")

    mandate = models.ForeignKey(Mandate, on_delete=models.CASCADE, related_name="flat_rates")
    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices)
    function = models.CharField(_("function"), max_length=60, blank=True)
    value = models.DecimalField(_("value"), max_digits=9, decimal_places=4)

    get_kind_display = display_of("kind", Kind)

    class Meta:
        verbose_name = _("flat rate")
        verbose_name_plural = _("flat rates")
        ordering = ("mandate", "kind", "function", "-since")
        constraints = (
            models.UniqueConstraint(
                fields=["mandate", "kind", "function", "since"], name="one_flat_rate_from_a_day"
            ),
            models.CheckConstraint(name="flat_rate_positive", condition=Q(value__gt=0)),
            models.CheckConstraint(
                name="flat_rate_until_after_since", condition=Q(until__isnull=True) | Q(until__gte=F("since"))
            ),
        )

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.function} {self.value}"


class Threshold(Dated):
    """From which amount excluding VAT one more document is needed, from which day on."""

    mandate = models.ForeignKey(Mandate, on_delete=models.CASCADE, related_name="thresholds")
    from_eur = EuroField(_("from this amount excluding VAT"))
    needs = models.CharField(_("document needed"), max_length=16, choices=DocumentKind.choices)
    legal_reference = models.CharField(_("legal reference"), max_length=300, blank=True)

    get_needs_display = display_of("needs", DocumentKind)

    class Meta:
        verbose_name = _("threshold")
        verbose_name_plural = _("thresholds")
        ordering = ("mandate", "from_eur", "since")
        constraints = (
            models.CheckConstraint(
                name="threshold_until_after_since", condition=Q(until__isnull=True) | Q(until__gte=F("since"))
            ),
        )

    def __str__(self) -> str:
        return f"{self.from_eur} € · {self.get_needs_display()}"
