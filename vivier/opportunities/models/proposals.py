"""What anybody tells us of: a new opportunity, or a change to one."""

from typing import Any

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from vivier.core.choices import display_of
from vivier.directory.models import Actor, web_address
from vivier.opportunities.models.calls import Call, Kind


class OpportunityProposal(models.Model):
    """An opportunity somebody tells us of, or a change to one, waiting for the team."""

    class State(models.TextChoices):
        WAITING = "waiting", _("Waiting")
        ACCEPTED = "accepted", _("Accepted")
        REFUSED = "refused", _("Refused")

    call = models.ForeignKey(
        Call,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="proposals",
        verbose_name=_("opportunity to change"),
    )
    title = models.CharField(_("title"), max_length=255, blank=True)
    kind = models.CharField(_("kind"), max_length=12, choices=Kind.choices, blank=True)
    issuer_name = models.CharField(_("who offers it"), max_length=255, blank=True)
    issuer = models.ForeignKey(Actor, on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    url = models.URLField(_("official page"), max_length=500, blank=True, validators=[web_address])
    closes_on = models.DateField(_("closing day"), null=True, blank=True)
    text = models.TextField(_("what it is, and for whom"), max_length=4000)
    amendments: Any = models.JSONField(
        _("what it should say"),
        default=dict,
        blank=True,
        help_text=_("By field: before and after."),
    )
    author_email = models.EmailField(_("your e-mail, if you want an answer"), blank=True)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    language = models.CharField(max_length=2, choices=settings.LANGUAGES, default="fr")
    state = models.CharField(
        _("state"), max_length=8, choices=State.choices, default=State.WAITING, db_index=True
    )
    reason = models.TextField(_("reason"), blank=True)
    became = models.ForeignKey(Call, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    submission = models.UUIDField(_("one-time form number"), unique=True)
    sender = models.CharField(max_length=64, blank=True, editable=False, db_index=True)
    created_at = models.DateTimeField(_("received"), default=timezone.now)
    decided_at = models.DateTimeField(_("decided"), null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    is_demo = models.BooleanField(_("demonstration"), default=False)

    get_state_display = display_of("state", State)
    get_kind_display = display_of("kind", Kind)

    class Meta:
        verbose_name = _("proposed opportunity")
        verbose_name_plural = _("proposed opportunities")
        ordering = ("-created_at", "-pk")

    def __str__(self) -> str:
        return self.title or str(self.call or "")
