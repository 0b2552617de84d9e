"""What changed of a mandate on the way: each amendment as it was decided, with what stood before."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from vivier.core.money import EuroField
from vivier.mandate.models.mandates import Mandate


class Amendment(models.Model):
    """A decision that changed the amount or the period; only added to, the history stays."""

    mandate = models.ForeignKey(Mandate, on_delete=models.CASCADE, related_name="amendments")
    number = models.PositiveSmallIntegerField(_("number"))
    dated_on = models.DateField(_("decided on"))
    reference = models.CharField(_("reference"), max_length=300)
    text = models.TextField(_("what it changes"), max_length=2000)
    amount_before_eur = EuroField(_("amount before"), null=True, blank=True)
    amount_after_eur = EuroField(_("new amount"), null=True, blank=True)
    ends_before = models.DateField(_("last day before"), null=True, blank=True)
    ends_after = models.DateField(_("new last day"), null=True, blank=True)
    paid_before = models.DateField(_("payments accepted until, before"), null=True, blank=True)
    paid_after = models.DateField(_("payments accepted until, now"), null=True, blank=True)
    submission = models.UUIDField(_("one-time form number"), unique=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("amendment")
        verbose_name_plural = _("amendments")
        ordering = ("mandate", "number")
        default_permissions = ()
        constraints = (
            models.UniqueConstraint(fields=["mandate", "number"], name="amendment_number_once"),
            models.CheckConstraint(
                name="amendment_changes_something",
                condition=Q(amount_after_eur__isnull=False)
                | Q(ends_after__isnull=False)
                | Q(paid_after__isnull=False),
            ),
        )

    def __str__(self) -> str:
        return f"{self.number} · {self.reference}"
