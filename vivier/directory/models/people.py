"""What people have to do with records: who manages them, what others suggest."""

from typing import Self

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from vivier.core.choices import display_of
from vivier.directory.models.actors import Actor


class MembershipQuerySet(models.QuerySet["Membership"]):
    def main(self) -> Self:
        return self.filter(role=Membership.Role.MAIN)

    def for_list(self) -> Self:
        """The managers of a record with their names, those who decide first."""
        return self.select_related("user").order_by("role", "since", "pk")


class Membership(models.Model):
    """A person who manages an actor's record."""

    class Role(models.TextChoices):
        MAIN = "main", _("Main manager")
        MANAGER = "manager", _("Manager")

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="memberships")
    actor = models.ForeignKey(Actor, on_delete=models.CASCADE, related_name="memberships")
    role = models.CharField(_("role"), max_length=10, choices=Role.choices, default=Role.MAIN)
    since = models.DateTimeField(default=timezone.now)

    objects = MembershipQuerySet.as_manager()

    get_role_display = display_of("role", Role)

    class Meta:
        verbose_name = _("membership")
        verbose_name_plural = _("memberships")
        constraints = (models.UniqueConstraint(fields=["user", "actor"], name="membership_once"),)

    def __str__(self) -> str:
        return f"{self.user} · {self.actor}"


class Correction(models.Model):
    """A change somebody suggests to a record they do not manage, waiting for the team."""

    class Status(models.TextChoices):
        WAITING = "waiting", _("Waiting")
        APPLIED = "applied", _("Applied")
        REFUSED = "refused", _("Refused")

    actor = models.ForeignKey(Actor, on_delete=models.CASCADE, related_name="corrections")
    field = models.CharField(_("field"), max_length=40, blank=True)
    proposed = models.TextField(_("what it should say"), max_length=2000)
    comment = models.TextField(_("how do you know?"), max_length=2000, blank=True)
    author_email = models.EmailField(_("your e-mail, if you want an answer"), blank=True)
    language = models.CharField(
        _("language of the page"), max_length=2, choices=settings.LANGUAGES, default=settings.LANGUAGE_CODE
    )
    status = models.CharField(
        _("state"), max_length=10, choices=Status.choices, default=Status.WAITING, db_index=True
    )
    reason = models.TextField(_("reason"), blank=True)
    submission = models.UUIDField(_("one-time form number"), unique=True, null=True)
    sender = models.CharField(
        max_length=64,
        blank=True,
        editable=False,
        db_index=True,
        help_text=_(
            "A keyed hash of the day and the sender's address, to slow floods down; not the address."
        ),
    )
    created_at = models.DateTimeField(default=timezone.now)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    is_demo = models.BooleanField(_("demonstration"), default=False)

    class Meta:
        verbose_name = _("correction")
        verbose_name_plural = _("corrections")
        ordering = ("created_at",)

    def __str__(self) -> str:
        return f"{self.actor}: {self.field or '…'}"
