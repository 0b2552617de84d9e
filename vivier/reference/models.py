"""Shared vocabulary: territories, disciplines, terms, activity codes, legal forms."""

from typing import Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from vivier.core.translation import label_of


class Labelled(models.Model):
    """A row with a label in four languages; at least the French one is there."""

    label_fr = models.CharField(_("label (French)"), max_length=255)
    label_en = models.CharField(_("label (English)"), max_length=255, blank=True)
    label_nl = models.CharField(_("label (Dutch)"), max_length=255, blank=True)
    label_de = models.CharField(_("label (German)"), max_length=255, blank=True)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return label_of(self)


class TerritoryQuerySet(models.QuerySet["Territory"]):
    def of_kind(self, kind: str) -> Self:
        return self.filter(kind=kind)


class Territory(Labelled):
    """A layer of the map: from a canton or a commune up to the European Union."""

    class Kind(models.TextChoices):
        UNION = "union", _("Union of countries")
        COUNTRY = "country", _("Country")
        COMMUNITY = "community", _("Linguistic community")
        REGION = "region", _("Region")
        PROVINCE = "province", _("Province")
        ARRONDISSEMENT = "arrondissement", _("Arrondissement")
        JUDICIAL = "judicial", _("Judicial arrondissement")
        CANTON = "canton", _("Canton")
        COMMUNE = "commune", _("Commune")

    code = models.CharField(
        _("code"), max_length=40, unique=True, help_text=_("Statbel NIS, ISO country or COM-…")
    )
    kind = models.CharField(_("kind"), max_length=15, choices=Kind.choices, db_index=True)
    parent = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="children"
    )
    chain = models.JSONField(
        default=list, help_text=_("Codes of this territory and of every layer that contains it.")
    )
    latitude = models.FloatField(null=True, blank=True)
    longitude = models.FloatField(null=True, blank=True)
    boundary = models.JSONField(null=True, blank=True, help_text=_("GeoJSON geometry, simplified."))

    objects = TerritoryQuerySet.as_manager()

    class Meta:
        verbose_name = _("territory")
        verbose_name_plural = _("territories")
        ordering = ("label_fr",)


class Postcode(models.Model):
    """A postal code in a commune, with the locality it names; no code for a locality that shares one."""

    code = models.CharField(_("postal code"), max_length=10, blank=True, db_index=True)
    territory = models.ForeignKey(Territory, on_delete=models.CASCADE, related_name="postcodes")
    locality_fr = models.CharField(max_length=120, blank=True)
    locality_nl = models.CharField(max_length=120, blank=True)

    class Meta:
        ordering = ("code",)
        constraints = (
            models.UniqueConstraint(
                fields=["code", "territory", "locality_fr"], name="postcode_once_per_locality"
            ),
        )

    def __str__(self) -> str:
        return f"{self.code} {self.locality_fr or self.locality_nl}"


class Discipline(Labelled):
    """One field of creation, the sector's own vocabulary."""

    code = models.SlugField(_("code"), max_length=40, unique=True)
    description_fr = models.TextField(_("description"), blank=True)
    nace_codes = models.JSONField(_("NACE codes"), default=list, blank=True)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        verbose_name = _("discipline")
        verbose_name_plural = _("disciplines")
        ordering = ("position", "label_fr")


class Term(Labelled):
    """A finer word for what people do or look for: a skill or a need."""

    class Kind(models.TextChoices):
        SKILL = "skill", _("Skill")
        NEED = "need", _("Need")

    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices)
    code = models.SlugField(_("code"), max_length=60)
    domain = models.CharField(_("domain"), max_length=60, blank=True)

    class Meta:
        verbose_name = _("term")
        verbose_name_plural = _("terms")
        ordering = ("kind", "label_fr")
        constraints = (models.UniqueConstraint(fields=["kind", "code"], name="term_once_per_kind"),)


class Synonym(models.Model):
    """Everyday words for one idea, in any language: what people type who do not know our labels."""

    concept = models.CharField(
        _("concept"),
        max_length=80,
        unique=True,
        help_text=_("discipline:CODE, skill:CODE, need:CODE, or word:NAME for an idea of its own"),
    )
    broader = models.CharField(_("broader concept"), max_length=80, blank=True)
    words = models.JSONField(_("words"), default=list, help_text=_("Words and phrases that mean it."))

    class Meta:
        verbose_name = _("synonym")
        verbose_name_plural = _("synonyms")
        ordering = ("concept",)

    def __str__(self) -> str:
        return self.concept


class ActivityCode(Labelled):
    """A NACE-BEL code in one of its versions (2003, 2008, 2025)."""

    version = models.CharField(_("version"), max_length=4)
    code = models.CharField(_("code"), max_length=10)

    class Meta:
        verbose_name = _("activity code")
        verbose_name_plural = _("activity codes")
        ordering = ("version", "code")
        constraints = (models.UniqueConstraint(fields=["version", "code"], name="activity_code_once"),)


class JuridicalForm(Labelled):
    """A legal form as the company register codes it."""

    code = models.CharField(_("code"), max_length=6, unique=True)

    class Meta:
        verbose_name = _("legal form")
        verbose_name_plural = _("legal forms")
        ordering = ("code",)
