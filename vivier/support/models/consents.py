"""Who may see what of a need, as the applicant said."""

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from vivier.core.choices import display_of
from vivier.support.models.needs import Channel, Need
from vivier.support.models.partners import Partner


class ConsentQuerySet(models.QuerySet["Consent"]):
    def live(self) -> Self:
        """What may be relied on now."""
        return self.filter(state=Consent.State.GIVEN)


class Consent(models.Model):
    """One partner (or any partner the team finds) may see a need, with or without how to reach the person."""

    class Sees(models.TextChoices):
        NEED = "need", _("the need, without name and contact details")
        CONTACT = "contact", _("the need, with name and contact details")

    class State(models.TextChoices):
        ASKED = "asked", _("asked")
        GIVEN = "given", _("given")
        REFUSED = "refused", _("refused")
        WITHDRAWN = "withdrawn", _("withdrawn")

    need = models.ForeignKey(Need, on_delete=models.CASCADE, related_name="consents")
    partner = models.ForeignKey(
        Partner,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="consents",
        help_text=_("Nobody: any partner the team finds."),
    )
    sees = models.CharField(_("sees"), max_length=8, choices=Sees.choices, default=Sees.CONTACT)
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.GIVEN)
    how = models.CharField(_("said by"), max_length=8, choices=Channel.choices, default=Channel.WEB)
    wording = models.CharField(
        max_length=20, help_text=_("The version of the words under which the person agreed.")
    )
    asked_at = models.DateTimeField(default=timezone.now)
    decided_at = models.DateTimeField(null=True, blank=True)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects = ConsentQuerySet.as_manager()

    get_sees_display = display_of("sees", Sees)
    get_state_display = display_of("state", State)
    get_how_display = display_of("how", Channel)

    class Meta:
        verbose_name = _("consent")
        verbose_name_plural = _("consents")
        ordering = ("asked_at", "pk")
        default_permissions = ()
        constraints = (
            models.UniqueConstraint(
                fields=["need", "partner"], condition=Q(partner__isnull=False), name="consent_once_a_partner"
            ),
            models.UniqueConstraint(
                fields=["need"], condition=Q(partner__isnull=True), name="consent_once_for_all"
            ),
        )

    def __str__(self) -> str:
        return f"{self.need} · {self.partner_id or '*'}"
