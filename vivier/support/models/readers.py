"""Who follows a case: since when something new waits for each side, and which wants no mails of it."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from vivier.support.models.cases import Side
from vivier.support.models.needs import Need
from vivier.support.models.partners import Partner


class CaseReader(models.Model):
    """One side of a case as a reader; `news_since` is when the first thing it has not read was written."""

    need = models.ForeignKey(Need, on_delete=models.CASCADE, related_name="readers")
    side = models.CharField(max_length=10, choices=Side.choices)
    partner = models.ForeignKey(Partner, on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    news_since = models.DateTimeField(null=True, blank=True, db_index=True)
    is_stopped = models.BooleanField(_("wants no mails about this case"), default=False)

    class Meta:
        verbose_name = _("reader of a case")
        verbose_name_plural = _("readers of cases")
        default_permissions = ()
        constraints = (
            models.UniqueConstraint(
                fields=["need", "side"], condition=Q(partner__isnull=True), name="case_reader_once_a_side"
            ),
            models.UniqueConstraint(
                fields=["need", "partner"],
                condition=Q(partner__isnull=False),
                name="case_reader_once_a_partner",
            ),
            models.CheckConstraint(
                name="case_reader_is_one_side",
                condition=Q(side="partner", partner__isnull=False)
                | (~Q(side="partner") & Q(partner__isnull=True)),
            ),
        )

    def __str__(self) -> str:
        return f"{self.need} · {self.partner or self.side}"
