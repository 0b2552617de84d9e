"""Addresses of other sites that the public pages show, who shows them, whether they still answer."""

from typing import Self
from urllib.parse import urlsplit

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from vivier.core.choices import display_of


class LinkQuerySet(models.QuerySet["Link"]):
    def broken(self) -> Self:
        return self.filter(state=Link.State.BROKEN)

    def to_look_at(self) -> Self:
        """Those somebody should do something about: broken, or moved for good."""
        return self.filter(Q(state=Link.State.BROKEN) | Q(state=Link.State.MOVED))


class Link(models.Model):
    """One address of another site, and what it answered."""

    class State(models.TextChoices):
        UNKNOWN = "unknown", _("not asked yet")
        FINE = "fine", _("answers")
        MOVED = "moved", _("has moved")
        UNSURE = "unsure", _("refuses to be asked by a machine")
        FAILING = "failing", _("did not answer lately")
        BROKEN = "broken", _("broken")

    address = models.CharField(_("address"), max_length=500, unique=True)
    host = models.CharField(pgettext_lazy("website", "site"), max_length=255, db_index=True)
    state = models.CharField(_("state"), max_length=8, choices=State.choices, default=State.UNKNOWN)
    status = models.PositiveSmallIntegerField(_("answer"), null=True, blank=True)
    why = models.CharField(_("what is wrong"), max_length=300, blank=True)
    moved_to = models.CharField(_("new address"), max_length=500, blank=True)
    failing_since = models.DateField(_("without an answer since"), null=True, blank=True)
    failed_on = models.DateField(null=True, blank=True, help_text=_("The last day it was tried in vain."))
    failed_days = models.PositiveSmallIntegerField(_("days tried in vain"), default=0)
    checked_at = models.DateTimeField(_("asked last"), null=True, blank=True)
    due_at = models.DateTimeField(default=timezone.now, db_index=True)
    fine_by_hand_until = models.DateField(_("found fine by a person, until"), null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects = LinkQuerySet.as_manager()

    get_state_display = display_of("state", State)

    class Meta:
        verbose_name = _("link")
        verbose_name_plural = _("links")
        ordering = ("address",)
        default_permissions = ()
        indexes = (models.Index(fields=["state", "host"], name="link_by_state"),)

    def __str__(self) -> str:
        return self.address

    @property
    def leads_to_front_page(self) -> bool:
        """Whether a page has moved to the front page of a site: it is rarely the same page."""
        return bool(self.moved_to and _path(self.address) and not _path(self.moved_to))


def _path(address: str) -> str:
    return urlsplit(address).path.strip("/")


class LinkUse(models.Model):
    """One place where a link is shown: a field of a record, or the text of an article."""

    link = models.ForeignKey(Link, on_delete=models.CASCADE, related_name="uses")
    kind = models.CharField(_("kind of record"), max_length=20)
    key = models.BigIntegerField()
    field = models.CharField(max_length=40)
    label = models.CharField(_("record"), max_length=255)
    seen_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("use of a link")
        verbose_name_plural = _("uses of links")
        ordering = ("kind", "label", "pk")
        default_permissions = ()
        constraints = (
            models.UniqueConstraint(
                fields=["kind", "key", "field", "link"], name="link_used_once_in_a_field"
            ),
        )

    def __str__(self) -> str:
        return self.label


class LinkChecking(models.Model):
    """The one row that says whether links are asked at all: somebody may have stopped it."""

    is_paused = models.BooleanField(default=False)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        default_permissions = ()
        constraints = (models.CheckConstraint(name="link_checking_is_one_row", condition=Q(pk=1)),)

    def __str__(self) -> str:
        return "paused" if self.is_paused else "running"
