"""What our directory and register held on one day, as groups without names: figures are counted from it."""

import json
import zlib
from functools import cached_property
from typing import Any, Self

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class SnapshotQuerySet(models.QuerySet["Snapshot"]):
    def light(self) -> Self:
        """Everything but what was photographed, which is large and read for counting only."""
        return self.defer("content")


class Snapshot(models.Model):
    """One photograph (*instantané*); once stored it never changes, so its figures never do.

    `content` is compressed JSON: {"actors": [[kind, [disciplines], commune, headcount, founded, closed, n]…],
    "register": [[commune, founded, gone, [[asked version of NACE, definition, its version, version of NACE,
    code, weight, domain]…], n]…],
    "definitions": {slug: [version, names]}, "places": {commune: [canton, arrondissement, province, region]},
    "salt": what decides how numbers are rounded, carried from one to the next and never published}.
    """

    taken_at = models.DateTimeField(_("taken at"), default=timezone.now, db_index=True)
    extract_date = models.DateField(_("date of the register extract"), null=True, blank=True)
    extract_number = models.PositiveIntegerField(_("number of the register extract"), null=True, blank=True)
    actor_count = models.PositiveIntegerField(_("actors"))
    record_count = models.PositiveIntegerField(_("enterprises of the register"))
    digest = models.CharField(_("SHA-256"), max_length=64)
    content = models.BinaryField()
    definitions = models.JSONField(default=dict)  # {slug: [version, names]}, as in the content

    objects = SnapshotQuerySet.as_manager()

    class Meta:
        verbose_name = _("snapshot")
        verbose_name_plural = _("snapshots")
        ordering = ("-taken_at", "-pk")
        get_latest_by = ("taken_at", "pk")
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.taken_at:%Y-%m-%d} {self.digest[:12]}"

    @property
    def about_record_count(self) -> int:
        """How many enterprises it holds, as a page may say it: rounded to 10."""
        return round(self.record_count, -1)

    @cached_property
    def held(self) -> dict[str, Any]:
        """What was photographed."""
        found: dict[str, Any] = json.loads(zlib.decompress(bytes(self.content)))
        return found


class Count(models.Model):
    """What was counted of one content by one method, kept so that nobody waits; it can be counted again.

    `content` is {"total": line, "tables": {name: [line…]}}, a line being [code, number as text, cover].
    """

    digest = models.CharField(max_length=64)
    method = models.PositiveSmallIntegerField()
    measure = models.CharField(max_length=40)
    definition = models.CharField(max_length=60, blank=True)
    nace = models.CharField(max_length=4, blank=True)
    content = models.JSONField()

    class Meta:
        default_permissions = ()
        constraints = (
            models.UniqueConstraint(
                fields=["digest", "method", "measure", "definition", "nace"], name="counted_once"
            ),
        )

    def __str__(self) -> str:
        return f"{self.measure} {self.digest[:12]}"
