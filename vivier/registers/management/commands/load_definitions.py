"""`vivier load_definitions`: store the definitions of the sector that Vivier ships."""

from typing import Any

from django.core.management.base import BaseCommand

from vivier.registers.definitions import load_definitions
from vivier.registers.models import SectorDefinition


class Command(BaseCommand):
    help = "Store the shipped definitions of the sector; what an administrator edited stays as it is."

    def handle(self, *_args: Any, **_options: Any) -> None:
        changed = load_definitions()
        for one in SectorDefinition.objects.all():
            used = "used" if one.is_used else "not used"
            self.stdout.write(f"{one.slug}, version {one.version}: {one.codes.count()} activities, {used}")
        self.stdout.write(f"{changed} new or changed.")
