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


class UnansweredSearch(models.Model):
    """How often a question found nothing; its words are kept only once several people may have asked it."""

    mark = models.CharField(max_length=64, unique=True)
    words = models.CharField(max_length=100, blank=True)
    times = models.PositiveIntegerField(default=0)
    asked_on = models.DateField(db_index=True)

    class Meta:
        ordering = ("-times", "words")

    def __str__(self) -> str:
        return self.words or "…"
