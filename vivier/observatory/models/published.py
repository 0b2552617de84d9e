"""Published figures about the sector, each with its source, year and perimeter."""

from typing import Self

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from vivier.core.translation import LocalText, current_language, in_language
from vivier.reference.lookup import name_of
from vivier.reference.models import Labelled


class Topic(Labelled):
    """A heading of the observatory; indicators name it by its code."""

    code = models.SlugField(_("code"), max_length=40, unique=True)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        verbose_name = _("topic")
        verbose_name_plural = _("topics")
        ordering = ("position", "label_fr")


class Comparison(models.Model):
    """Measures that people confuse; shown side by side with a note that says why they differ."""

    code = models.SlugField(_("code"), max_length=60, unique=True)
    name_fr = models.CharField(_("name (French)"), max_length=255)
    name_en = models.CharField(_("name (English)"), max_length=255, blank=True)
    note_fr = models.TextField(_("why they differ (French)"), blank=True)
    note_en = models.TextField(_("why they differ (English)"), blank=True)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        verbose_name = _("comparison")
        verbose_name_plural = _("comparisons")
        ordering = ("position", "name_fr")

    def __str__(self) -> str:
        return self.name.text

    @property
    def name(self) -> LocalText:
        return in_language(self, "name")

    @property
    def note(self) -> LocalText:
        return in_language(self, "note")


class IndicatorQuerySet(models.QuerySet["Indicator"]):
    def for_list(self) -> Self:
        """Everything a list of indicators shows, in a fixed number of queries."""
        return self.select_related("comparison").prefetch_related("figures")


class Indicator(models.Model):
    """What is measured: a name, a unit and a definition; its figures may come from several sources."""

    slug = models.SlugField(_("address"), max_length=120, unique=True)
    name_fr = models.CharField(_("name (French)"), max_length=255)
    name_en = models.CharField(_("name (English)"), max_length=255, blank=True)
    definition_fr = models.TextField(_("definition (French)"), blank=True)
    definition_en = models.TextField(_("definition (English)"), blank=True)
    caveat_fr = models.TextField(_("to know before quoting it (French)"), blank=True)
    caveat_en = models.TextField(_("to know before quoting it (English)"), blank=True)
    unit = models.CharField(_("unit"), max_length=40)
    unit_en = models.CharField(_("unit (English)"), max_length=40, blank=True)
    topic = models.CharField(_("topic"), max_length=40, blank=True, db_index=True)
    comparison = models.ForeignKey(
        Comparison, on_delete=models.SET_NULL, null=True, blank=True, related_name="indicators"
    )
    position = models.PositiveSmallIntegerField(default=0)

    objects = IndicatorQuerySet.as_manager()

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

    @property
    def caveat(self) -> LocalText:
        return in_language(self, "caveat")

    @property
    def unit_text(self) -> LocalText:
        return _in_two(self.unit, self.unit_en)


class Figure(models.Model):
    """One published value of an indicator: year, perimeter, source; never averaged with another."""

    class Precision(models.TextChoices):
        AS_GIVEN = "", _("as given")
        MORE_THAN = "more_than", _("more than")
        NEARLY = "nearly", _("nearly")
        ABOUT = "about", _("order of magnitude")

    class SourceKind(models.TextChoices):
        OFFICIAL = "official", _("official source")
        OPERATOR = "operator", _("the organisation itself")
        PRESS = "press", _("press")
        STUDY = "study", _("study")
        OTHER = "other", _("other source")

    indicator = models.ForeignKey(Indicator, on_delete=models.CASCADE, related_name="figures")
    value = models.DecimalField(_("value"), max_digits=20, decimal_places=4)
    precision = models.CharField(_("precision"), max_length=10, choices=Precision.choices, blank=True)
    year = models.PositiveSmallIntegerField(_("year"), null=True, blank=True)
    territory = models.CharField(_("territory"), max_length=120, blank=True)
    territory_en = models.CharField(_("territory (English)"), max_length=120, blank=True)
    territory_code = models.CharField(_("territory code"), max_length=40, blank=True)
    scope = models.CharField(_("perimeter"), max_length=200, blank=True)
    scope_en = models.CharField(_("perimeter (English)"), max_length=200, blank=True)
    source_name = models.CharField(_("source"), max_length=200, blank=True)
    source_kind = models.CharField(
        _("kind of source"), max_length=10, choices=SourceKind.choices, default=SourceKind.OTHER
    )
    source_url = models.URLField(_("address of the source"), max_length=500)

    class Meta:
        verbose_name = _("figure")
        verbose_name_plural = _("figures")
        ordering = ("year", "territory", "pk")
        constraints = (
            models.CheckConstraint(
                name="figure_year_is_a_year",
                condition=Q(year__isnull=True) | Q(year__gte=1800, year__lte=2200),
            ),
        )

    def __str__(self) -> str:
        return f"{self.indicator} {self.year or '?'}: {self.value}"

    @property
    def scope_text(self) -> LocalText:
        return _in_two(self.scope, self.scope_en)

    @property
    def territory_text(self) -> LocalText:
        """The territory's own name in the page's language when we know it, else as the source wrote it."""
        if self.territory_code:
            return LocalText(name_of(self.territory_code), current_language())
        return _in_two(self.territory, self.territory_en)


def _in_two(french: str, english: str) -> LocalText:
    language = current_language()
    if english and language == "en":
        return LocalText(english, "en")
    return LocalText(french, "fr", is_fallback=bool(french) and language != "fr")
