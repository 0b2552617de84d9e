"""Who pays, for what period, how much, and in which instalments."""

from typing import Any, Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from vivier.core.choices import display_of
from vivier.core.money import EuroField
from vivier.directory.models import Actor
from vivier.mandate.models.texts import Titled

PERCENT: dict[str, Any] = {"max_digits": 5, "decimal_places": 2}


class Funder(models.Model):
    """Whose money it is: an authority, a programme, a partner, or the organisation itself."""

    class Kind(models.TextChoices):
        REGION = "region", _("Region or community")
        FEDERAL = "federal", _("Federal State")
        EUROPE = "europe", _("European fund")
        LOCAL = "local", _("Province, city or commune")
        PRIVATE = "private", _("Private partner")
        OWN = "own", _("Own funds")

    name = models.CharField(_("name"), max_length=200, unique=True)
    short_name = models.CharField(_("short name"), max_length=40, blank=True)
    kind = models.CharField(_("kind"), max_length=8, choices=Kind.choices)
    actor = models.ForeignKey(
        Actor, on_delete=models.SET_NULL, null=True, blank=True, related_name="funds_mandates"
    )
    is_demo = models.BooleanField(_("demonstration"), default=False)

    get_kind_display = display_of("kind", Kind)

    class Meta:
        verbose_name = _("funder")
        verbose_name_plural = _("funders")
        ordering = ("name",)

    def __str__(self) -> str:
        return self.name

    @property
    def label(self) -> str:
        """The name as a narrow column shows it."""
        return self.short_name or self.name


class MandateQuerySet(models.QuerySet["Mandate"]):
    def current(self) -> Self:
        return self.filter(state=Mandate.State.CURRENT)

    def public(self) -> Self:
        """Mandates the public page speaks of."""
        return self.filter(is_public=True).exclude(state=Mandate.State.PREPARED)

    def for_list(self) -> Self:
        return self.select_related("funder")


class Mandate(Titled):
    """What one funder asked for and pays: a period, an amount, a legal reference."""

    class State(models.TextChoices):
        PREPARED = "prepared", _("in preparation")
        CURRENT = "current", _("current")
        CLOSED = "closed", _("closed")

    class Vat(models.TextChoices):
        EXCLUDED = "excluded", _("VAT is recovered: amounts excluding VAT count")
        INCLUDED = "included", _("VAT is not recovered: amounts including VAT count")

    slug = models.SlugField(_("address"), max_length=120, unique=True)
    funder = models.ForeignKey(Funder, on_delete=models.PROTECT, related_name="mandates")
    legal_reference = models.CharField(_("legal reference"), max_length=300, blank=True)
    source_url = models.URLField(_("source"), max_length=500, blank=True)
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("until"))
    paid_until = models.DateField(
        _("payments accepted until"), null=True, blank=True, help_text=_("Empty: until the last day.")
    )
    amount_eur = EuroField(_("amount"))
    is_amount_minimum = models.BooleanField(
        _("“more than” this amount"), default=False, help_text=_("The source only says “more than”.")
    )
    vat = models.CharField(_("VAT"), max_length=8, choices=Vat.choices, default=Vat.EXCLUDED)
    state = models.CharField(_("state"), max_length=8, choices=State.choices, default=State.PREPARED)
    is_public = models.BooleanField(_("shown to the public"), default=True)
    is_demo = models.BooleanField(_("demonstration"), default=False)
    version = models.PositiveIntegerField(default=1)

    get_state_display = display_of("state", State)
    get_vat_display = display_of("vat", Vat)

    objects = MandateQuerySet.as_manager()

    class Meta:
        verbose_name = _("mandate")
        verbose_name_plural = _("mandates")
        ordering = ("-starts_on", "pk")
        constraints = (
            models.CheckConstraint(name="mandate_ends_after_start", condition=Q(ends_on__gte=F("starts_on"))),
            models.CheckConstraint(name="mandate_amount_not_negative", condition=Q(amount_eur__gte=0)),
            models.CheckConstraint(
                name="mandate_paid_until_after_end",
                condition=Q(paid_until__isnull=True) | Q(paid_until__gte=F("ends_on")),
            ),
        )


class Instalment(models.Model):
    """A part of the amount that the funder pays at once, under conditions."""

    class Kind(models.TextChoices):
        ADVANCE = "advance", _("advance")
        INTERIM = "interim", _("intermediate payment")
        BALANCE = "balance", _("balance")

    class State(models.TextChoices):
        EXPECTED = "expected", _("expected")
        CLAIMED = "claimed", _("claimed")
        RECEIVED = "received", _("received")

    mandate = models.ForeignKey(Mandate, on_delete=models.CASCADE, related_name="instalments")
    position = models.PositiveSmallIntegerField(_("number"))
    kind = models.CharField(_("kind"), max_length=8, choices=Kind.choices)
    amount_eur = EuroField(_("amount"))
    expected_on = models.DateField(_("expected on"), null=True, blank=True)
    state = models.CharField(_("state"), max_length=8, choices=State.choices, default=State.EXPECTED)
    claimed_on = models.DateField(_("claimed on"), null=True, blank=True)
    received_on = models.DateField(_("received on"), null=True, blank=True)

    get_kind_display = display_of("kind", Kind)
    get_state_display = display_of("state", State)

    class Meta:
        verbose_name = _("instalment")
        verbose_name_plural = _("instalments")
        ordering = ("mandate", "position")
        constraints = (
            models.UniqueConstraint(fields=["mandate", "position"], name="instalment_number_once"),
            models.CheckConstraint(name="instalment_amount_positive", condition=Q(amount_eur__gt=0)),
            models.CheckConstraint(
                name="instalment_received_has_date",
                condition=~Q(state="received") | Q(received_on__isnull=False),
            ),
        )

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.position}"


class InstalmentCondition(models.Model):
    """What must be true before an instalment may be claimed."""

    class Kind(models.TextChoices):
        ACTIVITY_REPORT = "activity_report", _("activity report approved")
        FINANCIAL_REPORT = "financial_report", _("financial report approved")
        SPENT = "spent", _("share of the amount spent")
        DOCUMENT = "document", _("document sent")
        OTHER = "other", _("other")

    instalment = models.ForeignKey(Instalment, on_delete=models.CASCADE, related_name="conditions")
    kind = models.CharField(_("kind"), max_length=16, choices=Kind.choices)
    text = models.CharField(_("condition"), max_length=300)
    spent_percent = models.DecimalField(_("per cent spent"), null=True, blank=True, **PERCENT)
    met_on = models.DateField(_("met on"), null=True, blank=True)

    get_kind_display = display_of("kind", Kind)

    class Meta:
        verbose_name = _("condition")
        verbose_name_plural = _("conditions")
        ordering = ("instalment", "pk")

    def __str__(self) -> str:
        return self.text
