"""Which organisations publish their own calls without waiting for the team."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from vivier.directory.models import Actor


class PublishingRight(models.Model):
    """An organisation the team trusts to publish the calls of its own schemes."""

    actor = models.OneToOneField(
        Actor, on_delete=models.CASCADE, related_name="publishing_right", verbose_name=_("record")
    )
    reason = models.CharField(_("why"), max_length=500)
    given_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    given_at = models.DateTimeField(_("since"), default=timezone.now)

    class Meta:
        verbose_name = _("right to publish calls")
        verbose_name_plural = _("rights to publish calls")
        ordering = ("actor__sort_name",)
        default_permissions = ()

    def __str__(self) -> str:
        return str(self.actor)
