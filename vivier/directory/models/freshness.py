"""Asking those who manage a record whether it is still right."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from vivier.directory.models.actors import Actor


class ConfirmationRequest(models.Model):
    """One mail that asks one manager to confirm one record, with a link that works once.

    `since` is the day the record was last known to be right; `number` counts the mails of that spell.
    """

    actor = models.ForeignKey(Actor, on_delete=models.CASCADE, related_name="confirmation_requests")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    since = models.DateField()
    number = models.PositiveSmallIntegerField()
    token_hash = models.CharField(
        max_length=64, unique=True, help_text=_("SHA-256 of the link's secret, which is kept nowhere.")
    )
    asked_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("request to confirm a record")
        verbose_name_plural = _("requests to confirm a record")
        ordering = ("-asked_at",)
        constraints = (
            models.UniqueConstraint(
                fields=["actor", "user", "since", "number"], name="confirmation_asked_once"
            ),
        )

    def __str__(self) -> str:
        return f"{self.actor} · {self.user}"
