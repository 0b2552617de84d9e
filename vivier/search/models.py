"""What still has to reach the index."""

from django.db import models
from django.utils import timezone


class IndexChange(models.Model):
    """One record whose index entry is to be made again or removed; queued with the edit itself."""

    source = models.CharField(max_length=30)
    key = models.CharField(max_length=40)
    queued_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ("pk",)

    def __str__(self) -> str:
        return f"{self.source}:{self.key}"
