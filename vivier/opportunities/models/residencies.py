"""What an artist wants to know of a residency."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from vivier.directory.models import Actor
from vivier.opportunities.models.calls import Scheme


class Residency(models.Model):
    """What an artist wants to know of a residency; empty means nobody told us, never no."""

    scheme = models.OneToOneField(Scheme, on_delete=models.CASCADE, related_name="residency")
    host = models.ForeignKey(
        Actor,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="residencies",
        verbose_name=_("host"),
    )
    length = models.CharField(_("length"), max_length=120, blank=True)
    lodging = models.BooleanField(_("lodging"), null=True, blank=True)
    fee = models.DecimalField(_("fee, in euros"), max_digits=10, decimal_places=2, null=True, blank=True)
    is_paid = models.BooleanField(_("paid"), null=True, blank=True)
    equipment = models.TextField(_("equipment"), blank=True, max_length=2000)
    next_dates = models.CharField(_("next dates"), max_length=200, blank=True)
    past_residents = models.ManyToManyField(
        Actor, blank=True, related_name="stays", verbose_name=_("past residents")
    )
    source_url = models.URLField(_("source"), max_length=500, blank=True)
    checked_on = models.DateField(_("checked on"), null=True, blank=True)

    class Meta:
        verbose_name = _("residency")
        verbose_name_plural = _("residencies")

    def __str__(self) -> str:
        return str(self.scheme)
