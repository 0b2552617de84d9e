"""How one sees whether it works: indicators, planned values, values told by hand, gaps explained."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from vivier.core.choices import display_of
from vivier.mandate.models.mandates import Mandate
from vivier.mandate.models.structure import Deliverable, Objective
from vivier.mandate.models.texts import Titled

QUANTITY: dict[str, Any] = {"max_digits": 14, "decimal_places": 2}


class Indicator(Titled):
    """What is counted for a mandate: a query named in code, one composed in the desk, or told by hand."""

    class Source(models.TextChoices):
        CODE = "code", _("counted by the platform")
        COMPOSED = "composed", _("composed here, counted by the platform")
        HAND = "hand", _("told by hand, with evidence")

    class Direction(models.TextChoices):
        UP = "up", _("more is better")
        DOWN = "down", _("less is better")

    mandate = models.ForeignKey(Mandate, on_delete=models.CASCADE, related_name="indicators")
    objective = models.ForeignKey(
        Objective, on_delete=models.CASCADE, null=True, blank=True, related_name="indicators"
    )
    deliverable = models.ForeignKey(
        Deliverable, on_delete=models.SET_NULL, null=True, blank=True, related_name="indicators"
    )
    code = models.CharField(_("code"), max_length=20)
    source = models.CharField(_("source"), max_length=8, choices=Source.choices, default=Source.HAND)
    query = models.CharField(
        _("query"), max_length=60, blank=True, help_text=_("The name of a query in code.")
    )
    definition = models.JSONField(
        _("definition"), default=dict, blank=True, help_text=_("What, filter, period, distinct by.")
    )
    unit = models.CharField(_("unit"), max_length=40)
    direction = models.CharField(
        _("direction"), max_length=4, choices=Direction.choices, default=Direction.UP
    )
    is_public = models.BooleanField(_("shown to the public"), default=True)
    position = models.PositiveSmallIntegerField(_("order"), default=0)

    get_source_display = display_of("source", Source)
    get_direction_display = display_of("direction", Direction)

    class Meta:
        verbose_name = _("indicator")
        verbose_name_plural = _("indicators")
        ordering = ("mandate", "position", "pk")
        constraints = (
            models.UniqueConstraint(fields=["mandate", "code"], name="indicator_code_once_in_a_mandate"),
            models.CheckConstraint(
                name="indicator_of_code_names_its_query", condition=~Q(source="code") | ~Q(query="")
            ),
        )


class Target(models.Model):
    """What an indicator should reach in a period."""

    indicator = models.ForeignKey(Indicator, on_delete=models.CASCADE, related_name="targets")
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("until"))
    planned = models.DecimalField(_("planned"), **QUANTITY)

    class Meta:
        verbose_name = _("target")
        verbose_name_plural = _("targets")
        ordering = ("indicator", "starts_on", "ends_on")
        constraints = (
            models.UniqueConstraint(
                fields=["indicator", "starts_on", "ends_on"], name="one_target_for_an_indicator_and_period"
            ),
            models.CheckConstraint(name="target_ends_after_start", condition=Q(ends_on__gte=F("starts_on"))),
        )

    def __str__(self) -> str:
        return f"{self.indicator} · {self.planned}"


class HandValue(models.Model):
    """A value somebody told, with its evidence; a correction is a new row that replaces the former."""

    indicator = models.ForeignKey(Indicator, on_delete=models.CASCADE, related_name="hand_values")
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("until"))
    value = models.DecimalField(_("value"), **QUANTITY)
    note = models.TextField(_("how it was counted"), max_length=2000)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    replaced_by = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="replaces"
    )

    class Meta:
        verbose_name = _("value told by hand")
        verbose_name_plural = _("values told by hand")
        ordering = ("indicator", "starts_on", "pk")
        constraints = (
            models.CheckConstraint(
                name="hand_value_ends_after_start", condition=Q(ends_on__gte=F("starts_on"))
            ),
        )

    def __str__(self) -> str:
        return f"{self.indicator} · {self.value}"


class GapComment(models.Model):
    """Why a target was missed or passed, in somebody's words; the newest counts."""

    target = models.ForeignKey(Target, on_delete=models.CASCADE, related_name="comments")
    text = models.TextField(_("explanation"), max_length=4000)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("explanation of a gap")
        verbose_name_plural = _("explanations of gaps")
        ordering = ("target", "-at", "-pk")

    def __str__(self) -> str:
        return self.text[:80]
