"""Published figures about the sector, each with its source, year and perimeter."""

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from vivier.core.translation import LocalText, in_language


class Indicator(models.Model):
    """What is measured: a name, a unit and a definition; its figures may come from several sources."""

    slug = models.SlugField(_("address"), max_length=120, unique=True)
    name_fr = models.CharField(_("name (French)"), max_length=255)
    name_en = models.CharField(_("name (English)"), max_length=255, blank=True)
    definition_fr = models.TextField(_("definition (French)"), blank=True)
    definition_en = models.TextField(_("definition (English)"), blank=True)
    unit = models.CharField(_("unit"), max_length=40)
    topic = models.CharField(_("topic"), max_length=40, blank=True, db_index=True)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        verbose_name = _("indicator")
        verbose_name_plural = _("indicators")
        ordering = ("position", "name_fr")

    def __str__(self) -> str:
        return self.name.text

    def get_absolute_url(self) -> str:
        return reverse("web:indicator", args=[self.slug])

    @property
    def name(self) -> LocalText:
        return in_language(self, "name")

    @property
    def definition(self) -> LocalText:
        return in_language(self, "definition")


class Figure(models.Model):
    """One published value of an indicator: year, perimeter, source; never averaged with another."""

    indicator = models.ForeignKey(Indicator, on_delete=models.CASCADE, related_name="figures")
    value = models.DecimalField(_("value"), max_digits=20, decimal_places=4)
    year = models.PositiveSmallIntegerField(_("year"), null=True, blank=True)
    territory = models.CharField(_("territory"), max_length=120, blank=True)
    scope = models.CharField(_("perimeter"), max_length=200, blank=True)
    source_name = models.CharField(_("source"), max_length=200, blank=True)
    source_url = models.URLField(_("address of the source"), max_length=500)

    class Meta:
        verbose_name = _("figure")
        verbose_name_plural = _("figures")
        ordering = ("year", "territory", "pk")

    def __str__(self) -> str:
        return f"{self.indicator} {self.year}: {self.value}"
