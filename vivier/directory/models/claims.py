"""Who says that a record is theirs, how they prove it, and whom managers invite."""

from datetime import datetime
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from vivier.core.choices import display_of
from vivier.directory.models.actors import Actor
from vivier.directory.models.people import Membership

CONTEST_DAYS = 7


class ClaimQuerySet(models.QuerySet["Claim"]):
    def open(self) -> Self:
        """Claims on which something still has to happen."""
        return self.filter(state__in=OPEN_STATES)

    def for_the_team(self) -> Self:
        """Claims that wait for a decision of the team, oldest first."""
        waiting = self.filter(state__in=(Claim.State.WAITING, Claim.State.CONTESTED))
        return waiting.select_related("actor", "claimant").order_by("created_at", "pk")

    def contestable(self, now: datetime) -> Self:
        """Claims that somebody may still object to."""
        states = (Claim.State.DELAYED, Claim.State.GRANTED)
        return self.filter(state__in=states, contest_until__gt=now, is_final=False)


class Claim(models.Model):
    """A person who says that a record is that of their organisation, and what became of it."""

    class Way(models.TextChoices):
        CODE = "code", _("code sent to an address known to the directory")
        DOMAIN = "domain", _("code sent to the organisation’s web domain")
        EVIDENCE = "evidence", _("evidence looked at by the team")

    class State(models.TextChoices):
        STARTED = "started", _("code asked for")
        WAITING = "waiting", _("waits for the team")
        DELAYED = "delayed", _("waits seven days")
        CONTESTED = "contested", _("contested")
        GRANTED = "granted", _("granted")
        REFUSED = "refused", _("refused")
        WITHDRAWN = "withdrawn", _("withdrawn")
        EXPIRED = "expired", _("expired")

    actor = models.ForeignKey(
        Actor, on_delete=models.CASCADE, related_name="claims", verbose_name=_("record")
    )
    claimant = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="claims", verbose_name=_("claimant")
    )
    way = models.CharField(_("proof"), max_length=10, choices=Way.choices, blank=True)
    state = models.CharField(
        _("state"), max_length=10, choices=State.choices, default=State.STARTED, db_index=True
    )
    language = models.CharField(max_length=5, default="fr", editable=False)
    created_at = models.DateTimeField(_("received"), default=timezone.now)
    submission = models.UUIDField(_("one-time form number"), unique=True)

    address = models.EmailField(_("address the code was sent to"), blank=True)
    code_hash = models.CharField(max_length=64, blank=True, editable=False)
    code_expires_at = models.DateTimeField(null=True, blank=True)
    code_attempts = models.PositiveSmallIntegerField(default=0)
    proven_at = models.DateTimeField(_("proven"), null=True, blank=True)

    evidence = models.TextField(_("how they belong to the organisation"), max_length=4000, blank=True)

    contest_until = models.DateTimeField(_("may be contested until"), null=True, blank=True)
    contest_hash = models.CharField(max_length=64, blank=True, editable=False)
    contested_at = models.DateTimeField(_("contested"), null=True, blank=True)
    contested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    contest = models.TextField(_("what the objection says"), max_length=4000, blank=True)
    is_final = models.BooleanField(default=False, help_text=_("The team decided after an objection."))

    decided_at = models.DateTimeField(_("decided"), null=True, blank=True, db_index=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    reason = models.TextField(_("reason"), blank=True)
    erased_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects = ClaimQuerySet.as_manager()

    get_way_display = display_of("way", Way)
    get_state_display = display_of("state", State)

    class Meta:
        verbose_name = _("claim")
        verbose_name_plural = _("claims")
        ordering = ("-created_at", "-pk")
        indexes = (
            models.Index(fields=["claimant", "created_at"], name="claim_by_claimant"),
            models.Index(fields=["address", "created_at"], name="claim_by_address"),
        )
        constraints = (
            models.UniqueConstraint(
                fields=["actor", "claimant"],
                condition=Q(state__in=("waiting", "delayed", "contested")),
                name="one_open_claim_each",
            ),
        )

    def __str__(self) -> str:
        return f"{self.claimant} · {self.actor}"

    @property
    def is_open(self) -> bool:
        return self.state in OPEN_STATES

    def can_be_contested(self, now: datetime) -> bool:
        """Say whether an objection is still possible."""
        undecided = self.state in (self.State.DELAYED, self.State.GRANTED) and not self.is_final
        return undecided and self.contest_until is not None and now < self.contest_until


OPEN_STATES = (Claim.State.WAITING, Claim.State.DELAYED, Claim.State.CONTESTED)


class ClaimFile(models.Model):
    """The document handed in with a claim, kept as it came; in the database, never under the web root."""

    claim = models.OneToOneField(Claim, on_delete=models.CASCADE, related_name="file")
    name = models.CharField(_("name of the file"), max_length=150)
    content_type = models.CharField(max_length=40)
    size = models.PositiveIntegerField(_("size"))
    sha256 = models.CharField(max_length=64)
    content = models.BinaryField()
    received_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("evidence")
        verbose_name_plural = _("evidence")
        default_permissions = ()

    def __str__(self) -> str:
        return self.name


class InvitationQuerySet(models.QuerySet["Invitation"]):
    def waiting(self, now: datetime) -> Self:
        """Invitations that can still be accepted."""
        return self.filter(closed_at__isnull=True, expires_at__gt=now)


class Invitation(models.Model):
    """A manager's invitation to look after a record with them; its link works once, for one address."""

    actor = models.ForeignKey(Actor, on_delete=models.CASCADE, related_name="invitations")
    email = models.EmailField(_("e-mail"))
    role = models.CharField(
        _("role"), max_length=10, choices=Membership.Role.choices, default=Membership.Role.MANAGER
    )
    token_hash = models.CharField(max_length=64, unique=True, editable=False)
    invited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="invitations_sent"
    )
    created_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField(_("valid until"))
    accepted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    closed_at = models.DateTimeField(null=True, blank=True, help_text=_("Accepted, withdrawn or replaced."))

    objects = InvitationQuerySet.as_manager()

    get_role_display = display_of("role", Membership.Role)

    class Meta:
        verbose_name = _("invitation")
        verbose_name_plural = _("invitations")
        ordering = ("-created_at", "-pk")
        indexes = (models.Index(fields=["invited_by", "created_at"], name="invitation_by_sender"),)

    def __str__(self) -> str:
        return f"{self.email} · {self.actor}"
