"""Residencies artists can live and work in: who hosts, how long, who pays what, who was there before."""

from datetime import timedelta
from typing import Any, Self
from urllib.parse import urlsplit

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from vivier.core.choices import display_of
from vivier.core.translation import LocalText, in_language
from vivier.directory.models import Actor, web_address
from vivier.opportunities.models.calls import Scheme
from vivier.reference.models import Discipline, Territory


class ResidencyQuerySet(models.QuerySet["Residency"]):
    def published(self) -> Self:
        return self.filter(state=Residency.State.PUBLISHED)

    def for_list(self) -> Self:
        """Everything one line of a list shows, in a fixed number of queries."""
        rows = self.select_related("host", "territory", "scheme").defer("territory__boundary")
        return rows.prefetch_related("disciplines")

    def managed_by(self, user: Any) -> Self:
        """Those whose host's record a person manages."""
        return self.filter(host__memberships__user=user)


class Residency(models.Model):
    """A residency a host offers again and again; its dated calls are opportunities of its scheme."""

    class State(models.TextChoices):
        DRAFT = "draft", _("Draft")
        PUBLISHED = "published", _("Published")

    class Lodging(models.TextChoices):
        YES = "yes", _("lodging on the spot")
        NEARBY = "nearby", _("lodging arranged nearby")
        NO = "no", _("no lodging")

    class Item(models.TextChoices):
        FEE = "fee", _("the artist’s fee")
        LODGING = "lodging", _("lodging")
        TRAVEL = "travel", _("travel")
        MEALS = "meals", _("meals")
        PRODUCTION = "production", _("materials and production")

    class Payer(models.TextChoices):
        HOST = "host", _("the host pays")
        PARTNER = "partner", _("a partner pays")
        ARTIST = "artist", _("the artist pays")
        NOBODY = "nobody", _("not foreseen")

    class Tongue(models.TextChoices):
        FR = "fr", _("French")
        EN = "en", _("English")
        NL = "nl", _("Dutch")
        DE = "de", _("German")
        ES = "es", _("Spanish")
        IT = "it", _("Italian")
        SIGN = "sgn", _("sign language")

    slug = models.SlugField(_("address"), max_length=90, unique=True)
    name = models.CharField(_("name"), max_length=255)
    sort_name = models.CharField(max_length=255, db_index=True, editable=False)
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.DRAFT)
    host = models.ForeignKey(
        Actor,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="residencies",
        verbose_name=_("host"),
    )
    host_name = models.CharField(
        _("host’s name"), max_length=255, blank=True, help_text=_("When the host has no record here.")
    )
    scheme = models.ForeignKey(
        Scheme,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="residencies",
        verbose_name=_("scheme of its calls"),
        help_text=_("Its calls give the next dates and the deadline."),
    )
    city = models.CharField(_("town"), max_length=120, blank=True)
    territory = models.ForeignKey(
        Territory,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="residencies",
        verbose_name=_("commune"),
    )
    disciplines = models.ManyToManyField(
        Discipline, blank=True, related_name="residencies", verbose_name=_("disciplines")
    )
    languages: Any = models.JSONField(_("languages spoken with artists"), default=list, blank=True)
    days_min = models.PositiveSmallIntegerField(_("shortest stay, in days"), null=True, blank=True)
    days_max = models.PositiveSmallIntegerField(_("longest stay, in days"), null=True, blank=True)
    lodging = models.CharField(
        _("lodging"), max_length=8, choices=Lodging.choices, blank=True, help_text=_("Empty: nobody knows.")
    )
    pays: Any = models.JSONField(
        _("who pays what"),
        default=dict,
        blank=True,
        help_text=_("Not named: nobody knows."),
    )
    fee_amount = models.DecimalField(
        _("fee or grant for the artist"), max_digits=12, decimal_places=2, null=True, blank=True
    )
    currency = models.CharField(_("currency"), max_length=3, default="EUR")
    description_fr = models.TextField(_("description (French)"), blank=True)
    description_en = models.TextField(_("description (English)"), blank=True)
    description_nl = models.TextField(_("description (Dutch)"), blank=True)
    description_de = models.TextField(_("description (German)"), blank=True)
    equipment_fr = models.TextField(_("equipment (French)"), blank=True)
    equipment_en = models.TextField(_("equipment (English)"), blank=True)
    accessibility_fr = models.TextField(_("accessibility (French)"), blank=True)
    accessibility_en = models.TextField(_("accessibility (English)"), blank=True)
    url = models.URLField(_("official page"), max_length=500, blank=True, validators=[web_address])
    source_url = models.URLField(_("source"), max_length=500, blank=True, validators=[web_address])
    checked_on = models.DateField(_("checked on"), null=True, blank=True)
    is_demo = models.BooleanField(_("demonstration"), default=False)
    loaded: Any = models.JSONField(default=dict, editable=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    updated_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = ResidencyQuerySet.as_manager()

    get_lodging_display = display_of("lodging", Lodging)
    get_state_display = display_of("state", State)

    class Meta:
        verbose_name = _("residency")
        verbose_name_plural = _("residencies")
        ordering = ("sort_name", "pk")
        constraints = (
            models.CheckConstraint(
                name="residency_stays_in_order",
                condition=Q(days_min__isnull=True)
                | Q(days_max__isnull=True)
                | Q(days_min__lte=F("days_max")),
            ),
        )

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("web:residency", args=[self.slug])

    @property
    def description(self) -> LocalText:
        return in_language(self, "description")

    @property
    def equipment(self) -> LocalText:
        return in_language(self, "equipment")

    @property
    def accessibility(self) -> LocalText:
        return in_language(self, "accessibility")

    @property
    def public_host(self) -> Actor | None:
        """The host, when its record is published."""
        return self.host if self.host and self.host.status == Actor.Status.PUBLISHED else None

    @property
    def hosted_by(self) -> str:
        return self.host.name if self.host else self.host_name

    @property
    def web_host(self) -> str:
        """Whose page it is, as people read it."""
        return urlsplit(self.url).netloc.removeprefix("www.")

    @property
    def is_stale(self) -> bool:
        """Whether nobody checked it for a year, or nobody ever did."""
        return self.checked_on is None or self.checked_on < timezone.localdate() - timedelta(days=365)


class PastStay(models.Model):
    """Somebody who was in residence, and when; a person without a record is named only with their consent."""

    residency = models.ForeignKey(Residency, on_delete=models.CASCADE, related_name="stays")
    actor = models.ForeignKey(
        Actor,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="stays",
        verbose_name=_("record"),
    )
    name = models.CharField(
        _("name"), max_length=200, blank=True, help_text=_("A public name, when there is no record.")
    )
    year = models.PositiveSmallIntegerField(_("year"), null=True, blank=True)

    class Meta:
        verbose_name = _("past resident")
        verbose_name_plural = _("past residents")
        ordering = (F("year").desc(nulls_last=True), "pk")
        constraints = (
            models.CheckConstraint(
                name="past_stay_is_somebodys", condition=Q(actor__isnull=False) | ~Q(name="")
            ),
        )

    def __str__(self) -> str:
        return f"{self.who} ({self.year})" if self.year else self.who

    @property
    def who(self) -> str:
        return self.actor.name if self.actor else self.name
