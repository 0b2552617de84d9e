"""What was spent, on which lines, how it was paid, and who decided."""

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from vivier.core.choices import display_of
from vivier.core.money import EuroField
from vivier.directory.models import Actor
from vivier.mandate.models.budget import BudgetLine, Category
from vivier.mandate.models.mandates import PERCENT, Mandate
from vivier.mandate.models.structure import Activity


class ExpenseQuerySet(models.QuerySet["Expense"]):
    def of_mandate(self, mandate: Mandate) -> Self:
        """Expenses a mandate pays a part of."""
        return self.filter(shares__line__mandate=mandate).distinct()

    def accepted(self) -> Self:
        return self.filter(state=Expense.State.ACCEPTED)

    def counting(self) -> Self:
        """What may not be paid a second time: everything but what was refused or withdrawn."""
        return self.exclude(state__in=(Expense.State.REFUSED, Expense.State.WITHDRAWN))

    def for_list(self) -> Self:
        """Everything a list of expenses shows, in a fixed number of queries."""
        return self.select_related("activity", "entered_by", "corrects").prefetch_related(
            "shares__line__mandate__funder"
        )


class Expense(models.Model):
    """One invoice, one month of somebody's work, one flat amount, or the correction of one of these.

    Amounts are in euros, to the cent; those of a correction are what it adds or, negative, takes off.
    """

    class Kind(models.TextChoices):
        INVOICE = "invoice", _("invoice or receipt")
        STAFF = "staff", _("month of work")
        FLAT = "flat", _("flat amount")
        CORRECTION = "correction", pgettext_lazy("kind of expense", "correction")

    class Cause(models.TextChoices):
        """Why an accepted expense is corrected."""

        CREDIT_NOTE = "credit_note", _("credit note of the supplier")
        NOT_ELIGIBLE = "not_eligible", _("sum the funder does not accept")
        VAT = "vat", _("VAT charged wrongly")
        AMOUNT = "amount", _("amount written down wrongly")
        SUPPLEMENT = "supplement", _("supplement invoiced")

    class State(models.TextChoices):
        DRAFT = "draft", _("draft")
        SUBMITTED = "submitted", _("to check")
        TO_CORRECT = "to_correct", _("to correct")
        ACCEPTED = "accepted", _("accepted")
        REFUSED = "refused", _("refused")
        WITHDRAWN = "withdrawn", _("withdrawn")

    number = models.PositiveIntegerField(_("number"), unique=True)
    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices, default=Kind.INVOICE)
    corrects = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="corrections"
    )
    cause = models.CharField(_("why it is corrected"), max_length=12, choices=Cause.choices, blank=True)
    supplier = models.CharField(_("supplier"), max_length=200)
    supplier_key = models.CharField(max_length=200, db_index=True, editable=False)
    supplier_actor = models.ForeignKey(
        Actor, on_delete=models.SET_NULL, null=True, blank=True, related_name="invoiced_expenses"
    )
    invoice_number = models.CharField(_("invoice number"), max_length=80, blank=True)
    invoice_key = models.CharField(max_length=80, blank=True, editable=False)
    dated_on = models.DateField(_("date"), help_text=_("Of the invoice, or the last day of the month."))
    description = models.CharField(_("what for"), max_length=300)
    category = models.CharField(_("category"), max_length=16, choices=Category.choices)
    amount_excl_eur = EuroField(_("amount excluding VAT"))
    vat_eur = EuroField(_("VAT"), default=0)
    amount_incl_eur = EuroField(_("amount including VAT"))
    activity = models.ForeignKey(
        Activity, on_delete=models.PROTECT, null=True, blank=True, related_name="expenses"
    )
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.DRAFT)
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    handled_by = models.ManyToManyField(
        settings.AUTH_USER_MODEL,
        related_name="+",
        blank=True,
        help_text=_("Everybody who entered, changed or submitted it: none of them decides."),
    )
    entered_at = models.DateTimeField(default=timezone.now)
    submitted_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    decision_comment = models.TextField(_("comment"), blank=True, max_length=2000)
    submission = models.UUIDField(_("one-time form number"), null=True, blank=True, unique=True)
    version = models.PositiveIntegerField(default=1)
    is_demo = models.BooleanField(_("demonstration"), default=False)

    get_kind_display = display_of("kind", Kind)
    get_state_display = display_of("state", State)
    get_cause_display = display_of("cause", Cause)
    get_category_display = display_of("category", Category)

    objects = ExpenseQuerySet.as_manager()

    class Meta:
        verbose_name = _("expense")
        verbose_name_plural = _("expenses")
        ordering = ("-number",)
        indexes = (
            models.Index(fields=["state", "dated_on"], name="expense_by_state_and_date"),
            models.Index(fields=["supplier_key", "invoice_key"], name="expense_by_invoice"),
        )
        constraints = (
            models.CheckConstraint(
                name="expense_amounts_add_up",
                condition=Q(amount_incl_eur=models.F("amount_excl_eur") + models.F("vat_eur")),
            ),
            models.CheckConstraint(
                name="expense_amount_negative_only_in_a_correction",
                condition=Q(amount_excl_eur__gte=0, vat_eur__gte=0)
                | Q(kind="correction", amount_excl_eur__lte=0, vat_eur__lte=0),
            ),
            models.CheckConstraint(
                name="expense_correction_says_of_what_and_why",
                condition=Q(kind="correction", corrects__isnull=False) & ~Q(cause="")
                | ~Q(kind="correction") & Q(corrects__isnull=True, cause=""),
            ),
            models.CheckConstraint(
                name="expense_decided_by_somebody",
                condition=~Q(state__in=["accepted", "refused"]) | Q(decided_at__isnull=False),
            ),
            models.CheckConstraint(
                name="expense_sent_back_says_why",
                condition=~Q(state__in=["to_correct", "refused"]) | ~Q(decision_comment=""),
            ),
            models.CheckConstraint(
                name="expense_not_decided_by_who_entered_it",
                condition=~Q(state__in=["accepted", "refused"])
                | Q(entered_by__isnull=True)
                | Q(decided_by__isnull=True)
                | ~Q(entered_by=models.F("decided_by")),
            ),
            models.UniqueConstraint(
                fields=["supplier_key", "invoice_key"],
                name="invoice_paid_once",
                condition=~Q(invoice_key="") & ~Q(state__in=["refused", "withdrawn"]),
            ),
        )

    def __str__(self) -> str:
        return f"{self.reference} · {self.supplier}"

    @property
    def reference(self) -> str:
        """The number as people write it."""
        return f"D{self.number:05d}"

    @property
    def takes_off(self) -> bool:
        """Whether it is a correction that makes an expense smaller."""
        return self.amount_incl_eur < 0


class ExpenseShare(models.Model):
    """The part of an expense that one budget line pays: a percentage, and the euros it makes."""

    expense = models.ForeignKey(Expense, on_delete=models.CASCADE, related_name="shares")
    line = models.ForeignKey(BudgetLine, on_delete=models.PROTECT, related_name="shares")
    share = models.DecimalField(_("share in per cent"), **PERCENT)
    amount_eur = EuroField(_("amount"))
    takes_off = models.BooleanField(
        default=False, help_text=_("Of a correction that makes an expense smaller: its amount is negative.")
    )

    class Meta:
        verbose_name = _("share of an expense")
        verbose_name_plural = _("shares of expenses")
        ordering = ("expense", "pk")
        constraints = (
            models.UniqueConstraint(fields=["expense", "line"], name="expense_once_on_a_line"),
            models.CheckConstraint(
                name="expense_share_is_a_percentage", condition=Q(share__gt=0, share__lte=100)
            ),
            models.CheckConstraint(
                name="expense_share_negative_only_where_it_takes_off",
                condition=Q(takes_off=False, amount_eur__gte=0) | Q(takes_off=True, amount_eur__lte=0),
            ),
        )

    def __str__(self) -> str:
        return f"{self.line} · {self.amount_eur} €"


class PaymentProof(models.Model):
    """A payment of an expense, as the bank shows it."""

    class Way(models.TextChoices):
        TRANSFER = "transfer", _("bank transfer")
        CARD = "card", _("card")
        CASH = "cash", _("cash")

    expense = models.ForeignKey(Expense, on_delete=models.CASCADE, related_name="payments")
    paid_on = models.DateField(_("paid on"))
    amount_eur = EuroField(_("amount"))
    way = models.CharField(_("how"), max_length=8, choices=Way.choices, default=Way.TRANSFER)
    bank_reference = models.CharField(_("statement and number"), max_length=80, blank=True)

    get_way_display = display_of("way", Way)

    class Meta:
        verbose_name = _("payment")
        verbose_name_plural = _("payments")
        ordering = ("expense", "paid_on", "pk")
        constraints = (models.CheckConstraint(name="payment_positive", condition=Q(amount_eur__gt=0)),)

    def __str__(self) -> str:
        return f"{self.paid_on} · {self.amount_eur} €"
