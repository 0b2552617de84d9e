"""A partner's own tool: its keys to the API, where it is told of referrals, what waits to be told."""

from datetime import datetime
from typing import Self
from uuid import uuid4

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from vivier.core.choices import display_of
from vivier.support.models.partners import Partner
from vivier.support.models.referrals import Referral


class PartnerKey(models.Model):
    """A key of one partner to the API: shown once, stored hashed, at most a year."""

    partner = models.ForeignKey(Partner, on_delete=models.CASCADE, related_name="keys")
    label = models.CharField(_("what it is for"), max_length=80)
    hash = models.CharField(max_length=64, unique=True)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField(_("valid until"))
    revoked_at = models.DateTimeField(null=True, blank=True)
    used_at = models.DateTimeField(_("last used"), null=True, blank=True)

    class Meta:
        verbose_name = _("key to the API")
        verbose_name_plural = _("keys to the API")
        ordering = ("made_at", "pk")
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.partner} · {self.label}"

    def is_live(self, now: datetime) -> bool:
        return self.revoked_at is None and now < self.expires_at


class Hook(models.Model):
    """Where a partner's tool is told of its referrals; the secret follows from the row and our own key."""

    partner = models.OneToOneField(Partner, on_delete=models.CASCADE, related_name="hook")
    url = models.URLField(_("address of your tool"), max_length=500)
    is_active = models.BooleanField(_("active"), default=True)
    epoch = models.PositiveSmallIntegerField(
        default=1, editable=False, help_text=_("Raised to make another secret.")
    )
    set_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    set_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("webhook")
        verbose_name_plural = _("webhooks")
        default_permissions = ()

    def __str__(self) -> str:
        return str(self.partner)


class DeliveryQuerySet(models.QuerySet["Delivery"]):
    def due(self, now: datetime) -> Self:
        """To be sent now: waiting and ripe, or begun by a sender that never came back."""
        return self.filter(state__in=(Delivery.State.WAITING, Delivery.State.SENDING), due_at__lte=now)


class Delivery(models.Model):
    """One message to a partner's tool: the same number and the same bytes however often it is tried."""

    class State(models.TextChoices):
        WAITING = "waiting", _("Waiting")
        SENDING = "sending", _("Being sent")
        SENT = "sent", _("Sent")
        PARKED = "parked", _("Parked")

    uid = models.UUIDField(default=uuid4, unique=True)
    hook = models.ForeignKey(Hook, on_delete=models.CASCADE, related_name="deliveries")
    referral = models.ForeignKey(Referral, on_delete=models.CASCADE, related_name="deliveries")
    kind = models.CharField(_("what happened"), max_length=40)
    body = models.TextField()
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.WAITING)
    due_at = models.DateTimeField(default=timezone.now)
    attempts = models.PositiveIntegerField(default=0)
    first_tried_at = models.DateTimeField(null=True, blank=True)
    last_error = models.CharField(_("last answer"), max_length=300, blank=True)
    created_at = models.DateTimeField(default=timezone.now)
    sent_at = models.DateTimeField(null=True, blank=True)

    objects = DeliveryQuerySet.as_manager()
    get_state_display = display_of("state", State)

    class Meta:
        verbose_name = _("message to a tool")
        verbose_name_plural = _("messages to tools")
        ordering = ("-created_at", "-pk")
        default_permissions = ()
        indexes = (models.Index(fields=["state", "due_at"], name="delivery_state_due"),)
        constraints = (
            models.CheckConstraint(
                name="delivery_sent_says_when", condition=~Q(state="sent") | Q(sent_at__isnull=False)
            ),
        )

    def __str__(self) -> str:
        return f"{self.hook} · {self.kind}"
