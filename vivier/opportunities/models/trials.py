"""That the conditions of a call were tried, and by whom."""

from django.conf import settings
from django.db import models
from django.utils import timezone

from vivier.opportunities.models.calls import Call


class ConditionTrial(models.Model):
    """Somebody looked at a case of each answer for every condition of a call, as the rules were then."""

    call = models.OneToOneField(Call, on_delete=models.CASCADE, related_name="trial")
    fingerprint = models.CharField(max_length=64)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return f"{self.call} · {self.at:%Y-%m-%d}"
