"""Mails: one row each, written in the transaction of what caused it; addresses that no longer take mail."""

from datetime import datetime
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class MessageQuerySet(models.QuerySet["Message"]):
    def due(self, now: datetime) -> Self:
        """To be sent now: waiting and ripe, or begun by a sender that never came back."""
        return self.filter(state__in=[Message.State.WAITING, Message.State.SENDING], due_at__lte=now)

    def unsent(self) -> Self:
        """Still to be sent, now or later."""
        return self.filter(state__in=[Message.State.WAITING, Message.State.SENDING])


class Message(models.Model):
    """One mail to one address, as it will leave: rendered once, under one Message-ID for ever."""

    class State(models.TextChoices):
        WAITING = "waiting", _("Waiting")
        SENDING = "sending", _("Being sent")
        SENT = "sent", _("Sent")
        PARKED = "parked", _("Parked")
        CANCELLED = "cancelled", _("Cancelled")

    key = models.CharField(_("key"), max_length=200, unique=True)
    to = models.EmailField(_("to"), max_length=254)
    template = models.CharField(_("kind of mail"), max_length=120)
    language = models.CharField(_("language"), max_length=2, choices=settings.LANGUAGES)
    subject = models.CharField(_("subject"), max_length=250)
    text = models.TextField(_("text"), blank=True)
    html = models.TextField(blank=True)
    message_id = models.CharField(max_length=200, unique=True)
    cause = models.CharField(_("cause"), max_length=200, blank=True)
    unsubscribe = models.URLField(max_length=500, blank=True)
    confidential = models.BooleanField(_("confidential"), default=False)
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.WAITING)
    due_at = models.DateTimeField(
        _("due"), help_text=_("Not sent before; while a mail is being sent, the end of the sender's lease.")
    )
    attempts = models.PositiveIntegerField(_("attempts"), default=0)
    first_tried_at = models.DateTimeField(null=True, blank=True)
    last_error = models.CharField(_("last answer"), max_length=500, blank=True)
    created_at = models.DateTimeField(_("written"), default=timezone.now)
    sent_at = models.DateTimeField(_("sent"), null=True, blank=True)
    erased_at = models.DateTimeField(_("content erased"), null=True, blank=True)

    objects = MessageQuerySet.as_manager()

    class Meta:
        verbose_name = _("mail")
        verbose_name_plural = _("mails")
        ordering = ("-created_at", "-pk")
        indexes = (
            models.Index(fields=["state", "due_at"], name="message_state_due"),
            models.Index(fields=["-created_at", "-id"], name="message_newest"),
            models.Index(fields=["to"], name="message_to"),
            models.Index(fields=["cause"], name="message_cause"),
            models.Index(
                fields=["created_at"], name="message_with_content", condition=Q(erased_at__isnull=True)
            ),
        )

    def __str__(self) -> str:
        return f"{self.to}: {self.subject}"


class BadAddress(models.Model):
    """An address whose mail server said for good that it takes no mail; lower case."""

    address = models.EmailField(_("address"), max_length=254, unique=True)
    answer = models.CharField(_("answer"), max_length=500)
    since = models.DateTimeField(_("since"), default=timezone.now)

    class Meta:
        verbose_name = _("address that takes no mail")
        verbose_name_plural = _("addresses that take no mail")
        ordering = ("-since",)

    def __str__(self) -> str:
        return self.address
