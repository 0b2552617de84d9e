"""Who takes needs: the partner, its people, what it says it takes, and when it is away."""

from datetime import date
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from vivier.directory.models import Actor


class PartnerQuerySet(models.QuerySet["Partner"]):
    def active(self) -> Self:
        return self.filter(is_active=True)

    def of_person(self, user: Any) -> Self:
        """Partners a person advises for."""
        return self.filter(advisers__user=user)

    def for_list(self) -> Self:
        """Everything one line of a list shows, in a fixed number of queries."""
        return self.select_related("actor").prefetch_related("intakes", "absences", "advisers__user")


class Partner(models.Model):
    """A public or private organisation that takes needs."""

    # No constraint makes it one a record: two records that become one may both have been partners.
    actor = models.ForeignKey(
        Actor, on_delete=models.PROTECT, related_name="partnerships", verbose_name=_("record")
    )
    email = models.EmailField(
        _("e-mail for referrals"), help_text=_("Links sent there answer a referral without an account.")
    )
    language = models.CharField(_("language"), max_length=2, choices=settings.LANGUAGES, default="fr")
    is_active = models.BooleanField(_("takes needs"), default=True)
    capacity = models.PositiveSmallIntegerField(
        _("needs at the same time"),
        null=True,
        blank=True,
        help_text=_("Empty: the partner has not said."),
    )
    note = models.TextField(_("note of the team"), max_length=2000, blank=True)
    since = models.DateField(_("since"), default=timezone.localdate)
    is_demo = models.BooleanField(_("demonstration"), default=False)

    objects = PartnerQuerySet.as_manager()

    class Meta:
        verbose_name = _("partner")
        verbose_name_plural = _("partners")
        ordering = ("actor__sort_name", "pk")
        default_permissions = ()

    def __str__(self) -> str:
        return self.actor.name


class Adviser(models.Model):
    """A person who answers for a partner."""

    partner = models.ForeignKey(Partner, on_delete=models.CASCADE, related_name="advisers")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="advising")
    since = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("adviser")
        verbose_name_plural = _("advisers")
        ordering = ("pk",)
        default_permissions = ()
        constraints = (models.UniqueConstraint(fields=["partner", "user"], name="adviser_once"),)

    def __str__(self) -> str:
        return f"{self.user} · {self.partner}"


class Intake(models.Model):
    """One thing a partner says it takes; a partner takes what any of its intakes takes.

    Each list: None is "not said", an empty list is "all of them", else the codes it takes.
    """

    partner = models.ForeignKey(Partner, on_delete=models.CASCADE, related_name="intakes")
    label = models.CharField(_("what it is"), max_length=120, blank=True)
    subjects = models.JSONField(_("subjects"), null=True, blank=True, default=None)
    territories = models.JSONField(_("territories"), null=True, blank=True, default=None)
    stages = models.JSONField(_("stages"), null=True, blank=True, default=None)
    disciplines = models.JSONField(_("disciplines"), null=True, blank=True, default=None)
    legal_forms = models.JSONField(_("legal forms"), null=True, blank=True, default=None)

    class Meta:
        verbose_name = _("what a partner takes")
        verbose_name_plural = _("what partners take")
        ordering = ("pk",)
        default_permissions = ()

    def __str__(self) -> str:
        return self.label or str(self.partner)


class Absence(models.Model):
    """Days on which a partner takes nothing new, both included."""

    partner = models.ForeignKey(Partner, on_delete=models.CASCADE, related_name="absences")
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("until"))
    reason = models.CharField(_("reason"), max_length=120, blank=True)

    class Meta:
        verbose_name = _("absence")
        verbose_name_plural = _("absences")
        ordering = ("starts_on", "pk")
        default_permissions = ()
        constraints = (
            models.CheckConstraint(name="absence_in_order", condition=Q(starts_on__lte=F("ends_on"))),
        )

    def __str__(self) -> str:
        return f"{self.partner} · {self.starts_on} – {self.ends_on}"

    def covers(self, day: date) -> bool:
        return self.starts_on <= day <= self.ends_on
